import { sql } from 'kysely'
import type { Sealed, SealedColumn } from '#platform/fields'
import type { AnyRole } from '../schema.ts'
import type { IdentityTx, Reader } from './accounts.ts'

// What proves who somebody is: passwords, second factors, links.

const CREDENTIAL = sql`"providerId" = 'credential'`

/** Empty where nobody has set one. */
export async function passwordHashOf(db: Reader, id: string): Promise<string> {
  const { rows } = await sql<{ password: string }>`
    select password from identity.account where "userId" = ${id} and ${CREDENTIAL}`.execute(db)
  return rows[0]?.password ?? ''
}

export async function savePassword(tx: IdentityTx, id: string, passwordHash: string): Promise<void> {
  await sql`
    update identity.account set password = ${passwordHash}, "updatedAt" = now() where "userId" = ${id} and ${CREDENTIAL}`.execute(
    tx,
  )
}

type Owner = { county: string; account: string }

/** Hashes of the passwords before the present one, newest first. */
export async function oldPasswordsOf(tx: IdentityTx, { county, account }: Owner): Promise<string[]> {
  const rows = await tx
    .selectFrom('identity.old_password')
    .select('hash')
    .where('county', '=', county)
    .where('account', '=', account)
    .orderBy('set_at', 'desc')
    .execute()
  return rows.map(({ hash }) => hash)
}

/** Keeps a password that was given up, and of those before only as many as are looked at. */
export async function rememberPassword(
  tx: IdentityTx,
  { county, account }: Owner,
  old: { hash: string; setAt: Date; most: number },
): Promise<void> {
  await tx
    .insertInto('identity.old_password')
    .values({ county, account, hash: old.hash, set_at: old.setAt })
    .onConflict((on) => on.columns(['county', 'account', 'set_at']).doNothing())
    .execute()
  await sql`
    delete from identity.old_password where county = ${county} and account = ${account} and set_at not in (
      select set_at from identity.old_password where county = ${county} and account = ${account}
      order by set_at desc limit ${old.most})`.execute(tx)
}

// -- second factor

/** `openOld`: until migration 0015 secrets were sealed under a key derived from the installation's secret. */
export const secretColumn = (openOld: NonNullable<SealedColumn['openOld']>): SealedColumn => ({
  ...{ schema: 'identity', table: 'second_factor', column: 'secret', index: null, row: 'account', id: 'text' },
  openOld,
})

type SecondFactor = { secret: Sealed; confirmedAt: Date | null; lastStep: number }

export async function hasSecondFactor(db: Reader, { county, account }: Owner): Promise<boolean> {
  const { rows } = await sql<{ has: boolean }>`
    select identity.has_second_factor(${county}, ${account}) as has`.execute(db)
  return rows[0]?.has ?? false
}

/** For whoever is about to take a code: of two that come at once the second waits. */
export async function findSecondFactor(tx: IdentityTx, { county, account }: Owner): Promise<SecondFactor | undefined> {
  const row = await tx
    .selectFrom('identity.second_factor')
    .selectAll()
    .where('county', '=', county)
    .where('account', '=', account)
    .forUpdate()
    .executeTakeFirst()
  return row && { secret: row.secret as Sealed, confirmedAt: row.confirmed_at, lastStep: row.last_step } // the table checks its form
}

export async function putSecondFactor(
  tx: IdentityTx,
  { county, account }: Owner,
  { secret, at }: { secret: Sealed; at: Date },
): Promise<void> {
  await tx
    .insertInto('identity.second_factor')
    .values({ county, account, secret, created_at: at })
    .onConflict((on) =>
      on.columns(['county', 'account']).doUpdateSet({ secret, created_at: at, confirmed_at: null, last_step: 0 }),
    )
    .execute()
}

export async function saveStep(
  tx: IdentityTx,
  { county, account }: Owner,
  { step, confirmedAt }: { step: number; confirmedAt: Date },
): Promise<void> {
  await tx
    .updateTable('identity.second_factor')
    .set({ last_step: step, confirmed_at: confirmedAt })
    .where('county', '=', county)
    .where('account', '=', account)
    .execute()
}

export async function dropSecondFactor(tx: IdentityTx, { county, account }: Owner): Promise<void> {
  for (const table of ['identity.second_factor', 'identity.recovery_code'] as const)
    await tx.deleteFrom(table).where('county', '=', county).where('account', '=', account).execute()
}

export async function putRecoveryCodes(
  tx: IdentityTx,
  { county, account }: Owner,
  hashes: readonly string[],
): Promise<void> {
  await tx.deleteFrom('identity.recovery_code').where('county', '=', county).where('account', '=', account).execute()
  await tx
    .insertInto('identity.recovery_code')
    .values(hashes.map((code_hash) => ({ county, account, code_hash })))
    .execute()
}

/** @returns whether the code was there and unused; of two who use it at once only one is told so */
export async function spendRecoveryCode(
  tx: IdentityTx,
  { county, account }: Owner,
  { hash, at }: { hash: string; at: Date },
): Promise<boolean> {
  const used = await tx
    .updateTable('identity.recovery_code')
    .set({ used_at: at })
    .where('county', '=', county)
    .where('account', '=', account)
    .where('code_hash', '=', hash)
    .where('used_at', 'is', null)
    .executeTakeFirst()
  return used.numUpdatedRows > 0n
}

export async function recoveryCodesLeft(tx: IdentityTx, { county, account }: Owner): Promise<number> {
  const { n } = await tx
    .selectFrom('identity.recovery_code')
    .select((q) => q.fn.countAll<number>().as('n'))
    .where('county', '=', county)
    .where('account', '=', account)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow()
  return n
}

// -- links by which somebody sets his own password

export type Invitation = {
  county: string
  id: string
  account: string
  tokenHash: string
  needsCode: boolean
  codeHash: string | null
  codeFailures: number
  madeAt: Date
  madeBy: string
  confirmedBy: string | null
  expiresAt: Date
  usedAt: Date | null
}

const INVITATION = sql`county, id, account, token_hash as "tokenHash", needs_code as "needsCode", code_hash as "codeHash",
  code_failures as "codeFailures", made_at as "madeAt", made_by as "madeBy", confirmed_by as "confirmedBy",
  expires_at as "expiresAt", used_at as "usedAt"`

export async function findInvitation(db: Reader, tokenHash: string): Promise<Invitation | undefined> {
  const { rows } = await sql<Invitation>`
    select ${INVITATION} from identity.find_invitation(${tokenHash})`.execute(db)
  return rows[0]
}

export async function loadInvitationToChange(
  tx: IdentityTx,
  county: string,
  id: string,
): Promise<Invitation | undefined> {
  const { rows } = await sql<Invitation>`
    select ${INVITATION} from identity.invitation where county = ${county} and id = ${id} for update`.execute(tx)
  return rows[0]
}

/** One link at a time: an older one that was not used is void. */
export async function putInvitation(
  tx: IdentityTx,
  invitation: Pick<
    Invitation,
    'county' | 'id' | 'account' | 'tokenHash' | 'needsCode' | 'madeAt' | 'madeBy' | 'expiresAt'
  >,
): Promise<void> {
  const { county, account } = invitation
  await voidInvitations(tx, { county, account })
  await tx
    .insertInto('identity.invitation')
    .values({
      county,
      account,
      id: invitation.id,
      token_hash: invitation.tokenHash,
      needs_code: invitation.needsCode,
      made_at: invitation.madeAt,
      made_by: invitation.madeBy,
      expires_at: invitation.expiresAt,
    })
    .execute()
}

export async function voidInvitations(tx: IdentityTx, { county, account }: Owner): Promise<void> {
  await tx
    .deleteFrom('identity.invitation')
    .where('county', '=', county)
    .where('account', '=', account)
    .where('used_at', 'is', null)
    .execute()
}

export async function saveInvitation(
  tx: IdentityTx,
  {
    county,
    id,
    ...change
  }: Pick<Invitation, 'county' | 'id'> & {
    codeHash?: string
    confirmedBy?: string
    confirmedAt?: Date
    expiresAt?: Date
    usedAt?: Date
    codeFailures?: number
  },
): Promise<void> {
  await tx
    .updateTable('identity.invitation')
    .set({
      ...(change.codeHash === undefined ? {} : { code_hash: change.codeHash }),
      ...(change.confirmedBy === undefined ? {} : { confirmed_by: change.confirmedBy }),
      ...(change.confirmedAt === undefined ? {} : { confirmed_at: change.confirmedAt }),
      ...(change.expiresAt === undefined ? {} : { expires_at: change.expiresAt }),
      ...(change.usedAt === undefined ? {} : { used_at: change.usedAt }),
      ...(change.codeFailures === undefined ? {} : { code_failures: change.codeFailures }),
    })
    .where('county', '=', county)
    .where('id', '=', id)
    .execute()
}

export type Waiting = { id: string; account: string; madeBy: string; madeAt: Date; expiresAt: Date }

/** Asked for and not yet confirmed by a second person. */
export async function waitingInvitations(tx: IdentityTx, county: string, now: Date): Promise<Waiting[]> {
  const rows = await tx
    .selectFrom('identity.invitation')
    .select(['id', 'account', 'made_by', 'made_at', 'expires_at'])
    .where('county', '=', county)
    .where('needs_code', '=', true)
    .where('confirmed_by', 'is', null)
    .where('expires_at', '>', now)
    .orderBy('made_at')
    .limit(200)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    account: row.account,
    madeBy: row.made_by,
    madeAt: row.made_at,
    expiresAt: row.expires_at,
  }))
}

// -- the three administrators of a new county

type SetupLink = { county: string; role: AnyRole; expiresAt: Date; usedAt: Date | null }

export async function findSetupLink(db: Reader, tokenHash: string): Promise<SetupLink | undefined> {
  const { rows } = await sql<SetupLink>`
    select county, role, expires_at as "expiresAt", used_at as "usedAt" from identity.find_setup_link(${tokenHash})`.execute(
    db,
  )
  return rows[0]
}

/** One link a post: an older one that was not used is void. */
export async function putSetupLink(
  tx: IdentityTx,
  { county, role, tokenHash, expiresAt }: { county: string; role: AnyRole; tokenHash: string; expiresAt: Date },
): Promise<void> {
  await tx
    .deleteFrom('identity.setup_link')
    .where('county', '=', county)
    .where('role', '=', role)
    .where('used_at', 'is', null)
    .execute()
  await tx
    .insertInto('identity.setup_link')
    .values({ county, role, token_hash: tokenHash, expires_at: expiresAt })
    .execute()
}

/** @returns whether the link was still good; of two who use it at once only one is told so */
export async function useSetupLink(
  tx: IdentityTx,
  { county, tokenHash, at }: { county: string; tokenHash: string; at: Date },
): Promise<boolean> {
  const used = await tx
    .updateTable('identity.setup_link')
    .set({ used_at: at })
    .where('county', '=', county)
    .where('token_hash', '=', tokenHash)
    .where('used_at', 'is', null)
    .where('expires_at', '>', at)
    .executeTakeFirst()
  return used.numUpdatedRows > 0n
}
