import type { AnyRole } from '../schema.ts'

/** What every office of the county may look at. A permission changes nothing if and only if its verb begins with `read`. */
const READS = [
  'division.read',
  'programme.read',
  'station.read',
  'station.readReports',
  'statistics.read',
  'statistics.readEvents',
  'disclosure.read',
  'file.read',
] as const

/** 代填: what may be done for a station by somebody else; it is marked so. */
const ON_BEHALF = ['station.enterOnBehalf', 'station.voidEntry', 'station.confirmReport'] as const

/** The work of the programme, which the simulator plays. */
const WORK = [
  'division.survey',
  'division.learnAlias',
  'programme.enterMoney',
  'programme.reportTarget',
  'programme.enterExternal',
  'programme.reportTask',
  'station.manage',
  'station.enter',
  'station.enterOnBehalf',
  'station.voidEntry',
  'station.confirmReport',
  'disclosure.publish',
  'disclosure.answerComplaint',
  'file.put',
] as const

/**
 * Who may do what. How far he may do it, his home division and station say.
 * The three administrators keep each other in check: one makes accounts, one says what they may do, one watches both.
 */
export const rolePermissions = {
  systemAdministrator: [
    ...READS,
    'identity.read',
    'identity.reveal',
    'identity.manage',
    'identity.update',
    'identity.askCredential',
    'identity.witness',
    'programme.load',
    'statistics.rebuild',
    'platform.backup',
  ],
  securityAdministrator: [
    ...READS,
    'identity.read',
    'identity.reveal',
    'identity.update',
    'identity.grantRoles',
    'identity.disable',
    'identity.resetPassword',
    'identity.askCredential',
    'identity.witness',
    'identity.keepKeys',
    'identity.setPolicy',
    'identity.revokeDevice',
    // 个人信息保护负责人 (个人信息保护法第五十二条)
    'privacy.read',
    'privacy.manage',
  ],
  // He watches; beside that he says that he has seen an alarm, and stands by as the second person when a way in is handed out.
  auditAdministrator: [
    ...READS,
    'identity.read',
    'identity.witness',
    'statistics.readJournal',
    'journal.readSeals',
    'journal.verify',
    'access.read',
    'access.acknowledge',
    'privacy.read',
  ],
  countyLeader: [...READS, 'identity.read', 'statistics.readJournal', 'journal.readSeals', 'journal.verify'],
  bureauClerk: [
    ...READS,
    'division.survey',
    'division.learnAlias',
    'programme.reportTarget',
    'programme.enterExternal',
    'programme.reportTask',
    'programme.decideFinding',
    'station.manage',
    'station.site',
    'logistics.read',
    'disclosure.publish',
    'disclosure.review',
    'disclosure.answerComplaint',
    'file.put',
    'identity.pickKeeper',
  ],
  financeClerk: [...READS, 'programme.enterMoney', 'file.put'],
  informationOfficer: [
    ...READS,
    'disclosure.reveal',
    'programme.enterExternal',
    'disclosure.publish',
    'disclosure.answerComplaint',
    'file.put',
  ],
  townClerk: [...READS, 'logistics.read'],
  implementerManager: [
    'division.read',
    'programme.read',
    'programme.reportTask',
    'station.read',
    'statistics.read',
    'disclosure.read',
    'file.read',
    'file.put',
  ],
  serviceCentreOperator: [
    ...READS,
    ...ON_BEHALF,
    'identity.read',
    'identity.pickKeeper',
    'identity.revokeDevice',
    'division.survey',
    'division.learnAlias',
    'station.manage',
    'station.site',
    'station.reveal',
    'logistics.read',
    'logistics.plan',
    'logistics.adopt',
    'file.put',
  ],
  stationSupervisor: [...READS, ...ON_BEHALF, 'division.survey', 'file.put'],
  stationKeeper: [
    'division.read',
    'station.read',
    'station.enter',
    'station.voidEntry',
    'station.confirmReport',
    'statistics.read',
    'statistics.readEvents',
  ],
  trainer: ['division.read', 'disclosure.read'],
  courier: ['division.read', 'station.read', 'disclosure.read'],
  businessEntity: ['division.read', 'disclosure.read'],
  evaluator: [...READS],
  provinceOfficer: ['programme.readCounties'],
  simulator: [...READS, ...WORK, 'demo.simulate'],
} as const satisfies Record<AnyRole, readonly string[]>

/** Every permission that some role has. */
export const permissions: ReadonlySet<string> = new Set(Object.values(rolePermissions).flat())

export const permissionsOf = (roles: readonly AnyRole[]): Set<string> =>
  new Set(roles.flatMap((role): readonly string[] => rolePermissions[role]))

/** The lengths of code that a role's home division may have; a role that is not named goes with any. */
export const HOME: Partial<Record<AnyRole, readonly (6 | 9 | 12)[]>> = {
  systemAdministrator: [6],
  securityAdministrator: [6],
  auditAdministrator: [6],
  countyLeader: [6],
  bureauClerk: [6],
  financeClerk: [6],
  informationOfficer: [6],
  implementerManager: [6],
  serviceCentreOperator: [6],
  evaluator: [6],
  simulator: [6],
  townClerk: [9],
  stationSupervisor: [6, 9],
  stationKeeper: [9, 12],
}
export const LEVEL = { 6: 'county', 9: 'town', 12: 'village' } as const

/** Kept from the narrow ones: picking a keeper's name and ending a lost telephone give no power over anybody. */
const HARMLESS: ReadonlySet<string> = new Set(['identity.pickKeeper', 'identity.revokeDevice'])

/**
 * Permissions over money or accounts. Whoever has one needs a second factor, cannot be given it by whoever handed him
 * his way in, gets a new way in only from two persons, and no key of a machine ever has it.
 */
const isGuardedPermission = (permission: string): boolean =>
  permission === 'programme.enterMoney' || (permission.startsWith('identity.') && !HARMLESS.has(permission))

export const isGuarded = (roles: readonly AnyRole[]): boolean => [...permissionsOf(roles)].some(isGuardedPermission)

/** What a key of another system may be given: the offices' reading, and work that needs no second person. */
export const keyScopes: readonly string[] = [...READS, ...WORK.filter((permission) => !isGuardedPermission(permission))]
