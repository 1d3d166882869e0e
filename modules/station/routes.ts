import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { languageOf } from '#platform/http'
import { Revealed, revealOf } from '#platform/reveal'
import { ImportMode, ImportReport, sendImport, sendSheet, uploaded } from '#platform/sheet-import'
import * as s from './schema.ts'
import type { SheetService } from './service/sheets.ts'
import type { SitingService } from './service/siting.ts'
import type { StationService } from './service/stations.ts'

const Id = z.object({ id: s.StationId })
const Day = z.object({ on: z.iso.date() })
const ListQuery = z.object({
  search: z.string().max(60).optional(),
  place: z
    .string()
    .regex(/^\d{6,12}$/)
    .optional(),
  level: s.StationLevel.optional(),
  state: s.StationState.optional(),
  sort: z.enum(['name', 'place', 'state', 'openedOn', 'lastEntryOn']).default('place'),
  descending: z.stringbool().default(false),
  page: z.coerce.number().int().min(1).max(1000).default(1),
  pageSize: z.coerce.number().int().min(1).max(500).default(50),
})
const Mode = z.object({ mode: ImportMode })
const Sheet = z.any().meta({ type: 'string', format: 'binary' })

const filterOf = ({ page, pageSize, ...filter }: z.infer<typeof ListQuery>) => ({
  ...filter,
  limit: pageSize,
  offset: (page - 1) * pageSize,
})

export const stationRoutes =
  (stations: StationService, sheets: SheetService): FastifyPluginAsyncZod =>
  async (app) => {
    const tags = ['station']
    const read = { can: 'station.read' }
    const manage = { can: 'station.manage' }

    app.get(
      '/api/stations',
      {
        schema: {
          tags,
          querystring: ListQuery,
          response: { 200: z.object({ rows: z.array(s.Station), total: z.int() }) },
        },
        config: read,
      },
      async ({ caller, query }) => stations.list(caller, filterOf(query)),
    )
    app.get(
      '/api/stations.xlsx',
      { schema: { tags, querystring: ListQuery, response: { 200: Sheet } }, config: read },
      async (request, reply) => {
        const { rows } = await stations.list(request.caller, { ...filterOf(request.query), limit: 5000, offset: 0 })
        return sendSheet(reply, await sheets.exportStations(rows, languageOf(request)), 'stations')
      },
    )
    app.get(
      '/api/stations/template.xlsx',
      { schema: { tags, response: { 200: Sheet } }, config: manage },
      async (request, reply) =>
        sendSheet(reply, await sheets.stationTemplate(languageOf(request)), 'stations-template'),
    )
    app.post(
      '/api/stations/import',
      {
        schema: { tags, consumes: ['multipart/form-data'], querystring: Mode, response: { 200: ImportReport } },
        config: manage,
      },
      async (request, reply) =>
        sendImport(reply, await sheets.importStations(request.caller, await uploaded(request), request.query.mode)),
    )
    app.post(
      '/api/stations',
      { schema: { tags, body: s.RegisterStation, response: { 200: s.Station } }, config: manage },
      async ({ caller, body }) => stations.register(caller, body),
    )
    app.get(
      '/api/stations/:id',
      { schema: { tags, params: Id, response: { 200: s.Station } }, config: read },
      async ({ caller, params }) => stations.load(caller, params.id),
    )
    app.patch(
      '/api/stations/:id',
      { schema: { tags, params: Id, body: s.ChangeStation, response: { 200: s.Station } }, config: manage },
      async ({ caller, params, body }) => stations.change(caller, params.id, body),
    )
    app.post(
      '/api/stations/:id/open',
      { schema: { tags, params: Id, body: Day, response: { 200: s.Station } }, config: manage },
      async ({ caller, params, body }) => stations.open(caller, params.id, body.on),
    )
    app.post(
      '/api/stations/:id/close',
      {
        schema: {
          tags,
          params: Id,
          body: Day.extend({ reason: z.string().trim().min(2).max(200) }),
          response: { 200: s.Station },
        },
        config: manage,
      },
      async ({ caller, params, body }) => stations.close(caller, params.id, body),
    )
    app.post(
      '/api/stations/:id/keeper',
      { schema: { tags, params: Id, body: s.AssignKeeper, response: { 200: s.Station } }, config: manage },
      async ({ caller, params, body }) => stations.assignKeeper(caller, params.id, body),
    )
    app.post(
      '/api/stations/:id/reveal',
      {
        schema: { tags, params: Id, body: revealOf('keeperPhone'), response: { 200: Revealed } },
        config: { can: 'station.reveal' },
      },
      async ({ caller, params, body }) => stations.reveal(caller, params.id, body),
    )
    app.get(
      '/api/stations/:id/day',
      { schema: { tags, params: Id, querystring: Day, response: { 200: s.StationDay } }, config: read },
      async ({ caller, params, query }) => stations.day(caller, params.id, query.on),
    )
    const EnterBody = z.strictObject({ entries: z.array(s.EnterCommand).min(1).max(500) })
    const EnterReply = z.object({ results: z.array(s.EnterResult) })
    app.post(
      '/api/stations/:id/entries',
      {
        schema: { tags, params: Id, body: EnterBody, response: { 200: EnterReply } },
        config: { can: 'station.enter' },
      },
      async ({ caller, params, body }) => ({ results: await stations.enter(caller, params.id, body.entries, 'phone') }),
    )
    app.post(
      '/api/stations/:id/entries/on-behalf',
      {
        schema: { tags, params: Id, body: EnterBody, response: { 200: EnterReply } },
        config: { can: 'station.enterOnBehalf' },
      },
      async ({ caller, params, body }) => ({
        results: await stations.enter(caller, params.id, body.entries, 'onBehalf'),
      }),
    )
    app.post(
      '/api/stations/:id/entries/import',
      {
        schema: {
          tags,
          consumes: ['multipart/form-data'],
          params: Id,
          querystring: Mode,
          response: { 200: ImportReport },
        },
        config: { can: 'station.enter' },
      },
      async (request, reply) => {
        const options = { mode: request.query.mode, station: request.params.id }
        return sendImport(reply, await sheets.importEntries(request.caller, await uploaded(request), options))
      },
    )
    app.post(
      '/api/entries/import',
      {
        schema: { tags, consumes: ['multipart/form-data'], querystring: Mode, response: { 200: ImportReport } },
        config: { can: 'station.enterOnBehalf' },
      },
      async (request, reply) => {
        const options = { mode: request.query.mode, station: null }
        return sendImport(reply, await sheets.importEntries(request.caller, await uploaded(request), options))
      },
    )
    app.get(
      '/api/entries/template.xlsx',
      // The phone's page fetches it by a plain link, which says nothing else of the page's language.
      {
        schema: { tags, querystring: z.object({ lang: z.enum(['zh-CN', 'en']).optional() }), response: { 200: Sheet } },
        config: read,
      },
      async (request, reply) =>
        sendSheet(reply, await sheets.entryTemplate(request.query.lang ?? languageOf(request)), 'ledger-template'),
    )
    app.post(
      '/api/entries/:id/void',
      {
        schema: {
          tags,
          params: z.object({ id: z.uuid() }),
          body: z.strictObject({ eventId: z.uuid(), reason: z.string().trim().min(2).max(200) }),
          response: { 200: s.Entry },
        },
        config: { can: 'station.voidEntry' },
      },
      async ({ caller, params, body }) => stations.voidEntry(caller, params.id, body),
    )
    app.post(
      '/api/stations/:id/reports',
      {
        schema: { tags, params: Id, body: s.ConfirmReport, response: { 200: s.DailyReport } },
        config: { can: 'station.confirmReport' },
      },
      async ({ caller, params, body }) => stations.confirmReport(caller, params.id, body),
    )
    app.post(
      '/api/stations/:id/reports/amend',
      {
        schema: { tags, params: Id, body: s.AmendReport, response: { 200: s.DailyReport } },
        config: { can: 'station.confirmReport' },
      },
      async ({ caller, params, body }) => stations.amendReport(caller, params.id, body),
    )
    app.get(
      '/api/reports',
      {
        schema: { tags, querystring: Day, response: { 200: z.array(s.ReportLine) } },
        config: { can: 'station.readReports' },
      },
      async ({ caller, query }) => stations.reports(caller, query.on),
    )
    app.get(
      '/api/reports.xlsx',
      { schema: { tags, querystring: Day, response: { 200: Sheet } }, config: { can: 'station.readReports' } },
      async (request, reply) => {
        const lines = await stations.reports(request.caller, request.query.on)
        return sendSheet(reply, await sheets.exportReports(lines, languageOf(request)), `reports-${request.query.on}`)
      },
    )
  }

/** 选址. What one has asked for is one's own; how far it is, and cancelling, is `/api/computations`. */
export const sitingRoutes =
  (sitings: SitingService): FastifyPluginAsyncZod =>
  async (app) => {
    const tags = ['station']
    const Asked = z.object({ id: z.uuid() })
    const site = { can: 'station.site' }
    app.get(
      '/api/sitings/basis',
      { schema: { tags, response: { 200: s.SitingBasis } }, config: { can: 'station.read' } },
      async ({ caller }) => sitings.basis(caller),
    )
    app.post(
      '/api/sitings',
      { schema: { tags, body: s.SitingWishes, response: { 200: Asked } }, config: site },
      async ({ caller, body }) => ({ id: await sitings.ask(caller, body) }),
    )
    app.get(
      '/api/sitings/:id',
      { schema: { tags, params: Asked, response: { 200: s.SitingView } }, config: site },
      async (request) => sitings.load(request.caller, request.params.id, languageOf(request)),
    )
    app.get(
      '/api/sitings/:id/sheet.xlsx',
      { schema: { tags, params: Asked, response: { 200: Sheet } }, config: site },
      async (request, reply) =>
        sendSheet(reply, await sitings.sheet(request.caller, request.params.id, languageOf(request)), 'siting'),
    )
    app.post(
      '/api/sitings/:id/register',
      {
        schema: { tags, params: Asked, body: s.RegisterSites, response: { 200: s.RegisteredSites } },
        config: { can: 'station.manage' },
      },
      async ({ caller, params, body }) => sitings.register(caller, params.id, body.codes),
    )
  }
