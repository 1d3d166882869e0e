import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Publication } from '#modules/disclosure'
import { PUBLIC } from '#platform/authz'
import { DomainError, notFound } from '#platform/errors'
import { complaintRoutes } from './complaint-routes.ts'
import { createCountyList, createCountyReadings } from './county-reading.ts'
import type { PortalDeps } from './deps.ts'
import { readFigure } from './figure-reading.ts'
import { readTowns } from './home-reading.ts'
import { createKept } from './kept.ts'
import { STYLE, STYLE_HASH } from './layout.ts'
import { pageOf } from './page.ts'
import { countiesPage } from './pages/counties.ts'
import { documentsPage, KINDS, publicationPage } from './pages/documents.ts'
import { figurePage } from './pages/figure.ts'
import { homePage } from './pages/home.ts'
import { planPage } from './pages/plan.ts'
import { privacyPage } from './pages/privacy.ts'
import { problemPage, type Trouble } from './pages/problem.ts'

const PAGE_MS = 1000
const MOST_PAGES = 500
const YEAR = 'public, max-age=31536000, immutable'

const Code = z.object({ code: z.string() })
const NO_COUNTY = { code: '', name: '', nameEn: '', leadUnit: '' }

/** The public pages: `/counties/<code>/…` is a county's; `/` the only county's, the one of a host name, or the list of all. */
export const portalRoutes =
  (deps: PortalDeps): FastifyPluginAsyncZod =>
  async (app) => {
    const { plans, disclosure, statistics, privacy, now } = deps
    const config = { can: PUBLIC }
    const hide = { hide: true }
    const readCounty = createCountyReadings(deps)
    const kept = createKept<string>({ forMs: PAGE_MS, atMost: MOST_PAGES, now: () => now().getTime() })
    const readList = createCountyList(deps)

    const open = async (request: FastifyRequest, code: string) => {
      const reading = await readCounty(code)
      return { reading, page: pageOf(request, reading.programme.county) }
    }
    type Opened = Awaited<ReturnType<typeof open>>
    const sendPage = (reply: FastifyReply, text: string, status = 200) =>
      reply
        .code(status)
        .type('text/html; charset=utf-8')
        .headers({ 'cache-control': 'no-cache', vary: 'accept-language, accept-encoding' })
        .send(text)
    /** A page that is the same for everybody who asks in one language. */
    const show = async (
      request: FastifyRequest,
      reply: FastifyReply,
      code: string,
      render: (opened: Opened) => Promise<string> | string,
    ) => {
      const opened = await open(request, code)
      const text = await kept(`${code} ${opened.page.language} ${request.url}`, async () => render(opened))
      return sendPage(reply, text)
    }

    app.setErrorHandler((error: FastifyError, request, reply) => sendTrouble(error, request, reply))

    const home = async ({ page, reading }: Opened) => {
      const { caller, asOf, programme } = reading
      const [budget, towns, published] = await Promise.all([
        plans.budget(caller, asOf),
        readTowns(statistics, reading),
        disclosure.published(programme.county.code),
      ])
      return homePage(page, { reading, budget, towns, published })
    }
    app.get('/', { schema: hide, config }, async (request, reply) => {
      const own = deps.hosts?.get(request.hostname)
      const listed = own ? [] : await readList()
      if (listed.length < 2) return show(request, reply, own ?? listed[0]?.code ?? deps.county, home)
      return sendPage(reply, countiesPage(pageOf(request, NO_COUNTY), listed))
    })
    app.get('/counties/:code', { schema: { hide: true, params: Code }, config }, (request, reply) =>
      show(request, reply, request.params.code, home),
    )

    app.get(
      '/counties/:code/figures/:indicator',
      { schema: { hide: true, params: Code.extend({ indicator: z.string() }) }, config },
      (request, reply) =>
        show(request, reply, request.params.code, async ({ page, reading }) =>
          figurePage(page, reading, await readFigure(deps, reading, request.params.indicator)),
        ),
    )

    app.get('/counties/:code/plan', { schema: { hide: true, params: Code }, config }, (request, reply) =>
      show(request, reply, request.params.code, async ({ page, reading }) => {
        const { caller, asOf } = reading
        const [budget, rules, tasks] = await Promise.all([
          plans.budget(caller, asOf),
          plans.rules(caller, asOf),
          plans.tasks(caller, asOf),
        ])
        return planPage(page, { reading, budget, rules, tasks })
      }),
    )

    const personal = ({ page, reading }: Opened) => privacyPage(page, reading, privacy.register())
    app.get('/privacy', { schema: hide, config }, (request, reply) => show(request, reply, deps.county, personal))
    app.get('/counties/:code/privacy', { schema: { hide: true, params: Code }, config }, (request, reply) =>
      show(request, reply, request.params.code, personal),
    )

    const Listed = z.object({
      kind: z.enum(KINDS).optional().catch(undefined),
      page: z.coerce.number().int().min(1).max(1000).catch(1),
    })
    app.get(
      '/counties/:code/documents',
      { schema: { hide: true, params: Code, querystring: Listed }, config },
      (request, reply) =>
        show(request, reply, request.params.code, async ({ page, reading }) => {
          const published = await disclosure.published(reading.programme.county.code)
          return documentsPage(page, reading, published, { kind: request.query.kind, pageNo: request.query.page })
        }),
    )

    const Paper = Code.extend({ id: z.uuid() })
    const publicationOf = async (county: string, id: string): Promise<Publication> => {
      const found = (await disclosure.published(county)).find((one) => one.id === id)
      if (!found) throw notFound('publication', id)
      return found
    }
    app.get('/counties/:code/documents/:id', { schema: { hide: true, params: Paper }, config }, (request, reply) =>
      show(request, reply, request.params.code, async ({ page, reading }) =>
        publicationPage(page, reading, await publicationOf(reading.programme.county.code, request.params.id)),
      ),
    )
    app.get(
      '/counties/:code/documents/:id/paper',
      { schema: { hide: true, params: Paper }, config },
      async (request, reply) => {
        const { reading } = await open(request, request.params.code)
        const { code } = reading.programme.county
        const { fileId } = await publicationOf(code, request.params.id)
        if (fileId === null) throw notFound('file', request.params.id)
        const { name, mediaType, bytes } = await disclosure.paper(code, fileId)
        return reply
          .type(mediaType)
          .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`)
          .header('cache-control', 'no-cache')
          .send(bytes)
      },
    )

    await app.register(complaintRoutes(deps, open))

    app.get(
      '/portal.css',
      { schema: { hide: true, querystring: z.object({ v: z.string().max(40).optional() }) }, config },
      (request, reply) =>
        reply
          .type('text/css; charset=utf-8')
          .header('cache-control', request.query.v === STYLE_HASH ? YEAR : 'no-cache')
          .send(STYLE),
    )

    /** What no other route knows: a page for a person, the platform's own answer for a program. */
    app.get('/*', { schema: hide, config }, (request, reply) => {
      const wantsPage = /text\/html/.test(request.headers.accept ?? '') && !request.url.startsWith('/api/')
      if (!wantsPage && !request.url.startsWith('/counties/')) return reply.callNotFound()
      throw notFound('page', request.url)
    })

    function sendTrouble(error: FastifyError, request: FastifyRequest, reply: FastifyReply) {
      const page = pageOf(request, NO_COUNTY)
      const { status, ...trouble } = troubleOf(page, error, request)
      if (status >= 500) request.log.error({ err: error, url: request.url }, 'unexpected error')
      return sendPage(reply, problemPage(page, trouble), status)
    }
  }

/** A refusal as a person reads it. */
function troubleOf(
  { say }: ReturnType<typeof pageOf>,
  error: FastifyError,
  request: FastifyRequest,
): Trouble & { status: number } {
  const isDomain = error instanceof DomainError
  const status = isDomain
    ? error.status
    : error.validation
      ? request.method === 'GET'
        ? 404
        : 400
      : (error.statusCode ?? 500)
  if (isDomain && error.code === 'programme.unknown')
    return { status, title: say('problem.county'), text: say('problem.countyText', { code: String(error.facts.id) }) }
  if (status === 404) return { status, title: say('problem.notFound'), text: say('problem.notFoundText') }
  if (status < 500) return { status, title: say('problem.refused'), text: say('problem.refusedText') }
  return { status: 500, title: say('problem.broken'), text: say('problem.brokenText', { id: request.id }) }
}
