import { createSecretKey } from 'node:crypto'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { systemCaller } from './authz.ts'
import { inTransaction, scoped } from './db.ts'
import { openRing, ringOfSecret } from './fields/keyring.ts'
import { keysInUse, reseal } from './fields/reseal.ts'
import { createFields, decrypt, encrypt, phoneIn, type Sealed, type SealedColumn, type Suite } from './fields.ts'
import { testDb } from './testing.ts'

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex')
const COLUMN: SealedColumn = {
  ...{ schema: 'station', table: 'station', column: 'keeper_phone' },
  ...{ index: 'keeper_phone_index', id: 'uuid' },
}
const OTHER: SealedColumn = { ...COLUMN, schema: 'disclosure', table: 'complaint', column: 'contact' }
const at = (county: string, id: string, column = COLUMN) => ({ county, column, id })

function aRing(suite: Suite = 'aes') {
  const folder = mkdtempSync(path.join(tmpdir(), 'xiangji-ring-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = path.join(folder, 'secrets', 'field-keys.json')
  return { file, ring: openRing({ file, suite, now: () => new Date('2026-05-10T00:00:00Z') }) }
}

// McGrew & Viega, The Galois/Counter Mode of Operation, test case 16; RFC 8998, appendix A.1.
const KNOWN = [
  {
    suite: 'aes',
    key: 'feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308',
    nonce: 'cafebabefacedbaddecaf888',
    bound: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    clear:
      'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39',
    sealed:
      '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662 76fc6ece0f4e1768cddf8853bb2d551b',
  },
  {
    suite: 'sm4',
    key: '0123456789abcdeffedcba9876543210',
    nonce: '00001234567800000000abcd',
    bound: 'feedfacedeadbeeffeedfacedeadbeefabaddad2',
    clear:
      'aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccddddddddddddddddeeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa',
    sealed:
      '17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d 83de3541e4c2b58177e065a9bf7b62ec',
  },
] as const

test.each(KNOWN)('$suite seals the published vector as published, and opens it', ({ suite, ...known }) => {
  const gcm = {
    ...{ suite, key: createSecretKey(hex(known.key)) },
    ...{ nonce: hex(known.nonce), bound: hex(known.bound) },
  }
  expect(encrypt(gcm, hex(known.clear))).toEqual(hex(known.sealed))
  expect(decrypt(gcm, hex(known.sealed))).toEqual(hex(known.clear))
})

test.each(['aes', 'sm4'] as const)(
  'under %s what is sealed opens in its own place with every character, and nowhere else',
  (suite) => {
    const fields = createFields({ ring: ringOfSecret('a test', suite) })
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 })
    const county = fc.constantFrom('000001', '000002')
    const column = fc.constantFrom(COLUMN, OTHER)
    fc.assert(
      fc.property(text, county, county, column, column, fc.uuid(), fc.uuid(), (clear, a, b, own, other, row, next) => {
        const sealed = fields.seal(at(a, row, own), clear)
        expect(sealed).not.toContain(clear.length > 3 ? clear : '\0')
        expect(fields.open(at(a, row, own), sealed)).toBe(clear)
        const isSame = a === b && own === other && row === next
        if (!isSame) expect(() => fields.open(at(b, next, other), sealed)).toThrow('field.unreadable')
      }),
    )
  },
)

test('a sealed text with any one character changed does not open, and the same text is never sealed the same', () => {
  const fields = createFields({ ring: ringOfSecret('a test') })
  const sealed = fields.seal(at('000001', 'a'), '13812341234')
  expect(fields.seal(at('000001', 'a'), '13812341234')).not.toBe(sealed)
  const start = sealed.lastIndexOf('.') + 1
  for (let i = start; i < sealed.length - 1; i += 1) {
    const changed = `${sealed.slice(0, i)}${sealed[i] === 'A' ? 'B' : 'A'}${sealed.slice(i + 1)}` as Sealed
    expect(() => fields.open(at('000001', 'a'), changed)).toThrow('field.unreadable')
    expect(fields.shown(at('000001', 'a'), changed, () => 'shown')).toBe('?')
  }
  expect(fields.seal(at('000001', 'a'), '')).toBe('')
})

test('a number is found by its index however it is written, in its own county and column only', () => {
  const fields = createFields({ ring: ringOfSecret('a test') })
  const here = { county: '000001', column: COLUMN }
  const index = fields.index(here, '138 1234-1234')
  expect(index).not.toContain('138')
  for (const written of ['13812341234', '+86 138 1234 1234', '１３８１２３４１２３４', '手机13812341234，张三'])
    expect(fields.indexes(here, written)).toEqual([index])
  expect(fields.indexes({ ...here, county: '000002' }, '13812341234')).not.toEqual([index])
  expect(fields.indexes({ ...here, column: OTHER }, '13812341234')).not.toEqual([index])
  expect(fields.indexes(here, '大坝站')).toEqual([])
  expect(phoneIn('0878-6711234')).toBe('08786711234')
})

test('a ring is made once, readable by its owner only, and another process that holds it learns of a new key', () => {
  const { file, ring } = aRing('sm4')
  expect(statSync(file).mode & 0o777).toBe(0o600)
  const other = openRing({ file, suite: 'aes', now: () => new Date(0) })
  expect(other.current().id).toBe(ring.current().id)
  expect(other.current().suite).toBe('sm4')
  const [ours, theirs] = [createFields({ ring }), createFields({ ring: other })]
  const old = ours.seal(at('000001', 'a'), '13812341234')
  const id = ring.rotate('aes')
  const sealed = ours.seal(at('000001', 'a'), '13812341234')
  expect(sealed.split('.')[1]).toBe(id)
  expect(theirs.open(at('000001', 'a'), sealed)).toBe('13812341234')
  expect(theirs.open(at('000001', 'a'), old)).toBe('13812341234')
  ring.remove(old.split('.')[1] ?? '')
  expect(() => ours.open(at('000001', 'a'), old)).toThrow('field.unreadable')
  writeFileSync(file, '{"keys":[{"id":"x"}]}')
  expect(() => openRing({ file, suite: 'aes', now: () => new Date(0) })).toThrow(/is not a ring of keys/)
})

test('rows of before encryption and of an old key are sealed anew in batches, and are found all the while', async () => {
  const { db, owner } = await testDb()
  await sql`alter table station.station drop constraint keeper_phone_sealed`.execute(owner)
  await sql`
    insert into station.station (county, id, name, level, place, state, keeper_phone)
    select '000001', gen_random_uuid(), 'n' || i, 'village', '000001001001', 'planned', '139' || (10000000 + i)
    from generate_series(1, 25) i`.execute(owner)
  const { ring } = aRing()
  const fields = createFields({ ring })
  const county = '000001'
  const here = { county, column: COLUMN }
  const inTx = <T>(work: (tx: never) => Promise<T>) =>
    inTransaction(scoped<'station'>(db), systemCaller(county), (tx) => work(tx as never))
  const found = async () => {
    const { rows } = await sql<{ id: string; phone: Sealed }>`select id, keeper_phone as phone from station.station
      where county = ${county} and keeper_phone_index = any(${fields.indexes(here, '13910000007')}::text[])`.execute(
      owner,
    )
    return rows.map(({ id, phone }) => fields.open(at(county, id), phone))
  }
  expect(await inTx((tx) => keysInUse(tx, county, COLUMN))).toEqual(new Map([['', 25]]))

  const all = async () => {
    let after: string | null = null
    let batches = 0
    do {
      const options: Parameters<typeof reseal>[2] = { ...here, after, limit: 10 }
      after = (await inTx((tx) => reseal(tx, fields, options))).last
      batches += 1
    } while (after !== null)
    return batches
  }
  expect(await all()).toBe(3)
  expect(await found()).toEqual(['13910000007'])
  const first = ring.current().id
  expect(await inTx((tx) => keysInUse(tx, county, COLUMN))).toEqual(new Map([[first, 25]]))

  const second = ring.rotate('sm4')
  await inTx((tx) => reseal(tx, fields, { ...here, after: null, limit: 10 }))
  expect(await inTx((tx) => keysInUse(tx, county, COLUMN))).toEqual(
    new Map([
      [first, 15],
      [second, 10],
    ]),
  )
  expect(await found()).toEqual(['13910000007'])
  await all()
  ring.remove(first)
  expect(await found()).toEqual(['13910000007'])

  // One row's ciphertext in another's place does not open, and stays as it is.
  await sql`update station.station set keeper_phone = (select keeper_phone from station.station where name = 'n1') where name = 'n2'`.execute(
    owner,
  )
  ring.rotate('aes')
  expect(await inTx((tx) => reseal(tx, fields, { ...here, after: null, limit: 100 }))).toMatchObject({
    ...{ resealed: 24, unreadable: 1, last: null },
  })
})

test('the database takes no telephone in clear', async () => {
  const { owner } = await testDb()
  const insert = (phone: string) =>
    sql`insert into station.station (county, id, name, level, place, state, keeper_phone)
      values ('000001', gen_random_uuid(), ${`n${phone.length}`}, 'village', '000001001001', 'planned', ${phone})`.execute(
      owner,
    )
  await expect(insert('13812341234')).rejects.toThrow(/keeper_phone_sealed/)
  await insert('')
  await insert(createFields({ ring: ringOfSecret('a test') }).seal(at('000001', 'a'), '13812341234'))
})
