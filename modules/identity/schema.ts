import { z } from 'zod'
import type { Sealed } from '#platform/fields'

/** The id of an account, which is better-auth's user id too. Events name the person by it. */
export const AccountId = z.uuid().brand<'AccountId'>()
export type AccountId = z.infer<typeof AccountId>

/** What somebody is in the county's programme. `simulator` is not among them: no person can be given it. */
export const Role = z.enum([
  'systemAdministrator',
  'securityAdministrator',
  'auditAdministrator',
  'countyLeader',
  'bureauClerk',
  'financeClerk',
  'informationOfficer',
  'townClerk',
  'implementerManager',
  'serviceCentreOperator',
  'stationSupervisor',
  'stationKeeper',
  'trainer',
  'courier',
  'businessEntity',
  'evaluator',
  'provinceOfficer',
])
export type Role = z.infer<typeof Role>

export const AnyRole = z.enum([...Role.options, 'simulator'])
export type AnyRole = z.infer<typeof AnyRole>

/** Statistical code of the home division: 6 digits a county, 9 a town, 12 a village. */
export const Place = z.string().regex(/^\d{6}(\d{3}){0,2}$/)

/** What one types to sign in: Chinese characters, Latin letters, digits, and `_ . - ·` between them. */
export const Username = z.string().regex(/^[\p{Script=Han}A-Za-z0-9_.·-]{2,30}$/u)

const Phone = z.string().regex(/^[0-9+ -]{0,20}$/)
const PersonName = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[^\p{Cc}]*$/u)
/** Only the length is refused here; what makes a password weak is said by the rule. */
const Password = z.string().min(1).max(128)

const Words = z
  .string()
  .max(60)
  .regex(/^[^\p{Cc}]*$/u)

/** Six digits of an authenticator, or one of the recovery codes. */
const Code = z.string().trim().min(6).max(20)

/** `code`: asked for where the account has a second factor. `device`: binds this telephone under a name, where that is allowed. */
export const SignIn = z.object({
  username: Words.min(1),
  password: Password,
  code: Code.optional(),
  device: Words.trim().min(1).max(40).optional(),
})
export type SignIn = z.infer<typeof SignIn>

export const ChangePassword = z.object({ currentPassword: Password, newPassword: Password })
export type ChangePassword = z.infer<typeof ChangePassword>

export const Setup = z.object({ username: Username, name: PersonName, password: Password })
export type Setup = z.infer<typeof Setup>

export const Post = z.enum(['systemAdministrator', 'securityAdministrator', 'auditAdministrator'])
export type Post = z.infer<typeof Post>

export const SetupLink = z.object({ county: z.string(), role: Post, expiresAt: z.iso.datetime() })
export type SetupLink = z.infer<typeof SetupLink>

export const CreateAccount = z.object({
  username: Username,
  name: PersonName,
  roles: z.array(Role).max(8).default([]),
  place: Place,
  station: z.uuid().nullable().default(null),
  phone: Phone.default(''),
  validUntil: z.iso.date().nullable().default(null),
})
/** `password`, `isDemo`: for the command line and the demonstration; nobody's password is chosen by another over HTTP. */
export type CreateAccount = z.input<typeof CreateAccount> & { password?: string; isDemo?: boolean }

export const UpdateAccount = z
  .object({
    name: PersonName,
    roles: z.array(Role).max(8),
    place: Place,
    station: z.uuid().nullable(),
    phone: Phone,
    validUntil: z.iso.date().nullable(),
  })
  .partial()
export type UpdateAccount = z.infer<typeof UpdateAccount>

export const AccountState = z.enum(['active', 'disabled', 'expired'])
export type AccountState = z.infer<typeof AccountState>

/** An account as a list shows it: the telephone number is masked. */
export const Account = z.object({
  id: AccountId,
  username: z.string(),
  name: z.string(),
  roles: z.array(AnyRole),
  place: Place,
  station: z.uuid().nullable(),
  phone: z.string(),
  validUntil: z.iso.date().nullable(),
  state: AccountState,
  disabledAt: z.iso.datetime().nullable(),
  mustChangePassword: z.boolean(),
  /** Nobody has come in by the link yet. */
  isInvited: z.boolean(),
  /** A new way into it takes two administrators. */
  isGuarded: z.boolean(),
  isSimulator: z.boolean(),
  isDemo: z.boolean(),
  createdAt: z.iso.datetime(),
})
export type Account = z.infer<typeof Account>

/** The secret end of a link, shown once: `/console/invitation/<token>`. */
export const InvitationLink = z.object({ token: z.string(), expiresAt: z.iso.datetime() })
export type InvitationLink = z.infer<typeof InvitationLink>

/** `invitation` is null only where the command line or the demonstration set a password. */
export const CreatedAccount = z.object({ account: Account, invitation: InvitationLink.nullable() })
export type CreatedAccount = z.infer<typeof CreatedAccount>

/** What the page behind a link says before anything is typed. */
export const Invitation = z.object({
  username: z.string(),
  name: z.string(),
  expiresAt: z.iso.datetime(),
  /** The second person's code is asked for too. */
  needsCode: z.boolean(),
  /** Where he works: the page leads there. */
  isKeeper: z.boolean(),
})
export type Invitation = z.infer<typeof Invitation>

export const AcceptInvitation = z.object({ password: Password, code: Code.optional() })
export type AcceptInvitation = z.infer<typeof AcceptInvitation>

/** A new way in that one administrator asked for and that waits for another. */
export const CredentialRequest = z.object({
  id: z.uuid(),
  account: AccountId,
  name: z.string(),
  username: z.string(),
  askedBy: z.string(),
  askedByName: z.string(),
  askedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
})
export type CredentialRequest = z.infer<typeof CredentialRequest>

/** The half that the second person gets; the account's owner needs it beside the link. */
export const WitnessCode = z.object({ code: z.string(), expiresAt: z.iso.datetime() })
export type WitnessCode = z.infer<typeof WitnessCode>

export const AccountFilter = z.object({
  search: Words.optional(),
  role: AnyRole.optional(),
  place: Place.optional(),
  state: AccountState.optional(),
  isDemo: z.stringbool().optional(),
  sort: z.enum(['name', 'username', 'place', 'createdAt']).default('name'),
  descending: z.stringbool().default(false),
})
export type AccountFilter = z.infer<typeof AccountFilter>

export const AccountQuery = AccountFilter.extend({
  page: z.coerce.number().int().min(1).max(10_000).default(1),
  pageSize: z.coerce.number().int().min(1).max(200).default(20),
})
export type AccountQuery = z.infer<typeof AccountQuery>

export const AccountPage = z.object({ rows: z.array(Account), total: z.number().int() })
export type AccountPage = z.infer<typeof AccountPage>

/** Who I am and what I may do: from this a front end decides which doors to show. */
export const Me = z.object({
  account: AccountId,
  username: z.string(),
  name: z.string(),
  roles: z.array(AnyRole),
  permissions: z.array(z.string()),
  county: z.string(),
  place: Place,
  station: z.uuid().nullable(),
  /** Until it is done, `permissions` is empty. `isPasswordTooOld` says why. */
  mustChangePassword: z.boolean(),
  isPasswordTooOld: z.boolean(),
  /** Days until then, once it is near. */
  passwordDaysLeft: z.int().nullable(),
  /** Until it is done, `permissions` is empty: money and accounts need a second factor. */
  mustEnrolSecondFactor: z.boolean(),
  isDemo: z.boolean(),
})
export type Me = z.infer<typeof Me>

export const Session = z.object({
  id: z.uuid(),
  signedInAt: z.iso.datetime(),
  usedAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  ipAddress: z.string(),
  userAgent: z.string(),
  device: z.uuid().nullable(),
  isCurrent: z.boolean(),
})
export type Session = z.infer<typeof Session>

export const Device = z.object({
  id: z.uuid(),
  name: z.string(),
  boundAt: z.iso.datetime(),
  usedAt: z.iso.datetime().nullable(),
  isCurrent: z.boolean(),
})
export type Device = z.infer<typeof Device>

export const SecondFactor = z.object({
  isRequired: z.boolean(),
  confirmedAt: z.iso.datetime().nullable(),
  recoveryCodesLeft: z.int(),
})
export type SecondFactor = z.infer<typeof SecondFactor>
/** `uri` is what the QR code holds (otpauth). */
export const Enrolment = z.object({ secret: z.string(), uri: z.string() })
export type Enrolment = z.infer<typeof Enrolment>
export const WithCode = z.object({ code: Code })
export const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()) })

const days = (least: number) => z.int().min(least).max(365)
/** What a county sets for its accounts; the bounds hold in the database too. */
export const Policy = z.object({
  /** Administrators and money. */
  guardedPasswordDays: days(30),
  passwordDays: days(30),
  idleMinutes: z.int().min(5).max(240),
  sessionHours: z.int().min(1).max(24),
  phoneIdleDays: z.int().min(1).max(60),
  phoneDays: days(1),
})
export type Policy = z.infer<typeof Policy>

export const ApiKey = z.object({
  id: z.uuid(),
  name: z.string(),
  hint: z.string(),
  scopes: z.array(z.string()),
  place: Place,
  validUntil: z.iso.date(),
  state: z.enum(['active', 'expired', 'revoked']),
  createdAt: z.iso.datetime(),
  createdByName: z.string(),
  usedAt: z.iso.datetime().nullable(),
  usedFrom: z.string().nullable(),
})
export type ApiKey = z.infer<typeof ApiKey>

/** Without `scopes` it reads what every office reads. */
export const CreateApiKey = z.object({
  name: PersonName.max(60),
  scopes: z
    .array(z.string().regex(/^[a-z]+\.[a-zA-Z]+$/))
    .min(1)
    .max(40)
    .optional(),
  place: Place,
  validUntil: z.iso.date(),
})
export type CreateApiKey = z.infer<typeof CreateApiKey>
export const CreatedApiKey = z.object({ key: z.string(), apiKey: ApiKey })
export type CreatedApiKey = z.infer<typeof CreatedApiKey>

export const RolePower = z.object({
  role: Role,
  permissions: z.array(z.string()),
  /** Levels of the home division; empty: any. `seat`: a province or prefecture. */
  home: z.array(z.enum(['seat', 'county', 'town', 'village'])),
  isGuarded: z.boolean(),
})
export const Roles = z.object({ roles: z.array(RolePower), keyScopes: z.array(z.string()) })
export type Roles = z.infer<typeof Roles>

/** `station`: whose ledgers he sees. */
export const Keeper = z.object({ id: AccountId, name: z.string(), station: z.uuid().nullable() })
export type Keeper = z.infer<typeof Keeper>

export const Provider = z.enum(['oidc', 'wechat'])
export type Provider = z.infer<typeof Provider>
/** A way to sign in that is switched on here. */
export const ExternalProvider = z.object({ provider: Provider, name: z.string(), isStandIn: z.boolean() })
export type ExternalProvider = z.infer<typeof ExternalProvider>
export const ExternalLink = z.object({ provider: Provider, linkedAt: z.iso.datetime() })
export type ExternalLink = z.infer<typeof ExternalLink>

/** Row by row what a sheet of accounts would do or did. */
export const AccountImport = z.object({
  rows: z.int(),
  good: z.int(),
  known: z.int(),
  bad: z.array(z.object({ row: z.int(), field: z.string(), value: z.string(), code: z.string(), mend: z.string() })),
  imported: z.int(),
  /** One for each account that was made; shown once. */
  invitations: z.array(
    z.object({ username: z.string(), name: z.string(), token: z.string(), expiresAt: z.iso.datetime() }),
  ),
})
export type AccountImport = z.infer<typeof AccountImport>

/** A row of `identity.profile`. */
export type Profile = {
  county: string
  id: string
  username: string
  name: string
  roles: AnyRole[]
  place: string
  station: string | null
  phone: Sealed
  phoneIndex: string | null
  validUntil: string | null
  disabledAt: Date | null
  mustChangePassword: boolean
  /** When its owner set it; null: he has not come in yet. */
  passwordSetAt: Date | null
  /** Who last handed out a way in alone; `system`: nobody could use it alone. */
  credentialBy: string
  isSimulator: boolean
  isDemo: boolean
  createdAt: Date
  createdBy: string
}

type Accounted<Kind extends string, Facts extends object = Record<never, never>> = {
  kind: `identity.${Kind}`
  data: Facts
}

/** What the journal keeps of accounts: never a name, a number or a password. Subject: `account:<id>`. */
export type IdentityEvent =
  | Accounted<'signedIn', { by: 'password' | Provider; device?: string }>
  | Accounted<'signInFailed', { reason: 'wrongPassword' | 'wrongCode' | 'disabled' | 'expired' }>
  | Accounted<'accountLocked', { minutes: number }>
  | Accounted<'signedOut', { sessions: number }>
  | Accounted<'passwordChanged'>
  | Accounted<'accountCreated', { roles: AnyRole[]; place: string; station: string | null; validUntil: string | null }>
  | Accounted<
      'accountChanged',
      { changed: string[] } & Partial<Pick<Profile, 'roles' | 'place' | 'station' | 'validUntil'>>
    >
  | Accounted<'accountDisabled'>
  | Accounted<'accountEnabled'>
  | Accounted<'invited'>
  | Accounted<'passwordReset'>
  | Accounted<'credentialAsked', { request: string }>
  | Accounted<'credentialConfirmed', { request: string; askedBy: string }>
  | Accounted<'invitationAccepted'>
  | Accounted<'secondFactorEnrolled'>
  | Accounted<'secondFactorRemoved'>
  | Accounted<'recoveryCodeUsed', { left: number }>
  | Accounted<'recoveryCodesRenewed'>
  | Accounted<'deviceRevoked', { device: string }>
  | Accounted<'externalLinked', { provider: Provider }>
  | Accounted<'externalUnlinked', { provider: Provider }>
  | Accounted<'keyMade', { scopes: string[]; place: string; validUntil: string }>
  | Accounted<'keyRevoked'>
  | Accounted<'policySet', Policy>
