/**
 * node tools/citus.ts check | distribute, on the database of DATABASE_URL.
 * `check` says what Citus would refuse, on any PostgreSQL. `distribute` joins CITUS_WORKERS (host:port,…) and spreads the migrated schema.
 */
import pg from 'pg'
import { citusRefusals, clusterFromEnv, distribute, joinNodes, tenantTables } from '#platform/citus'
import { SHARED } from '#platform/tables'

const url = process.env.DATABASE_URL
const verb = process.argv[2]
if (!url || (verb !== 'check' && verb !== 'distribute')) {
  console.error('DATABASE_URL=postgres://… node tools/citus.ts check | distribute')
  process.exit(2)
}
const client = new pg.Client({ connectionString: url })
await client.connect()
try {
  if (verb === 'distribute') {
    await joinNodes(client, url, clusterFromEnv({ ...process.env, CITUS: '1' }) ?? { workers: [], shards: 32 })
    // The setting of the database holds for connections that begin after it.
    const next = new pg.Client({ connectionString: url })
    await next.connect()
    const moved = await distribute(next).finally(() => next.end())
    console.log(moved.length > 0 ? `spread: ${moved.join(' ')}` : 'all tables are spread already')
  } else {
    const refused = await citusRefusals(client)
    for (const line of refused) console.error(`✗ ${line}`)
    for (const name of await tenantTables(client)) console.log(`by county  ${name}`)
    for (const [name, { place, why }] of Object.entries(SHARED)) console.log(`${place.padEnd(9)}  ${name} · ${why}`)
    process.exitCode = refused.length > 0 ? 1 : 0
  }
} finally {
  await client.end()
}
