import { createHash } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import { type Kysely, sql } from 'kysely'
import type { Caller } from './authz.ts'
import type { DB } from './db.gen.ts'
import { type AnyTx, inTransaction } from './db.ts'
import { DomainError, notFound } from './errors.ts'
import { uuidv7 } from './ids.ts'

export type FileRow = {
  id: string
  name: string
  mediaType: string
  sizeBytes: number
  sha256: string
  createdAt: Date
}
export type Files = ReturnType<typeof createFiles>

/** What a paper may be, by its first bytes: a name or a header can lie. */
const KINDS: readonly [mediaType: string, test: (bytes: Buffer) => boolean][] = [
  ['application/pdf', (b) => b.subarray(0, 5).toString('latin1') === '%PDF-'],
  ['image/png', (b) => b.subarray(0, 8).toString('hex') === '89504e470d0a1a0a'],
  ['image/jpeg', (b) => b.subarray(0, 3).toString('hex') === 'ffd8ff'],
  ['application/vnd.openxmlformats-officedocument', (b) => b.subarray(0, 4).toString('hex') === '504b0304'],
  ['application/x-ole-storage', (b) => b.subarray(0, 8).toString('hex') === 'd0cf11e0a1b11ae1'],
  ['text/plain', (b) => !b.includes(0) && isUtf8(b)],
]

function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** Papers lie under their SHA-256 in a folder, so that one sent twice is kept once and a changed one is found. */
export function createFiles({ db, folder }: { db: Kysely<DB>; folder: string }) {
  const placeOf = (sha256: string) => path.join(folder, sha256.slice(0, 2), sha256)

  async function keep(bytes: Buffer, sha256: string): Promise<void> {
    const target = placeOf(sha256)
    await mkdir(path.dirname(target), { recursive: true })
    const part = `${target}.${process.pid}.${Math.random().toString(36).slice(2)}`
    const file = await open(part, 'w')
    await file.writeFile(bytes)
    await file.sync()
    await file.close()
    await rename(part, target)
  }

  return {
    /** Keeps a paper and answers for it: bytes on disk first, then the row that names them. */
    async put(caller: Caller, { name, bytes }: { name: string; bytes: Buffer }): Promise<FileRow> {
      const mediaType = KINDS.find(([, test]) => test(bytes))?.[0]
      if (!mediaType || bytes.length === 0) throw new DomainError('file.kindNotTaken', { name }, 422)
      const sha256 = createHash('sha256').update(bytes).digest('hex')
      await keep(bytes, sha256)
      const id = uuidv7()
      const safeName =
        path
          .basename(name.replaceAll('\\', '/'))
          .replaceAll(/\p{Cc}/gu, '')
          .slice(0, 200) || 'file'
      return inTransaction(db, caller, async (tx) => {
        const { rows } = await sql<FileRow>`
          insert into platform.file (county, id, name, media_type, size_bytes, sha256, created_by)
          values (${caller.county}, ${id}, ${safeName}, ${mediaType}, ${bytes.length}, ${sha256}, ${caller.account})
          returning id, name, media_type as "mediaType", size_bytes as "sizeBytes", sha256, created_at as "createdAt"`.execute(
          tx,
        )
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
      return { ...row, bytes: await readFile(placeOf(row.sha256)) }
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
