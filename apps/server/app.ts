import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import compress from '@fastify/compress'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { createDisclosureService, disclosureIndicators, disclosureRoutes } from '#modules/disclosure'
import { createDivisionService, divisionRoutes } from '#modules/division'
import { createIdentityService, type ExternalSettings, identityRoutes, permissions } from '#modules/identity'
import {
  createEntryService,
  createOverviewService,
  createPlanService,
  programmeIndicators,
  programmeRoutes,
} from '#modules/programme'
import { createSheetService, createStationService, stationIndicators, stationRoutes } from '#modules/station'
import { createStatisticsService, startFollower, statisticsRoutes } from '#modules/statistics'
import { PUBLIC } from '#platform/authz'
import { createDb, createPool, scoped } from '#platform/db'
import { createFiles } from '#platform/files'
import type { Scanner } from '#platform/files/scanner'
import { type FileStore, folderStore } from '#platform/files/stores'
import { createHttp } from '#platform/http'
import type { Logger } from '#platform/log'
import { portalRoutes } from '#portal'
import { countyCodes, ensurePartitions } from './counties.ts'
import { fileRoutes } from './files.ts'
import { opsRoutes } from './ops.ts'
import { placesBy } from './places.ts'
import { referenceRoutes } from './reference.ts'

export type App = Awaited<ReturnType<typeof createApp>>

/** Everything wired once. Nothing here decides anything. */
export async function createApp(options: {
  url: string
  filesFolder: string
  /** Where papers lie instead of the folder, and what looks for malware in them. */
  store?: FileStore | undefined
  scan?: Scanner | undefined
  secret: string
  log: Logger | false
  now?: () => Date
  /** The county whose public page answers at `/`. */
  county: string
  /** Sign-in by providers outside; none unless the environment names one. */
  external?: ExternalSettings
  /** Only tests of other things offer it; the product requires it where much can be done. */
  secondFactor?: 'required' | 'offered'
}) {
  const now = options.now ?? (() => new Date())
  const pool = createPool(options.url)
  const db = createDb(pool)

  const files = createFiles({
    db,
    store: options.store ?? folderStore(options.filesFolder),
    scan: options.scan,
    now,
    onFault: (err) => (options.log ? options.log.error({ err }, 'papers') : undefined),
  })
  const divisions = createDivisionService({ db: scoped<'division'>(db) })
  const identity = createIdentityService({
    db: scoped<'identity'>(db),
    secret: options.secret,
    now,
    places: placesBy(divisions),
    ...(options.secondFactor ? { secondFactor: options.secondFactor } : {}),
    ...(options.external ? { external: options.external } : {}),
  })
  const stations = createStationService({ db: scoped<'station'>(db), divisions, now })
  const sheets = createSheetService({ stations, divisions })
  const statistics = createStatisticsService({
    db: scoped<'statistics'>(db),
    divisions,
    indicators: [...stationIndicators, ...programmeIndicators, ...disclosureIndicators],
    names: { accounts: identity.namesOf, stations: stations.names },
    now,
  })
  const plans = createPlanService({ db: scoped<'programme'>(db), now })
  const entries = createEntryService({ db: scoped<'programme'>(db), plans, files, names: identity.namesOf, now })
  const overviews = createOverviewService({ db: scoped<'programme'>(db), plans, statistics })
  const disclosure = createDisclosureService({ db: scoped<'disclosure'>(db), files, now })

  const app = await createHttp({ log: options.log, authenticate: identity.authenticate, permissions })
  await app.register(compress, { threshold: 1024, encodings: ['br', 'gzip'] })
  await app.register(opsRoutes({ pool }))
  await app.register(referenceRoutes)
  await app.register(identityRoutes(identity))
  await app.register(divisionRoutes(divisions))
  await app.register(stationRoutes(stations, sheets))
  await app.register(statisticsRoutes(statistics))
  await app.register(programmeRoutes({ plans, entries, overviews, now }))
  await app.register(disclosureRoutes(disclosure))
  await app.register(fileRoutes(files))
  await app.register(portalRoutes({ county: options.county, plans, overviews, statistics, disclosure, divisions, now }))
  for (const name of ['console', 'station'] as const) await serveFrontEnd(app, name)

  return {
    app,
    services: { identity, divisions, stations, statistics, plans, entries, overviews, disclosure, files },
    /** Starts what runs beside the requests. */
    follow: () =>
      startFollower({
        statistics,
        counties: () => countyCodes(db),
        everyMs: 300,
        onError: (err) =>
          options.log ? options.log.error({ err }, 'the follower of the journal failed; it tries again') : undefined,
      }),
    /** Makes the journal's next monthly partitions ahead of need. */
    ensurePartitions: () => ensurePartitions(db),
    close: async () => {
      await app.close()
      await db.destroy()
    },
  }
}

/** A single page at `/name/`, its assets by hashed names for a year; any deeper path is the page's own business. */
async function serveFrontEnd(app: FastifyInstance, name: 'console' | 'station'): Promise<void> {
  const root = fileURLToPath(new URL(`../${name}/dist/`, import.meta.url))
  if (!existsSync(path.join(root, 'index.html'))) return
  const config = { can: PUBLIC }
  const hide = { hide: true }
  await app.register(fastifyStatic, { root, serve: false, decorateReply: !app.hasReplyDecorator('sendFile') })
  app.get(`/${name}`, { config, schema: hide }, (_request, reply) => reply.redirect(`/${name}/`))
  app.get(`/${name}/*`, { config, schema: { ...hide, params: z.object({ '*': z.string() }) } }, (request, reply) => {
    const wanted = (request.params as { '*': string })['*'] // the schema above
    const isAsset = wanted !== '' && !wanted.includes('..') && existsSync(path.join(root, wanted))
    if (!isAsset) return reply.header('cache-control', 'no-cache').sendFile('index.html', root)
    const forever = wanted.startsWith('assets/')
    return reply.sendFile(wanted, root, { maxAge: forever ? '365d' : 0, immutable: forever })
  })
}
