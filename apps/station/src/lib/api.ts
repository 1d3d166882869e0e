import createClient from 'openapi-fetch'
import { noteServerTime } from './clock.ts'
import { language } from './i18n/index.ts'
import { createStore } from './store.ts'
import type { Paths } from './wire.ts'

/** What went wrong, by our code; `net.unreachable` when no answer came that can be read. */
export class Problem extends Error {
  override name = 'Problem'
  readonly code: string
  readonly status: number
  readonly facts: Readonly<Record<string, unknown>>
  constructor(code: string, status = 0, facts: Readonly<Record<string, unknown>> = {}) {
    super(code)
    this.code = code
    this.status = status
    this.facts = facts
  }
}

const TIMEOUT_MS = 20_000

async function fetchInTime(request: Request): Promise<Response> {
  const abort = new AbortController()
  const timer = setTimeout(() => abort.abort(), TIMEOUT_MS)
  try {
    return await fetch(request, { signal: abort.signal })
  } finally {
    clearTimeout(timer)
  }
}

export const api = createClient<Paths>({ baseUrl: location.origin, fetch: fetchInTime })
api.use({
  onRequest: ({ request }) => {
    request.headers.set('accept-language', language())
    return request
  },
})

/** Whether the last request was answered by the server at all. */
export const reached = createStore(navigator.onLine)

type Answer<T> = { data?: T; error?: unknown; response: Response }

export const isFacts = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function problemOf(status: number, body: unknown): Problem {
  const facts = isFacts(body) ? body : {}
  const { code } = facts
  if (typeof code === 'string') return new Problem(code, status, facts)
  return new Problem(status >= 500 ? 'net.unreachable' : 'http.badRequest', status)
}

/** The body of a good answer; anything else is thrown as a Problem. */
export async function settle<T>(sent: Promise<Answer<T>>): Promise<T> {
  const answer = await sent.catch(() => {
    reached.set(false)
    throw new Problem('net.unreachable')
  })
  reached.set(true)
  noteServerTime(Date.parse(answer.response.headers.get('date') ?? ''))
  if (!answer.response.ok) throw problemOf(answer.response.status, answer.error)
  return answer.data as T // an ok answer has the body that the contract says
}

/** Sends a file and hands back the raw answer: a sheet or a report. */
export async function sendFile(path: string, file: File): Promise<Response> {
  const body = new FormData()
  body.append('file', file)
  const headers = { 'accept-language': language() }
  const response = await fetch(path, { method: 'POST', body, headers }).catch(() => {
    throw new Problem('net.unreachable')
  })
  if (response.ok) return response
  throw problemOf(response.status, await response.json().catch(() => null))
}

export const toProblem = (error: unknown): Problem =>
  error instanceof Problem ? error : new Problem('http.unexpected')
