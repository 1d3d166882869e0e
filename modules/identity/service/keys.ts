import type { Caller } from '#platform/authz'
import { civilDay } from '#platform/clock'
import { type Db, inTransaction } from '#platform/db'
import { DomainError, notFound } from '#platform/errors'
import { uuidv7 } from '#platform/ids'
import { checkKey } from '../domain/key.ts'
import { keyScopes } from '../domain/roles.ts'
import type { ApiKey, CreateApiKey, CreatedApiKey } from '../schema.ts'
import * as accounts from '../store/accounts.ts'
import * as store from '../store/outside.ts'
import type { CountyJournal } from './journal.ts'
import { hashOf, newToken } from './secret.ts'

type Needs = { db: Db<'identity'>; now: () => Date; journal: CountyJournal }

/** Before the id of a key where events name who acted. */
export const KEY_ACTOR = 'key:'
const PREFIX = 'xj_'
/** Requests a minute that one key may send to one process. */
const MOST_A_MINUTE = 600
const MINUTE_MS = 60_000
/** A key that was found good is good this long without asking again; ending it here ends that. */
const LIFE_MS = 10_000

type Known = { key: store.StoredKey; until: number }

/** Keys of other systems: some permissions of the offices, a reach and an end, and never power over money or accounts. */
export function createKeys({ db, now, journal }: Needs) {
  const known = new Map<string, Known>()
  const spent = new Map<string, { minute: number; count: number }>()

  function spend(id: string): void {
    const minute = Math.floor(now().getTime() / MINUTE_MS)
    const before = spent.get(id)
    const count = before?.minute === minute ? before.count + 1 : 1
    spent.set(id, { minute, count })
    if (count > MOST_A_MINUTE) {
      const retryAfterS = Math.ceil(((minute + 1) * MINUTE_MS - now().getTime()) / 1000)
      throw new DomainError('identity.keyTooFast', { retryAfterS, mostAMinute: MOST_A_MINUTE }, 429)
    }
  }

  const stateOf = ({ revokedAt, validUntil }: store.StoredKey): ApiKey['state'] => {
    if (revokedAt) return 'revoked'
    return validUntil < civilDay(now()) ? 'expired' : 'active'
  }

  async function find(token: string): Promise<Known | undefined> {
    const hash = hashOf(token)
    const kept = known.get(hash)
    if (kept && kept.until > performance.now()) return kept
    const key = await store.findKey(db, hash)
    if (!key) return undefined
    const found = { key, until: performance.now() + LIFE_MS }
    known.set(hash, found)
    return found
  }

  const shown = (key: store.StoredKey, names: Map<string, { name: string }>): ApiKey => ({
    id: key.id,
    name: key.name,
    hint: key.hint,
    scopes: key.scopes,
    place: key.place,
    validUntil: key.validUntil,
    state: stateOf(key),
    createdAt: key.createdAt.toISOString(),
    createdByName: names.get(key.createdBy)?.name ?? '',
    usedAt: key.usedAt?.toISOString() ?? null,
    usedFrom: key.usedFrom,
  })

  return {
    /** `undefined`: the header brings no key of ours. */
    keyOf(authorization: string | undefined): string | undefined {
      const found = /^Bearer (xj_[\w-]{43})$/.exec(authorization ?? '')
      return found?.[1]
    },

    async callerOfKey(token: string, from: string): Promise<Caller | undefined> {
      const found = await find(token)
      if (!found || stateOf(found.key) !== 'active') return undefined
      const { key } = found
      spend(key.id)
      const caller: Caller = {
        county: key.county,
        place: key.place,
        station: null,
        account: `${KEY_ACTOR}${key.id}`,
        name: key.name,
        roles: [],
        permissions: new Set(key.scopes.filter((scope) => keyScopes.includes(scope))),
        origin: 'live',
      }
      const at = now()
      if (at.getTime() - (key.usedAt?.getTime() ?? 0) >= MINUTE_MS) {
        key.usedAt = at
        await inTransaction(db, caller, (tx) => store.touchKey(tx, { county: key.county, id: key.id, at, from }))
      }
      return caller
    },

    async listKeys(caller: Caller): Promise<ApiKey[]> {
      return inTransaction(db, caller, async (tx) => {
        const keys = await store.listKeys(tx, caller.county)
        const names = await accounts.peopleOf(
          tx,
          caller.county,
          keys.map(({ createdBy }) => createdBy),
        )
        return keys.map((key) => shown(key, names))
      })
    },

    /** The key itself is in the answer and nowhere else. */
    async createKey(caller: Caller, command: CreateApiKey): Promise<CreatedApiKey> {
      const scopes = checkKey(caller, command, civilDay(now()))
      const token = `${PREFIX}${newToken()}`
      const key = {
        county: caller.county,
        id: uuidv7(),
        name: command.name,
        hint: token.slice(0, PREFIX.length + 4),
        scopes,
        place: command.place,
        validUntil: command.validUntil,
        createdAt: now(),
        createdBy: caller.account,
      }
      await inTransaction(db, caller, async (tx) => {
        if (!(await accounts.isDivision(tx, key.place)))
          throw new DomainError('identity.placeUnknown', { field: 'place', place: key.place }, 422)
        await store.putKey(tx, { ...key, keyHash: hashOf(token) })
        await journal(tx, caller, {
          kind: 'identity.keyMade',
          data: { scopes, place: key.place, validUntil: key.validUntil },
          subject: `key:${key.id}`,
          place: key.place,
        })
      })
      const stored = { ...key, usedAt: null, usedFrom: null, revokedAt: null }
      return { key: token, apiKey: shown(stored, new Map([[caller.account, { name: caller.name }]])) }
    },

    async revokeKey(caller: Caller, id: string): Promise<void> {
      await inTransaction(db, caller, async (tx) => {
        if (!(await store.revokeKey(tx, { county: caller.county, id, at: now(), by: caller.account })))
          throw notFound('apiKey', id)
        await journal(tx, caller, { kind: 'identity.keyRevoked', data: {}, subject: `key:${id}` })
      })
      known.clear()
    },
  }
}
