import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { languageOf } from '#platform/http'
import { ImportMode, ImportReport, sendImport, sendSheet, uploaded } from '#platform/sheet-import'
import { Boundary, Division, DivisionCode, Successors } from './schema.ts'
import type { DivisionService } from './service/divisions.ts'
import type { SurveyService } from './service/survey.ts'

const Sheet = z.any().meta({ type: 'string', format: 'binary' })

export const divisionRoutes =
  (divisions: DivisionService, surveys: SurveyService): FastifyPluginAsyncZod =>
  async (app) => {
    const tags = ['division']
    const read = { can: 'division.read' }
    const survey = { can: 'division.survey' }
    app.get(
      '/api/divisions',
      { schema: { tags, response: { 200: z.array(Division) } }, config: read },
      async ({ caller }) => [...(await divisions.all(caller)).values()],
    )
    app.get(
      '/api/divisions/boundary',
      { schema: { tags, response: { 200: Boundary } }, config: read },
      async ({ caller }) => divisions.boundary(caller),
    )
    app.get(
      '/api/divisions/:code/successor',
      {
        schema: {
          tags,
          params: z.object({ code: DivisionCode }),
          querystring: z.object({ asOf: z.iso.date().optional() }),
          response: { 200: Successors },
        },
        config: read,
      },
      async ({ caller, params, query }) => divisions.follow(caller, params.code, query.asOf),
    )
    app.get(
      '/api/divisions/survey/template.xlsx',
      { schema: { tags, response: { 200: Sheet } }, config: survey },
      async (request, reply) =>
        sendSheet(reply, await surveys.template(request.caller, languageOf(request)), 'survey-template'),
    )
    app.post(
      '/api/divisions/survey/import',
      {
        schema: {
          tags,
          consumes: ['multipart/form-data'],
          querystring: z.object({ mode: ImportMode }),
          response: { 200: ImportReport },
        },
        config: survey,
      },
      async (request, reply) =>
        sendImport(reply, await surveys.import(request.caller, await uploaded(request), request.query.mode)),
    )
  }
