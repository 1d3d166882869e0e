import type { Kysely } from 'kysely'
import { systemCaller } from '#platform/authz'
import { inTransaction, scoped } from '#platform/db'
import type { DB } from '#platform/db.gen'
import type { Fields, SealedColumn } from '#platform/fields'
import { keysInUse, type Round, reseal } from '#platform/fields/reseal'
import { StartProblem } from '#platform/postgres'
import { countyCodes } from './counties.ts'

const BATCH = 500

/** Keeps every sealed column under the newest key, and knows which keys are still needed. */
export function createFieldKeeper({
  db,
  fields,
  columns,
}: {
  db: Kysely<DB>
  fields: Fields
  columns: readonly SealedColumn[]
}) {
  const ours = scoped<'platform'>(db)

  /** Values by the key that sealed them, `''` in clear. */
  async function uses(): Promise<Map<string, number>> {
    const all = new Map<string, number>()
    for (const county of await countyCodes(db))
      for (const column of columns)
        for (const [key, count] of await inTransaction(ours, systemCaller(county), (tx) =>
          keysInUse(tx, county, column),
        ))
          all.set(key, (all.get(key) ?? 0) + count)
    return all
  }

  return {
    uses,

    /**
     * Seals anew what another key has sealed, and what is still in clear. May be stopped and begun again, and run twice at once:
     * each batch is a transaction and takes what is left.
     * @returns how many were sealed, and how many do not open
     */
    async resealAll(onProgress: (done: number, total: number) => void = () => {}) {
      const total = [...(await uses())].reduce((sum, [, count]) => sum + count, 0)
      let resealed = 0
      let unreadable = 0
      for (const county of await countyCodes(db))
        for (const column of columns) {
          let after: string | null = null
          do {
            const round: Round = await inTransaction(ours, systemCaller(county), (tx) =>
              reseal(tx, fields, { county, column, after, limit: BATCH }),
            )
            resealed += round.resealed
            unreadable += round.unreadable
            after = round.last
            if (round.resealed + round.unreadable > 0) onProgress(resealed + unreadable, total)
          } while (after !== null)
        }
      return { resealed, unreadable }
    },

    /** Before the first request: every key that something was sealed with is there, and nothing is left in clear. */
    async prepare(): Promise<void> {
      const inUse = await uses()
      const lost = [...inUse.keys()].filter((key) => key !== '' && !fields.knows(key))
      if (lost.length > 0)
        throw new StartProblem('server.fieldKeysMissing', {
          zh: `个人信息的加密密钥不全，缺少 ${lost.join('、')}`,
          en: `Keys of the personal data are missing: ${lost.join(', ')}`,
          mend: {
            zh: '把备份的 field-keys.json 放回 secrets 目录（或用 XIANGJI_FIELD_KEYS 指向它）再启动',
            en: 'Put the saved field-keys.json back into the folder secrets (or point XIANGJI_FIELD_KEYS to it) and start again',
          },
        })
      if (inUse.has('')) await this.resealAll()
    },
  }
}
