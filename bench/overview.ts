import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { systemCaller } from '#platform/authz'
import { createPool, type Pool } from '#platform/db'
import { migrate } from '#platform/migrate'
import { createApp } from '../apps/server/app.ts'
import { COUNTIES, readCounty } from '../apps/server/county.ts'
import { quantile, round, withPostgres } from './server.ts'

const STATIONS = 42
const DAYS = 600
const WARM = 800
const READS = 1500

/** Entries of 42 outlets over 600 days, written straight into the journal: the volume is the point, not the way in. */
const FILL = `
insert into platform.event (county, id, kind, at, place, station, subject, actor, data, origin)
select $1, platform.bench_id(at, n), 'station.entryRecorded', at, v.code, v.station, 'entry:' || n, 'bench',
  jsonb_build_object('ledger', s.ledger, 'service', s.service, 'quantity', 1 + n % 5, 'amountFen', case when s.ledger = 'parcel' then 0 else 100 + n % 9000 end, 'via', 'phone'), 'live'
from generate_series($2::bigint, $3::bigint) n
cross join lateral (select now() - interval '1 minute' - (1 - (n - $6::bigint)::float8 / $7) * $8 * interval '1 day' as at) t
cross join lateral (select ($4::text[])[1 + n % ${STATIONS}] as code, ($5::uuid[])[1 + n % ${STATIONS}] as station) v
cross join lateral (select (array['parcel','parcel','produceSale','convenience'])[1 + n % 4] as ledger, (array['collected','sent','produceSale','topUp'])[1 + n % 4] as service) s`

const BENCH_ID = `
create function platform.bench_id(at timestamptz, n bigint) returns uuid language sql immutable as $$
  select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '7000' || '8' || lpad(to_hex(n), 15, '0'))::uuid $$`

type Side = Awaited<ReturnType<typeof aSide>>

/** The product over one database with a history of `events`, behind the real HTTP server. */
export async function aSide(url: string, { events, filesFolder }: { events: number; filesFolder: string }) {
  const read = await readCounty(path.join(COUNTIES, process.env.XIANGJI_COUNTY ?? 'yongren'))
  if (!('county' in read)) throw new Error('the county cannot be read')
  const { pack, divisions, planText, boundary } = read.county
  const { code } = pack.county
  const system = systemCaller(code)
  const app = await createApp({ url, filesFolder, secret: 'bench-only-'.repeat(4), log: false, county: code })
  const owner = createPool(url, { role: '', max: 2 })
  await app.services.divisions.load(system, divisions, boundary)
  await app.services.plans.put(system, { pack, planText, isDemo: false })
  await app.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = app.app.server.address() as AddressInfo // a TCP server listens on a port
  const { cookie } = await app.services.identity.createSimulator(code)
  await owner.query(BENCH_ID)
  const villages = divisions
    .filter((d) => d.isAdministrativeVillage)
    .slice(0, STATIONS)
    .map((d) => d.code)
  await fill({ owner, county: code, villages, from: 0, to: events, days: DAYS })
  const start = performance.now()
  for (let taken = 0, n = -1; n !== 0; taken += n) {
    n = await app.services.statistics.followOnce(code)
    process.stderr.write(`\r  followed ${taken}/${events}   `)
  }
  const followedPerS = Math.round((events / (performance.now() - start)) * 1000)
  await owner.query('vacuum analyze platform.event')
  await owner.query('vacuum analyze statistics.rollup')
  const close = async () => {
    await app.close()
    await owner.end()
  }
  return { app, owner, county: code, villages, events, followedPerS, read: () => read1({ port, cookie }), close }
}

/** Overview over HTTP with a session over two histories, read in turn: what slows the machine slows both. */
export const benchOverview = ({ small, large }: { small: number; large: number }) =>
  withPostgres({ durable: false }, async (url) => {
    const filesFolder = await mkdtemp(path.join(tmpdir(), 'xiangji-bench-files-'))
    const sides: Side[] = []
    try {
      sides.push(await aSide(await anotherDatabase(url), { events: small, filesFolder }))
      sides.push(await aSide(url, { events: large, filesFolder }))
      const [atSmall = [], atLarge = []] = await readInTurn(sides)
      const lag = await lagMs(sides[1] as Side) // pushed above
      return {
        eventsSmall: small,
        eventsLarge: large,
        ratioP50: round(quantile(atLarge, 0.5) / quantile(atSmall, 0.5)),
        smallP50Ms: round(quantile(atSmall, 0.5)),
        largeP50Ms: round(quantile(atLarge, 0.5)),
        smallP99Ms: round(quantile(atSmall, 0.99)),
        largeP99Ms: round(quantile(atLarge, 0.99)),
        followerEventsPerS: sides[1]?.followedPerS ?? 0,
        lagMs: Math.round(lag),
      }
    } finally {
      for (const { close } of sides) await close()
      await rm(filesFolder, { recursive: true, force: true })
    }
  })

/** A second migrated database of the same server. */
export async function anotherDatabase(url: string): Promise<string> {
  const other = new URL(url)
  other.pathname = '/xiangji_other'
  const owner = createPool(url, { role: '', max: 1 })
  await owner.query('create database xiangji_other')
  await owner.end()
  await migrate(other.href)
  return other.href
}

/** Milliseconds of each side's reads. */
export async function readInTurn(sides: readonly Side[]): Promise<number[][]> {
  process.stderr.write('\n  reading\n')
  const times = sides.map((): number[] => [])
  for (let i = 0; i < WARM + READS; i++)
    for (const [at, { read }] of sides.entries()) {
      const took = await read()
      if (i >= WARM) times[at]?.push(took)
    }
  return times
}

/** `days`: over how long the events are spread, the oldest first, as a county's life writes them. */
type Fill = { owner: Pool; county: string; villages: string[]; from: number; to: number; days: number }
const CHUNK = 250_000

async function fill({ owner, county, villages, from, to, days }: Fill): Promise<void> {
  const stations = villages.map((_, i) => `00000000-0000-4000-8000-0000000000${10 + i}`)
  for (let n = from; n < to; n += CHUNK) {
    await owner.query(FILL, [county, n, Math.min(to, n + CHUNK) - 1, villages, stations, from, to - from, days])
    process.stderr.write(`\r  events ${Math.min(to, n + CHUNK)}/${to}   `)
  }
  process.stderr.write('\n')
}

/** One request on a kept connection, milliseconds. */
function read1({ port, cookie }: { port: number; cookie: string }): Promise<number> {
  const start = performance.now()
  return new Promise((resolve, reject) => {
    const call = request(
      { port, host: '127.0.0.1', path: '/api/overview', headers: { cookie, connection: 'keep-alive' } },
      (response) => {
        response.resume()
        response.on('end', () =>
          response.statusCode === 200
            ? resolve(performance.now() - start)
            : reject(new Error(`status ${response.statusCode}`)),
        )
      },
    )
    call.on('error', reject)
    call.end()
  })
}

/** From the commit of a batch of 1000 to the figure that holds it, with the follower running as in the server. */
async function lagMs({ owner, app, county, villages, events: from }: Side) {
  const follower = app.follow()
  const system = systemCaller(county)
  const value = async () =>
    (await app.services.statistics.figures(system, ['station.entries'])).get('station.entries')?.value ?? 0
  const waits: number[] = []
  for (let i = 0; i < 10; i++) {
    const before = await value()
    await fill({ owner, county, villages, from: from + i * 1000, to: from + (i + 1) * 1000, days: 0 })
    const start = performance.now()
    while ((await value()) < before + 1000) await new Promise((resolve) => setTimeout(resolve, 5))
    waits.push(performance.now() - start)
  }
  await follower.stop()
  return Math.max(...waits)
}
