/**
 * Keeps a small county's data as this release has them: a backup under fixtures/releases/<last migration>/, from which the test of
 * upgrades restores: `node tools/release-fixture.ts <folder of counties/>`. Run once for each release, with its own checkout.
 */
import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { systemCaller } from '#platform/authz'
import { dump, papersIn } from '#platform/backup'
import { civilDay } from '#platform/clock'
import { migrate, readMigrations } from '#platform/migrate'
import { removeCluster, startPostgres } from '#platform/postgres'
import { createApp } from '../apps/server/app.ts'
import { LEFT_OUT, programVersion } from '../apps/server/backups.ts'
import { COUNTIES, readCounty } from '../apps/server/county.ts'
import { simulate } from '../apps/server/simulate.ts'

const FIXTURES = fileURLToPath(new URL('../fixtures/releases/', import.meta.url))
/** Opens nothing but the fixtures, whose data are simulated. */
export const KEY = path.join(FIXTURES, 'fixture.key')
/** The account that a later release must still sign in. */
export const ACCOUNT = { username: '老用户', password: 'Fixture-Xiangji-2026' }

async function make(county: string): Promise<void> {
  const last = (await readMigrations()).at(-1)?.name.slice(0, 4) ?? ''
  const folder = await mkdtemp(path.join(tmpdir(), 'xiangji-fixture-'))
  const postgres = await startPostgres({ folder, durable: false })
  try {
    await migrate(postgres.url)
    const read = await readCounty(path.join(COUNTIES, county))
    if (!('county' in read)) throw new Error(`${county} is not in order`)
    const { pack, planText, divisions, boundary } = read.county
    const { code } = pack.county
    const system = systemCaller(code)
    const filesFolder = path.join(folder, 'files')
    const app = await createApp({ url: postgres.url, filesFolder, secret: 'f'.repeat(40), log: false, county: code })
    const { identity, divisions: register, plans, statistics } = app.services
    await register.load(system, divisions, boundary)
    await plans.put(system, { pack, planText, isDemo: true })
    await identity.createAccount(system, { ...ACCOUNT, name: '张三', roles: ['bureauClerk'], place: code })
    await app.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.app.server.address() as AddressInfo // a TCP server listens on a port
    const { cookie } = await identity.createSimulator(code)
    const life = { until: civilDay(new Date()), days: 4, seed: 7, scale: 0.1 }
    await simulate({ address: `http://127.0.0.1:${port}`, cookie, ...life, onProgress: () => {} })
    await statistics.catchUp(code)
    await mkdir(path.join(FIXTURES, last), { recursive: true })
    await writeFile(KEY, `${createHash('sha256').update('the key of the fixtures is no secret').digest('base64')}\n`)
    const out = path.join(FIXTURES, last, 'county.xjb')
    const { bytes, trailer } = await dump({
      ...{ url: postgres.url, out, key: { file: KEY }, papers: papersIn(filesFolder), secrets: [] },
      ...{ leaveOut: LEFT_OUT, program: await programVersion() },
    })
    console.log(`${out}: ${bytes} bytes, ${trailer.rows} rows, ${trailer.papers} papers`)
    await app.close()
  } finally {
    await postgres.stop()
    await removeCluster(folder)
    await rm(folder, { recursive: true, force: true })
  }
}

if (import.meta.main) await make(process.argv[2] ?? '')
