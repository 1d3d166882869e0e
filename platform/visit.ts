import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { type Caller, PUBLIC } from './authz.ts'
import { DomainError } from './errors.ts'
import { scrubbed } from './scrub.ts'

/** Somebody whom the server has recognised, whether or not it let him in. */
export type Visitor = Pick<Caller, 'county' | 'account' | 'roles' | 'place'>

/**
 * `personal` shows data of persons, `export` leaves the system as a file, `signIn` is a command of somebody who is not signed in; `log` is a
 * word of the log about itself.
 */
export type Act = 'read' | 'personal' | 'export' | 'change' | 'signIn' | 'log'

/** One request, as the access log keeps it: no body, no query, no name. */
export type Visit = {
  at: Date
  visitor: Visitor | undefined
  act: Act
  method: string
  /** The pattern of the route, never the address that was typed. */
  route: string
  /** The ids in the path. */
  subject: string
  status: number
  /** The code of a refusal, or ''. */
  refusal: string
  address: string
  agent: string
  durationMs: number
  /** Length of the answer before compression; null where it is streamed. */
  bytes: number | null
  requestId: string
}

/** Where visits are written. `keep` ends when the row is in the database; `note` when it is taken into a batch of at most a second. */
export type VisitLog = { keep(visit: Visit): Promise<void>; note(visit: Visit): Promise<void> }

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Whether an answer shows data of persons: found in its schema, unless the route says that what it shows is public anyway. */
    isPersonal?: boolean
  }
  interface FastifyRequest {
    /** Who tries to sign in, where his account exists: the route itself finds out. */
    visitor: Visitor | undefined
    /** The code of the refusal that is being sent. */
    refusal: string
  }
}

/** Names of fields that hold a person's number, in any answer. */
const PERSONAL = /"\w*(phone|contact|idNumber|bankCard)\w*":/i

function isPersonal(schema: unknown): boolean {
  const answers = typeof schema === 'object' && schema !== null && 'response' in schema ? schema.response : {}
  return Object.values(answers ?? {}).some(
    (answer) =>
      answer instanceof z.ZodType &&
      PERSONAL.test(JSON.stringify(z.toJSONSchema(answer, { unrepresentable: 'any', io: 'output' }))),
  )
}

const READS = new Set(['GET', 'HEAD', 'OPTIONS'])
/** A part of a path that is a key, not a name. */
const SECRET = new Set(['token', '*'])
const SUBJECT_LENGTH = 200
const AGENT_LENGTH = 200
const ADDRESS_LENGTH = 64

const plain = (text: string, length: number): string => scrubbed(text.replace(/[\p{Cc}\p{Cs}]/gu, '')).slice(0, length)

const subjectOf = (params: unknown): string =>
  Object.entries(params ?? {})
    .filter(([name]) => !SECRET.has(name))
    .map(([, value]) => plain(String(value), SUBJECT_LENGTH))
    .join('/')
    .slice(0, SUBJECT_LENGTH)

const lengthOf = (payload: unknown): number | null => {
  if (payload === null || payload === undefined) return 0
  if (typeof payload === 'string') return Buffer.byteLength(payload)
  return Buffer.isBuffer(payload) ? payload.length : null
}

const isFile = (reply: FastifyReply): boolean =>
  /^attachment/.test(String(reply.getHeader('content-disposition') ?? '')) ||
  /spreadsheetml/.test(String(reply.getHeader('content-type') ?? ''))

/** Who does what; nothing for a page of the public, and for an address that leads nowhere. */
function actOf(request: FastifyRequest, reply: FastifyReply): Act | undefined {
  const { config, url = '' } = request.routeOptions
  const isChange = !READS.has(request.method)
  if (config.can === undefined) return undefined
  if (config.can === PUBLIC) return isChange && url.startsWith('/api/') ? 'signIn' : undefined
  if (isChange) return 'change'
  if (isFile(reply)) return 'export'
  return config.isPersonal ? 'personal' : 'read'
}

function visitOf(request: FastifyRequest, reply: FastifyReply, payload: unknown): Visit | undefined {
  const act = actOf(request, reply)
  if (!act) return undefined
  return {
    at: new Date(Date.now() - reply.elapsedTime),
    visitor: request.caller ?? request.visitor,
    act,
    method: request.method,
    route: request.routeOptions.url ?? '',
    subject: subjectOf(request.params),
    status: reply.statusCode,
    refusal: request.refusal,
    address: plain(request.ip, ADDRESS_LENGTH),
    agent: plain(request.headers['user-agent'] ?? '', AGENT_LENGTH),
    durationMs: Math.round(reply.elapsedTime),
    bytes: lengthOf(payload),
    requestId: request.id,
  }
}

/**
 * Tells the log of each request of somebody who signed in, of each refusal on a route that is not public, and of each attempt to sign in.
 * A change, a file and data of persons count as done when the row is in the database; the rest goes by a batch of at most a second.
 */
export function logVisits(app: FastifyInstance, log: VisitLog): void {
  const logged = new WeakSet<FastifyRequest>()
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, isPersonal: route.config?.isPersonal ?? isPersonal(route.schema) }
  })
  app.addHook('onSend', async (request, reply, payload) => {
    // An answer that may not go out is answered by a refusal, which comes by here again.
    if (logged.has(request)) return payload
    const visit = visitOf(request, reply, payload)
    if (!visit) return payload
    logged.add(request)
    const isShown = visit.act === 'personal' || visit.act === 'export'
    const isDone = visit.status < 400
    try {
      if (isDone && visit.act !== 'read') await log.keep(visit)
      else await log.note(visit)
    } catch {
      // What is changed is changed, its event is in the journal and the row waits in memory. What is not yet shown stays unseen.
      if (isDone && !isShown && visit.act !== 'read') return payload
      visit.status = 503
      visit.refusal = 'access.notKept'
      reply.removeHeader('content-disposition')
      throw new DomainError('access.notKept', {}, 503)
    }
    return payload
  })
}
