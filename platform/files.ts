import { createHash } from 'node:crypto'
import path from 'node:path'
import { type Kysely, sql } from 'kysely'
import { type Caller, systemCaller } from './authz.ts'
import type { DB } from './db.gen.ts'
import { type AnyTx, inTransaction } from './db.ts'
import { DomainError, notFound } from './errors.ts'
import { mediaTypeOf } from './files/kind.ts'
import type { Scanner } from './files/scanner.ts'
import type { FileStore } from './files/stores.ts'
import { uuidv7 } from './ids.ts'
import { record } from './journal.ts'
import { unpacksWithin } from './zip.ts'

export type FileRow = {
  id: string
  name: string
  mediaType: string
  sizeBytes: number
  sha256: string
  createdAt: Date
}
export type Files = ReturnType<typeof createFiles>

const sha256Of = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex')

/** The last part of a path as any system writes it, without what a header or a terminal would obey. */
const safeName = (name: string): string =>
  path
    .basename(name.replaceAll('\\', '/'))
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .slice(0, 200) || 'file'

/** An office document of 20 MB holds pictures, which do not shrink; what unpacks to more than this is a bomb. */
const UNPACKED_LIMIT = 200 << 20

/** Papers lie under their SHA-256, so that one sent twice is kept once and a changed one is found. */
export function createFiles({
  db,
  store,
  scan,
  now,
  onFault = () => {},
}: {
  db: Kysely<DB>
  store: FileStore
  now: () => Date
  /** Without one no malware is looked for: the operator's choice. */
  scan?: Scanner | undefined
  /** A store or a scanner that fails: the sender is told to try later, the operator why. */
  onFault?: ((error: unknown) => void) | undefined
}) {
  const outside = <T>(code: string, work: Promise<T>): Promise<T> =>
    work.catch((error: unknown) => {
      onFault(error)
      throw new DomainError(code, {}, 503)
    })

  async function refuseBad(bytes: Buffer, mediaType: string, name: string): Promise<void> {
    const isContainer = mediaType.includes('officedocument') || mediaType === 'application/ofd'
    if (isContainer && !(await unpacksWithin(bytes, UNPACKED_LIMIT)))
      throw new DomainError('file.unpacksTooLarge', { name }, 422)
    const found = scan ? await outside('file.scannerUnavailable', scan(bytes)) : null
    if (found !== null) throw new DomainError('file.malware', { name, found }, 422)
  }

  return {
    /** Keeps a paper and answers for it: its bytes first, then the row that names them and the event that holds its hash. */
    async put(caller: Caller, { name, bytes }: { name: string; bytes: Buffer }): Promise<FileRow> {
      const mediaType = mediaTypeOf(bytes)
      if (!mediaType) throw new DomainError('file.kindNotTaken', { name }, 422)
      await refuseBad(bytes, mediaType, name)
      const sha256 = sha256Of(bytes)
      await outside('file.storeUnavailable', store.put(sha256, bytes))
      const id = uuidv7()
      const data = { sha256, mediaType, sizeBytes: bytes.length }
      return inTransaction(db, caller, async (tx) => {
        const { rows } = await sql<FileRow>`
          insert into platform.file (county, id, name, media_type, size_bytes, sha256, created_by)
          values (${caller.county}, ${id}, ${safeName(name)}, ${mediaType}, ${bytes.length}, ${sha256}, ${caller.account})
          returning id, name, media_type as "mediaType", size_bytes as "sizeBytes", sha256, created_at as "createdAt"`.execute(
          tx,
        )
        const subject = `file:${id}`
        const place = caller.place
        await record(tx, caller, [{ id, kind: 'file.kept', at: now(), place, station: caller.station, subject, data }])
        return rows[0] as FileRow // an insert that did not throw returns its row
      })
    },

    async load(caller: Pick<Caller, 'county' | 'place' | 'station'>, id: string, { publicOnly = false } = {}) {
      const row = await inTransaction(db, caller, async (tx) => {
        const { rows } = await sql<FileRow & { isPublic: boolean }>`
          select id, name, media_type as "mediaType", size_bytes as "sizeBytes", sha256, created_at as "createdAt",
            is_public as "isPublic" from platform.file where county = ${caller.county} and id = ${id}`.execute(tx)
        return rows[0]
      })
      if (!row || (publicOnly && !row.isPublic)) throw notFound('file', id)
      const bytes = await outside('file.storeUnavailable', store.get(row.sha256))
      // A paper that is not the one that was signed for is worse than none.
      if (!bytes || sha256Of(bytes) !== row.sha256) {
        onFault(new Error(`the bytes of file ${id} are ${bytes ? 'changed' : 'missing'}`))
        throw new DomainError(bytes ? 'file.changed' : 'file.bytesMissing', { id }, 503)
      }
      return { ...row, bytes }
    },

    count: (county: string): Promise<number> =>
      inTransaction(db, systemCaller(county), async (tx) => {
        const { rows } = await sql<{ n: number }>`
          select count(*) as n from platform.file where county = ${county}`.execute(tx)
        return rows[0]?.n ?? 0
      }),

    /** Every paper of a county, oldest first, with what `look` says of it: for checks and moves, never for a page. */
    async *each<T>(county: string, look: (paper: FileRow) => Promise<T>): AsyncGenerator<FileRow & { found: T }> {
      let after = '00000000-0000-0000-0000-000000000000'
      for (;;) {
        const papers = await inTransaction(db, systemCaller(county), async (tx) => {
          const { rows } = await sql<FileRow>`
            select id, name, media_type as "mediaType", size_bytes as "sizeBytes", sha256, created_at as "createdAt"
            from platform.file where county = ${county} and id > ${after} order by id limit 200`.execute(tx)
          return rows
        })
        for (const paper of papers) yield { ...paper, found: await look(paper) }
        const last = papers.at(-1)
        if (!last) return
        after = last.id
      }
    },

    /** Whether the bytes are those whose hash was written down when the paper came. */
    async check({ sha256 }: Pick<FileRow, 'sha256'>): Promise<'whole' | 'changed' | 'missing'> {
      const bytes = await store.get(sha256)
      return bytes === undefined ? 'missing' : sha256Of(bytes) === sha256 ? 'whole' : 'changed'
    },

    /** Brings a paper from another store. @returns false if it is not there either */
    async bring(from: FileStore, { sha256 }: Pick<FileRow, 'sha256'>): Promise<boolean> {
      const bytes = await from.get(sha256)
      if (!bytes || sha256Of(bytes) !== sha256) return false
      await store.put(sha256, bytes)
      return true
    },

    /** From here on anyone may read the paper: it belongs to something that was published. */
    async publish(tx: AnyTx, county: string, id: string): Promise<void> {
      const done = await sql`update platform.file set is_public = true where county = ${county} and id = ${id}`.execute(
        tx,
      )
      if (!done.numAffectedRows) throw notFound('file', id)
    },
  }
}
