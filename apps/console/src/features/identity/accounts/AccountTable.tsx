import { useQuery } from '@tanstack/react-query'
import { api, read } from '../../../lib/api.ts'
import { moment } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { useCan, useMe } from '../../../lib/session.ts'
import type { Column } from '../../../ui/data-table/column.ts'
import { DataTable } from '../../../ui/data-table/DataTable.tsx'
import { useTableState } from '../../../ui/data-table/table-state.ts'
import { divisionsQuery } from '../../../ui/evidence/queries.ts'
import { useOneChoice } from '../../../ui/one-choice.ts'
import { aside } from '../../../ui/punctuation.ts'
import { Reveal } from '../../../ui/reveal.tsx'
import { StateTag } from '../../../ui/state-tag.tsx'
import { AccountActs } from './AccountActs.tsx'
import type { Editing } from './AccountDrawer.tsx'
import type { Handover } from './Handover.tsx'
import { accountFilter, accountsQuery, SORTS, stationsAt } from './queries.ts'
import type { Account } from './roles.ts'
import { roleChoices, rolesText, STATE_TONES, stateWord } from './words.ts'

const ID = 'accounts'

/** `stations` are undefined while they are asked for. */
type Names = { places: ReadonlyMap<string, string>; stations: ReadonlyMap<string, string> | undefined }

function Name({ account, isSelf }: { account: Account; isSelf: boolean }) {
  return (
    <>
      {account.name}
      {isSelf ? <small style={{ color: 'var(--ink-soft)' }}>{aside(t('account.self'))}</small> : null}
      {account.isDemo ? <small style={{ color: 'var(--ink-soft)' }}>{aside(t('account.demo'))}</small> : null}
    </>
  )
}

const Phone = ({ account: { id, phone } }: { account: Account }) => (
  <span style={{ whiteSpace: 'nowrap' }}>
    <Reveal
      masked={phone}
      name={t('account.phone')}
      can="identity.reveal"
      ask={(reason) =>
        read(api.POST('/api/accounts/{id}/reveal', { params: { path: { id } }, body: { field: 'phone', ...reason } }))
      }
    />
  </span>
)

const columns = (
  { places, stations }: Names,
  { towns, self }: { towns: Choice[]; self: string },
): Column<Account>[] => [
  {
    key: 'name',
    title: t('account.name'),
    value: ({ name }) => name,
    render: (account) => <Name account={account} isSelf={account.id === self} />,
  },
  { key: 'username', title: t('account.username'), value: ({ username }) => username },
  {
    key: 'roles',
    title: t('account.roles'),
    value: ({ roles }) => rolesText(roles) || null,
    render: ({ roles }) =>
      roles.length > 0 ? rolesText(roles) : <StateTag tone="warn">{t('account.noRoles')}</StateTag>,
    filter: roleChoices(),
  },
  { key: 'place', title: t('account.place'), value: ({ place }) => places.get(place) ?? place, filter: towns },
  {
    key: 'station',
    title: t('account.station'),
    value: ({ station }) => (station === null || !stations ? null : (stations.get(station) ?? station)),
  },
  {
    key: 'phone',
    title: t('account.phone'),
    value: ({ phone }) => phone || null,
    render: (account) => (account.phone === '' ? '—' : <Phone account={account} />),
  },
  { key: 'validUntil', title: t('account.validUntil'), value: ({ validUntil }) => validUntil ?? t('account.forever') },
  {
    key: 'state',
    title: t('account.state'),
    value: ({ state }) => stateWord(state),
    render: ({ state, mustChangePassword, isInvited }) => (
      <>
        <StateTag tone={STATE_TONES[state]}>{stateWord(state)}</StateTag>
        {isInvited ? <small style={{ color: 'var(--ink-soft)' }}> {t('account.invited')}</small> : null}
        {mustChangePassword ? <small style={{ color: 'var(--ink-soft)' }}> {t('account.mustChange')}</small> : null}
      </>
    ),
    filter: (['active', 'disabled', 'expired'] as const).map((value) => ({ value, label: stateWord(value) })),
  },
  {
    key: 'createdAt',
    title: t('account.createdAt'),
    value: ({ createdAt }) => moment(createdAt),
    isHidden: true,
  },
]

type Choice = { value: string; label: string }
type AccountTableProps = { onEdit: (account: Editing) => void; onHandover: (handover: Handover) => void }

export function AccountTable({ onEdit, onHandover }: AccountTableProps) {
  const [state, change] = useTableState(ID)
  useOneChoice(state, change)
  const me = useMe()
  const can = useCan()
  const asked = useQuery(accountsQuery(state))
  const divisions = useQuery(divisionsQuery).data ?? []
  const stations = useQuery({ ...stationsAt(me?.place ?? ''), enabled: can('station.read') && me !== null })
  const names: Names = {
    places: new Map(divisions.map(({ code, name }) => [code, name])),
    stations: stations.isLoading ? undefined : new Map(stations.data?.rows.map(({ id, name }) => [id, name])),
  }
  const towns = divisions
    .filter(({ level }) => level === 'town')
    .map(({ code, name }) => ({ value: code, label: name }))
  const mayAct = ['identity.update', 'identity.disable', 'identity.revokeDevice'].some(can)
  const acts: Column<Account>[] = mayAct
    ? [
        {
          key: 'acts',
          title: t('account.acts'),
          value: () => null,
          isPinned: true,
          render: (account) => <AccountActs {...{ account, onEdit, onHandover }} isSelf={account.id === me?.account} />,
        },
      ]
    : []
  return (
    <DataTable
      id={ID}
      caption={t('account.table')}
      columns={[...columns(names, { towns, self: me?.account ?? '' }), ...acts]}
      rows={{ data: asked.data?.rows, isPending: asked.isPending, error: asked.error, refetch: asked.refetch }}
      rowKey={({ id }) => id}
      server={{ total: asked.data?.total ?? 0, sortable: SORTS, searchable: true }}
      exportHref={`/api/accounts.xlsx?${new URLSearchParams(accountFilter(state))}`}
      empty={{ text: t('account.none') }}
    />
  )
}
