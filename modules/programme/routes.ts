import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { civilDay } from '#platform/clock'
import * as s from './schema.ts'
import type { CountyService } from './service/counties.ts'
import type { EntryService } from './service/entries.ts'
import type { FindingService } from './service/findings.ts'
import type { OverviewService } from './service/overview.ts'
import type { PlanService } from './service/plan.ts'

const AsOf = z.object({ asOf: z.iso.date().optional() })
const Done = z.object({ ok: z.literal(true) })
const DONE = { ok: true as const }

export const programmeRoutes =
  ({
    plans,
    entries,
    findings,
    overviews,
    counties,
    now,
  }: {
    plans: PlanService
    entries: EntryService
    findings: FindingService
    overviews: OverviewService
    counties: CountyService
    now: () => Date
  }): FastifyPluginAsyncZod =>
  async (app) => {
    const tags = ['programme']
    const read = { can: 'programme.read' }
    const day = (asOf: string | undefined) => asOf ?? civilDay(now())

    app.get(
      '/api/overview',
      { schema: { tags, querystring: AsOf, response: { 200: s.Overview } }, config: read },
      async ({ caller, query }) => overviews.overview(caller, day(query.asOf)),
    )
    const readCounties = { can: 'programme.readCounties' }
    app.get(
      '/api/counties',
      { schema: { tags, querystring: AsOf, response: { 200: z.array(s.CountySums) } }, config: readCounties },
      async ({ caller, query }) => counties.list(caller, day(query.asOf)),
    )
    app.get(
      '/api/counties/:code',
      {
        schema: {
          tags,
          params: z.object({ code: z.string().regex(/^\d{6}$/) }),
          querystring: AsOf,
          response: { 200: s.CountyTargets },
        },
        config: readCounties,
      },
      async ({ caller, params, query }) => counties.load(caller, params.code, day(query.asOf)),
    )
    app.get(
      '/api/programme',
      // The numbers in it are of offices, printed in the published plan.
      {
        schema: { tags, querystring: AsOf, response: { 200: s.ProgrammeView } },
        config: { ...read, isPersonal: false },
      },
      async ({ caller, query }) => plans.programme(caller, day(query.asOf)),
    )
    app.get(
      '/api/programme/budget',
      { schema: { tags, querystring: AsOf, response: { 200: s.BudgetView } }, config: read },
      async ({ caller, query }) => plans.budget(caller, day(query.asOf)),
    )
    app.get(
      '/api/programme/rules',
      { schema: { tags, querystring: AsOf, response: { 200: z.array(s.FundRuleView) } }, config: read },
      async ({ caller, query }) => plans.rules(caller, day(query.asOf)),
    )
    app.get(
      '/api/programme/targets',
      { schema: { tags, querystring: AsOf, response: { 200: z.array(s.TargetView) } }, config: read },
      async ({ caller, query }) => overviews.targets(caller, day(query.asOf)),
    )
    app.get(
      '/api/programme/tasks',
      { schema: { tags, querystring: AsOf, response: { 200: z.array(s.TaskView) } }, config: read },
      async ({ caller, query }) => plans.tasks(caller, day(query.asOf)),
    )
    app.get(
      '/api/programme/check',
      {
        schema: {
          tags,
          querystring: z.object({ language: s.CheckLanguage.default('zh') }),
          response: { 200: s.PlanCheck },
        },
        // It quotes the published plan, with the numbers of offices in it.
        config: { ...read, isPersonal: false },
      },
      async ({ caller, query }) => findings.check(caller, query.language),
    )
    const Finding = z.object({ id: z.string().max(40) })
    app.get(
      '/api/programme/findings/:id/decisions',
      {
        schema: { tags, params: Finding, response: { 200: z.array(s.FindingDecision) } },
        config: { ...read, isPersonal: false },
      },
      async ({ caller, params }) => findings.decisions(caller, params.id),
    )
    app.post(
      '/api/programme/findings/:id/decisions',
      {
        schema: { tags, params: Finding, body: s.DecideFinding, response: { 200: s.FindingDecision } },
        config: { can: 'programme.decideFinding', isPersonal: false },
      },
      async ({ caller, params, body }) => findings.decide(caller, params.id, body),
    )
    app.get(
      '/api/programme/document',
      { schema: { tags, response: { 200: s.PlanLines } }, config: { ...read, isPersonal: false } },
      async ({ caller }) => plans.lines(caller),
    )
    app.post(
      '/api/programme/check-text',
      {
        schema: { tags, body: s.PlanText, response: { 200: z.object({ findings: z.array(s.PlanFinding) }) } },
        config: { ...read, isPersonal: false },
      },
      async ({ body }) => ({ findings: await plans.checkText(body.text, body.language) }),
    )
    app.get(
      '/api/programme/money',
      {
        schema: {
          tags,
          querystring: z.object({
            kind: s.MoneyKind.optional(),
            fund: s.Fund.optional(),
            budgetLine: z.string().max(40).optional(),
            page: z.coerce.number().int().min(1).max(1000).default(1),
            pageSize: z.coerce.number().int().min(1).max(500).default(50),
          }),
          response: { 200: z.object({ rows: z.array(s.MoneyEntry), total: z.int() }) },
        },
        config: read,
      },
      async ({ caller, query: { page, pageSize, ...filter } }) =>
        entries.listMoney(caller, { ...filter, limit: pageSize, offset: (page - 1) * pageSize }),
    )
    app.post(
      '/api/programme/money',
      {
        schema: { tags, body: s.EnterMoney, response: { 200: s.MoneyEntry } },
        config: { can: 'programme.enterMoney' },
      },
      async ({ caller, body }) => entries.enterMoney(caller, body),
    )
    app.post(
      '/api/programme/money/:id/reverse',
      {
        schema: {
          tags,
          params: z.object({ id: z.uuid() }),
          body: z.strictObject({ id: z.uuid(), paper: z.string().trim().min(1).max(80) }),
          response: { 200: s.MoneyEntry },
        },
        config: { can: 'programme.enterMoney' },
      },
      async ({ caller, params, body }) => entries.reverseMoney(caller, params.id, body),
    )
    const Target = z.object({ id: z.string().max(40) })
    app.get(
      '/api/programme/targets/:id/reports',
      { schema: { tags, params: Target, response: { 200: z.array(s.TargetReport) } }, config: read },
      async ({ caller, params }) => entries.targetReports(caller, params.id),
    )
    app.post(
      '/api/programme/targets/:id/reports',
      {
        schema: { tags, params: Target, body: s.ReportTarget, response: { 200: Done } },
        config: { can: 'programme.reportTarget' },
      },
      async ({ caller, params, body }) => {
        await entries.reportTarget(caller, params.id, body)
        return DONE
      },
    )
    app.post(
      '/api/programme/tasks/:id/reports',
      {
        schema: { tags, params: Target, body: s.ReportTask, response: { 200: Done } },
        config: { can: 'programme.reportTask' },
      },
      async ({ caller, params, body }) => {
        await entries.reportTask(caller, params.id, body)
        return DONE
      },
    )
    app.get(
      '/api/programme/external-figures',
      { schema: { tags, querystring: AsOf, response: { 200: z.array(s.ExternalFigureView) } }, config: read },
      async ({ caller, query }) => overviews.external(caller, day(query.asOf)),
    )
    app.post(
      '/api/programme/external-figures',
      { schema: { tags, body: s.ExternalFigure, response: { 200: Done } }, config: { can: 'programme.enterExternal' } },
      async ({ caller, body }) => {
        await entries.enterExternal(caller, body)
        return DONE
      },
    )
  }
