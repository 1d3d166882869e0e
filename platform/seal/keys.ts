import { mkdir, open, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import { type KeyPair, makeKey, readPrivateKey, type SuiteId } from './suite.ts'

/**
 * The private keys of an installation, oldest first; the last one signs. They lie in a file of mode 0600 beside the data and never in
 * the database, so that who can write there can change events but not sign.
 */
export type SealKeys = {
  all: () => Promise<KeyPair[]>
  /** Makes a new key of the configured suite, which signs from the next seal on. */
  rotate: () => Promise<KeyPair>
  /** Forgets private keys that have been followed by another: what is not there cannot be stolen. */
  forget: (ids: readonly string[]) => Promise<void>
}

export class KeyProblem extends Error {
  override name = 'KeyProblem'
}

/** `given`: the text or the path of a private key from the environment; it signs after those of the file. */
export function sealKeys(options: { folder: string; suite: SuiteId; given?: string | undefined }): SealKeys {
  const file = path.join(options.folder, 'seal-keys.json')

  async function read(): Promise<KeyPair[]> {
    const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return '[]'
      throw error
    })
    return JSON.parse(text) as KeyPair[] // our own file
  }

  /** Whole or not at all: a half-written file of keys would be a lost key. */
  async function write(keys: readonly KeyPair[]): Promise<void> {
    await mkdir(options.folder, { recursive: true, mode: 0o700 })
    const part = `${file}.part`
    const handle = await open(part, 'w', 0o600)
    await handle.writeFile(JSON.stringify(keys, null, 1))
    await handle.sync()
    await handle.close()
    await rename(part, file)
  }

  async function rotate(): Promise<KeyPair> {
    const key = makeKey(options.suite)
    await write([...(await read()), key])
    return key
  }

  async function givenKey(): Promise<KeyPair | undefined> {
    const { given } = options
    if (!given) return undefined
    const isText = given.startsWith('-----BEGIN') || /^[0-9a-f]{64}$/i.test(given)
    const key = readPrivateKey(isText ? given : await readFile(given, 'utf8'))
    if (!key)
      throw new KeyProblem(
        'XIANGJI_SEAL_KEY 应为 Ed25519 私钥（PEM）或 SM2 私钥（64 位十六进制） · takes an Ed25519 private key (PEM) or an SM2 one (64 hexadecimal digits)',
      )
    return key
  }

  return {
    async all() {
      const kept = await read()
      const given = await givenKey()
      if (given) return [...kept.filter(({ id }) => id !== given.id), given]
      // The first start makes a key; another suite in the configuration makes the next one.
      if (kept.at(-1)?.suite !== options.suite) return [...kept, await rotate()]
      return kept
    },
    rotate,
    async forget(ids) {
      const kept = await read()
      const left = kept.filter(({ id }) => !ids.includes(id))
      if (left.length < kept.length) await write(left)
    },
  }
}
