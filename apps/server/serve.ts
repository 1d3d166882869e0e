import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { DeliveryOptions } from '#modules/access'
import { systemCaller } from '#platform/authz'
import type { Shelf } from '#platform/backup'
import { startJobs } from '#platform/jobs'
import { createLogger, type Logger } from '#platform/log'
import { alone } from '#platform/migrate'
import { outageOf } from '#platform/outage'
import { StartProblem } from '#platform/postgres'
import { createApp } from './app.ts'
import { BACKUP_CRONTAB, shelfFromEnv } from './backups.ts'
import { hostsFromEnv } from './counties.ts'
import { COUNTIES, type CountyFolder, readCounty } from './county.ts'
import { startDemo } from './demo.ts'
import { externalFromEnv } from './external.ts'
import { dataFolder, openInstance } from './instance.ts'
import { portsFromEnv } from './ports.ts'
import { sayProblem, sayProblems, setupLinksText } from './say.ts'

const { values } = parseArgs({ options: { demo: { type: 'boolean', default: false } } })
const isDemo = values.demo
const startedAt = performance.now()

async function firstCounty(): Promise<CountyFolder> {
  const id = process.env.XIANGJI_COUNTY ?? 'yongren'
  const folder = existsSync(id) ? id : path.join(COUNTIES, path.basename(id))
  const read = await readCounty(folder)
  if ('county' in read) return read.county
  sayProblems(folder, read.problems)
  throw new StartProblem('server.countyUnreadable', {
    zh: `县包 ${folder} 不能读入`,
    en: `The county's folder ${folder} cannot be read`,
    mend: {
      zh: '按上面逐条改正，或用 XIANGJI_COUNTY 指定别的县',
      en: 'Mend what is listed above, or name another by XIANGJI_COUNTY',
    },
  })
}

function portProblem(error: unknown, port: number): never {
  const code = error instanceof Error && 'code' in error ? error.code : ''
  if (code !== 'EADDRINUSE' && code !== 'EACCES') throw error
  throw new StartProblem('server.portInUse', {
    zh: `端口 ${port} ${code === 'EACCES' ? '无权使用' : '已被占用'}`,
    en: `Port ${port} ${code === 'EACCES' ? 'may not be used' : 'is in use'}`,
    mend: { zh: `换一个端口：PORT=${port + 1} npm start`, en: `Take another port: PORT=${port + 1} npm start` },
  })
}

/** By UTC. A day of Shanghai ends at 16:00 and is sealed half an hour later; what failed is tried again every quarter. */
const CRONTAB = [
  '10 1 * * * ensure-partitions',
  '20 1 * * * expire-access',
  '20 1 * * * tidy-sessions',
  '* * * * * watch-access',
  '*/15 * * * * seal-days',
  '40 17 * * * expire-personal',
  '* * * * * compute',
  '50 17 * * * expire-computations',
]

/** How long an end in good order may take. */
const PATIENCE_MS = 15_000

const databaseEnded = (words: string): StartProblem =>
  new StartProblem('server.databaseEnded', {
    zh: `数据库意外结束或断开：${words}`,
    en: `The database came to an unexpected end: ${words}`,
    mend: {
      zh: '请重新启动乡集；已保存的数据不会丢失。作为系统服务运行时会自动重启。日志在数据目录的 postgres/postgres.log。',
      en: 'Start Xiangji again; nothing that was saved is lost. As a system service it restarts by itself. Its log: postgres.log in its data.',
    },
  })

const backUp = (shelf: Shelf, log: Logger) => async () => {
  try {
    const { label, removed } = await shelf.make()
    log.info({ backup: label.name, bytes: label.bytes, rows: label.rows, removed }, 'backed up')
    if (label.missingPapers > 0) log.warn({ missingPapers: label.missingPapers }, 'papers are missing in the backup')
  } catch (err) {
    log.warn({ err }, 'the backup failed')
    throw err
  }
}

const { env } = process
const seconds = (text: string | undefined, otherwise: number): number =>
  text !== undefined && Number(text) >= 0 ? Number(text) : otherwise

/** Where alarms are told outside, as the environment says. */
function alarmsOf(): DeliveryOptions {
  const { XIANGJI_ALARM_WEBHOOK: webhook, XIANGJI_ALARM_SMTP: smtp, XIANGJI_ALARM_TO: to } = env
  const from = env.XIANGJI_ALARM_FROM ?? to ?? ''
  return { ...(webhook ? { webhook } : {}), ...(smtp && to ? { mail: { smtp, from, to } } : {}) }
}

async function start(): Promise<void> {
  const port = Number(process.env.PORT ?? 3000)
  const host = process.env.HOST ?? '127.0.0.1'
  const log = createLogger(process.env.LOG_LEVEL ?? 'warn')
  const county = await firstCounty()
  const keepDays = env.XIANGJI_ACCESS_DAYS ? Number(env.XIANGJI_ACCESS_DAYS) : undefined
  const folder = dataFolder(isDemo)
  const instance = await openInstance({ folder })
  const code = county.pack.county.code
  const ports = portsFromEnv(env)
  const shelf = await shelfFromEnv({ ...instance, store: ports.store }, () => new Date())
  const proxies = env.XIANGJI_PROXY
  const built = await createApp({
    ...{ ...instance, ...ports, log, county: code, shelf, alarms: alarmsOf(), hosts: hostsFromEnv() },
    external: externalFromEnv(),
    ...(proxies ? { proxies } : {}),
  })
  const { services, app } = built
  const system = systemCaller(code)
  const stops: (() => Promise<unknown>)[] = []
  // The worker drops such a promise while the database is away; its job is done again. Any other is a bug and ends the process.
  const outlive = (err: unknown) => {
    if (!outageOf(err)) throw err
    log.warn({ err }, 'the database is not at hand')
  }
  process.on('unhandledRejection', outlive).on('uncaughtException', outlive)

  const drainMs = 1000 * seconds(env.XIANGJI_DRAIN_S, 0)
  const limitMs = 1000 * seconds(env.XIANGJI_STOP_S, 10)
  let isStopping = false
  const stop = async (exitCode: number) => {
    // Who asks twice does not want to wait.
    if (isStopping) process.exit(1)
    isStopping = true
    // What hangs on a database that is gone must not keep a supervisor from starting us again.
    setTimeout(() => process.exit(exitCode), PATIENCE_MS + drainMs + limitMs).unref()
    for (const end of stops.reverse()) await end().catch((err: unknown) => log.error({ err }, 'stopping'))
    process.exit(exitCode)
  }
  stops.push(
    () => instance.stop(),
    () => built.close(),
  )
  instance.onExit((lines) => {
    if (isStopping) return
    sayProblem(databaseEnded(lines))
    void stop(1)
  })
  try {
    await built.ensurePartitions()
    await built.keeper.prepare()
    await alone(instance.url, async () => {
      if ((await services.divisions.all(system)).size > 0) return
      await services.divisions.load(system, county.divisions, county.boundary)
      await services.plans.put(system, { pack: county.pack, planText: county.planText, isDemo })
    })
    await app.listen({ port, host }).catch((error: unknown) => portProblem(error, port))
    const follower = built.follow()
    stops.push(() => follower.stop())
    const jobs = await startJobs({
      url: instance.url,
      log,
      crontab: CRONTAB.concat(shelf ? [BACKUP_CRONTAB] : []).join('\n'),
      tasks: {
        'ensure-partitions': () => built.ensurePartitions(),
        'tidy-sessions': () => services.identity.tidy(),
        'watch-access': () => built.watchAccess(),
        'expire-access': async () => void (await built.expireAccess(keepDays)),
        'seal-days': () => built.sealDays(),
        'check-seals': async (payload) => {
          const { county, id } = payload as { county: string; id: string } // platform.ask_seal_check wrote it
          await services.seals.runCheck(county, id)
        },
        ...(shelf ? { backup: backUp(shelf, log) } : {}),
        'expire-personal': () => built.expirePersonal(),
        compute: () => built.compute(),
        'expire-computations': () => built.expireComputations(),
      },
    })
    stops.push(
      () => jobs.stop(),
      () => services.computations.stop(),
      () => built.stopServing({ drainMs, limitMs }),
    )
    // What ended while nothing ran is sealed now, not at the next quarter.
    await jobs.add('seal-days')
  } catch (error) {
    for (const end of stops.reverse()) await end().catch(() => {})
    throw error
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop(0))

  const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  const tookS = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`\n乡集 Xiangji · ${county.pack.county.name} ${county.pack.county.nameEn} · ${tookS} s`)
  console.log(`  公众页面  Public page    ${address}/`)
  console.log(`  管理后台  Console        ${address}/console/`)
  console.log(`  站点手机页 Station phone  ${address}/station/`)
  console.log(`  接口文档  API reference  ${address}/api/reference`)
  if (isDemo) await startDemo({ services, address, county: code })
  else console.log(setupLinksText(address, await services.identity.createSetupLinks(code)))
}

start().catch((error: unknown) => {
  if (error instanceof StartProblem) sayProblem(error)
  else if (outageOf(error)) sayProblem(databaseEnded(error instanceof Error ? error.message : ''))
  else console.error(error)
  process.exit(1)
})
