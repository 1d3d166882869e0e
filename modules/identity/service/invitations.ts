import { randomBytes } from 'node:crypto'
import { type Caller, systemCaller } from '#platform/authz'
import { civilDay } from '#platform/clock'
import { type Db, inTransaction } from '#platform/db'
import { DomainError, notFound } from '#platform/errors'
import { uuidv7 } from '#platform/ids'
import { asMade, legible, REMEMBERED } from '../domain/password.ts'
import { checkReset, isOwnersOwn, refuseOneself, stateOf } from '../domain/standing.ts'
import type {
  AcceptInvitation,
  CredentialRequest,
  IdentityEvent,
  Invitation,
  InvitationLink,
  Profile,
  WitnessCode,
} from '../schema.ts'
import { AccountId } from '../schema.ts'
import type { IdentityTx } from '../store/accounts.ts'
import * as accounts from '../store/accounts.ts'
import * as store from '../store/credentials.ts'
import { dropExternals } from '../store/outside.ts'
import { endSessions, revokeDevices } from '../store/sessions.ts'
import { actorOf, type Journal, reachOf } from './journal.ts'
import { setOwnPassword } from './passwords.ts'
import { hashOf, newToken } from './secret.ts'
import type { SignedInPeople } from './signed-in.ts'

type Needs = { db: Db<'identity'>; now: () => Date; journal: Journal; people: SignedInPeople }

const DAY_MS = 86_400_000
const INVITATION_MS = 7 * DAY_MS
/** Two persons stand beside the third: it need not wait a week. */
const CONFIRMED_MS = DAY_MS
const CODE_BYTES = 12
const MOST_CODE_FAILURES = 5

const unknownLink = () => new DomainError('identity.invitationUnknown', {}, 404)

/** Links by which somebody sets his own password: nobody ever knows the password of another. */
export function createInvitations({ db, now, journal, people }: Needs) {
  /** Everything by which somebody could come in until now ends: password, second factor, sessions, telephones, links to elsewhere. */
  async function voidWaysIn(tx: IdentityTx, { county, id }: Profile, by: string): Promise<void> {
    const hash = await store.passwordHashOf(tx, id)
    // What is given up is not taken again either.
    if (hash) await store.rememberPassword(tx, { county, account: id }, { hash, setAt: now(), most: REMEMBERED - 1 })
    await store.savePassword(tx, id, '')
    await store.dropSecondFactor(tx, { county, account: id })
    await dropExternals(tx, { county, account: id })
    await revokeDevices(tx, { county, account: id, by, at: now() })
    await endSessions(tx, id)
  }

  async function putLink(
    tx: IdentityTx,
    account: Profile,
    { by, needsCode }: { by: string; needsCode: boolean },
  ): Promise<InvitationLink & { id: string }> {
    const token = newToken()
    const id = uuidv7()
    const expiresAt = new Date(now().getTime() + INVITATION_MS)
    await store.putInvitation(tx, {
      county: account.county,
      id,
      account: account.id,
      tokenHash: hashOf(token),
      needsCode,
      madeAt: now(),
      madeBy: by,
      expiresAt,
    })
    return { id, token, expiresAt: expiresAt.toISOString() }
  }

  async function handOut(
    caller: Caller,
    account: Profile,
    tx: IdentityTx,
    event: IdentityEvent,
  ): Promise<InvitationLink> {
    const after: Profile = { ...account, mustChangePassword: false, passwordSetAt: null, credentialBy: caller.account }
    await voidWaysIn(tx, after, caller.account)
    await accounts.save(tx, after)
    const { token, expiresAt } = await putLink(tx, after, { by: caller.account, needsCode: false })
    await journal(tx, caller, after, event)
    return { token, expiresAt }
  }

  async function findGood(token: string): Promise<{ link: store.Invitation; profile: Profile }> {
    const link = await store.findInvitation(db, hashOf(token))
    const isGood = link && !link.usedAt && link.expiresAt > now() && (!link.needsCode || link.confirmedBy !== null)
    if (!isGood || link.codeFailures >= MOST_CODE_FAILURES) throw unknownLink()
    const profile = await accounts.findAnywhere(db, link.account)
    if (!profile || stateOf(profile, civilDay(now())) !== 'active') throw unknownLink()
    return { link, profile }
  }

  /** Whether the second person's code is right. A link whose code was guessed at too often is void. */
  async function takeWitnessCode(link: store.Invitation, code: string | undefined): Promise<void> {
    if (!link.needsCode || link.codeHash === hashOf(`${link.id}:${asMade(code ?? '')}`)) return
    const { county, id } = link
    await inTransaction(db, systemCaller(county), (tx) =>
      store.saveInvitation(tx, { county, id, codeFailures: link.codeFailures + 1 }),
    )
    throw new DomainError('identity.wrongCode', { field: 'code' }, 422)
  }

  return {
    /** The link of a new account; whoever makes accounts gets it for the person. */
    invite: (tx: IdentityTx, caller: Caller, account: Profile): Promise<InvitationLink> =>
      handOut(caller, account, tx, { kind: 'identity.invited', data: {} }),

    /** Another link for somebody who has not come in yet; the earlier one is void. */
    async inviteAgain(caller: Caller, id: string): Promise<InvitationLink> {
      const link = await inTransaction(db, caller, async (tx) => {
        const account = await accounts.loadToChange(tx, caller.county, id)
        checkReset(caller, account)
        if (isOwnersOwn(account)) throw new DomainError('identity.inAlready')
        return handOut(caller, account, tx, { kind: 'identity.invited', data: {} })
      })
      people.drop(id)
      return link
    },

    /** For a forgotten password, where little can be done with an account: every old way in ends, the link is the new one. */
    async resetPassword(caller: Caller, id: string): Promise<InvitationLink> {
      const link = await inTransaction(db, caller, async (tx) => {
        const account = await accounts.loadToChange(tx, caller.county, id)
        checkReset(caller, account)
        return handOut(caller, account, tx, { kind: 'identity.passwordReset', data: {} })
      })
      people.drop(id)
      return link
    },

    /** The first half of a new way in: the link, good for nothing before another administrator has confirmed it. */
    async askCredential(caller: Caller, id: string): Promise<InvitationLink> {
      return inTransaction(db, caller, async (tx) => {
        const account = await accounts.loadToChange(tx, caller.county, id)
        refuseOneself(caller, account)
        if (account.isSimulator) throw new DomainError('identity.simulatorIsFixed')
        const link = await putLink(tx, account, { by: caller.account, needsCode: true })
        await journal(tx, caller, account, { kind: 'identity.credentialAsked', data: { request: link.id } })
        return { token: link.token, expiresAt: link.expiresAt }
      })
    },

    async credentialRequests(caller: Caller): Promise<CredentialRequest[]> {
      return inTransaction(db, caller, async (tx) => {
        const waiting = await store.waitingInvitations(tx, caller.county, now())
        const names = await accounts.peopleOf(
          tx,
          caller.county,
          waiting.flatMap(({ account, madeBy }) => [account, madeBy]),
        )
        return waiting.map(({ id, account, madeBy, madeAt, expiresAt }) => ({
          id,
          account: AccountId.parse(account),
          name: names.get(account)?.name ?? '',
          username: names.get(account)?.username ?? '',
          askedBy: madeBy,
          askedByName: names.get(madeBy)?.name ?? '',
          askedAt: madeAt.toISOString(),
          expiresAt: expiresAt.toISOString(),
        }))
      })
    },

    /** The second half: a code that only the confirming administrator gets. From now on the old ways in are shut. */
    async confirmCredential(caller: Caller, id: string): Promise<WitnessCode> {
      const code = legible(randomBytes(CODE_BYTES))
      const done = await inTransaction(db, caller, async (tx) => {
        const link = await store.loadInvitationToChange(tx, caller.county, id)
        if (!link?.needsCode || link.usedAt || link.confirmedBy || link.expiresAt <= now())
          throw notFound('credentialRequest', id)
        if (link.madeBy === caller.account) throw new DomainError('identity.anotherMustConfirm')
        const account = await accounts.loadToChange(tx, caller.county, link.account)
        refuseOneself(caller, account)
        const after: Profile = { ...account, mustChangePassword: false, passwordSetAt: null, credentialBy: 'system' }
        await voidWaysIn(tx, after, caller.account)
        await accounts.save(tx, after)
        const expiresAt = new Date(now().getTime() + CONFIRMED_MS)
        await store.saveInvitation(tx, {
          county: caller.county,
          id,
          codeHash: hashOf(`${id}:${asMade(code)}`),
          confirmedBy: caller.account,
          confirmedAt: now(),
          expiresAt,
        })
        await journal(tx, caller, after, {
          kind: 'identity.credentialConfirmed',
          data: { request: id, askedBy: link.madeBy },
        })
        return { account: after.id, expiresAt }
      })
      people.drop(done.account)
      return { code, expiresAt: done.expiresAt.toISOString() }
    },

    async findInvitation(token: string): Promise<Invitation> {
      const { link, profile } = await findGood(token)
      return {
        username: profile.username,
        name: profile.name,
        expiresAt: link.expiresAt.toISOString(),
        needsCode: link.needsCode,
        isKeeper: profile.roles.includes('stationKeeper'),
      }
    },

    /** The person sets a password of his own; the link is used up. */
    async acceptInvitation(token: string, { password, code }: AcceptInvitation): Promise<{ account: AccountId }> {
      const { link, profile } = await findGood(token)
      await takeWitnessCode(link, code)
      await inTransaction(db, reachOf(profile), async (tx) => {
        const still = await store.loadInvitationToChange(tx, link.county, link.id)
        if (!still || still.usedAt) throw unknownLink()
        const before = await accounts.loadToChange(tx, profile.county, profile.id)
        const after = await setOwnPassword(tx, before, { password, now: now(), field: 'password' })
        await accounts.save(tx, after)
        await store.saveInvitation(tx, { county: link.county, id: link.id, usedAt: now() })
        await journal(tx, actorOf(after), after, { kind: 'identity.invitationAccepted', data: {} })
      })
      people.drop(profile.id)
      return { account: AccountId.parse(profile.id) }
    },
  }
}

export type Invitations = ReturnType<typeof createInvitations>
