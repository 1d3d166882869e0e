import { moment, yuan } from '../../../lib/format.ts'
import { t, tWord } from '../../../lib/i18n.ts'
import type { Column } from '../../../ui/data-table/column.ts'
import { DataTable } from '../../../ui/data-table/DataTable.tsx'
import type { Entry } from '../queries.ts'
import { OriginMark } from '../words.tsx'

const FEN_PER_YUAN = 100
const word = (value: string) => tWord(`word.${value}`, value)

/** A voided entry stays, struck through. */
const struck = (entry: Entry, text: string) => (entry.voidedAt === null ? text : <del className="voided">{text}</del>)

const goodsOf = ({ goods, unit, quantity }: Entry) => (goods ? `${goods} ${quantity}${unit}` : '')

const columns = (): Column<Entry>[] => [
  {
    key: 'at',
    title: t('entry.at'),
    value: ({ at }) => moment(at).slice(11),
    render: (entry) => struck(entry, moment(entry.at).slice(11)),
    sheet: ({ at }) => moment(at),
  },
  { key: 'ledger', title: t('entry.ledger'), value: ({ ledger }) => word(ledger), filter: 'values' },
  {
    key: 'service',
    title: t('entry.service'),
    value: ({ service }) => word(service),
    render: (entry) => (
      <>
        {struck(entry, word(entry.service))}
        <OriginMark origin={entry.origin} />
      </>
    ),
    filter: 'values',
  },
  {
    key: 'quantity',
    title: t('entry.quantity'),
    value: ({ quantity }) => quantity,
    render: (entry) => struck(entry, String(entry.quantity)),
    align: 'right',
  },
  {
    key: 'amount',
    title: t('entry.amount'),
    value: ({ amountFen }) => (amountFen === 0 ? null : amountFen),
    render: (entry) => (entry.amountFen === 0 ? '—' : struck(entry, yuan(entry.amountFen))),
    sheet: ({ amountFen }) => amountFen / FEN_PER_YUAN,
    sheetTitle: t('entry.amountSheet'),
    align: 'right',
  },
  { key: 'goods', title: t('entry.goods'), value: (entry) => goodsOf(entry) || null },
  { key: 'waybill', title: t('entry.waybill'), value: ({ waybill }) => waybill },
  { key: 'note', title: t('entry.note'), value: ({ note }) => note || null },
  {
    key: 'via',
    title: t('entry.via'),
    value: ({ via }) => word(via),
    render: ({ via }) => (via === 'onBehalf' ? <strong>{word(via)}</strong> : word(via)),
    filter: 'values',
  },
  {
    key: 'state',
    title: t('entry.state'),
    value: ({ voidedAt }) => t(voidedAt === null ? 'entry.valid' : 'entry.voided'),
    render: ({ voidedAt, voidReason }) =>
      voidedAt === null ? t('entry.valid') : t('entry.voidedWhy', { reason: voidReason ?? '' }),
    sheet: ({ voidedAt, voidReason }) =>
      voidedAt === null ? t('entry.valid') : t('entry.voidedWhy', { reason: voidReason ?? '' }),
    filter: 'values',
  },
]

export const EntryTable = ({ entries }: { entries: readonly Entry[] }) => (
  <DataTable
    id="entries"
    caption={t('day.entries')}
    columns={columns()}
    rows={{ data: entries, isPending: false, error: null, refetch: () => undefined }}
    rowKey={({ id }) => id}
    initialSort="-at"
    empty={{ text: t('day.noEntries') }}
  />
)
