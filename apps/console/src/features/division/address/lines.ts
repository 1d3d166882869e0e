import type { Answer, Answered } from './queries.ts'

/** From here on an answer is as good as never wrong; below, somebody looks at it. */
export const SURE = 0.9

/** The place that a person has chosen for one line; it holds for this line only. */
export type Choice = Pick<Answer['candidates'][number], 'code' | 'path'>

export const KINDS = ['all', 'open', 'unsure', 'elsewhere'] as const
export type Kind = (typeof KINDS)[number]

/** What a person has to do with a line: decide it, look at it, pass it on, or nothing. */
export function kindOf({ answer: { code, reason, confidence } }: Answered, chosen: Choice | null): Kind {
  if (chosen !== null) return 'all'
  if (reason === 'elsewhere') return 'elsewhere'
  if (code === null || code.length < VILLAGE) return 'open'
  return confidence >= SURE ? 'all' : 'unsure'
}
const VILLAGE = 12

export const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

const FORMS = /^[\s,，。、:：;；\-—|/()（）[\]【】0-9#号]+|[\s,，。、:：;；\-—|/()（）[\]【】0-9#号].*$/g

/** The words after the last place recognised: what a person most likely wants to teach. */
export function unexplained({ line, answer }: Answered): string {
  const end = Math.max(0, ...answer.pieces.map((piece) => piece.end))
  return line.slice(end).replace(FORMS, '').slice(0, 20)
}
