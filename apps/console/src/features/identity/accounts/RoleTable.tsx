import { hasText, t } from '../../../lib/i18n.ts'
import type { Column } from '../../../ui/data-table/column.ts'
import { DataTable } from '../../../ui/data-table/DataTable.tsx'
import { listed } from '../../../ui/punctuation.ts'
import { isRead, type Permission, type RolePower, readsOf, rolePowers } from './roles.ts'
import { roleWord } from './words.ts'

const said = (may: readonly Permission[]): string =>
  listed(may.map((permission) => t(`permission.${permission}`))) || t('roles.nothing')

function readsText({ may }: RolePower): string {
  const { isOffice, others } = readsOf(may)
  if (!isOffice) return said(others)
  return others.length === 0 ? t('roles.office') : listed([t('roles.office'), said(others)])
}
const homeText = ({ home }: RolePower): string =>
  home.length === 0 ? t('roles.home.any') : listed(home.map((level) => t(`roles.home.${level}`)))

function noteText({ role }: RolePower): string | null {
  const key = `roles.note.${role}`
  return hasText(key) ? t(key) : null
}

const wide = (text: string | null) => (
  <div style={{ minWidth: 140, maxWidth: 320, whiteSpace: 'normal' }}>{text ?? '—'}</div>
)

const columns = (): Column<RolePower>[] => [
  { key: 'role', title: t('account.role'), value: ({ role }) => roleWord(role), isFixedOrder: true },
  {
    key: 'group',
    title: t('roles.group'),
    value: ({ group }) => t(`roleGroup.${group}`),
    filter: 'values',
    isFixedOrder: true,
  },
  { key: 'home', title: t('roles.home'), value: homeText, isFixedOrder: true },
  {
    key: 'does',
    title: t('roles.does'),
    value: ({ may }) => said(may.filter((permission) => !isRead(permission))),
    render: ({ may }) => wide(said(may.filter((permission) => !isRead(permission)))),
    isFixedOrder: true,
  },
  {
    key: 'reads',
    title: t('roles.reads'),
    value: readsText,
    render: (power) => wide(readsText(power)),
    isFixedOrder: true,
  },
  {
    key: 'note',
    title: t('roles.note'),
    value: noteText,
    render: (power) => wide(noteText(power)),
    isFixedOrder: true,
  },
]

/** 角色与权限: which role may do what. */
export const RoleTable = () => (
  <>
    <p style={{ marginBottom: 12, color: 'var(--ink-soft)' }}>
      {t('roles.about')} {t('roles.officeMeans')}
    </p>
    <DataTable
      id="roles"
      caption={t('roles.table')}
      columns={columns()}
      rows={{ data: rolePowers, isPending: false, error: null, refetch: () => undefined }}
      rowKey={({ role }) => role}
      empty={{ text: t('table.noMatch') }}
    />
  </>
)
