import { useQuery } from '@tanstack/react-query'
import { count, inUnit, percent, wan } from '../../../lib/format.ts'
import { t, tWord } from '../../../lib/i18n.ts'
import { currentLanguage } from '../../../lib/language.ts'
import { useAsOf } from '../../../ui/as-of.ts'
import type { Column } from '../../../ui/data-table/column.ts'
import { DataTable } from '../../../ui/data-table/DataTable.tsx'
import { SimulatedMark } from '../../../ui/figure.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { Wan } from '../../../ui/wan.tsx'
import { type CountySums, countiesQuery } from '../queries.ts'
import { CountyTargetList } from './CountyTargetList.tsx'

const nameOf = ({ name, nameEn }: CountySums) => (currentLanguage() === 'en' ? nameEn : name)
const ledgerOf = ({ ledgers }: CountySums, id: string) => ledgers.find(({ indicator }) => indicator === id)
const share = (part: number, whole: number) => (whole === 0 ? null : part / whole)
const shareText = (value: number | null) => (value === null ? '—' : percent(value))

const money = (
  key: 'centralPlannedFen' | 'centralArrivedFen' | 'centralPaidFen',
  title: string,
): Column<CountySums> => ({
  key,
  title,
  value: ({ money: of }) => of[key],
  sheet: ({ money: of }) => of[key] / 100,
  sheetTitle: `${title}${t('counties.inYuan')}`,
  align: 'right',
  render: (row) => <Wan fen={row.money[key]} label={title} />,
})

const LEDGERS = ['station.saleFen', 'station.parcelsCollected', 'station.parcelsSent', 'station.services'] as const

const ledger = (id: (typeof LEDGERS)[number]): Column<CountySums> => {
  const isMoney = id.endsWith('Fen')
  const title = tWord(`ledger.${id}`, id)
  return {
    key: id,
    title: isMoney ? `${title}${t('counties.inWan')}` : title,
    value: (row) => ledgerOf(row, id)?.total ?? 0,
    sheet: (row) => (ledgerOf(row, id)?.total ?? 0) / (isMoney ? 100 : 1),
    ...(isMoney ? { sheetTitle: `${title}${t('counties.inYuan')}` } : {}),
    align: 'right',
    render: (row) => {
      const total = ledgerOf(row, id)?.total ?? 0
      return (
        <span title={isMoney ? inUnit(total, 'fen').exact : undefined}>
          {isMoney ? wan(total) : count(total)}
          {ledgerOf(row, id)?.isSimulated ? <SimulatedMark /> : null}
        </span>
      )
    },
  }
}

const columns = (): Column<CountySums>[] => [
  { key: 'name', title: t('counties.name'), value: nameOf },
  { key: 'county', title: t('counties.code'), value: ({ county }) => county },
  { key: 'year', title: t('counties.year'), value: ({ programmeYear }) => programmeYear, filter: 'values' },
  money('centralPlannedFen', t('counties.planned')),
  money('centralArrivedFen', t('counties.arrived')),
  money('centralPaidFen', t('counties.paid')),
  {
    key: 'paidShare',
    title: t('counties.paidShare'),
    value: ({ money: of }) => share(of.centralPaidFen, of.centralPlannedFen),
    render: ({ money: of }) => shareText(share(of.centralPaidFen, of.centralPlannedFen)),
    align: 'right',
  },
  {
    key: 'open',
    title: t('counties.stations'),
    value: ({ stations }) => stations.open,
    render: ({ stations }) => `${stations.open} / ${stations.planned}`,
    align: 'right',
  },
  {
    key: 'coverage',
    title: t('counties.coverage'),
    value: ({ stations }) => stations.coverage,
    render: ({ stations }) => shareText(stations.coverage),
    align: 'right',
  },
  ...LEDGERS.map(ledger),
  {
    key: 'met',
    title: t('counties.met'),
    value: ({ targets }) => targets.met,
    render: ({ targets }) => `${targets.met} / ${targets.all}`,
    align: 'right',
  },
  { key: 'behind', title: t('counties.behind'), value: ({ targets }) => targets.behind, align: 'right' },
  { key: 'red', title: t('counties.red'), value: ({ targets }) => targets.red, align: 'right' },
]

/** 各县汇总: the counties below a province's or prefecture's seat, each by its own sums. */
export function Counties() {
  const { asOf } = useAsOf()
  const asked = useQuery(countiesQuery(asOf))
  return (
    <>
      <PageHeader title={t('counties.title')} about={t('counties.about')} />
      <DataTable
        id="counties"
        caption={t('counties.title')}
        columns={columns()}
        rows={asked}
        rowKey={({ county }) => county}
        initialSort="county"
        empty={{ text: t('counties.none') }}
        detail={({ county }) => <CountyTargetList code={county} asOf={asOf} />}
      />
    </>
  )
}
