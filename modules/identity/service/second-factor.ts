import { randomBytes } from 'node:crypto'
import type { Caller } from '#platform/authz'
import { type Db, inTransaction } from '#platform/db'
import { DomainError } from '#platform/errors'
import type { Fields, SealedColumn } from '#platform/fields'
import { asMade, legible } from '../domain/password.ts'
import { needsSecondFactor, type SecondFactorRule } from '../domain/policy.ts'
import type { Enrolment, IdentityEvent, Profile, SecondFactor } from '../schema.ts'
import type { IdentityTx } from '../store/accounts.ts'
import * as accounts from '../store/accounts.ts'
import * as store from '../store/credentials.ts'
import { endSessions } from '../store/sessions.ts'
import type { Attempts } from './attempts.ts'
import { actorOf, type Journal, reachOf } from './journal.ts'
import { createSealer, hashOf } from './secret.ts'
import type { SignedInPeople } from './signed-in.ts'
import { base32, fromBase32, otpauth, stepOfCode } from './totp.ts'

type Needs = {
  db: Db<'identity'>
  now: () => Date
  journal: Journal
  people: SignedInPeople
  attempts: Attempts
  fields: Fields
  /** Where the secrets lie. */
  column: SealedColumn
  rule: SecondFactorRule
}

/** RFC 4226 asks for 128 bits at least and advises 160. */
const SECRET_BYTES = 20
const RECOVERY_CODES = 10
const RECOVERY_BYTES = 12

/** Where the secrets lie; those of before migration 0015 open by the installation's own. */
export const secretsOf = (secret: string): SealedColumn =>
  store.secretColumn(createSealer(secret, 'second factor').open)

const wrongCode = () => new DomainError('identity.wrongCode', { field: 'code' }, 422)

/** A code of the telephone beside the password (RFC 6238), and ten codes on paper for the day it is lost. */
export function createSecondFactors({ db, now, journal, people, attempts, fields, column, rule }: Needs) {
  const owner = ({ county, id }: Profile) => ({ county, account: id })
  const secretAt = ({ county, id }: Profile) => ({ county, column, id })

  async function takeTotp(tx: IdentityTx, profile: Profile, code: string): Promise<boolean> {
    const factor = await store.findSecondFactor(tx, owner(profile))
    const secret = factor && fields.find(secretAt(profile), factor.secret)
    if (!factor || !secret) return false
    const step = stepOfCode(fromBase32(secret), code, { now: now(), after: factor.lastStep })
    if (step === undefined) return false
    await store.saveStep(tx, owner(profile), { step, confirmedAt: factor.confirmedAt ?? now() })
    return true
  }

  async function takeRecoveryCode(tx: IdentityTx, profile: Profile, code: string): Promise<boolean> {
    const hash = hashOf(`${profile.id}:${asMade(code)}`)
    if (!(await store.spendRecoveryCode(tx, owner(profile), { hash, at: now() }))) return false
    const left = await store.recoveryCodesLeft(tx, owner(profile))
    await journal(tx, actorOf(profile), profile, { kind: 'identity.recoveryCodeUsed', data: { left } })
    return true
  }

  /** Whether a code is good; it is used up by it. */
  const takeCode = async (tx: IdentityTx, profile: Profile, code: string): Promise<boolean> => {
    const digits = code.replaceAll(/\s/g, '')
    return /^\d{6}$/.test(digits) ? takeTotp(tx, profile, digits) : takeRecoveryCode(tx, profile, code)
  }

  async function newRecoveryCodes(tx: IdentityTx, profile: Profile): Promise<string[]> {
    const codes = Array.from({ length: RECOVERY_CODES }, () => legible(randomBytes(RECOVERY_BYTES)))
    const hashes = codes.map((code) => hashOf(`${profile.id}:${asMade(code)}`))
    await store.putRecoveryCodes(tx, owner(profile), hashes)
    return codes
  }

  /** `isOn`: whether the second factor must be in force already. */
  type Act<T> = { isOn: boolean; work: (tx: IdentityTx, profile: Profile) => Promise<T>; event: IdentityEvent }

  /** An act upon one's own second factor that a fresh code opens; guesses are counted with those at the sign-in. */
  async function withCode<T>(caller: Caller, { code, ip }: Coded, { isOn, work, event }: Act<T>): Promise<T> {
    const own = await inTransaction(db, reachOf(caller), (tx) => accounts.load(tx, caller.county, caller.account))
    await attempts.begin(own.username, ip)
    const done = await inTransaction(db, reachOf(caller), async (tx) => {
      const profile = await accounts.loadToChange(tx, caller.county, caller.account)
      const factor = await store.findSecondFactor(tx, owner(profile))
      if (!factor || (isOn && !factor.confirmedAt)) throw new DomainError('identity.secondFactorOff')
      if (!isOn && factor.confirmedAt) throw new DomainError('identity.secondFactorOn')
      if (!(await takeCode(tx, profile, code))) throw wrongCode()
      const result = await work(tx, profile)
      await journal(tx, caller, profile, event)
      return result
    })
    await attempts.succeed(own.username, ip)
    people.drop(caller.account)
    return done
  }

  return {
    takeCode,

    async secondFactor(caller: Caller): Promise<SecondFactor> {
      return inTransaction(db, reachOf(caller), async (tx) => {
        const profile = await accounts.load(tx, caller.county, caller.account)
        const factor = await store.findSecondFactor(tx, owner(profile))
        return {
          isRequired: needsSecondFactor(profile, rule),
          confirmedAt: factor?.confirmedAt?.toISOString() ?? null,
          recoveryCodesLeft: await store.recoveryCodesLeft(tx, owner(profile)),
        }
      })
    },

    /** A secret for the authenticator; it counts once a code of it has been shown. */
    async beginSecondFactor(caller: Caller): Promise<Enrolment> {
      const secret = base32(randomBytes(SECRET_BYTES))
      return inTransaction(db, reachOf(caller), async (tx) => {
        const profile = await accounts.loadToChange(tx, caller.county, caller.account)
        if (profile.isDemo || profile.isSimulator) throw new DomainError('identity.demoIsOpen')
        const present = await store.findSecondFactor(tx, owner(profile))
        if (present?.confirmedAt) throw new DomainError('identity.secondFactorOn')
        await store.putSecondFactor(tx, owner(profile), { secret: fields.seal(secretAt(profile), secret), at: now() })
        return { secret, uri: otpauth(secret, profile.username) }
      })
    },

    /** The telephone shows the right code: from now on every sign-in asks for one. The other sessions end. */
    async confirmSecondFactor(
      caller: Caller,
      { code, ip, session }: Coded & { session: string },
    ): Promise<{ recoveryCodes: string[] }> {
      return withCode(
        caller,
        { code, ip },
        {
          isOn: false,
          work: async (tx, profile) => {
            await endSessions(tx, profile.id, { except: session })
            return { recoveryCodes: await newRecoveryCodes(tx, profile) }
          },
          event: { kind: 'identity.secondFactorEnrolled', data: {} },
        },
      )
    },

    renewRecoveryCodes: (caller: Caller, coded: Coded): Promise<{ recoveryCodes: string[] }> =>
      withCode(caller, coded, {
        isOn: true,
        work: async (tx, profile) => ({ recoveryCodes: await newRecoveryCodes(tx, profile) }),
        event: { kind: 'identity.recoveryCodesRenewed', data: {} },
      }),

    /** For another telephone: whoever must have one enrols again before he does anything else. */
    removeSecondFactor: (caller: Caller, coded: Coded): Promise<void> =>
      withCode(caller, coded, {
        isOn: true,
        work: (tx, profile) => store.dropSecondFactor(tx, owner(profile)),
        event: { kind: 'identity.secondFactorRemoved', data: {} },
      }),
  }
}

type Coded = { code: string; ip: string }
export type SecondFactors = ReturnType<typeof createSecondFactors>
