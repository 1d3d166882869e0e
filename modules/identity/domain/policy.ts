import type { Policy, Profile } from '../schema.ts'
import { isGuarded } from './roles.ts'

/** What holds in a county that set nothing else. */
export const DEFAULT_POLICY: Policy = {
  guardedPasswordDays: 90,
  passwordDays: 180,
  idleMinutes: 30,
  sessionHours: 12,
  phoneIdleDays: 14,
  phoneDays: 180,
}

const WARN_DAYS = 14
const DAY_MS = 86_400_000

type Aged = Pick<Profile, 'roles' | 'passwordSetAt' | 'isDemo' | 'isSimulator'>

/** Whole days for which a password is still good, 0 or less when it is too old; null where none ages: a demonstration's. */
export function passwordDaysLeft(
  { roles, passwordSetAt, isDemo, isSimulator }: Aged,
  policy: Policy,
  now: Date,
): number | null {
  if (isDemo || isSimulator || passwordSetAt === null) return null
  const life = isGuarded(roles) ? policy.guardedPasswordDays : policy.passwordDays
  return Math.ceil(life - (now.getTime() - passwordSetAt.getTime()) / DAY_MS)
}

/** The same, only when it is time to say it. */
export const passwordWarning = (daysLeft: number | null): number | null =>
  daysLeft !== null && daysLeft > 0 && daysLeft <= WARN_DAYS ? daysLeft : null

/** `offered`: for tests of other things; the product itself always requires it where much can be done. */
export type SecondFactorRule = 'required' | 'offered'

/** Accounts of a demonstration are open to everybody by their printed password, and the simulator has none. */
export const needsSecondFactor = (
  { roles, isDemo, isSimulator }: Pick<Profile, 'roles' | 'isDemo' | 'isSimulator'>,
  rule: SecondFactorRule,
): boolean => rule === 'required' && !isDemo && !isSimulator && isGuarded(roles)

const SECOND = 1000

/** How long a session may lie still and how long it may live at most. Only where little can be done may a telephone keep one for weeks. */
export function sessionLife(policy: Policy, isPhone: boolean): { idleS: number; lifeMs: number } {
  if (isPhone) return { idleS: (policy.phoneIdleDays * DAY_MS) / SECOND, lifeMs: policy.phoneDays * DAY_MS }
  return { idleS: policy.idleMinutes * 60, lifeMs: policy.sessionHours * 3600 * SECOND }
}

/** All that decides whether somebody who has signed in may work. */
export type Standing = { profile: Profile; policy: Policy; hasSecondFactor: boolean; rule: SecondFactorRule; now: Date }

export const isPasswordTooOld = ({ profile, policy, now }: Standing): boolean =>
  (passwordDaysLeft(profile, policy, now) ?? 1) <= 0

/** Whoever still has another's password, or too old a one, may only change it. */
export const mustChangePassword = (standing: Standing): boolean =>
  standing.profile.mustChangePassword || isPasswordTooOld(standing)

export const mustEnrolSecondFactor = ({ profile, hasSecondFactor, rule }: Standing): boolean =>
  !hasSecondFactor && needsSecondFactor(profile, rule)
