import createClient from 'openapi-fetch'
import type { paths } from '../../../api.gen.ts'
import { currentLanguage } from './language.ts'

/** The typed client of the server's contract; the session travels in a cookie. */
export const api = createClient<paths>({ baseUrl: '/' })

api.use({
  onRequest: ({ request }) => {
    request.headers.set('accept-language', currentLanguage())
  },
})

type Get<P extends keyof paths> = paths[P] extends { get: { responses: { 200: { content: infer C } } } } ? C : never
/** What a GET of this path answers. */
export type Reply<P extends keyof paths> = Get<P> extends { 'application/json': infer Body } ? Body : never
type Post<P extends keyof paths> = paths[P] extends { post: { requestBody: { content: infer C } } } ? C : never
/** What a POST to this path takes. */
export type Command<P extends keyof paths> = Post<P> extends { 'application/json': infer Body } ? Body : never

type Bad = { path: string; message: string }

/** A refusal by the server (RFC 9457): a code to be said in words, and the facts to say it with. */
export class Problem extends Error {
  override name = 'Problem'
  readonly code: string
  readonly status: number
  readonly facts: Record<string, unknown>
  constructor(code: string, status: number, facts: Record<string, unknown> = {}) {
    super(code)
    this.code = code
    this.status = status
    this.facts = facts
  }
  /** The form field that the refusal is about. */
  get field(): string | undefined {
    if (typeof this.facts.field === 'string') return this.facts.field
    return this.problems[0]?.path.replace(/^\//, '')
  }
  get problems(): Bad[] {
    return Array.isArray(this.facts.problems) ? (this.facts.problems as Bad[]) : [] // the server's schema of a problem
  }
}

const isFacts = (body: unknown): body is Record<string, unknown> => typeof body === 'object' && body !== null

/** What a bad answer says, whether or not it came from our server. */
export function problemOf(status: number, body: unknown): Problem {
  if (isFacts(body) && typeof body.code === 'string') return new Problem(body.code, status, body)
  return new Problem(status >= 500 ? 'http.unavailable' : 'http.badRequest', status)
}

type Answer<Body> = { data?: Body | undefined; error?: unknown; response: Response }

/** The body of a good answer; anything else is thrown as a Problem. */
export async function read<Body>(asked: Promise<Answer<Body>>): Promise<Body> {
  const answer = await asked.catch(() => {
    throw new Problem('http.offline', 0)
  })
  if (!answer.response.ok) throw problemOf(answer.response.status, answer.error)
  return answer.data as Body // absent only where the route answers 204
}

export type Paper = { id: string; name: string; mediaType: string; sizeBytes: number }

/** Sends a paper; from then on it is named by its id. */
export async function sendFile(file: File): Promise<Paper> {
  const body = new FormData()
  body.append('file', file)
  const response = await fetch('/api/files', { method: 'POST', body }).catch(() => {
    throw new Problem('http.offline', 0)
  })
  const said: unknown = await response.json().catch(() => null)
  if (!response.ok) throw problemOf(response.status, said)
  return said as Paper // the route's own schema
}

export const fileHref = (id: string): string => `/api/files/${id}`
