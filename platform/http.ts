import { randomUUID } from 'node:crypto'
import helmet from '@fastify/helmet'
import multipart from '@fastify/multipart'
import swagger from '@fastify/swagger'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyError,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import {
  hasZodFastifySchemaValidationErrors,
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type Caller, PUBLIC, SIGNED_IN } from './authz.ts'
import { DomainError } from './errors.ts'
import type { Logger } from './log.ts'
import { outageOf } from './outage.ts'
import { traceRequests } from './trace.ts'
import { logVisits, type VisitLog } from './visit.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The permission that the route needs; `public` must be written out. */
    can?: string
  }
  interface FastifyRequest {
    /** Set on every route that is not public. */
    caller: Caller
  }
}

export type HttpOptions = {
  log: Logger | false
  authenticate: (request: FastifyRequest) => Promise<Caller | undefined>
  /** Every permission that some role has: a route that asks for another could never be entered. */
  permissions: ReadonlySet<string>
  /** Longest upload, bytes. */
  uploadLimit?: number
  /** The access log; the product always has one. */
  visits?: VisitLog
  /** Whose `X-Forwarded-…` is believed: the proxies' addresses. */
  proxies?: string
}

const REDUCED: Record<string, string> = {
  'x-frame-options': 'DENY',
  'permissions-policy': 'camera=(self), geolocation=(self)',
}

export async function createHttp(options: HttpOptions): Promise<FastifyInstance> {
  const app = Fastify({
    ...(options.log ? { loggerInstance: options.log as FastifyBaseLogger } : {}), // pino is one; the wider type keeps the instance plain
    genReqId: () => randomUUID(),
    trustProxy: options.proxies ?? 'loopback',
    // While it stops, what is still sent on an open connection is answered, not refused.
    return503OnClosing: false,
    // An address that no route can take is refused before any hook, in our own form too.
    frameworkErrors: (error, request, reply) => sendError(error, request, reply),
    bodyLimit: 2 << 20,
    requestTimeout: 60_000,
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: 200 },
  })
  app.setValidatorCompiler(validatorCompiler).setSerializerCompiler(serializerCompiler)
  app.setErrorHandler(sendError)
  app.setNotFoundHandler((request, reply) => sendProblem(request, reply, { status: 404, code: 'http.notFound' }))
  requirePermissionOnEveryRoute(app, options.permissions)
  app.decorateRequest('caller', null as unknown as Caller) // set by the hook below before any handler that may read it
  app.decorateRequest('visitor', undefined)
  app.decorateRequest('refusal', '')
  traceRequests(app)
  if (options.visits) logVisits(app, options.visits)
  // Before the hook that refuses: a refusal has the headers too.
  await app.register(helmet, {
    contentSecurityPolicy: {
      // antd writes its styles at run time; scripts are ours alone.
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        scriptSrc: ["'self'"],
        frameAncestors: ["'none'"],
        upgradeInsecureRequests: null,
      },
    },
    strictTransportSecurity: false,
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.headers({ ...REDUCED, 'x-request-id': request.id })
    refuseForeignSite(request)
    await authorise(request, options.authenticate)
  })
  app.addHook('preValidation', async (request) => refuseUnstorableText(request))
  await app.register(multipart, { limits: { fileSize: options.uploadLimit ?? 20 << 20, files: 1, fields: 10 } })
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Xiangji 乡集', version: '0.1.0', description: 'Every figure is made of evidence.' },
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'xiangji.session_token' },
          key: { type: 'http', scheme: 'bearer', description: 'A key of another system: xj_…' },
        },
      },
    },
    transform: (input) => {
      const shown = jsonSchemaTransform(input)
      const can = input.route.config?.can
      return {
        ...shown,
        schema: {
          ...shown.schema,
          'x-can': can,
          ...(can === PUBLIC ? {} : { security: [{ session: [] }, ...(can === SIGNED_IN ? [] : [{ key: [] }])] }),
        },
      }
    },
  })
  return app
}

function requirePermissionOnEveryRoute(app: FastifyInstance, permissions: ReadonlySet<string>): void {
  app.addHook('onRoute', (route) => {
    const can = route.config?.can
    if (can === PUBLIC || can === SIGNED_IN || (can && permissions.has(can))) return
    throw new Error(
      can
        ? `route ${route.method} ${route.url}: no role has the permission '${can}'`
        : `route ${route.method} ${route.url} names no permission: write config.can ('public' must be written out)`,
    )
  })
}

/** A browser says from which site a request comes; one that changes something may come from ours only (CSRF). */
function refuseForeignSite(request: FastifyRequest): void {
  if (request.method === 'GET' || request.method === 'HEAD' || request.method === 'OPTIONS') return
  const { origin, host, 'sec-fetch-site': site } = request.headers
  const foreign = site ? site !== 'same-origin' && site !== 'none' : origin !== undefined && hostOf(origin) !== host
  if (foreign) throw new DomainError('http.foreignSite', {}, 403)
}

const hostOf = (origin: string): string => (URL.canParse(origin) ? new URL(origin).host : '')

async function authorise(request: FastifyRequest, authenticate: HttpOptions['authenticate']): Promise<void> {
  const can = request.routeOptions.config.can
  if (can === PUBLIC || can === undefined) return
  const caller = await authenticate(request)
  if (!caller) throw new DomainError('http.notSignedIn', {}, 401)
  request.caller = caller
  if (can !== SIGNED_IN && !caller.permissions.has(can))
    throw new DomainError('http.notAllowed', { permission: can }, 403)
}

/** NUL and half a character: JSON and URLs can say them, PostgreSQL can keep neither. */
const isUnstorable = (text: string): boolean => text.includes('\0') || /\p{Surrogate}/u.test(text)

/** Deeper than any of our inputs; what is nested further would exhaust the stack of whoever walks it. */
const DEEPEST = 32

/** The first place of an input, as a path, whose text cannot be kept or that is nested beyond reason. */
function unstorableIn(value: unknown, path: string, depth = 0): string | undefined {
  if (typeof value === 'string') return isUnstorable(value) ? path : undefined
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value)) return undefined
  if (depth === DEEPEST) return path.slice(0, 60)
  for (const [key, inner] of Object.entries(value)) {
    const found = isUnstorable(key) ? path : unstorableIn(inner, `${path}/${key}`, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

const UNSTORABLE = {
  'zh-CN': '含有不能保存的字符或嵌套过深',
  en: 'It holds a character that cannot be kept or is nested too deep',
}

/** One place for all routes: no schema need say it, and none can forget it. */
function refuseUnstorableText(request: FastifyRequest): void {
  const path = unstorableIn(request.params, '') ?? unstorableIn(request.query, '') ?? unstorableIn(request.body, '')
  if (path === undefined) return
  throw new DomainError('http.badInput', { problems: [{ path, message: UNSTORABLE[languageOf(request)] }] }, 400)
}

/** SQLSTATEs of a value that a schema let through and PostgreSQL cannot read or hold: the year 0, a number too large. */
const UNREADABLE_VALUES = new Set(['22003', '22007', '22008', '22021', '22P02', '22P05'])

const isUnreadableValue = (error: Error): boolean => 'code' in error && UNREADABLE_VALUES.has(String(error.code))

type Refusal = { status: number; code: string; title?: string } & Record<string, unknown>

function sendProblem(request: FastifyRequest, reply: FastifyReply, { status, code, title, ...facts }: Refusal) {
  request.refusal = code
  // RFC 9110, section 10.2.3: a program that is told when to come again need not guess.
  if (typeof facts.retryAfterS === 'number') reply.header('retry-after', facts.retryAfterS)
  return reply
    .code(status)
    .type('application/problem+json')
    .serializer(JSON.stringify)
    .send({ ...facts, type: `urn:xiangji:${code}`, title: title ?? code, status, code, requestId: request.id })
}

/** The language that the browser asks for first; ours is Chinese. */
export const languageOf = (request: FastifyRequest): 'zh-CN' | 'en' =>
  /^\s*en/i.test(request.headers['accept-language'] ?? '') ? 'en' : 'zh-CN'

const messages = { 'zh-CN': z.locales.zhCN().localeError, en: z.locales.en().localeError }

function sendError(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
  if (error instanceof DomainError)
    return sendProblem(request, reply, { ...error.facts, status: error.status, code: error.code })
  if (hasZodFastifySchemaValidationErrors(error)) {
    const say = messages[languageOf(request)]
    const problems = error.validation.map(({ instancePath, keyword, params }) => {
      // The provider takes Zod's issue apart; put together again it is what Zod's languages read.
      const said = say({ ...params, code: keyword } as Parameters<typeof say>[0])
      return { path: instancePath, message: typeof said === 'string' ? said : (said?.message ?? '') }
    })
    return sendProblem(request, reply, { status: 400, code: 'http.badInput', problems })
  }
  if (error.statusCode && error.statusCode < 500)
    return sendProblem(request, reply, { status: error.statusCode, code: 'http.badRequest', title: error.code })
  if (isUnreadableValue(error)) {
    request.log.warn({ err: error, route: request.routeOptions.url }, 'a value that no schema refused')
    return sendProblem(request, reply, { status: 400, code: 'http.badInput', problems: [] })
  }
  const outage = outageOf(error)
  if (outage) {
    request.log.error({ err: error, route: request.routeOptions.url }, 'the database or the disk is not at hand')
    const { retryAfterS, ...refusal } = outage
    return sendProblem(request, reply.header('retry-after', retryAfterS), { ...refusal, retryAfterS })
  }
  request.log.error({ err: error, route: request.routeOptions.url }, 'unexpected error')
  return sendProblem(request, reply, { status: 500, code: 'http.unexpected' })
}
