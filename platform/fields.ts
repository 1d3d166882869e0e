import { createCipheriv, createDecipheriv, createHmac, type KeyObject, randomBytes } from 'node:crypto'
import { DomainError } from './errors.ts'

/** GB/T 32907 (SM4, keys of 128 bits) with GB/T 32905 (SM3), or AES-256 with SHA-256; both in Galois/Counter Mode. */
export const SUITES = {
  aes: { cipher: 'aes-256-gcm', hash: 'sha256', keyBytes: 32 },
  sm4: { cipher: 'sm4-gcm', hash: 'sm3', keyBytes: 16 },
} as const
export type Suite = keyof typeof SUITES

/** One key of the ring: what it seals with, and apart from it what it makes blind indexes with. */
export type FieldKey = { id: string; suite: Suite; seal: KeyObject; index: KeyObject; madeAt: string }

/** The newest key seals; the others open what they have sealed. */
export type Keyring = {
  current(): FieldKey
  find(id: string): FieldKey | undefined
  all(): readonly FieldKey[]
}

/** A column that is kept sealed; `index` is the column by which it is found again. */
export type SealedColumn = {
  schema: string
  table: string
  column: string
  index: string | null
  /** The column that names a row within its county, where it is not `id`. */
  row?: string
  /** The type of that column. */
  id: 'uuid' | 'text'
  /** Opens what a release before this one sealed in a way of its own; undefined where it does not open. Without it that is clear text. */
  openOld?: (stored: string) => string | undefined
}

/** Text as the database keeps it: `xj1.<key>.<nonce, ciphertext, tag>`; empty where there is nothing. */
export type Sealed = string & { readonly sealed: unique symbol }
export const NOTHING = '' as Sealed // nothing is nobody's secret

type FieldPlace = { county: string; column: SealedColumn; id: string }

const FORM = 'xj1'
const NONCE_BYTES = 12
const TAG_BYTES = 16
/** 128 bits of the hash: nobody meets another's number, and an index stays small. */
const INDEX_BYTES = 16

type Gcm = { suite: Suite; key: KeyObject; nonce: Buffer; bound: Buffer }

/** Ciphertext and tag, bound to `bound`. */
export function encrypt({ suite, key, nonce, bound }: Gcm, clear: Buffer): Buffer {
  const cipher = createCipheriv(SUITES[suite].cipher as 'aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }) // both are GCM
  cipher.setAAD(bound)
  return Buffer.concat([cipher.update(clear), cipher.final(), cipher.getAuthTag()])
}

/** @throws when a bit of text, tag, nonce, key or `bound` is another */
export function decrypt({ suite, key, nonce, bound }: Gcm, sealed: Buffer): Buffer {
  const decipher = createDecipheriv(SUITES[suite].cipher as 'aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES }) // as above
  decipher.setAAD(bound)
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()])
}

/** A value opens in its own county, column and row, and nowhere else. */
const boundOf = ({ county, column: { schema, table, column }, id }: FieldPlace): Buffer =>
  Buffer.from(JSON.stringify([FORM, county, `${schema}.${table}.${column}`, id]))

/** The number by which a contact is found again: 11 digits of a mobile, else seven or more in a row; null where there is none. */
export function phoneIn(text: string): string | null {
  const plain = text.normalize('NFKC').replaceAll(/[\s()-]/g, '')
  const mobile = /(?<!\d)(?:\+?86)?(1[3-9]\d{9})(?!\d)/.exec(plain)
  return mobile?.[1] ?? /\d{7,}/.exec(plain)?.[0] ?? null
}

export type Fields = ReturnType<typeof createFields>

/**
 * Seals and opens single values under the ring.
 * @param onFault is told of a value that does not open: another row's, changed, or of a key that is lost
 */
export function createFields({
  ring,
  random = randomBytes,
  onFault = () => {},
}: {
  ring: Keyring
  random?: (bytes: number) => Buffer
  onFault?: (place: { field: string; id: string }) => void
}) {
  const unreadable = ({ column, id }: FieldPlace) => {
    const place = { field: `${column.schema}.${column.table}.${column.column}`, id }
    onFault(place)
    return new DomainError('field.unreadable', place)
  }

  function openedOld(place: FieldPlace, stored: Sealed): string {
    const clear = place.column.openOld ? place.column.openOld(stored) : stored
    if (clear === undefined) throw unreadable(place)
    return clear
  }

  function seal(place: FieldPlace, clear: string): Sealed {
    if (clear === '') return NOTHING
    const { id, suite, seal: key } = ring.current()
    const nonce = random(NONCE_BYTES)
    const sealed = encrypt({ suite, key, nonce, bound: boundOf(place) }, Buffer.from(clear))
    return `${FORM}.${id}.${Buffer.concat([nonce, sealed]).toString('base64url')}` as Sealed // the one place that makes one
  }

  /** What a row of before this form holds is given as it was: the start seals those before the first request (ADR 0018). */
  function open(place: FieldPlace, stored: Sealed): string {
    if (!stored.startsWith(`${FORM}.`)) return openedOld(place, stored)
    const [, id = '', body = ''] = stored.split('.')
    const found = ring.find(id)
    const bytes = Buffer.from(body, 'base64url')
    if (!found || bytes.length < NONCE_BYTES + TAG_BYTES) throw unreadable(place)
    const gcm = { suite: found.suite, key: found.seal, nonce: bytes.subarray(0, NONCE_BYTES), bound: boundOf(place) }
    try {
      return decrypt(gcm, bytes.subarray(NONCE_BYTES)).toString()
    } catch {
      throw unreadable(place)
    }
  }

  const indexWith = ({ id, suite, index }: FieldKey, { county, column }: Omit<FieldPlace, 'id'>, phone: string) => {
    const text = JSON.stringify([FORM, county, `${column.schema}.${column.table}.${column.column}`, phone])
    const hash = createHmac(SUITES[suite].hash, index).update(text).digest().subarray(0, INDEX_BYTES)
    return `${id}.${hash.toString('base64url')}`
  }

  /** `undefined` for what does not open. */
  function find(place: FieldPlace, stored: Sealed): string | undefined {
    try {
      return open(place, stored)
    } catch (error) {
      if (error instanceof DomainError) return undefined
      throw error
    }
  }

  return {
    seal,
    open,
    find,

    /** For lists: the mask of what opens, and `?` for what does not, so that one bad row hides no other. */
    shown(place: FieldPlace, stored: Sealed, mask: (clear: string) => string): string {
      const clear = find(place, stored)
      return clear === undefined ? '?' : mask(clear)
    },

    /** What is kept beside a sealed contact, so that it is found again by its number: a keyed hash, another in each county and column. */
    index(place: Omit<FieldPlace, 'id'>, clear: string): string | null {
      const phone = phoneIn(clear)
      return phone === null ? null : indexWith(ring.current(), place, phone)
    },

    /** The same by every key of the ring: while a rotation runs, rows have the one or the other. Empty where `text` has no number. */
    indexes(place: Omit<FieldPlace, 'id'>, text: string): string[] {
      const phone = phoneIn(text)
      return phone === null ? [] : ring.all().map((key) => indexWith(key, place, phone))
    },

    /** What everything begins with that the newest key has sealed. */
    currentPrefix: () => `${FORM}.${ring.current().id}.`,
    knows: (keyId: string) => ring.find(keyId) !== undefined,
  }
}
