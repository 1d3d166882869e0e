import { addDays, inUnit, percent, type Unit } from '../../../lib/format.ts'
import { t, tWord } from '../../../lib/i18n.ts'
import type { Column } from '../../../ui/data-table/column.ts'
import { DataTable, type DataTableProps } from '../../../ui/data-table/DataTable.tsx'
import { Figure } from '../../../ui/figure.tsx'
import type { Overview } from '../queries.ts'

type Ledger = Overview['ledgers'][number]

const nameOf = ({ indicator }: Ledger) => tWord(`ledger.${indicator}`, indicator)
const unitOf = ({ indicator }: Ledger): Unit => {
  if (indicator.endsWith('Fen')) return 'fen'
  return indicator.startsWith('station.parcels') ? 'parcel' : 'time'
}
const changeOf = ({ last7, previous7 }: Ledger) => (previous7 === 0 ? null : last7 / previous7 - 1)

function changeText(ledger: Ledger): string {
  const change = changeOf(ledger)
  if (change === null) return t('change.none')
  return `${change > 0 ? '▲ +' : change < 0 ? '▼ ' : ''}${percent(change)}`
}

const exact = (ledger: Ledger, value: number) => (unitOf(ledger) === 'fen' ? value / 100 : value)

function columns(asOf: string): Column<Ledger>[] {
  const spans = [
    { key: 'last7', from: addDays(asOf, -6), to: asOf },
    { key: 'previous7', from: addDays(asOf, -13), to: addDays(asOf, -7) },
  ] as const
  return [
    { key: 'name', title: t('ledger.name'), value: nameOf },
    ...spans.map(
      ({ key, from, to }): Column<Ledger> => ({
        key,
        title: t(`ledger.${key}`),
        value: (ledger) => ledger[key],
        sheet: (ledger) => exact(ledger, ledger[key]),
        align: 'right',
        render: (ledger) => (
          <Figure
            label={`${nameOf(ledger)} ${t(`ledger.${key}`)}`}
            value={ledger[key]}
            unit={unitOf(ledger)}
            evidence={{ indicator: ledger.indicator, from, to }}
            isSimulated={ledger.isSimulated && ledger[key] !== 0}
          />
        ),
      }),
    ),
    { key: 'change', title: t('ledger.change'), value: changeOf, render: changeText, align: 'right' },
    {
      key: 'total',
      title: t('ledger.total'),
      value: ({ total }) => total,
      sheet: (ledger) => exact(ledger, ledger.total),
      align: 'right',
      render: (ledger) => (
        <Figure
          label={nameOf(ledger)}
          value={ledger.total}
          unit={unitOf(ledger)}
          evidence={{ indicator: ledger.indicator }}
          isSimulated={ledger.isSimulated}
        />
      ),
    },
    {
      key: 'unit',
      title: t('external.unit'),
      value: (ledger) => (unitOf(ledger) === 'fen' ? t('money.inYuan') : inUnit(0, unitOf(ledger)).unit),
      isHidden: true,
      isFixedOrder: true,
    },
  ]
}

/** The ledgers of the last week beside the week before. */
export const LedgerTable = ({ rows, asOf }: { rows: DataTableProps<Ledger>['rows']; asOf: string }) => (
  <DataTable
    id="ledgers"
    caption={t('overview.ledgers')}
    columns={columns(asOf)}
    rows={rows}
    rowKey={({ indicator }) => indicator}
    empty={{ text: t('ledger.none') }}
  />
)
