import { moment } from '../../lib/format.ts'
import { t, tWord } from '../../lib/i18n.ts'
import type { AccessRow, Alarm } from './queries.ts'

export const actText = (act: AccessRow['act']): string => t(`access.act.${act}`)
export const rolesText = (roles: readonly string[]): string =>
  roles.map((role) => tWord(`role.${role}`, role)).join(t('text.and'))

const scopesText = (scopes: readonly string[]): string =>
  scopes.map((scope) => tWord(`permission.${scope}`, scope)).join(t('text.and'))

/** Whoever has no name is nobody, or an account that is gone. */
export const personText = ({ account, name }: Pick<AccessRow, 'account' | 'name'>): string =>
  name || (account === '' ? t('access.nobody') : tWord(`actor.${account}`, account))

export const ruleText = (rule: Alarm['rule']): string => t(`alarm.rule.${rule}`)

/** What an alarm found, in words. */
export function alarmText({ rule, facts }: Pick<Alarm, 'rule' | 'facts'>, people: ReadonlyMap<string, string>): string {
  const { count = 0, address = '', route = '', from = 0, to = 0 } = facts
  if (rule === 'refusals') return t('alarm.refusals', { minutes: facts.windowMinutes ?? 0, count, address })
  if (rule === 'nightExport') return t('alarm.nightExport', { route, address })
  if (rule === 'newAddress') return t('alarm.newAddress', { address })
  if (rule === 'roleGiven') {
    const by = people.get(facts.by ?? '') ?? tWord(`actor.${facts.by}`, facts.by ?? '')
    return t('alarm.roleGiven', { by, roles: rolesText(facts.roles ?? []) })
  }
  if (rule === 'keyMade') return t('alarm.keyMade', { scopes: scopesText(facts.scopes ?? []) })
  if (rule === 'policySet') return t('alarm.policySet')
  return facts.lastAt ? t('alarm.silent', { at: moment(facts.lastAt) }) : t('alarm.missing', { from, to, count })
}
