import type { Problem } from './api.ts'
import { isKey, t } from './i18n/index.ts'

const asText = (value: unknown): string => (Array.isArray(value) ? value.join('、') : String(value ?? ''))

function factsOf({ facts }: Pick<Problem, 'facts'>): Record<string, string> {
  const words = Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, asText(value)]))
  const { retryAfterS } = facts
  return typeof retryAfterS === 'number' ? { ...words, minutes: String(Math.ceil(retryAfterS / 60)) } : words
}

/** What a refusal's code says to a keeper: what happened, what is kept, what to do. */
export function sayCode(code: string, facts: Readonly<Record<string, unknown>> = {}): string {
  const key = `problem.${code}`
  return t(isKey(key) ? key : 'problem.http.unexpected', factsOf({ facts }))
}

export function sayProblem(problem: Problem): string {
  if (problem.status === 413) return t('problem.file.tooLarge')
  const isOfOneself = problem.code === 'identity.wrongPassword' && problem.facts.field === 'currentPassword'
  return isOfOneself ? t('problem.identity.wrongCurrentPassword') : sayCode(problem.code, problem.facts)
}
