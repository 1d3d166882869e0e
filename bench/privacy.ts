import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { systemCaller } from '#platform/authz'
import { createPool, type Pool } from '#platform/db'
import { createFields, type Keyring, type SealedColumn } from '#platform/fields'
import { ringOfSecret } from '#platform/fields/keyring'
import { createApp } from '../apps/server/app.ts'
import { COUNTIES, readCounty } from '../apps/server/county.ts'
import { quantile, round, withPostgres } from './server.ts'

const STATIONS = 300
const PAGE = 50
const ROUNDS = 1500
const WARM = 300
const SECRET = 'bench-only-'.repeat(4)

const COLUMN: SealedColumn = {
  ...{ schema: 'station', table: 'station', column: 'keeper_phone' },
  ...{ index: 'keeper_phone_index', id: 'uuid' },
}

/**
 * A page of 50 stations with their masked telephones, over HTTP with a session: sealed, and the same rows in clear, which is what the route
 * costs without encryption. The two take turns on one server and one database; only the content of the column differs.
 */
export const benchPrivacy = () =>
  withPostgres({ durable: false }, async (url) => {
    const owner = createPool(url, { role: '', max: 1 })
    const filesFolder = await mkdtemp(path.join(tmpdir(), 'xiangji-bench-files-'))
    try {
      await owner.query('alter table station.station drop constraint keeper_phone_sealed')
      const aes = await under({ url, owner, filesFolder, ring: ringOfSecret(SECRET, 'aes') })
      const sm4 = await under({ url, owner, filesFolder, ring: ringOfSecret(SECRET, 'sm4') })
      return {
        ...{ aesRatio: round(aes.sealed / aes.clear), aesSealedMs: round(aes.sealed), aesClearMs: round(aes.clear) },
        ...{ sm4Ratio: round(sm4.sealed / sm4.clear), sm4SealedMs: round(sm4.sealed), sm4ClearMs: round(sm4.clear) },
      }
    } finally {
      await owner.end()
      await rm(filesFolder, { recursive: true, force: true })
    }
  })

type Where = { url: string; owner: Pool; filesFolder: string; ring: Keyring }

async function under({ url, owner, filesFolder, ring }: Where) {
  const read = await readCounty(path.join(COUNTIES, process.env.XIANGJI_COUNTY ?? 'yongren'))
  if (!('county' in read)) throw new Error('the county cannot be read')
  const { pack, divisions, planText, boundary } = read.county
  const { code } = pack.county
  const app = await createApp({ url, filesFolder, secret: SECRET, ring, log: false, county: code })
  try {
    const system = systemCaller(code)
    await app.services.divisions.load(system, divisions, boundary)
    await app.services.plans.put(system, { pack, planText, isDemo: false })
    const village = divisions.find((d) => d.isAdministrativeVillage)?.code ?? ''
    await fill({ owner, ring, county: code, village })
    await app.app.listen({ port: 0, host: '127.0.0.1' })
    const { port } = app.app.server.address() as AddressInfo // a TCP server listens on a port
    const { cookie } = await app.services.identity.createSimulator(code)
    return await inTurns((level) => readPage({ port, cookie, url: `/api/stations?pageSize=${PAGE}&level=${level}` }))
  } finally {
    await app.close()
  }
}

/** Town stations stay in clear, village stations are sealed: one filter tells the two lists apart. */
async function fill({ owner, ring, county, village }: { owner: Pool; ring: Keyring; county: string; village: string }) {
  await owner.query('delete from station.station')
  for (const [level, place] of [
    ['town', village.slice(0, 9)],
    ['village', village],
  ])
    await owner.query(
      `insert into station.station (county, id, name, level, place, state, opened_on, keeper_name, keeper_phone)
       select $1, gen_random_uuid(), $2 || i, $2, $3, 'open', '2026-01-01', '站长' || i, (13800000000 + i)::text
       from generate_series(1, $4) i`,
      [county, level, place, STATIONS],
    )
  const fields = createFields({ ring })
  const { rows } = await owner.query<{ id: string; phone: string }>(
    `select id, keeper_phone as phone from station.station where level = 'village'`,
  )
  for (const { id, phone } of rows) {
    const place = { county, column: COLUMN, id }
    const sealed = [id, fields.seal(place, phone), fields.index(place, phone)]
    await owner.query('update station.station set keeper_phone = $2, keeper_phone_index = $3 where id = $1', sealed)
  }
  await owner.query('vacuum full analyze station.station')
}

/** Medians, milliseconds. */
async function inTurns(page: (level: 'town' | 'village') => Promise<number>) {
  const clear: number[] = []
  const sealed: number[] = []
  for (let i = 0; i < ROUNDS; i += 1) {
    const isClearFirst = i % 2 === 0
    const first = await page(isClearFirst ? 'town' : 'village')
    const second = await page(isClearFirst ? 'village' : 'town')
    if (i < WARM) continue
    clear.push(isClearFirst ? first : second)
    sealed.push(isClearFirst ? second : first)
  }
  return { clear: quantile(clear, 0.5), sealed: quantile(sealed, 0.5) }
}

/** One page on a kept connection, milliseconds; refused if a telephone in it is not masked. */
function readPage({ port, cookie, url }: { port: number; cookie: string; url: string }): Promise<number> {
  const start = performance.now()
  return new Promise((resolve, reject) => {
    const call = request(
      { port, host: '127.0.0.1', path: url, headers: { cookie, connection: 'keep-alive' } },
      (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () => {
          const ms = performance.now() - start
          const masked = Buffer.concat(parts)
            .toString()
            .match(/"keeperPhone":"138\*{4}\d{4}"/g)?.length
          if (masked === PAGE) resolve(ms)
          else reject(new Error(`status ${response.statusCode}, ${masked ?? 0} masked telephones`))
        })
      },
    )
    call.on('error', reject)
    call.end()
  })
}
