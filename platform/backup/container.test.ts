import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { frame, readContainer, writeContainer } from './container.ts'
import { newKey, openKey } from './key.ts'
import { BackupProblem } from './problem.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'xj-container-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const key = { file: path.join(folder, 'key') }
writeFileSync(key.file, 'k'.repeat(48))

const at = (name: string) => path.join(folder, name)
async function* of(frames: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* frames.map((bytes) => frame('D', bytes))
}
const write = (name: string, frames: readonly Buffer[]) =>
  writeContainer(at(name), { source: key, madeAt: new Date(0) }, of(frames))
const read = async (name: string) => {
  const all: Buffer[] = []
  for await (const { bytes } of readContainer(at(name), key)) all.push(bytes)
  return all
}
/** Bytes that do not compress, so that they fill several chunks. */
const noise = (length: number, seed: number): Buffer => {
  const bytes = Buffer.alloc(length)
  for (let i = 0, x = seed + 1; i < length; i++) {
    x = (Math.imul(x, 1_103_515_245) + 12_345) >>> 0
    bytes[i] = x >>> 16
  }
  return bytes
}

test('what was written is read, in its frames, whatever their sizes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(600_000), { maxLength: 8 }), async (sizes) => {
      const frames = sizes.map((size, i) => noise(size, i))
      await write('any', frames)
      expect((await read('any')).map((bytes) => bytes.length)).toEqual(sizes)
      expect(Buffer.concat(await read('any')).equals(Buffer.concat(frames))).toBe(true)
    }),
    { numRuns: 15, seed: 1 },
  )
})

test('one bit anywhere in the file is seen, and so is every shorter file', async () => {
  await write('small', [noise(3000, 1), Buffer.from('最后')])
  const good = readFileSync(at('small'))
  const refused = async (bytes: Buffer) => {
    writeFileSync(at('bad'), bytes)
    return read('bad').then(
      () => false,
      (error: unknown) => error instanceof BackupProblem,
    )
  }
  await fc.assert(
    fc.asyncProperty(fc.nat(good.length * 8 - 1), async (bit) => {
      const bytes = Buffer.from(good)
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect([bit, await refused(bytes)]).toEqual([bit, true])
    }),
    { numRuns: 150, seed: 2 },
  )
  for (let length = 0; length < good.length; length += 97) expect(await refused(good.subarray(0, length))).toBe(true)
})

test('chunks that change places, are left out, or come from another file with the same key do not open', async () => {
  const bytes = noise(3_500_000, 7)
  await write('one', [bytes])
  await write('two', [bytes])
  const [one, two] = [readFileSync(at('one')), readFileSync(at('two'))]
  const chunks = (file: Buffer) => {
    const parts: Buffer[] = []
    let from = 13 + file.readUInt32BE(9)
    const head = file.subarray(0, from)
    while (from < file.length) {
      const to = from + 5 + file.readUInt32BE(from + 1)
      parts.push(file.subarray(from, to))
      from = to
    }
    return { head, parts }
  }
  const { head, parts } = chunks(one)
  const [a, b, ...rest] = parts as [Buffer, Buffer, ...Buffer[]]
  expect(rest.length).toBeGreaterThan(0)
  const wrong = [
    [head, b, a, ...rest],
    [head, a, ...rest],
    [head, a, a, b, ...rest],
    [head, a, b, ...rest.slice(0, -1)],
    [head, chunks(two).parts[0] as Buffer, b, ...rest],
    [chunks(two).head, ...parts],
  ]
  for (const [i, pieces] of wrong.entries()) {
    writeFileSync(at('bad'), Buffer.concat(pieces))
    await expect(read('bad'), `case ${i}`).rejects.toBeInstanceOf(BackupProblem)
  }
})

test('a passphrase opens by the same words and no others, and no file has the key of another', async () => {
  const words = { passphrase: '永仁县二零二六年的备份口令' }
  const { key: made, derivation } = await newKey(words)
  expect((await openKey(words, derivation)).equals(made)).toBe(true)
  await expect(openKey({ passphrase: '永仁县二零二五年的备份口令' }, derivation)).rejects.toMatchObject({
    code: 'backup.wrongKey',
  })
  await expect(openKey(words, { ...derivation, n: 2 ** 30 })).rejects.toMatchObject({ code: 'backup.damaged' })
  await expect(newKey({ passphrase: 'short' })).rejects.toMatchObject({ code: 'backup.weakKey' })
  expect((await newKey(key)).key.equals((await newKey(key)).key)).toBe(false)
})
