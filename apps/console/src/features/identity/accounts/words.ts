import { t, tWord } from '../../../lib/i18n.ts'
import { listed } from '../../../ui/punctuation.ts'
import type { Tone } from '../../../ui/state-tag.tsx'
import { type Account, groupOf, type PersonRole, personRoles, type Role, roleGroups } from './roles.ts'

export const roleWord = (role: Role): string => t(`role.${role}`)
export const rolesText = (roles: readonly Role[]): string => listed(roles.map(roleWord))
export const stateWord = (state: Account['state']): string => t(`account.state.${state}`)
export const STATE_TONES: Record<Account['state'], Tone> = { active: 'good', disabled: 'bad', expired: 'warn' }

export const roleChoices = (): { value: PersonRole; label: string }[] =>
  personRoles.map((role) => ({ value: role, label: roleWord(role) }))

export const permissionWord = (permission: string): string => tWord(`permission.${permission}`, permission)

export const groupedRoleChoices = () =>
  roleGroups.map((group) => ({
    label: t(`roleGroup.${group}`),
    options: personRoles
      .filter((role) => groupOf[role] === group)
      .map((role) => ({ value: role, label: roleWord(role) })),
  }))
