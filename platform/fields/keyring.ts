import { createSecretKey, hkdfSync, randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { type FieldKey, type Keyring, SUITES, type Suite } from '../fields.ts'

const KeyInFile = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9]{8}$/),
    suite: z.enum(['aes', 'sm4']),
    seal: z.base64(),
    index: z.base64(),
    madeAt: z.iso.datetime(),
  })
  .refine(({ suite, seal, index }) =>
    [seal, index].every((key) => Buffer.from(key, 'base64').length === SUITES[suite].keyBytes),
  )
/** The newest key is the last. */
const RingFile = z.strictObject({ keys: z.array(KeyInFile).min(1) })
type KeyInFile = z.infer<typeof KeyInFile>

const keyOf = ({ id, suite, seal, index, madeAt }: KeyInFile): FieldKey => ({
  ...{ id, suite, madeAt },
  seal: createSecretKey(Buffer.from(seal, 'base64')),
  index: createSecretKey(Buffer.from(index, 'base64')),
})

const ringOf = (keys: readonly FieldKey[]): Keyring => ({
  current: () => keys.at(-1) as FieldKey, // a ring has one key at least
  find: (id) => keys.find((key) => key.id === id),
  all: () => keys,
})

const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789'

/** An id of chance, never a number: a ring that was made anew cannot be taken for the one that is lost. */
function freshKey(suite: Suite, now: Date): KeyInFile {
  const id = Array.from(randomBytes(8), (byte) => ALPHABET[byte % ALPHABET.length]).join('')
  const secret = () => randomBytes(SUITES[suite].keyBytes).toString('base64')
  return { id, suite, seal: secret(), index: secret(), madeAt: now.toISOString() }
}

function readKeys(file: string): KeyInFile[] {
  const parsed = RingFile.safeParse(JSON.parse(readFileSync(file, 'utf8')))
  // Zod would quote what it found: keys.
  if (!parsed.success) throw new Error(`${file} is not a ring of keys: ${parsed.error.issues[0]?.path.join('.') ?? ''}`)
  return parsed.data.keys
}

/** All of the new ring or all of the old one, whatever happens meanwhile. */
function writeKeys(file: string, keys: readonly KeyInFile[]): void {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
  const next = `${file}.next`
  writeFileSync(next, `${JSON.stringify({ keys }, null, 1)}\n`, { mode: 0o600, flush: true })
  renameSync(next, file)
}

const LOOK_EVERY_MS = 1000

export type RingFile = Keyring & {
  /** Adds a key, which seals from now on. @returns its id */
  rotate(suite: Suite): string
  /** Takes out a key that nothing uses. */
  remove(id: string): void
}

/**
 * The ring in a file of its own, made with one key where there is none. Another process may add a key: the file is looked at
 * once a second, and at once for a key that is not known.
 */
export function openRing({ file, suite, now }: { file: string; suite: Suite; now: () => Date }): RingFile {
  if (!existsSync(file)) writeKeys(file, [freshKey(suite, now())])
  let stamp = ''
  let ring = ringOf([])
  let lookedAt = 0
  function look(): Keyring {
    lookedAt = performance.now()
    const { mtimeMs, ino } = statSync(file)
    if (stamp !== `${mtimeMs} ${ino}`) {
      ring = ringOf(readKeys(file).map(keyOf))
      stamp = `${mtimeMs} ${ino}`
    }
    return ring
  }
  look()
  const recent = () => (performance.now() - lookedAt > LOOK_EVERY_MS ? look() : ring)
  return {
    current: () => recent().current(),
    find: (id) => recent().find(id) ?? look().find(id),
    all: () => recent().all(),
    rotate(next) {
      const key = freshKey(next, now())
      writeKeys(file, [...readKeys(file), key])
      look()
      return key.id
    },
    remove(id) {
      writeKeys(
        file,
        readKeys(file).filter((key) => key.id !== id),
      )
      look()
    },
  }
}

/** A ring that a secret always makes again: for what lives as long as a test or a bench. */
export function ringOfSecret(secret: string, suite: Suite = 'aes'): Keyring {
  const { keyBytes } = SUITES[suite]
  const derive = (use: string) =>
    createSecretKey(Buffer.from(hkdfSync('sha256', secret, 'xiangji-fields', use, keyBytes)))
  return ringOf([
    { id: 'ofsecret', suite, seal: derive('seal'), index: derive('index'), madeAt: '1970-01-01T00:00:00.000Z' },
  ])
}
