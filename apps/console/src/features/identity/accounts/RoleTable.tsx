import { useQuery } from '@tanstack/react-query'
import { hasText, t } from '../../../lib/i18n.ts'
import type { Column } from '../../../ui/data-table/column.ts'
import { DataTable } from '../../../ui/data-table/DataTable.tsx'
import { clauses, listed } from '../../../ui/punctuation.ts'
import { rolesQuery } from './queries.ts'
import { groupOf, isRead, type RolePower, readsOf } from './roles.ts'
import { permissionWord, roleWord } from './words.ts'

const said = (may: readonly string[]): string => listed(may.map(permissionWord)) || t('roles.nothing')

function readsText({ permissions }: RolePower, office: readonly string[]): string {
  const { isOffice, others } = readsOf(permissions, office)
  if (!isOffice) return said(others)
  return others.length === 0 ? t('roles.office') : listed([t('roles.office'), said(others)])
}
const homeText = ({ home }: RolePower): string =>
  home.length === 0 ? t('roles.home.any') : listed(home.map((level) => t(`roles.home.${level}`)))

function noteText({ role, isGuarded }: RolePower): string | null {
  const key = `roles.note.${role}`
  const notes = [hasText(key) ? t(key) : '', isGuarded ? t('roles.note.guarded') : ''].filter(Boolean)
  return clauses(notes) || null
}

const doesText = ({ permissions }: RolePower) => said(permissions.filter((permission) => !isRead(permission)))

const columns = (office: readonly string[]): Column<RolePower>[] => [
  { key: 'role', title: t('account.role'), value: ({ role }) => roleWord(role), isFixedOrder: true },
  {
    key: 'group',
    title: t('roles.group'),
    value: ({ role }) => t(`roleGroup.${groupOf[role]}`),
    filter: 'values',
    isFixedOrder: true,
  },
  { key: 'home', title: t('roles.home'), value: homeText, isFixedOrder: true },
  {
    key: 'does',
    title: t('roles.does'),
    value: doesText,
    isProse: true,
    isFixedOrder: true,
  },
  {
    key: 'reads',
    title: t('roles.reads'),
    value: (power) => readsText(power, office),
    isProse: true,
    isFixedOrder: true,
  },
  {
    key: 'note',
    title: t('roles.note'),
    value: noteText,
    isProse: true,
    isFixedOrder: true,
  },
]

/** 角色与权限: which role may do what. */
export function RoleTable() {
  const asked = useQuery(rolesQuery)
  const roles = asked.data?.roles
  const office = roles?.find(({ role }) => role === 'evaluator')?.permissions ?? []
  return (
    <>
      <p style={{ marginBottom: 12, color: 'var(--ink-soft)' }}>
        {t('roles.about')} {t('roles.officeMeans')}
      </p>
      <DataTable
        id="roles"
        caption={t('roles.table')}
        columns={columns(office)}
        rows={{ data: roles, isPending: asked.isPending, error: asked.error, refetch: asked.refetch }}
        rowKey={({ role }) => role}
        empty={{ text: t('table.noMatch') }}
      />
    </>
  )
}
