import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, hash, sign, verify } from 'node:crypto'
import { sm2 } from 'sm-crypto-v2'
import { fieldsOf } from './bytes.ts'

/** What hashes and what signs: the international pair by default, the national one (GB/T 32905, GB/T 32918) by configuration. */
export const SUITES = ['sha256-ed25519', 'sm3-sm2'] as const
export type SuiteId = (typeof SUITES)[number]
export const isSuite = (id: string): id is SuiteId => (SUITES as readonly string[]).includes(id)

export const hashOf = (suite: SuiteId): 'sha256' | 'sm3' => (suite === 'sm3-sm2' ? 'sm3' : 'sha256')
export const digestOf = (suite: SuiteId, bytes: Uint8Array): Buffer => hash(hashOf(suite), bytes, 'buffer')

/** Ed25519: PEM (PKCS #8, SPKI). SM2: hexadecimal, the public key uncompressed. */
export type KeyPair = { id: string; suite: SuiteId; privateKey: string; publicKey: string }
export type PublicKey = { id: string; suite: SuiteId; publicKey: string }

const rawPublic = ({ suite, publicKey }: Omit<PublicKey, 'id'>): Buffer =>
  suite === 'sm3-sm2'
    ? Buffer.from(publicKey, 'hex')
    : createPublicKey(publicKey).export({ type: 'spki', format: 'der' })

/** SHA-256 of the public key's bytes (SPKI, or the SM2 point), as it is read out on the telephone. */
export const fingerprintOf = (key: Omit<PublicKey, 'id'>): string =>
  (createHash('sha256').update(rawPublic(key)).digest('hex').toUpperCase().match(/.{4}/g) ?? []).join(' ')

const withId = (key: Omit<KeyPair, 'id'>): KeyPair => ({ ...key, id: keyIdOf(key) })
const keyIdOf = (key: Omit<PublicKey, 'id'>): string =>
  fingerprintOf(key).replaceAll(' ', '').slice(0, 16).toLowerCase()

export function makeKey(suite: SuiteId): KeyPair {
  if (suite === 'sm3-sm2') return withId({ suite, ...sm2.generateKeyPairHex() })
  const { privateKey, publicKey } = generateKeyPairSync('ed25519', {
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  return withId({ suite, privateKey, publicKey })
}

const SM2_PRIVATE = /^[0-9a-f]{64}$/i
const SM2_PUBLIC = /^04[0-9a-f]{128}$/i

/** A private key as somebody keeps it: PEM of Ed25519, or 64 hexadecimal digits of SM2. */
export function readPrivateKey(text: string): KeyPair | undefined {
  const said = text.trim()
  if (SM2_PRIVATE.test(said))
    return withId({ suite: 'sm3-sm2', privateKey: said, publicKey: sm2.getPublicKeyFromPrivateKey(said) })
  if (!said.startsWith('-----BEGIN')) return undefined
  const key = createPrivateKey(said)
  if (key.asymmetricKeyType !== 'ed25519') return undefined
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString()
  return withId({ suite: 'sha256-ed25519', privateKey: said, publicKey })
}

/** Every public key that a text holds: PEM blocks and SM2 points, whatever stands around them. */
export function readPublicKeys(text: string): PublicKey[] {
  const plain = text.replaceAll('\\n', '\n')
  const pems = plain.match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----\n?/g) ?? []
  const points = plain.match(/\b04[0-9a-f]{128}\b/gi) ?? []
  const keys = [
    ...pems.map((pem) => ({
      suite: 'sha256-ed25519' as const,
      publicKey: createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString(),
    })),
    ...points.map((publicKey) => ({ suite: 'sm3-sm2' as const, publicKey: publicKey.toLowerCase() })),
  ]
  return keys.map((key) => ({ ...key, id: keyIdOf(key) }))
}

export function signBytes({ suite, privateKey, publicKey }: Omit<KeyPair, 'id'>, bytes: Buffer): Buffer {
  if (suite === 'sha256-ed25519') return sign(null, bytes, privateKey)
  return Buffer.from(sm2.doSignature(bytes, privateKey, { hash: true, der: true, publicKey }), 'hex')
}

export function isSignedBy({ suite, publicKey }: Omit<PublicKey, 'id'>, bytes: Buffer, signature: Buffer): boolean {
  try {
    if (suite === 'sha256-ed25519') return verify(null, bytes, publicKey, signature)
    if (!SM2_PUBLIC.test(publicKey)) return false
    return sm2.doVerifySignature(bytes, signature.toString('hex'), publicKey, { hash: true, der: true })
  } catch {
    // A key or a signature that cannot be read proves nothing.
    return false
  }
}

/** What the key before signs of the one that follows. */
export const successionBytes = ({ id, suite, publicKey }: PublicKey): Buffer =>
  fieldsOf(['xiangji.key.1', id, suite, publicKey])

/** A day's seal. `digest` and `rollDigest` by the suite's hash; `previous` is the hash of the day before's seal, zeros for the first. */
export type Seal = {
  county: string
  day: string
  count: number
  digest: Buffer
  rollDigest: Buffer
  firstId: string | null
  lastId: string | null
  previous: Buffer
  suite: SuiteId
  keyId: string
  sealedAt: Date
  hash: Buffer
  signature: Buffer
}
export type Unsigned = Omit<Seal, 'hash' | 'signature'>

export const NO_SEAL: Buffer = Buffer.alloc(32)

/** What is signed, and what the hash of a seal is over. */
export const sealBytes = (seal: Unsigned): Buffer =>
  fieldsOf([
    'xiangji.seal.1',
    seal.suite,
    seal.keyId,
    seal.county,
    seal.day,
    String(seal.count),
    seal.digest,
    seal.rollDigest,
    seal.firstId,
    seal.lastId,
    seal.previous,
    seal.sealedAt.toISOString(),
  ])

export function signSeal(seal: Omit<Unsigned, 'suite' | 'keyId'>, key: KeyPair): Seal {
  const unsigned = { ...seal, suite: key.suite, keyId: key.id }
  const bytes = sealBytes(unsigned)
  return { ...unsigned, hash: digestOf(key.suite, bytes), signature: signBytes(key, bytes) }
}
