import type { Reply } from '../../../lib/api.ts'

export type Account = Reply<'/api/accounts'>['rows'][number]
export type Role = Account['roles'][number]
/** A role that a person can be given. */
export type PersonRole = Exclude<Role, 'simulator'>
export type RoleGroup = 'administration' | 'government' | 'operation' | 'business' | 'outside'
/** `seat`: a province or prefecture, which is the whole of its own instance county. */
export type Home = 'seat' | 'county' | 'town' | 'village'
export type Permission = (typeof CHANGES)[number] | (typeof READS)[number]

const READS = [
  'division.read',
  'programme.read',
  'station.read',
  'station.readReports',
  'statistics.read',
  'statistics.readEvents',
  'disclosure.read',
  'file.read',
  'identity.read',
  'statistics.readJournal',
  'journal.readSeals',
  'access.read',
  'programme.readCounties',
] as const
const ON_BEHALF = ['station.enterOnBehalf', 'station.voidEntry', 'station.confirmReport'] as const
const CHANGES = [
  'division.survey',
  'programme.load',
  'programme.enterMoney',
  'programme.reportTarget',
  'programme.enterExternal',
  'programme.reportTask',
  'station.manage',
  'station.enter',
  'station.enterOnBehalf',
  'station.voidEntry',
  'station.confirmReport',
  'statistics.rebuild',
  'journal.verify',
  'disclosure.publish',
  'disclosure.review',
  'disclosure.answerComplaint',
  'file.put',
  'identity.manage',
  'identity.update',
  'identity.grantRoles',
  'identity.disable',
  'identity.resetPassword',
  'platform.backup',
  'access.acknowledge',
] as const

/** What every office may look at; the others see only parts of it. */
const OFFICE = READS.slice(0, 8)

export type RolePower = { role: PersonRole; group: RoleGroup; home: readonly Home[]; may: readonly Permission[] }

/** Who may do what, as `modules/identity` decides it; a test holds the two together. */
export const rolePowers: readonly RolePower[] = [
  {
    role: 'systemAdministrator',
    group: 'administration',
    home: ['county'],
    may: [
      ...OFFICE,
      'identity.read',
      'identity.manage',
      'identity.update',
      'programme.load',
      'statistics.rebuild',
      'platform.backup',
    ],
  },
  {
    role: 'securityAdministrator',
    group: 'administration',
    home: ['county'],
    may: [
      ...OFFICE,
      'identity.read',
      'identity.update',
      'identity.grantRoles',
      'identity.disable',
      'identity.resetPassword',
    ],
  },
  {
    role: 'auditAdministrator',
    group: 'administration',
    home: ['county'],
    may: [...OFFICE, 'identity.read', 'statistics.readJournal', 'journal.readSeals', 'journal.verify', 'access.read', 'access.acknowledge'],
  },
  {
    role: 'countyLeader',
    group: 'government',
    home: ['county'],
    may: [...OFFICE, 'identity.read', 'statistics.readJournal', 'journal.readSeals', 'journal.verify'],
  },
  {
    role: 'bureauClerk',
    group: 'government',
    home: ['county'],
    may: [
      ...OFFICE,
      'division.survey',
      'programme.reportTarget',
      'programme.enterExternal',
      'programme.reportTask',
      'station.manage',
      'disclosure.publish',
      'disclosure.review',
      'disclosure.answerComplaint',
      'file.put',
    ],
  },
  { role: 'financeClerk', group: 'government', home: ['county'], may: [...OFFICE, 'programme.enterMoney', 'file.put'] },
  {
    role: 'informationOfficer',
    group: 'government',
    home: ['county'],
    may: [...OFFICE, 'programme.enterExternal', 'disclosure.publish', 'disclosure.answerComplaint', 'file.put'],
  },
  { role: 'townClerk', group: 'government', home: ['town'], may: OFFICE },
  {
    role: 'implementerManager',
    group: 'operation',
    home: ['county'],
    may: [
      'division.read',
      'programme.read',
      'programme.reportTask',
      'station.read',
      'statistics.read',
      'disclosure.read',
      'file.read',
      'file.put',
    ],
  },
  {
    role: 'serviceCentreOperator',
    group: 'operation',
    home: ['county'],
    may: [...OFFICE, ...ON_BEHALF, 'identity.read', 'division.survey', 'station.manage', 'file.put'],
  },
  {
    role: 'stationSupervisor',
    group: 'operation',
    home: ['county', 'town'],
    may: [...OFFICE, ...ON_BEHALF, 'division.survey', 'file.put'],
  },
  {
    role: 'stationKeeper',
    group: 'business',
    home: ['town', 'village'],
    may: [
      'division.read',
      'station.read',
      'station.enter',
      'station.voidEntry',
      'station.confirmReport',
      'statistics.read',
      'statistics.readEvents',
    ],
  },
  { role: 'trainer', group: 'business', home: [], may: ['division.read', 'disclosure.read'] },
  { role: 'courier', group: 'business', home: [], may: ['division.read', 'station.read', 'disclosure.read'] },
  { role: 'businessEntity', group: 'business', home: [], may: ['division.read', 'disclosure.read'] },
  { role: 'evaluator', group: 'outside', home: ['county'], may: OFFICE },
  { role: 'provinceOfficer', group: 'outside', home: ['seat'], may: ['programme.readCounties'] },
]

export const roleGroups: readonly RoleGroup[] = ['administration', 'government', 'operation', 'business', 'outside']
export const isRead = (permission: Permission): boolean => READS.some((read) => read === permission)

/** Whether all that the offices share is seen, and what is seen beside it. */
export function readsOf(may: readonly Permission[]): { isOffice: boolean; others: Permission[] } {
  const isOffice = OFFICE.every((permission) => may.includes(permission))
  const reads = may.filter(isRead)
  return {
    isOffice,
    others: isOffice ? reads.filter((permission) => !OFFICE.some((shared) => shared === permission)) : reads,
  }
}
