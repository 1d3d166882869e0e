import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { DomainError } from '#platform/errors'
import { languageOf } from '#platform/http'
import { ImportMode, sendImport, sendSheet, uploaded } from '#platform/sheet-import'
import * as s from './schema.ts'
import { planSheet } from './service/plan-sheet.ts'
import type { RoutePlanService } from './service/plans.ts'
import type { RoutingService } from './service/routings.ts'
import { type RouteSheetService, RoutesImport, StopImport } from './service/sheets.ts'

const Sheet = z.any().meta({ type: 'string', format: 'binary' })
const Asked = z.object({ id: z.uuid() })
const Kind = z.object({ serves: s.Serves.default('places') })
const Import = Kind.extend({ mode: ImportMode })
const tags = ['logistics']

/** 线路测算. What one has asked for is one's own; how far it is, and cancelling, is `/api/computations`. */
export const routingRoutes =
  (routings: RoutingService, sheets: RouteSheetService): FastifyPluginAsyncZod =>
  async (app) => {
    const plan = { can: 'logistics.plan' }
    app.get(
      '/api/routings/basis',
      { schema: { tags, response: { 200: s.RoutingBasis } }, config: plan },
      async (request) => routings.basis(request.caller, languageOf(request)),
    )
    app.get(
      '/api/routings/stops.xlsx',
      { schema: { tags, querystring: Kind, response: { 200: Sheet } }, config: plan },
      async (request, reply) => {
        const { caller, query } = request
        return sendSheet(reply, await sheets.template(caller, query.serves, languageOf(request)), 'stops')
      },
    )
    app.post(
      '/api/routings/stops/import',
      {
        schema: { tags, consumes: ['multipart/form-data'], querystring: Import, response: { 200: StopImport } },
        config: plan,
      },
      async (request, reply) => {
        const options = { ...request.query, language: languageOf(request) }
        return sendImport(reply, await sheets.importStops(request.caller, await uploaded(request), options))
      },
    )
    app.post(
      '/api/routings/routes/import',
      {
        schema: { tags, consumes: ['multipart/form-data'], querystring: Import, response: { 200: RoutesImport } },
        config: plan,
      },
      async (request, reply) => {
        const options = { ...request.query, language: languageOf(request) }
        return sendImport(reply, await sheets.importRoutes(request.caller, await uploaded(request), options))
      },
    )
    app.post(
      '/api/routings',
      { schema: { tags, body: s.AskRouting, response: { 200: Asked } }, config: plan },
      async (request) => ({ id: await routings.ask(request.caller, request.body, languageOf(request)) }),
    )
    app.post(
      '/api/routings/evaluate',
      { schema: { tags, body: s.DrawnPlan, response: { 200: s.RouteAnswer } }, config: plan },
      async (request) => routings.evaluate(request.caller, request.body, languageOf(request)),
    )
    app.post(
      '/api/routings/sheet.xlsx',
      { schema: { tags, body: s.DrawnPlan, response: { 200: Sheet } }, config: plan },
      async (request, reply) => {
        const language = languageOf(request)
        const answer = await routings.evaluate(request.caller, request.body, language)
        return sendSheet(reply, await planSheet(answer, language), 'routes')
      },
    )
    app.get(
      '/api/routings/:id',
      { schema: { tags, params: Asked, response: { 200: s.RoutingView } }, config: plan },
      async (request) => routings.load(request.caller, request.params.id, languageOf(request)),
    )
    app.get(
      '/api/routings/:id/sheet.xlsx',
      { schema: { tags, params: Asked, response: { 200: Sheet } }, config: plan },
      async (request, reply) => {
        const language = languageOf(request)
        const { answer } = await routings.load(request.caller, request.params.id, language)
        if (!answer) throw new DomainError('logistics.routingUnfinished', {})
        return sendSheet(reply, await planSheet(answer, language), 'routes')
      },
    )
  }

/** 线路方案: what is kept of it, for whoever plans; a town sees its own stops of what was adopted. */
export const routePlanRoutes =
  (plans: RoutePlanService): FastifyPluginAsyncZod =>
  async (app) => {
    const read = { can: 'logistics.read' }
    const plan = { can: 'logistics.plan' }
    app.get(
      '/api/route-plans',
      { schema: { tags, response: { 200: z.array(s.RoutePlan) } }, config: read },
      async ({ caller }) => plans.list(caller),
    )
    app.post(
      '/api/route-plans',
      { schema: { tags, body: s.SavePlan, response: { 200: s.RoutePlan } }, config: plan },
      async (request) => plans.save(request.caller, request.body, languageOf(request)),
    )
    app.get(
      '/api/route-plans/:id',
      { schema: { tags, params: Asked, response: { 200: s.RoutePlanView } }, config: read },
      async (request) => plans.load(request.caller, request.params.id, languageOf(request)),
    )
    app.get(
      '/api/route-plans/:id/stops',
      { schema: { tags, params: Asked, response: { 200: z.array(s.PlannedStop) } }, config: read },
      async ({ caller, params }) => plans.stops(caller, params.id),
    )
    app.get(
      '/api/route-plans/:id/sheet.xlsx',
      { schema: { tags, params: Asked, response: { 200: Sheet } }, config: read },
      async (request, reply) => {
        const language = languageOf(request)
        const { answer } = await plans.load(request.caller, request.params.id, language)
        return sendSheet(reply, await planSheet(answer, language), 'routes')
      },
    )
    app.post(
      '/api/route-plans/:id/adopt',
      { schema: { tags, params: Asked, response: { 200: s.RoutePlan } }, config: { can: 'logistics.adopt' } },
      async ({ caller, params }) => plans.adopt(caller, params.id),
    )
    app.post(
      '/api/route-plans/:id/discard',
      { schema: { tags, params: Asked, response: { 200: z.object({ id: z.uuid() }) } }, config: plan },
      async ({ caller, params }) => {
        await plans.discard(caller, params.id)
        return { id: params.id }
      },
    )
  }
