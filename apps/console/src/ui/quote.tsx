import { t } from '../lib/i18n.ts'

/** A sentence of the plan and its line. */
export function Quote({ source }: { source: { quote: string; line: number } | null }) {
  if (!source) return <p>{t('source.none')}</p>
  return (
    <blockquote className="quote">
      <p>{source.quote}</p>
      <footer>{t('source.line', { line: source.line })}</footer>
    </blockquote>
  )
}
