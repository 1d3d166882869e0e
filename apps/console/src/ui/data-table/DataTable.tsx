import { Skeleton, Table, type TablePaginationConfig, type TableProps } from 'antd'
import { type ReactNode, useRef, useState } from 'react'
import { t } from '../../lib/i18n.ts'
import { EmptyView } from '../empty-view.tsx'
import { ErrorView } from '../error-view.tsx'
import { useTableForm } from '../printing.ts'
import { useScrollRegion } from '../scroll-region.ts'
import { type Column, isBlank, matching, sorted } from './column.ts'
import { saveSheet } from './sheet.ts'
import { TableBar } from './TableBar.tsx'
import { type TableState, useTableState } from './table-state.ts'

/** As TanStack Query gives it. */
type Asked<Row> = { data: readonly Row[] | undefined; isPending: boolean; error: unknown; refetch: () => unknown }

export type DataTableProps<Row> = {
  /** Names the table in the URL and in the memory of chosen columns. */
  id: string
  /** What the table is called aloud and in its sheet. */
  caption: string
  columns: readonly Column<Row>[]
  rows: Asked<Row>
  rowKey: (row: Row) => string
  /** Given where the server searches, sorts, filters and pages by `useTableState(id)`; `rows` are one page then. */
  server?: { total: number; sortable: readonly string[]; searchable: boolean } | undefined
  /** The server's own sheet; otherwise the rows on screen are written here. */
  exportHref?: string | undefined
  empty: { text: string; action?: ReactNode }
  action?: ReactNode
  detail?: (row: Row) => ReactNode
  initialSort?: string
  /** Shorter pages where the table is one of several on a screen. */
  initialPageSize?: 10 | undefined
}

const MEMORY = 'xiangji.columns.'

function useColumnChoice<Row>(id: string, columns: readonly Column<Row>[]) {
  const [hidden, setHidden] = useState<readonly string[]>(() => {
    const kept = localStorage.getItem(MEMORY + id)
    return kept === null
      ? columns.filter(({ isHidden }) => isHidden).map(({ key }) => key)
      : kept.split(' ').filter(Boolean)
  })
  const choose = (next: readonly string[]) => {
    localStorage.setItem(MEMORY + id, next.join(' '))
    setHidden(next)
  }
  return { hidden, choose, shown: columns.filter(({ key }) => !hidden.includes(key)) }
}

function antdColumns<Row>(columns: readonly Column<Row>[], state: TableState, sortable?: readonly string[]) {
  return columns.map((column) => ({
    key: column.key,
    title: column.title,
    align: column.align ?? 'left',
    ...(column.width ? { width: column.width } : {}),
    ...(column.isPinned ? { fixed: 'right' as const } : {}),
    sorter: sortable ? sortable.includes(column.key) : !column.isFixedOrder,
    sortOrder:
      state.sort?.key === column.key ? (state.sort.isDescending ? ('descend' as const) : ('ascend' as const)) : null,
    render: (_: unknown, row: Row) => {
      const cell = (column.render ?? defaultRender(column))(row)
      return column.isProse ? <div className="cell-words">{cell}</div> : cell
    },
  }))
}

const DAY = /(\d{4}-\d{2}-\d{2})/

/** No day is broken over two lines. */
const withDays = (text: string): ReactNode =>
  text.split(DAY).map((part, at) =>
    at % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text, in its order
      <span key={at} className="cell-day">
        {part}
      </span>
    ),
  )

const defaultRender =
  <Row,>(column: Column<Row>) =>
  (row: Row): ReactNode => {
    const cell = column.value(row)
    if (typeof cell === 'boolean') return cell ? t('table.yes') : t('table.no')
    if (cell === null || cell === '') return '—'
    return typeof cell === 'string' ? withDays(cell) : cell
  }

/** A table of the office: search, filters, sorting and pages in the URL, columns to choose, a sheet to take away. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { id, caption, columns, rows, server } = props
  const [kept, change] = useTableState(id, props.initialPageSize)
  const state = kept.sort || !props.initialSort ? kept : { ...kept, sort: sortOf(props.initialSort) }
  const { hidden, choose, shown } = useColumnChoice(id, columns)
  const box = useRef<HTMLElement>(null)
  useScrollRegion(box, caption)
  const all = rows.data ?? []
  const selected = server ? [...all] : sorted(matching(all, columns, state), columns, state.sort)

  if (rows.error) return <ErrorView error={rows.error} onRetry={rows.refetch} />
  const total = server?.total ?? all.length
  const isFiltered = state.search !== '' || Object.values(state.filters).some((values) => values.length > 0)
  return (
    <section ref={box} className="data-table" aria-label={caption}>
      <TableBar
        {...{ caption, columns, all, state, change, hidden, choose, isFiltered }}
        total={total}
        shown={server ? server.total : selected.length}
        searchable={server?.searchable ?? true}
        isServer={server !== undefined}
        isPending={rows.isPending}
        exportHref={props.exportHref}
        onExport={() => saveSheet(caption, columns, selected).then(() => selected.length)}
        action={props.action}
      />
      {rows.isPending ? (
        <div className="panel" role="status" aria-label={t('state.loading')}>
          <Skeleton active paragraph={{ rows: 6 }} title={false} />
        </div>
      ) : (
        <Rows {...props} {...{ state, change, shown, selected, isFiltered }} />
      )}
    </section>
  )
}

type RowsProps<Row> = DataTableProps<Row> & {
  state: TableState
  change: (next: Partial<TableState>) => void
  shown: readonly Column<Row>[]
  selected: readonly Row[]
  isFiltered: boolean
}

/** A page of rows on screen; on paper all that are at hand. */
function Rows<Row extends object>(props: RowsProps<Row>) {
  const { rowKey, server, empty, detail, state, change, shown, selected, isFiltered } = props
  const { form, isPrinting } = useTableForm()
  const found = server?.total ?? selected.length
  return (
    <>
      <Table<Row>
        size="small"
        {...form}
        rowKey={rowKey}
        columns={antdColumns(isPrinting ? onPaper(shown, selected) : shown, state, server?.sortable)}
        dataSource={selected}
        onChange={onTableChange(state, change)}
        showSorterTooltip={false}
        locale={{ emptyText: <EmptyView {...(isFiltered ? { text: t('table.noMatch') } : empty)} /> }}
        {...(detail ? { expandable: { expandedRowRender: detail, showExpandColumn: !isPrinting } } : {})}
        pagination={!isPrinting && pagesOf(state, found)}
      />
      {isPrinting && found > selected.length ? (
        <p>{t('table.printedPart', { shown: selected.length, found })}</p>
      ) : null}
    </>
  )
}

/** On paper, what may be done with a row is left out, as is what no row says; the sheet's width is divided by what is said. */
function onPaper<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): Column<Row>[] {
  return columns
    .filter(({ value }) => rows.length === 0 || rows.some((row) => !isBlank(value(row))))
    .map(({ width: _, ...column }) => column)
}

const sortOf = (sort: string) => ({ key: sort.replace(/^-/, ''), isDescending: sort.startsWith('-') })

const PAGE_SIZES = [10, 20, 50, 100, 200]

const pagesOf = (state: TableState, total: number): false | TablePaginationConfig =>
  total > Math.min(state.pageSize, 20) && {
    current: state.page,
    pageSize: state.pageSize,
    total,
    showSizeChanger: true,
    pageSizeOptions: PAGE_SIZES,
    size: 'small',
  }

const onTableChange =
  <Row,>(state: TableState, change: (next: Partial<TableState>) => void): NonNullable<TableProps<Row>['onChange']> =>
  (pages, _filters, sorter, { action }) => {
    if (action === 'paginate') change({ page: pages.current ?? 1, pageSize: pages.pageSize ?? state.pageSize })
    const by = Array.isArray(sorter) ? sorter[0] : sorter
    if (action === 'sort')
      change({ sort: by?.order ? { key: String(by.columnKey), isDescending: by.order === 'descend' } : undefined })
  }
