/**
 * The bytes that seals are made over. Everything is a list of fields, each its length (4 bytes, big-endian; -1 for none) and then
 * that many bytes, so that no two lists have the same bytes. docs/security.md has the format for those who check it by other means.
 */

export type Field = string | Uint8Array | null

export function fieldsOf(fields: readonly Field[]): Buffer {
  return Buffer.concat(
    fields.flatMap((field) => {
      const length = Buffer.alloc(4)
      if (field === null) {
        length.writeInt32BE(-1)
        return [length]
      }
      const bytes = typeof field === 'string' ? Buffer.from(field, 'utf8') : field
      length.writeInt32BE(bytes.length)
      return [length, bytes]
    }),
  )
}

/** What precedes the events of a day in its digest. */
export const dayHead = (county: string, day: string): Buffer => fieldsOf(['xiangji.journal.1', county, day])

/** An event as it is sealed. Instants are microseconds since 1970; `data` is the text of PostgreSQL's jsonb. */
export type SealedEvent = {
  recordedAtUs: number
  id: string
  kind: string
  atUs: number
  place: string
  station: string | null
  subject: string
  actor: string
  data: string
  origin: string
}

/** The instants inside are counted from here, as PostgreSQL sends them. */
const FROM_2000_US = 946_684_800_000_000
const instant = (us: number): Buffer => {
  const bytes = Buffer.alloc(8)
  bytes.writeBigInt64BE(BigInt(us - FROM_2000_US))
  return bytes
}
const uuid = (id: string): Buffer => Buffer.from(id.replaceAll('-', ''), 'hex')

/**
 * The canonical bytes of an event: the number of fields (2 bytes), then the fields in this order. It is what
 * `COPY … (FORMAT binary)` sends for COLUMNS, so that millions are hashed as they come.
 */
export function eventBytes(event: SealedEvent): Buffer {
  const fields = [
    instant(event.recordedAtUs),
    uuid(event.id),
    event.kind,
    instant(event.atUs),
    event.place,
    event.station === null ? null : uuid(event.station),
    event.subject,
    event.actor,
    event.data,
    event.origin,
  ]
  const count = Buffer.alloc(2)
  count.writeInt16BE(fields.length)
  return Buffer.concat([count, fieldsOf(fields)])
}

export const COLUMNS = 'recorded_at, id, kind, at, place, station, subject, actor, data::text, origin'

/** Where in an event's bytes the first three fields lie; the first two have fixed lengths. */
const RECORDED_AT = 6
const ID = 18
const KIND_LENGTH = 34
const KIND = 38

/** Microseconds since 1970 at which the event that begins at `start` was recorded; exact until the year 2255. */
export const recordedAtUs = (bytes: Buffer, start: number): number =>
  bytes.readInt32BE(start + RECORDED_AT) * 0x1_0000_0000 + bytes.readUInt32BE(start + RECORDED_AT + 4) + FROM_2000_US

export const ID_BYTES = 16
export const idStart = (start: number): number => start + ID
export const kindOf = (bytes: Buffer, start: number): string =>
  bytes.toString('utf8', start + KIND, start + KIND + bytes.readInt32BE(start + KIND_LENGTH))

export function idText(bytes: Buffer, at: number): string {
  const hex = bytes.toString('hex', at, at + ID_BYTES)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Events of one read, one after the other in `bytes`; `starts` has one more than there are events: the end of the last. */
export type EventRun = { bytes: Buffer; starts: number[] }

const COPY_HEAD = 19
const COPY_END = -1

/** Cuts what PostgreSQL sends into whole events, whatever the borders of the chunks. */
export function createCutter(): (chunk: Buffer) => EventRun {
  let rest: Buffer = Buffer.alloc(0)
  let isBegun = false
  return (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    let at = 0
    if (!isBegun) {
      if (bytes.length < COPY_HEAD) {
        rest = bytes
        return { bytes, starts: [0] }
      }
      at = COPY_HEAD + bytes.readInt32BE(COPY_HEAD - 4)
      isBegun = true
    }
    const starts = [at]
    for (let end = endOf(bytes, at); end > 0; end = endOf(bytes, at)) {
      at = end
      starts.push(at)
    }
    rest = bytes.subarray(at)
    return { bytes, starts }
  }
}

/** Where the event that begins at `start` ends; 0 while it is not all there, and at the end of the copy. */
function endOf(bytes: Buffer, start: number): number {
  if (start + 2 > bytes.length) return 0
  const fields = bytes.readInt16BE(start)
  if (fields === COPY_END) return 0
  let at = start + 2
  for (let i = 0; i < fields; i++) {
    if (at + 4 > bytes.length) return 0
    at += 4 + Math.max(0, bytes.readInt32BE(at))
  }
  return at > bytes.length ? 0 : at
}
