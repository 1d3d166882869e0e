import type pg from 'pg'

/** A table as it stands in a backup. Its rows come by a statement of our own, so that what must change on the way does. */
export type Table = {
  name: string
  /** In the order of the COPY text. */
  columns: string[]
  /** Those of them that are transaction numbers. */
  xids: string[]
  partitions: { name: string; bound: string }[]
}
export type Sequence = { name: string; last: string }

/** Schemas whose content is made anew elsewhere: graphile-worker migrates itself, and an old job must not run twice. */
const NOT_OURS = ['pg_catalog', 'information_schema', 'pg_toast', 'graphile_worker', 'public']

export const quoted = (name: string): string =>
  name
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.')

const IS_OURS = `
  n.nspname <> all ($1) and n.nspname !~ '^pg_' and not exists (
    select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')`

/** Our tables, each after those that its rows refer to. */
export async function tablesOf(client: pg.ClientBase): Promise<Table[]> {
  const { rows } = await client.query<Table & { needs: string[] }>(
    `select n.nspname || '.' || c.relname as name,
       array(select a.attname::text from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' order by a.attnum) as columns,
       array(select a.attname::text from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid = 'xid8'::regtype order by a.attnum) as xids,
       coalesce((select jsonb_agg(jsonb_build_object('name', pn.nspname || '.' || p.relname, 'bound', pg_get_expr(p.relpartbound, p.oid)) order by p.relname)
         from pg_inherits i join pg_class p on p.oid = i.inhrelid join pg_namespace pn on pn.oid = p.relnamespace
         where i.inhparent = c.oid and p.relispartition), '[]') as partitions,
       array(select fn.nspname || '.' || f.relname from pg_constraint k join pg_class f on f.oid = k.confrelid
         join pg_namespace fn on fn.oid = f.relnamespace where k.conrelid = c.oid and k.contype = 'f' and f.oid <> c.oid) as needs
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and not c.relispartition and ${IS_OURS} order by 1`,
    [NOT_OURS],
  )
  const ordered: Table[] = []
  const place = (table: (typeof rows)[number]): void => {
    if (ordered.some(({ name }) => name === table.name)) return
    for (const need of table.needs) {
      const before = rows.find(({ name }) => name === need)
      if (before) place(before)
    }
    const { needs: _, ...rest } = table
    ordered.push(rest)
  }
  for (const table of rows) place(table)
  return ordered
}

/** Read after the snapshot is taken: a number that a row of it used is never given out again. */
export async function sequencesOf(client: pg.ClientBase): Promise<Sequence[]> {
  const { rows } = await client.query<Sequence>(
    `select n.nspname || '.' || c.relname as name, s.last_value::text as last
     from pg_sequences s join pg_namespace n on n.nspname = s.schemaname
       join pg_class c on c.relnamespace = n.oid and c.relname = s.sequencename
     where s.last_value is not null and ${IS_OURS} order by 1`,
    [NOT_OURS],
  )
  return rows
}

const LAST_ID = `'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid`

/** What is followed: rows with `county`, `id` and the number of the transaction that wrote them (ADR 0004). */
const isStream = ({ columns, xids }: Table): boolean =>
  xids.includes('tx') && columns.includes('county') && columns.includes('id')

/** Where a follower stands in a stream: the columns that say so. */
type Stand = { table: Table; stream: Table; tx: string; id: string }

const lastPart = (name: string): string => name.split('.').at(-1) ?? ''

/** `tx` and `id` are a place in the journal; `request_tx` and `request_id` one in the stream named `request`. */
function standsOf(tables: readonly Table[]): Stand[] {
  const streams = tables.filter(isStream)
  return tables.flatMap((table) => {
    if (isStream(table) || !table.columns.includes('county')) return []
    return table.columns.flatMap((tx) => {
      if (tx !== 'tx' && !tx.endsWith('_tx')) return []
      const id = tx.replace(/tx$/, 'id')
      const stream = streams.find(({ name }) => lastPart(name) === (tx === 'tx' ? 'event' : tx.slice(0, -3)))
      return stream && table.columns.includes(id) ? [{ table, stream, tx, id }] : []
    })
  })
}

/**
 * The rows of a table as they go into the backup. A transaction number means nothing in another cluster, so a row of a stream gets in
 * its place how many followers' positions it lies beyond (0: taken in by all), and a follower stands at the end of those that it has
 * taken in. These numbers are fewer than followers, and below every number that a cluster gives out: what comes after sorts after (ADR 0015).
 */
export function rowsOf(table: Table, all: readonly Table[]): string {
  const stands = standsOf(all)
  const changed: Record<string, string> = {}
  const places: string[] = []
  const beyond = (stream: Table, { tx, id }: { tx: string; id: string }): string => {
    const name = `stand_${lastPart(stream.name)}`
    const from = stands
      .filter((stand) => stand.stream === stream)
      .map(
        (s) =>
          `select county, ${quoted(s.tx)}::text::xid8 as tx, ${quoted(s.id)}::text::uuid as id from ${quoted(s.table.name)}`,
      )
    const empty = 'select null::text as county, null::xid8 as tx, null::uuid as id where false'
    places.push(`${name} as materialized (${[...from, empty].join(' union ')})`)
    return `(select count(*) from ${name} s where s.county = t.county and (t.${quoted(tx)}::text::xid8, t.${quoted(id)}::text::uuid) > (s.tx, s.id))::text`
  }
  if (all.includes(table) && isStream(table)) changed.tx = `${beyond(table, { tx: 'tx', id: 'id' })}::xid8`
  for (const stand of stands.filter((one) => one.table === table)) {
    changed[stand.tx] = beyond(stand.stream, stand)
    changed[stand.id] = LAST_ID
  }
  const columns = table.columns.map((column) => {
    const is = changed[column]
    return is ? `${is} as ${quoted(column)}` : `t.${quoted(column)}`
  })
  return `${places.length > 0 ? `with ${places.join(', ')} ` : ''}select ${columns.join(', ')} from ${quoted(table.name)} t`
}

/** Rows and a sum of their SHA-256s that does not depend on their order: two databases that say the same hold the same. */
export type Content = { rows: number; sum: string }

/** `restored`: as the rows now stand, and not as they would go into another backup. */
export async function contentOf(
  client: pg.ClientBase,
  table: Table,
  all: readonly Table[],
  { restored = false } = {},
): Promise<Content> {
  const rows = rowsOf(table, restored ? [] : all)
  const { rows: found } = await client.query<{ rows: string; sum: string }>(
    `select count(*)::text as rows, coalesce(bit_xor(('x' || encode(substr(sha256(convert_to(r::text, 'UTF8')), 1, 8), 'hex'))::bit(64)::bigint), 0)::text as sum
     from (${rows}) r`,
  )
  return { rows: Number(found[0]?.rows ?? 0), sum: found[0]?.sum ?? '' }
}

export type CountyEvents = { county: string; events: number; last: string }

/** How many events each county has, and the last recorded: its time and id. */
export async function journalOf(client: pg.ClientBase): Promise<CountyEvents[]> {
  const { rows } = await client.query<{ county: string; events: string; last: string }>(
    `select county, count(*)::text as events, max(recorded_at::text || ' ' || id::text collate "C") as last
     from platform.event group by county order by county`,
  )
  return rows.map((row) => ({ ...row, events: Number(row.events) }))
}
