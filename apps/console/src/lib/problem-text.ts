import { Problem } from './api.ts'
import { hasText, t } from './i18n.ts'

const plain = (facts: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [name, typeof value === 'number' ? value : String(value)]),
  )

/** What happened, what is kept and what to do, for any error that a screen can meet. */
export function problemText(error: unknown): string {
  if (!(error instanceof Problem)) return t('error.http.unexpected')
  const { facts, code } = error
  if (code === 'identity.wrongPassword' && facts.field === 'currentPassword')
    return t('error.identity.wrongCurrentPassword')
  if (code === 'identity.tooManyAttempts')
    return t(`error.${code}`, { minutes: Math.ceil(Number(facts.retryAfterS) / 60) })
  const problems = error.problems
    .map(({ path, message }) => `${path.replace(/^\//, '')} ${message}`)
    .join(t('text.clause'))
  const key = `error.${code}`
  if (hasText(key)) return t(key, { ...plain(facts), problems })
  if (error.status === 404) return t('error.http.notFound')
  return t('error.unknown', { code })
}

/** The number to quote when one asks for help; only where the server itself failed. */
export const requestIdOf = (error: unknown): string | undefined =>
  error instanceof Problem && error.status >= 500 && typeof error.facts.requestId === 'string'
    ? error.facts.requestId
    : undefined
