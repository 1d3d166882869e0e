import { Collapse, Tag } from 'antd'
import { t } from '../../../lib/i18n.ts'
import { Quote } from '../../../ui/quote.tsx'
import type { Basis } from './queries.ts'

/** The plan's rules with their sentences, and what each does to the answer. */
export function RuleList({ rules }: { rules: Basis['rules'] }) {
  if (rules.length === 0) return <p>{t('siting.noRules')}</p>
  return (
    <Collapse
      size="small"
      items={rules.map(({ id, text, effect, isHard, ambiguity, source }) => ({
        key: id,
        label: (
          <>
            <strong>{id}</strong> {text} <Tag>{t(`siting.effect.${effect}`)}</Tag>
          </>
        ),
        children: (
          <>
            <Quote source={source} />
            {isHard ? null : <p>{t('siting.soft')}</p>}
            {ambiguity ? <p>{t('siting.ambiguous', { text: ambiguity })}</p> : null}
          </>
        ),
      }))}
    />
  )
}
