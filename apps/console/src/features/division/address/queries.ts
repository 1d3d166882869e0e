import { queryOptions } from '@tanstack/react-query'
import type { paths } from '../../../../../api.gen.ts'
import { api, type Reply, read } from '../../../lib/api.ts'
import { fetchFile, renamed, saveFile } from '../../../lib/file.ts'

export type Answer =
  paths['/api/divisions/addresses/resolve']['post']['responses'][200]['content']['application/json'][number]
export type Alias = Reply<'/api/divisions/aliases'>[number]
export type Answered = { line: string; answer: Answer }

/** As many as the server answers at once. */
export const MOST_LINES = 500

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
  const response = await fetchFile('/api/divisions/addresses/sheet', { method: 'POST', body })
  saveFile(await response.blob(), renamed(file.name, '-answered.xlsx'))
}
