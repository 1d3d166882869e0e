import { createHash, hkdfSync, randomBytes, scrypt } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { damaged, weakKey, wrongKey } from './problem.ts'

/** What opens a backup: a secret file, or a passphrase that a person remembers. */
export type KeySource = { file: string } | { passphrase: string }

/** How the file's key was made of the secret; stands in the file's header, in the clear. */
export type KeyDerivation = {
  name: 'hkdf-sha256' | 'scrypt'
  /** 32 bytes of chance, of this file alone: no two files share a key, so a nonce may be a counter. */
  salt: string
  /** 16 bytes of another derivation: tells a wrong key from a damaged file. */
  check: string
  n?: number
}

const MIN_FILE_BYTES = 32
const MIN_PASSPHRASE = 12
/** 2^17 × 8 blocks: 128 MiB and about half a second a guess (OWASP 2024 asks for it). */
const SCRYPT_N = 2 ** 17
const SCRYPT_R = 8

const scryptKey = (passphrase: string, salt: Buffer, n: number): Promise<Buffer> =>
  new Promise((resolve, reject) => {
    const cost = { N: n, r: SCRYPT_R, p: 1, maxmem: 256 * n * SCRYPT_R }
    scrypt(passphrase.normalize('NFKC'), salt, 32, cost, (error, key) => (error ? reject(error) : resolve(key)))
  })

async function masterOf(source: KeySource, salt: Buffer, n: number): Promise<Buffer> {
  if ('file' in source) {
    const bytes = await readFile(source.file)
    if (bytes.length < MIN_FILE_BYTES) throw weakKey(source.file)
    return bytes
  }
  if ([...source.passphrase].length < MIN_PASSPHRASE) throw weakKey('口令 the passphrase')
  return scryptKey(source.passphrase, salt, n)
}

const derive = (master: Buffer, salt: Buffer, use: string, length: number): Buffer =>
  Buffer.from(hkdfSync('sha256', master, salt, `xiangji backup 1 ${use}`, length))

export async function newKey(source: KeySource): Promise<{ key: Buffer; derivation: KeyDerivation }> {
  const salt = randomBytes(32)
  const master = await masterOf(source, salt, SCRYPT_N)
  const shared = { salt: salt.toString('hex'), check: derive(master, salt, 'check', 16).toString('hex') }
  const key = derive(master, salt, 'chunks', 32)
  if ('file' in source) return { key, derivation: { name: 'hkdf-sha256', ...shared } }
  return { key, derivation: { name: 'scrypt', ...shared, n: SCRYPT_N } }
}

export async function openKey(source: KeySource, derivation: KeyDerivation): Promise<Buffer> {
  const { name, salt: hex, check, n = SCRYPT_N } = derivation
  // The header is read before anything proves it: a cost that would fill the memory is nobody's.
  if (!Number.isInteger(Math.log2(n)) || n > 2 ** 20 || n < 2 ** 10) throw damaged('header')
  if ((name === 'scrypt') !== 'passphrase' in source) throw wrongKey()
  const salt = Buffer.from(hex, 'hex')
  const master = await masterOf(source, salt, n)
  if (derive(master, salt, 'check', 16).toString('hex') !== check) throw wrongKey()
  return derive(master, salt, 'chunks', 32)
}

/** A short name of a key, to be written on the envelope that it is kept in. */
export const fingerprintOf = (bytes: Buffer): string =>
  createHash('sha256').update('xiangji backup key ').update(bytes).digest('hex').slice(0, 12)
