import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { languageOf } from '#platform/http'
import { ImportMode, ImportReport, sendImport, sendSheet, uploaded } from '#platform/sheet-import'
import {
  AddressAnswer,
  AddressLines,
  Alias,
  Boundary,
  Division,
  DivisionCode,
  LearntAlias,
  Successors,
} from './schema.ts'
import type { AddressService } from './service/addresses.ts'
import type { DivisionService } from './service/divisions.ts'
import type { SurveyService } from './service/survey.ts'

const Sheet = z.any().meta({ type: 'string', format: 'binary' })

type DivisionServices = { divisions: DivisionService; surveys: SurveyService; addresses: AddressService }

export const divisionRoutes =
  ({ divisions, surveys, addresses }: DivisionServices): FastifyPluginAsyncZod =>
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
    await app.register(addressRoutes(addresses))
  }

/** Addresses into places. Their lines are in bodies only, which no log keeps. */
const addressRoutes =
  (addresses: AddressService): FastifyPluginAsyncZod =>
  async (app) => {
    const tags = ['division']
    const read = { can: 'division.read' }
    const teach = { can: 'division.learnAlias' }
    app.post(
      '/api/divisions/addresses/resolve',
      { schema: { tags, body: AddressLines, response: { 200: z.array(AddressAnswer) } }, config: read },
      async ({ caller, body }) => addresses.resolve(caller, body.lines),
    )
    app.get(
      '/api/divisions/addresses/template.xlsx',
      { schema: { tags, response: { 200: Sheet } }, config: read },
      async (request, reply) => sendSheet(reply, await addresses.template(languageOf(request)), 'addresses'),
    )
    app.post(
      '/api/divisions/addresses/sheet',
      { schema: { tags, consumes: ['multipart/form-data'], response: { 200: Sheet } }, config: read },
      async (request, reply) =>
        sendSheet(
          reply,
          await addresses.sheet(request.caller, await uploaded(request), languageOf(request)),
          'addresses',
        ),
    )
    app.get(
      '/api/divisions/aliases',
      { schema: { tags, response: { 200: z.array(LearntAlias) } }, config: read },
      async ({ caller }) => addresses.aliases(caller),
    )
    app.post(
      '/api/divisions/aliases',
      { schema: { tags, body: Alias, response: { 200: z.array(LearntAlias) } }, config: teach },
      async ({ caller, body }) => {
        await addresses.learn(caller, body)
        return addresses.aliases(caller)
      },
    )
    app.post(
      '/api/divisions/aliases/forget',
      { schema: { tags, body: Alias.pick({ name: true }), response: { 200: z.array(LearntAlias) } }, config: teach },
      async ({ caller, body }) => {
        await addresses.forget(caller, body.name)
        return addresses.aliases(caller)
      },
    )
  }
