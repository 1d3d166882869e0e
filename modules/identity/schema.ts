import { z } from 'zod'

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

export const SignIn = z.object({ username: Words.min(1), password: Password })
export type SignIn = z.infer<typeof SignIn>

export const ChangePassword = z.object({ currentPassword: Password, newPassword: Password })
export type ChangePassword = z.infer<typeof ChangePassword>

export const Setup = z.object({ username: Username, name: PersonName, password: Password })
export type Setup = z.infer<typeof Setup>

export const SetupLink = z.object({ county: z.string(), expiresAt: z.iso.datetime() })
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
  isSimulator: z.boolean(),
  isDemo: z.boolean(),
  createdAt: z.iso.datetime(),
})
export type Account = z.infer<typeof Account>

/** The password is shown once, to the administrator who hands it over; its owner must change it at the first sign-in. */
export const OneTimePassword = z.object({ oneTimePassword: z.string() })
export const CreatedAccount = z.object({ account: Account, oneTimePassword: z.string().nullable() })
export type CreatedAccount = z.infer<typeof CreatedAccount>

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
  /** Until it is done, `permissions` is empty. */
  mustChangePassword: z.boolean(),
  isDemo: z.boolean(),
})
export type Me = z.infer<typeof Me>

export const Session = z.object({
  id: z.uuid(),
  signedInAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  ipAddress: z.string(),
  userAgent: z.string(),
  isCurrent: z.boolean(),
})
export type Session = z.infer<typeof Session>

/** A row of `identity.profile`. */
export type Profile = {
  county: string
  id: string
  username: string
  name: string
  roles: AnyRole[]
  place: string
  station: string | null
  phone: string
  validUntil: string | null
  disabledAt: Date | null
  mustChangePassword: boolean
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
  | Accounted<'signedIn'>
  | Accounted<'signInFailed', { reason: 'wrongPassword' | 'disabled' | 'expired' }>
  | Accounted<'signedOut', { sessions: number }>
  | Accounted<'passwordChanged'>
  | Accounted<'accountCreated', { roles: AnyRole[]; place: string; station: string | null; validUntil: string | null }>
  | Accounted<
      'accountChanged',
      { changed: string[] } & Partial<Pick<Profile, 'roles' | 'place' | 'station' | 'validUntil'>>
    >
  | Accounted<'accountDisabled'>
  | Accounted<'accountEnabled'>
  | Accounted<'passwordReset'>
