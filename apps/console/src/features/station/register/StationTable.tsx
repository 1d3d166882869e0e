import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { t, tWord } from '../../../lib/i18n.ts'
import type { Column } from '../../../ui/data-table/column.ts'
import { DataTable } from '../../../ui/data-table/DataTable.tsx'
import { useTableState } from '../../../ui/data-table/table-state.ts'
import { divisionsQuery } from '../../../ui/evidence/queries.ts'
import { useOneChoice } from '../../../ui/one-choice.ts'
import { SORTS, type Station, stationFilter, stationsQuery } from '../queries.ts'
import { agoText, daysSince, levelWord, OriginMark, StationState, stateWord } from '../words.tsx'

const ID = 'stations'
const SILENT_DAYS = 7

function LastEntry({ station: { lastEntryOn, state } }: { station: Station }) {
  if (lastEntryOn === null)
    return <span className={state === 'open' ? 'last-entry-old' : 'soft'}>{t('station.neverEntered')}</span>
  const isSilent = state === 'open' && daysSince(lastEntryOn) > SILENT_DAYS
  return (
    <>
      {lastEntryOn} <span className={isSilent ? 'last-entry-old' : 'soft'}>{agoText(lastEntryOn)}</span>
    </>
  )
}

const choicesOf = <Word extends string>(words: readonly Word[], say: (word: Word) => string) =>
  words.map((value) => ({ value, label: say(value) }))

const columns = (towns: { value: string; label: string }[]): Column<Station>[] => [
  {
    key: 'name',
    title: t('station.name'),
    value: ({ name }) => name,
    render: ({ id, name, origin }) => (
      <>
        <Link to="/stations/$id" params={{ id }}>
          {name}
        </Link>
        <OriginMark origin={origin} />
      </>
    ),
  },
  {
    key: 'level',
    title: t('station.level'),
    value: ({ level }) => levelWord(level),
    filter: choicesOf(['town', 'village'], levelWord),
  },
  { key: 'town', title: t('station.town'), value: ({ townName }) => townName, filter: towns },
  {
    key: 'place',
    title: t('station.place'),
    value: ({ level, placeName }) => (level === 'village' ? placeName : null),
  },
  {
    key: 'state',
    title: t('station.state'),
    value: ({ state }) => stateWord(state),
    render: ({ state }) => <StationState state={state} />,
    filter: choicesOf(['planned', 'open', 'closed'], stateWord),
  },
  { key: 'keeper', title: t('station.keeper'), value: ({ keeperName }) => keeperName || null },
  { key: 'phone', title: t('station.keeperPhone'), value: ({ keeperPhone }) => keeperPhone || null },
  { key: 'openedOn', title: t('station.openedOn'), value: ({ openedOn }) => openedOn },
  {
    key: 'lastEntryOn',
    title: t('station.lastEntry'),
    value: ({ lastEntryOn }) => lastEntryOn,
    render: (station) => <LastEntry station={station} />,
  },
  { key: 'address', title: t('station.address'), value: ({ address }) => address || null, isHidden: true },
  {
    key: 'reusedOutlet',
    title: t('station.reusedOutlet'),
    value: ({ reusedOutlet }) => reusedOutlet || null,
    isHidden: true,
  },
  {
    key: 'origin',
    title: t('station.origin'),
    value: ({ origin }) => tWord(`origin.${origin}`, origin),
    isHidden: true,
  },
]

export function StationTable({ action }: { action?: ReactNode }) {
  const [state, change] = useTableState(ID)
  useOneChoice(state, change)
  const asked = useQuery(stationsQuery(state))
  const divisions = useQuery(divisionsQuery)
  const towns = (divisions.data ?? [])
    .filter(({ level }) => level === 'town')
    .map(({ code, name }) => ({ value: code, label: name }))
  return (
    <DataTable
      id={ID}
      caption={t('station.table')}
      columns={columns(towns)}
      rows={{ data: asked.data?.rows, isPending: asked.isPending, error: asked.error, refetch: asked.refetch }}
      rowKey={({ id }) => id}
      server={{ total: asked.data?.total ?? 0, sortable: SORTS, searchable: true }}
      exportHref={`/api/stations.xlsx?${new URLSearchParams(stationFilter(state))}`}
      empty={{ text: t('station.none') }}
      action={action}
    />
  )
}
