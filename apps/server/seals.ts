import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { PUBLIC } from '#platform/authz'
import { fingerprintOf, type SealService, SUITES, sealJson } from '#platform/seal'

const Hex = z.string().regex(/^[0-9a-f]*$/)
const Day = z.iso.date()
const Seal = z.object({
  county: z.string(),
  day: Day,
  count: z.int(),
  digest: Hex,
  rollDigest: Hex,
  firstId: z.string().nullable(),
  lastId: z.string().nullable(),
  previous: Hex,
  suite: z.enum(SUITES),
  keyId: Hex,
  sealedAt: z.iso.datetime(),
  hash: Hex,
  signature: Hex,
})
const Key = z.object({
  id: Hex,
  suite: z.enum(SUITES),
  publicKey: z.string(),
  fingerprint: z.string(),
  signedBy: Hex.nullable(),
  signature: Hex.nullable(),
})
const Port = z.enum(['folder', 'mail', 'tsa'])
const SealPage = z.object({
  rows: z.array(
    Seal.extend({
      signatureState: z.enum(['good', 'bad', 'unknownKey']),
      deposits: z.array(z.object({ port: Port, depositedAt: z.iso.datetime() })),
    }),
  ),
  next: Day.nullable(),
  keys: z.array(Key),
  ports: z.array(Port),
  problems: z.array(z.object({ port: Port, failures: z.int(), triedAt: z.iso.datetime(), problem: z.string() })),
})
const Finding = z.object({
  day: Day,
  kind: z.string(),
  event: z.object({ id: z.string(), kind: z.string() }).nullable(),
})
const Check = z.object({
  id: z.uuid(),
  day: Day.nullable(),
  askedAt: z.iso.datetime(),
  state: z.enum(['waiting', 'running', 'done', 'failed']),
  checked: z.int(),
  total: z.int(),
  findings: z.array(Finding),
  finishedAt: z.iso.datetime().nullable(),
})

const PAGE = 50
const PUBLIC_PAGE = 1000

type KeyRow = Awaited<ReturnType<SealService['keys']>>[number]
const keyView = (key: KeyRow) => ({
  id: key.id,
  suite: key.suite,
  publicKey: key.publicKey,
  fingerprint: fingerprintOf(key),
  signedBy: key.signedBy,
  signature: key.signature?.toString('hex') ?? null,
})

/** The seals of the journal: to the audit administrator with what lies outside, to everybody as they are. */
export const sealRoutes =
  (seals: SealService): FastifyPluginAsyncZod =>
  async (app) => {
    const tags = ['journal']
    app.get(
      '/api/seals',
      {
        schema: { tags, querystring: z.object({ before: Day.optional() }), response: { 200: SealPage } },
        config: { can: 'journal.readSeals' },
      },
      async ({ caller, query }) => {
        const { rows, keys, ports, problems } = await seals.page(caller, { before: query.before, limit: PAGE })
        return {
          rows: rows.map(({ seal, signature, deposits }) => ({
            ...sealJson(seal),
            signatureState: signature,
            deposits: deposits.map(({ port, depositedAt }) => ({
              port: port as z.infer<typeof Port>, // the column's check
              depositedAt: depositedAt.toISOString(),
            })),
          })),
          next: rows.length === PAGE ? (rows.at(-1)?.seal.day ?? null) : null,
          keys: keys.map(keyView),
          ports,
          problems: problems.map(({ port, failures, triedAt, problem }) => ({
            port: port as z.infer<typeof Port>, // the column's check
            failures,
            triedAt: triedAt.toISOString(),
            problem,
          })),
        }
      },
    )
    app.post(
      '/api/seals/checks',
      {
        schema: {
          tags,
          body: z.strictObject({ day: Day.nullable() }),
          response: { 200: z.object({ id: z.uuid() }) },
        },
        config: { can: 'journal.verify' },
      },
      async ({ caller, body }) => ({ id: await seals.askCheck(caller, body.day) }),
    )
    app.get(
      '/api/seals/checks',
      { schema: { tags, response: { 200: z.array(Check) } }, config: { can: 'journal.readSeals' } },
      async ({ caller }) =>
        (await seals.checks(caller)).map(({ askedBy: _, ...check }) => ({
          ...check,
          askedAt: check.askedAt.toISOString(),
          finishedAt: check.finishedAt?.toISOString() ?? null,
          findings: check.findings.map(({ day, kind, event }) => ({
            day,
            kind,
            event: event ? { id: event.id, kind: event.kind } : null,
          })),
        })),
    )
    app.get(
      '/api/counties/:code/seals',
      {
        schema: {
          tags,
          params: z.object({ code: z.string().regex(/^\d{6}$/) }),
          querystring: z.object({ after: Day.optional() }),
          response: { 200: z.object({ keys: z.array(Key), seals: z.array(Seal), next: Day.nullable() }) },
        },
        config: { can: PUBLIC },
      },
      async ({ params, query }) => {
        const found = await seals.list(params.code, {
          ...(query.after ? { after: query.after } : {}),
          limit: PUBLIC_PAGE,
        })
        return {
          keys: (await seals.keys(params.code)).map(keyView),
          seals: found.map(sealJson),
          next: found.length === PUBLIC_PAGE ? (found.at(-1)?.day ?? null) : null,
        }
      },
    )
  }
