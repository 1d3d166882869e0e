import { existsSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import compress from '@fastify/compress'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import {
  accessPersonal,
  accessRoutes,
  createAccessLog,
  createAccessService,
  type DeliveryOptions,
} from '#modules/access'
import {
  createDisclosurePersonal,
  createDisclosureService,
  disclosureIndicators,
  disclosureRoutes,
} from '#modules/disclosure'
import { createAddressService, createDivisionService, createSurveyService, divisionRoutes } from '#modules/division'
import {
  createIdentityPersonal,
  createIdentityService,
  type ExternalSettings,
  identityRoutes,
  permissions,
} from '#modules/identity'
import {
  createRoutePlanService,
  createRouteSheetService,
  createRoutingService,
  routePlanRoutes,
  routingKinds,
  routingRoutes,
} from '#modules/logistics'
import { createPrivacyPersonal, createPrivacyService, privacyRoutes } from '#modules/privacy'
import {
  createCountyService,
  createEntryService,
  createFindingService,
  createOverviewService,
  createPlanService,
  programmeIndicators,
  programmeRoutes,
} from '#modules/programme'
import {
  createSheetService,
  createSitingService,
  createStationPersonal,
  createStationService,
  sitingKinds,
  sitingRoutes,
  stationIndicators,
  stationRoutes,
} from '#modules/station'
import { createStatisticsService, startFollower, statisticsRoutes } from '#modules/statistics'
import { PUBLIC } from '#platform/authz'
import type { Shelf } from '#platform/backup'
import { createComputationService, type Kind } from '#platform/computation'
import { createDb, createPool, scoped } from '#platform/db'
import { createFields, type Keyring } from '#platform/fields'
import { ringOfSecret } from '#platform/fields/keyring'
import { createFiles } from '#platform/files'
import type { Scanner } from '#platform/files/scanner'
import { type FileStore, folderStore } from '#platform/files/stores'
import { createHorizon } from '#platform/horizon'
import { createHttp } from '#platform/http'
import type { Logger } from '#platform/log'
import { createSealService } from '#platform/seal'
import { portalRoutes } from '#portal'
import { backupRoutes } from './backups.ts'
import { computationRoutes } from './computations.ts'
import { countyCodes, ensurePartitions, holdBackMs } from './counties.ts'
import { createFieldKeeper } from './fields.ts'
import { fileRoutes } from './files.ts'
import type { Seals } from './instance.ts'
import { createOps } from './ops.ts'
import { placesBy } from './places.ts'
import { referenceRoutes } from './reference.ts'
import { sealRoutes } from './seals.ts'

export type App = Awaited<ReturnType<typeof createApp>>

/** Everything wired once. Nothing here decides anything. */
export async function createApp(options: {
  url: string
  filesFolder: string
  /** Where papers lie instead of the folder, and what looks for malware in them. */
  store?: FileStore | undefined
  scan?: Scanner | undefined
  secret: string
  /** What personal data are sealed with; without it, what the secret makes (tests and benches). */
  ring?: Keyring
  log: Logger | false
  /** Without keys the journal is read and verified, and not sealed. */
  seals?: Seals
  now?: () => Date
  /** The county whose public page answers at `/` while it is the only one. */
  county: string
  /** Where scheduled backups lie; none when none is configured. */
  shelf?: Shelf | undefined
  /** Where alarms are told outside. */
  alarms?: DeliveryOptions
  /** Whose `X-Forwarded-…` is believed. */
  proxies?: string
  /** Host names of single counties, by county code (`XIANGJI_HOSTS`). */
  hosts?: ReadonlyMap<string, string>
  /** How far followers stay behind the present, milliseconds; by default none, and a second on Citus. */
  holdBackMs?: number
  /** Sign-in by providers outside; none unless the environment names one. */
  external?: ExternalSettings
  /** Computations of a test's own. */
  kinds?: Readonly<Record<string, Kind>>
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
  const fields = createFields({
    ring: options.ring ?? ringOfSecret(options.secret),
    onFault: (place) => (options.log ? options.log.error(place, 'a sealed value does not open') : undefined),
  })
  const seals = createSealService({ db, pool, ...options.seals })
  const divisions = createDivisionService({ db: scoped<'division'>(db), now })
  const surveys = createSurveyService({ db: scoped<'division'>(db), divisions, now })
  const addresses = createAddressService({ db: scoped<'division'>(db), divisions, now })
  const identity = createIdentityService({
    db: scoped<'identity'>(db),
    fields,
    secret: options.secret,
    now,
    places: placesBy(divisions),
    ...(options.secondFactor ? { secondFactor: options.secondFactor } : {}),
    ...(options.external ? { external: options.external } : {}),
  })
  const stations = createStationService({
    ...{ db: scoped<'station'>(db), divisions, fields, now },
    isKeeper: identity.isKeeper,
  })
  const sheets = createSheetService({ stations, divisions })
  const statistics = createStatisticsService({
    db: scoped<'statistics'>(db),
    divisions,
    indicators: [...stationIndicators, ...programmeIndicators, ...disclosureIndicators],
    names: { accounts: identity.namesOf, stations: stations.names },
    now,
    horizon: createHorizon(options.holdBackMs ?? (await holdBackMs(pool))),
  })
  const plans = createPlanService({ db: scoped<'programme'>(db), now })
  const entries = createEntryService({ db: scoped<'programme'>(db), plans, files, names: identity.namesOf, now })
  const findings = createFindingService({ db: scoped<'programme'>(db), plans, files, names: identity.namesOf, now })
  const overviews = createOverviewService({ db: scoped<'programme'>(db), plans, statistics })
  const counties = () => countyCodes(db)
  const provinces = createCountyService({ overviews, counties })
  const disclosure = createDisclosureService({ db: scoped<'disclosure'>(db), files, fields, now })
  const personal = [
    createIdentityPersonal({ fields, secret: options.secret, now }),
    createStationPersonal({ fields }),
    createDisclosurePersonal({ fields }),
    createPrivacyPersonal({ fields }),
    accessPersonal,
  ]
  const privacy = createPrivacyService({
    db: scoped<'privacy'>(db),
    fields,
    files,
    personal,
    accounts: identity.namesOf,
    now,
  })
  const keeper = createFieldKeeper({ db, fields, columns: personal.flatMap(({ columns }) => columns) })

  const computations = createComputationService({
    db,
    kinds: { ...sitingKinds, ...routingKinds, ...options.kinds },
    now,
    onFault: (fault) => (options.log ? options.log.error(fault, 'a computation failed') : undefined),
  })

  const sitings = createSitingService({ stations, divisions, computations, plan: plans.siting, now })
  const routings = createRoutingService({
    ...{ stations, divisions, computations },
    keptPlan: (caller, id) => routePlans.routesOf(caller, id),
  })
  const routePlans = createRoutePlanService({
    ...{ db: scoped<'logistics'>(db), routings, now },
    names: identity.namesOf,
  })

  const complain = (message: string) => (err: unknown) =>
    options.log ? options.log.error({ err }, message) : undefined
  // A connection of its own: whatever the requests do, what they did is written down.
  const accessDb = scoped<'access'>(createDb(createPool(options.url, { max: 1 })))
  const accessLog = createAccessLog({
    db: accessDb,
    home: options.county,
    onError: complain('the access log cannot be written; it tries again'),
  })
  const access = createAccessService({
    db: scoped<'access'>(db),
    names: identity.namesOf,
    now,
    ...(options.alarms ? { alarms: options.alarms } : {}),
    onError: complain('an alarm could not be delivered; it is tried again'),
  })

  const ops = createOps({
    ...{ pool, accessLog, counties: () => countyCodes(db), shelf: options.shelf },
    secondsOld: statistics.secondsOld,
    secondsSinceSeal: seals.secondsSince,
    countSessions: identity.countSessions,
  })

  const app = await createHttp({
    log: options.log,
    authenticate: identity.authenticate,
    permissions,
    visits: accessLog,
    ...(options.proxies ? { proxies: options.proxies } : {}),
  })
  await app.register(compress, { threshold: 1024, encodings: ['br', 'gzip'] })
  ops.attach(app)
  await app.register(ops.routes)
  await app.register(backupRoutes({ shelf: options.shelf, url: options.url }))
  await app.register(referenceRoutes)
  await app.register(identityRoutes(identity))
  await app.register(divisionRoutes({ divisions, surveys, addresses }))
  await app.register(stationRoutes(stations, sheets))
  await app.register(sitingRoutes(sitings))
  await app.register(routingRoutes(routings, createRouteSheetService({ routings })))
  await app.register(routePlanRoutes(routePlans))
  await app.register(statisticsRoutes(statistics))
  await app.register(programmeRoutes({ plans, entries, findings, overviews, counties: provinces, now }))
  await app.register(disclosureRoutes(disclosure))
  await app.register(accessRoutes(access))
  await app.register(privacyRoutes(privacy))
  await app.register(fileRoutes(files))
  await app.register(sealRoutes(seals))
  await app.register(computationRoutes(computations))
  await app.register(
    portalRoutes({
      county: options.county,
      counties,
      ...(options.hosts ? { hosts: options.hosts } : {}),
      plans,
      overviews,
      statistics,
      disclosure,
      divisions,
      seals,
      privacy,
      now,
    }),
  )
  for (const name of ['console', 'station'] as const) await serveFrontEnd(app, name)

  return {
    app,
    services: {
      ...{ identity, divisions, stations, statistics, plans, entries, findings, overviews, provinces },
      ...{ disclosure, files, seals, access, privacy, computations },
    },
    keeper,
    /** Starts what runs beside the requests. */
    follow: () =>
      startFollower({
        statistics,
        counties,
        everyMs: 300,
        onError: complain('the follower of the journal failed; it tries again'),
      }),
    /** Seals what has ended, puts it outside, and does the verifications that wait; each county for itself. */
    sealDays: async () => {
      for (const county of await countyCodes(db)) {
        await seals.sealDue(county)
        const { problems } = await seals.deposit(county)
        for (const problem of problems)
          if (options.log) options.log.warn({ county, problem }, 'a seal was not deposited')
        for (const id of await seals.waitingChecks(county)) await seals.runCheck(county, id)
      }
    },
    /** Makes the next monthly partitions of the journal and of the access log ahead of need. */
    ensurePartitions: async () => {
      await ensurePartitions(db)
      await access.ensurePartitions()
    },
    /** One round of the watch over the access log of each county. */
    watchAccess: async () => {
      for (const county of await countyCodes(db)) await access.watch(county)
    },
    /** Drops what of the access log is older than it is kept. */
    expireAccess: async (days: number | undefined) => access.expire(await countyCodes(db), days),
    stopServing: (limits: Parameters<typeof ops.stopServing>[1]) => ops.stopServing(app, limits),
    /** Erases in each county what is kept no longer than it is needed. */
    expirePersonal: async () => {
      for (const county of await countyCodes(db)) await privacy.expire(county)
    },
    /** Does the computations that wait. */
    compute: async () => computations.run(await countyCodes(db)),
    expireComputations: async () => {
      for (const county of await countyCodes(db)) await computations.expire(county)
    },
    close: async () => {
      await computations.stop()
      await app.close()
      await accessLog.stop()
      await accessDb.destroy()
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
