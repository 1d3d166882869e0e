import { Problem, problemOf } from './api.ts'
import { currentLanguage } from './language.ts'

/** A file as the server writes it, in the language on screen: a plain link would ask in the browser's. */
export async function fetchFile(
  path: string,
  sent: { method?: 'POST'; body?: BodyInit; headers?: Record<string, string> } = {},
): Promise<Response> {
  const headers = { ...sent.headers, 'accept-language': currentLanguage() }
  const response = await fetch(path, { ...sent, headers }).catch(() => {
    throw new Problem('http.offline', 0)
  })
  if (response.status === 413) throw new Problem('http.tooLarge', 413)
  if (!response.ok) throw problemOf(response.status, await response.json().catch(() => null))
  return response
}

const KEPT_MS = 60_000

/** Hands a file to the person. */
export function saveFile(content: Blob, name: string): void {
  const href = URL.createObjectURL(content)
  const link = document.createElement('a')
  link.href = href
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(href), KEPT_MS)
}

/** Fetches a file and hands it over under the name that the server gives it. */
export async function download(path: string): Promise<void> {
  const response = await fetchFile(path)
  const name = /filename="([^"]+)"/.exec(response.headers.get('content-disposition') ?? '')?.[1]
  saveFile(await response.blob(), name ?? path.replace(/\?.*/, '').replace(/.*\//, ''))
}

/** The name of a file with another ending. */
export const renamed = (name: string, ending: string): string => name.replace(/(\.xlsx?|\.csv)?$/i, ending)
