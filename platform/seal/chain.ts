import { addDays, civilDay } from '../clock.ts'
import type { Deposited, DepositedSeal } from './deposited.ts'
import { isStampOf } from './stamp.ts'
import type { DepositRow, KeyRow } from './store.ts'
import { digestOf, isSignedBy, NO_SEAL, type PublicKey, type Seal, sealBytes, successionBytes } from './suite.ts'

export type FindingKind =
  | 'changed'
  | 'missing'
  | 'inserted'
  | 'reordered'
  | 'unnamed'
  | 'sealMissing'
  | 'sealChanged'
  | 'chainBroken'
  | 'signatureBad'
  | 'keyUnknown'
  | 'overdue'
  | 'depositDiffers'
  | 'depositBroken'
  | 'stampDiffers'

/** What is not as it was sealed: the day, what is wrong with it, and the first event of the day that shows it. */
export type Finding = {
  county: string
  day: string
  kind: FindingKind
  event?: { id: string; kind: string; recordedAt?: Date | undefined } | undefined
}

type Given = {
  county: string
  seals: readonly Seal[]
  keys: readonly KeyRow[]
  receipts: readonly DepositRow[]
  now: Date
  /** Of the county's first event. */
  firstDay: string | undefined
  trusted?: readonly PublicKey[]
  deposited?: Deposited | undefined
  stampAuthorities?: readonly string[]
}

/** A day's seal is there on the next day; later than two days after its end somebody has stopped it. */
const OVERDUE_DAYS = 2
const DAY_MS = 86_400_000

/** The seals themselves: none missing, none changed, each bound to the one before and signed by a key that is believed, and as deposited. */
export async function checkChain(given: Given) {
  const { county, seals, deposited, now, firstDay } = given
  const outside = deposited?.sealsOf(county) ?? []
  const findings: Finding[] = [...linksOf(county, seals), ...signaturesOf(given), ...compare(given, outside)]
  const last = seals.at(-1)
  const next = last ? addDays(last.day, 1) : firstDay
  if (next && next <= civilDay(new Date(now.getTime() - OVERDUE_DAYS * DAY_MS)))
    findings.push({ county, day: next, kind: 'overdue' })
  findings.push(...(await stampsOf(given)))
  const byDay = new Map(seals.map((seal) => [seal.day, seal]))
  for (const seal of outside) if (isSound(seal)) byDay.set(seal.day, seal)
  const days = [...byDay.values()].sort((a, b) => (a.day < b.day ? -1 : 1))
  return { findings, days, deposits: outside.length + given.receipts.length }
}

const isSound = (seal: Seal): boolean => digestOf(seal.suite, sealBytes(seal)).equals(seal.hash)

function linksOf(county: string, seals: readonly Seal[]): Finding[] {
  const findings: Finding[] = []
  let before: Seal | undefined
  for (const seal of seals) {
    const { day } = seal
    const isNext = before === undefined || addDays(before.day, 1) === day
    if (!isNext && before) findings.push({ county, day: addDays(before.day, 1), kind: 'sealMissing' })
    if (!isSound(seal)) findings.push({ county, day, kind: 'sealChanged' })
    else if (isNext && !seal.previous.equals(before?.hash ?? NO_SEAL))
      // The first seal is bound to nothing: if it is bound to something, that day has been taken away.
      findings.push({ county, day, kind: before ? 'chainBroken' : 'sealMissing' })
    before = seal
  }
  return findings
}

/** The keys that follow, signature by signature, from those that are believed. */
export function believedKeys(keys: readonly KeyRow[], trusted: readonly PublicKey[] = []): Map<string, PublicKey> {
  const roots = trusted.length > 0 ? trusted : keys.slice(0, 1)
  const believed = new Map<string, PublicKey>(roots.map((key) => [key.id, key]))
  for (let grew = true; grew; ) {
    grew = false
    for (const key of keys) {
      const signer = believed.get(key.signedBy ?? '')
      if (believed.has(key.id) || !signer || !key.signature) continue
      if (!isSignedBy(signer, successionBytes(key), key.signature)) continue
      believed.set(key.id, key)
      grew = true
    }
  }
  return believed
}

/**
 * A seal by a key that is not believed is good all the same where a later seal by a believed one binds it: an auditor who brings
 * today's key proves the years before it too.
 */
function signaturesOf({ county, seals, keys, trusted = [] }: Given): Finding[] {
  const believed = believedKeys(keys, trusted)
  const named = new Map<string, PublicKey>([...keys.map((key) => [key.id, key] as const), ...believed])
  const findings: Finding[] = []
  let isBound = false
  for (const seal of [...seals].reverse()) {
    const key = named.get(seal.keyId)
    const isGood = key !== undefined && key.suite === seal.suite && isSignedBy(key, sealBytes(seal), seal.signature)
    if (key && !isGood) findings.push({ county, day: seal.day, kind: 'signatureBad' })
    if (isGood && believed.has(seal.keyId)) isBound = true
    else if (!isBound && !(key && !isGood)) findings.push({ county, day: seal.day, kind: 'keyUnknown' })
  }
  return findings.reverse()
}

/** The first day whose seal is not the deposited one; what follows it follows from it. */
function compare({ county, seals }: Given, outside: readonly DepositedSeal[]): Finding[] {
  const inside = new Map(seals.map((seal) => [seal.day, seal]))
  const broken = outside.filter((seal) => !isSound(seal) || seal.isContradicted)
  const findings: Finding[] = broken.map(({ day }) => ({ county, day, kind: 'depositBroken' }))
  const differs = outside.find((seal) => isSound(seal) && !inside.get(seal.day)?.hash.equals(seal.hash))
  if (!differs) return findings
  const kind = inside.has(differs.day) ? 'depositDiffers' : 'sealMissing'
  return [...findings, { county, day: differs.day, kind }]
}

async function stampsOf({ county, seals, receipts, stampAuthorities = [] }: Given): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const { day, receipt } of receipts) {
    const seal = seals.find((one) => one.day === day)
    const isGood = seal && receipt && (await isStampOf(receipt, sealBytes(seal), stampAuthorities))
    if (!isGood) findings.push({ county, day, kind: 'stampDiffers' })
  }
  return findings
}
