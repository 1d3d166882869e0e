import { createHmac, timingSafeEqual } from 'node:crypto'

const STEP_S = 30
const DIGITS = 6
/** Telephones' clocks differ: one step before and one after count too (RFC 6238, section 5.2). */
const DRIFT = 1
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** RFC 4648 without padding: what authenticator apps read. */
export function base32(bytes: Uint8Array): string {
  const bits = Array.from(bytes, (byte) => byte.toString(2).padStart(8, '0')).join('')
  return (bits.match(/.{1,5}/g) ?? []).map((five) => BASE32[Number.parseInt(five.padEnd(5, '0'), 2)]).join('')
}

export function fromBase32(text: string): Uint8Array {
  const bits = [...text].map((letter) => BASE32.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (eight) => Number.parseInt(eight, 2))
}

export const stepOf = (at: Date): number => Math.floor(at.getTime() / 1000 / STEP_S)

/** HOTP (RFC 4226) of a time step (RFC 6238), HMAC-SHA-1: the one that every authenticator app speaks. */
export function totp(key: Uint8Array, step: number, digits: number = DIGITS): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', key).update(counter).digest()
  const offset = (mac.at(-1) ?? 0) & 0x0f
  return String((mac.readUInt32BE(offset) & 0x7fff_ffff) % 10 ** digits).padStart(digits, '0')
}

/** The time step whose code this is; one at or before `after` was used already and counts no more. */
export function stepOfCode(
  key: Uint8Array,
  code: string,
  { now, after }: { now: Date; after: number },
): number | undefined {
  const current = stepOf(now)
  const steps = Array.from({ length: 2 * DRIFT + 1 }, (_, i) => current - DRIFT + i)
  return steps.find(
    (step) =>
      step > after && code.length === DIGITS && timingSafeEqual(Buffer.from(totp(key, step)), Buffer.from(code)),
  )
}

/** What the QR code holds (Key Uri Format of authenticator apps). */
export const otpauth = (secret: string, username: string): string =>
  `otpauth://totp/${encodeURIComponent(`乡集 Xiangji:${username}`)}?${new URLSearchParams({ secret, issuer: '乡集 Xiangji' })}`
