import { queryOptions } from '@tanstack/react-query'
import type { paths } from '../../../../../api.gen.ts'
import { api, Problem, problemOf, type Reply, read } from '../../../lib/api.ts'
import { currentLanguage } from '../../../lib/language.ts'
import { saveFile } from '../../../ui/sheet/send.ts'

export type Answer =
  paths['/api/divisions/addresses/resolve']['post']['responses'][200]['content']['application/json'][number]
export type Alias = Reply<'/api/divisions/aliases'>[number]
export type Answered = { line: string; answer: Answer }

/** As many as the server answers at once. */
export const MOST_LINES = 500

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

export async function resolve(lines: string[]): Promise<Answered[]> {
  const answers = await read(api.POST('/api/divisions/addresses/resolve', { body: { lines } }))
  return answers.map((answer, i) => ({ line: lines[i] ?? '', answer }))
}

export const aliasesQuery = queryOptions({
  queryKey: ['divisions', 'aliases'],
  queryFn: () => read(api.GET('/api/divisions/aliases')),
})

export const learn = (body: { name: string; code: string }): Promise<Alias[]> =>
  read(api.POST('/api/divisions/aliases', { body }))

export const forget = (name: string): Promise<Alias[]> =>
  read(api.POST('/api/divisions/aliases/forget', { body: { name } }))

/** Sends a sheet of addresses and saves it as it comes back, answered. */
export async function answerSheet(file: File): Promise<void> {
  const body = new FormData()
  body.append('file', file)
  const response = await fetch('/api/divisions/addresses/sheet', {
    method: 'POST',
    body,
    headers: { 'accept-language': currentLanguage() },
  }).catch(() => {
    throw new Problem('http.offline', 0)
  })
  if (response.status === 413) throw new Problem('http.tooLarge', 413)
  if (!response.ok) throw problemOf(response.status, await response.json().catch(() => null))
  saveFile(await response.blob(), file.name, '-answered.xlsx')
}

const FORMS = /^[\s,，。、:：;；\-—|/()（）[\]【】0-9#号]+|[\s,，。、:：;；\-—|/()（）[\]【】0-9#号].*$/g

/** The words after the last place recognised: what a person most likely wants to teach. */
export function unexplained({ line, answer }: Answered): string {
  const end = Math.max(0, ...answer.pieces.map((piece) => piece.end))
  return line.slice(end).replace(FORMS, '').slice(0, 20)
}
