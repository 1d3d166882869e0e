import type { Reply } from '../../../lib/api.ts'

export type Account = Reply<'/api/accounts'>['rows'][number]
export type Role = Account['roles'][number]
/** A role that a person can be given. */
export type PersonRole = Exclude<Role, 'simulator'>
export type RolePower = Reply<'/api/roles'>['roles'][number]
export type RoleGroup = 'administration' | 'government' | 'operation' | 'business' | 'outside'

/** How the office sorts its people; what they may do the server says. */
export const groupOf: Record<PersonRole, RoleGroup> = {
  systemAdministrator: 'administration',
  securityAdministrator: 'administration',
  auditAdministrator: 'administration',
  countyLeader: 'government',
  bureauClerk: 'government',
  financeClerk: 'government',
  informationOfficer: 'government',
  townClerk: 'government',
  implementerManager: 'operation',
  serviceCentreOperator: 'operation',
  stationSupervisor: 'operation',
  stationKeeper: 'business',
  trainer: 'business',
  courier: 'business',
  businessEntity: 'business',
  evaluator: 'outside',
  provinceOfficer: 'outside',
}

export const personRoles = Object.keys(groupOf) as PersonRole[] // the keys above
export const roleGroups: readonly RoleGroup[] = ['administration', 'government', 'operation', 'business', 'outside']
export const isRead = (permission: string): boolean => /\.read([A-Z]|$)/.test(permission)

/** Whether all that the offices share is seen, and what is seen beside it. `office`: what an evaluator reads, who does nothing else. */
export function readsOf(may: readonly string[], office: readonly string[]): { isOffice: boolean; others: string[] } {
  const isOffice = office.length > 0 && office.every((permission) => may.includes(permission))
  const reads = may.filter(isRead)
  return { isOffice, others: isOffice ? reads.filter((permission) => !office.includes(permission)) : reads }
}
