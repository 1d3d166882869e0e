import { sql } from 'kysely'
import type { AnyTx } from '../db.ts'
import type { Fields, Sealed, SealedColumn } from '../fields.ts'

const idsOf = ({ schema, table, column, index, id, row = 'id' }: SealedColumn) => ({
  table: sql.id(schema, table),
  row: sql.id(row),
  column: sql.id(column),
  index: index === null ? null : sql.id(index),
  idType: sql.raw(id),
})

export type Round = { resealed: number; unreadable: number; last: string | null }

/**
 * Seals the next rows of a county's column anew under the newest key, those of before this form too, in the order of their ids. `last` is
 * null at the end. What does not open is counted and left as it is.
 */
export async function reseal(
  tx: AnyTx,
  fields: Fields,
  { county, column, after, limit }: { county: string; column: SealedColumn; after: string | null; limit: number },
): Promise<Round> {
  const { table, row, column: name, index, idType } = idsOf(column)
  const { rows } = await sql<{ id: string; stored: Sealed }>`
    select ${row}::text as id, ${name} as stored from ${table}
    where county = ${county} and ${name} <> '' and not starts_with(${name}, ${fields.currentPrefix()})
      and (${after}::text is null or ${row} > ${after}::${idType})
    order by ${row} limit ${limit} for update`.execute(tx)
  const made = rows.flatMap(({ id, stored }) => {
    const place = { county, column, id }
    const clear = fields.find(place, stored)
    return clear === undefined ? [] : [{ id, sealed: fields.seal(place, clear), index: fields.index(place, clear) }]
  })
  const setIndex = index === null ? sql`` : sql`, ${index} = made.index`
  await sql`
    update ${table} t set ${name} = made.sealed ${setIndex}
    from unnest(${made.map(({ id }) => id)}::${idType}[], ${made.map(({ sealed }) => sealed)}::text[],
      ${made.map((row) => row.index)}::text[]) as made (id, sealed, index)
    where t.county = ${county} and t.${row} = made.id`.execute(tx)
  const last = rows.length < limit ? null : (rows.at(-1)?.id ?? null)
  return { resealed: made.length, unreadable: rows.length - made.length, last }
}

/** How many values of a county's column each key has sealed; `''` are those of before this form. */
export async function keysInUse(tx: AnyTx, county: string, column: SealedColumn): Promise<Map<string, number>> {
  const { table, column: name } = idsOf(column)
  const { rows } = await sql<{ key: string; count: number }>`
    select case when ${name} like 'xj1.%' then split_part(${name}, '.', 2) else '' end as key, count(*) as count
    from ${table} where county = ${county} and ${name} <> '' group by 1`.execute(tx)
  return new Map(rows.map(({ key, count }) => [key, count]))
}
