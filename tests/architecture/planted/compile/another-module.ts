import { sql } from 'kysely'
import type { Db } from '#platform/db'

declare const db: Db<'station'>

export const own = db.selectFrom('station.station').select('name')
export const reference = db.selectFrom('division.division').select('name')
export const others = db.selectFrom('identity.profile').select('name') // refused
export const better = db.selectFrom('identity.user').selectAll() // refused
export const journal = db.selectFrom('platform.event').selectAll() // refused
export const joined = db.selectFrom('station.station').innerJoin('identity.profile', (on) => on.onTrue()) // refused
export const changed = db.updateTable('identity.profile').set({ name: sql`''` }) // refused
