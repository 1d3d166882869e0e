import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { systemCaller } from '#platform/authz'
import { startJobs } from '#platform/jobs'
import { createLogger } from '#platform/log'
import { StartProblem } from '#platform/postgres'
import { createApp } from './app.ts'
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

async function start(): Promise<void> {
  const port = Number(process.env.PORT ?? 3000)
  const host = process.env.HOST ?? '127.0.0.1'
  const log = createLogger(process.env.LOG_LEVEL ?? 'warn')
  const county = await firstCounty()
  const folder = dataFolder(isDemo)
  const instance = await openInstance({ folder })
  const code = county.pack.county.code
  const built = await createApp({
    ...instance,
    ...portsFromEnv(process.env),
    log,
    county: code,
    external: externalFromEnv(),
  })
  const { services, app } = built
  const system = systemCaller(code)
  const stops: (() => Promise<unknown>)[] = []

  const stop = async (exitCode: number) => {
    for (const end of stops.reverse()) await end().catch((err: unknown) => log.error({ err }, 'stopping'))
    process.exit(exitCode)
  }
  stops.push(
    () => instance.stop(),
    () => built.close(),
  )
  try {
    const isFirst = (await services.divisions.all(system)).size === 0
    if (isFirst) {
      await services.divisions.load(system, county.divisions, county.boundary)
      await services.plans.put(system, { pack: county.pack, planText: county.planText, isDemo })
    }
    await app.listen({ port, host }).catch((error: unknown) => portProblem(error, port))
    const follower = built.follow()
    stops.push(() => follower.stop())
    const jobs = await startJobs({
      url: instance.url,
      log,
      crontab: '10 1 * * * ensure-partitions\n20 1 * * * tidy-sessions',
      tasks: { 'ensure-partitions': () => built.ensurePartitions(), 'tidy-sessions': () => services.identity.tidy() },
    })
    stops.push(() => jobs.stop())
  } catch (error) {
    for (const end of stops.reverse()) await end().catch(() => {})
    throw error
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop(0))

  const address = `http://${host.includes(':') ? `[${host}]` : host}:${port}`
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  console.log(`\n乡集 Xiangji · ${county.pack.county.name} ${county.pack.county.nameEn} · ${seconds} s`)
  console.log(`  公众页面  Public page    ${address}/`)
  console.log(`  管理后台  Console        ${address}/console/`)
  console.log(`  站点手机页 Station phone  ${address}/station/`)
  console.log(`  接口文档  API reference  ${address}/api/reference`)
  if (isDemo) await startDemo({ services, address, county: code })
  else console.log(setupLinksText(address, await services.identity.createSetupLinks(code)))
}

start().catch((error: unknown) => {
  if (error instanceof StartProblem) sayProblem(error)
  else console.error(error)
  process.exit(1)
})
