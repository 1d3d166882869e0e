/** node tools/queries.ts <folder>: proves of every statement that a run of the tests has sent (XIANGJI_QUERY_LOG) that it touches one county. */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import type { LoggedQuery } from '#platform/query-log'
import { SHARED } from '#platform/tables'
import { type Tables, violations } from './queries/single-county.ts'

/** Functions of ours that a statement may call, each with what it touches. */
const FUNCTIONS: Readonly<Record<string, string>> = {
  'identity.find_profile': 'one account by its id before its county is known: the county is looked up in identity.user',
  'identity.find_setup_link':
    'one unused link by the hash of its secret before the county is known; asked once in the life of a county',
  'identity.find_policy': 'one row of the county that it is given',
  'identity.has_second_factor':
    'one row of the account that it is given; asked of every machine on Citus, at a sign-in only',
  'identity.find_invitation':
    'one link by the hash of its secret before the county is known; asked when a person follows it',
  'identity.find_api_key':
    'one key by the hash of its secret before the county is known; a process remembers it for ten seconds',
  'identity.find_external_identity':
    'one person by his id at a provider before the county is known; asked at such a sign-in',
  'platform.ask_computation': 'adds one job for the worker; reads and writes no tenant’s row',
  'platform.ask_seal_check': 'adds one job for the worker; reads and writes no tenant’s row',
  'access.ensure_partitions': 'makes partitions; reads and writes no row',
  'access.expire': 'drops partitions whose time is over, of all counties at once',
  'platform.ensure_partitions': 'makes partitions; reads and writes no row',
  'platform.month_bound': 'arithmetic',
}

/** What is no statement of one county and need not be, each with the reason. One that no statement needs any more is an error too. */
const EXCEPTIONS: readonly { from: RegExp; text: RegExp; why: string }[] = [
  {
    from: /^modules\/access\//,
    text: /^(\/\* kept \*\/\s+)?insert into access\.request /,
    why: 'the access log writes what all counties asked in the last moments in one batch: its rows carry their counties, nothing is read',
  },
]

/** Statements of the tests themselves and of the ground they stand on: they look behind the product on purpose. */
const TESTS = /(\.test\.ts$|\.test\/|^tests\/|^bench\/|^tools\/|^platform\/testing\.ts$)/

/** Tables by the generated types: what has a county and is not shared is a tenant's. */
export async function knownTables(): Promise<Tables> {
  const types = await readFile(new URL('../platform/db.gen.ts', import.meta.url), 'utf8')
  const tenants = [...types.matchAll(/^ {2}'([\w.]+)': \{\n((?: {4}.*\n)*)/gm)]
    .filter(([, name = '', columns = '']) => /^ {4}county: /m.test(columns) && !(name in SHARED))
    .map(([, name = '']) => name)
  return { tenants: new Set(tenants), shared: new Set(Object.keys(SHARED)), functions: new Set(Object.keys(FUNCTIONS)) }
}

/** The last line about each statement: what its positions were narrowed to. A process that was killed may have left half a line. */
async function readLog(folder: string): Promise<LoggedQuery[]> {
  const found: LoggedQuery[] = []
  for (const name of await readdir(folder)) {
    const lines = (await readFile(path.join(folder, name), 'utf8')).split('\n')
    const latest = new Map<string, LoggedQuery>()
    for (const line of lines) {
      if (!line.endsWith('}')) continue
      const query = JSON.parse(line) as LoggedQuery // our own format
      latest.set(`${query.searchPath} ${query.text}`, query)
    }
    found.push(...latest.values())
  }
  return found
}

async function main(folder: string): Promise<number> {
  const tables = await knownTables()
  const all = (await readLog(folder)).filter(({ from }) => !TESTS.test(from))
  const distinct = new Map(all.map((query) => [JSON.stringify([query.searchPath, query.text, query.county]), query]))
  const excused = new Set<string>()
  const bad = new Map<string, string>()
  for (const query of distinct.values()) {
    const problems = violations(query, tables)
    if (problems.length === 0) continue
    const exception = EXCEPTIONS.find(({ from, text }) => from.test(query.from) && text.test(query.text))
    if (exception) excused.add(exception.why)
    else bad.set(query.text, `${query.from}: ${problems.join('; ')}`)
  }
  for (const [text, why] of bad) console.error(`✗ ${why}\n    ${text.replace(/\s+/g, ' ').slice(0, 400)}`)
  for (const { why } of EXCEPTIONS) if (!excused.has(why)) console.error(`✗ no statement needs this exception: ${why}`)
  const texts = new Set(all.map(({ text }) => text)).size
  console.log(
    `${texts} distinct statements of the product, ${bad.size} not of one county, ${EXCEPTIONS.length} exceptions`,
  )
  return texts === 0 || bad.size > 0 || excused.size < EXCEPTIONS.length ? 1 : 0
}

if (import.meta.main) process.exit(await main(process.argv[2] ?? ''))
