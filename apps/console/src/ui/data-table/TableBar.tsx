import { DownloadOutlined, SettingOutlined } from '@ant-design/icons'
import { App, Button, Checkbox, Input, Popover, Select, Tag } from 'antd'
import { type ReactNode, useEffect, useState } from 'react'
import { t } from '../../lib/i18n.ts'
import { problemText } from '../../lib/problem-text.ts'
import { DownloadButton } from '../DownloadButton.tsx'
import { labelled } from '../punctuation.ts'
import { type Column, choices } from './column.ts'
import type { TableState } from './table-state.ts'

type TableBarProps<Row> = {
  caption: string
  columns: readonly Column<Row>[]
  all: readonly Row[]
  state: TableState
  change: (next: Partial<TableState>) => void
  hidden: readonly string[]
  choose: (hidden: readonly string[]) => void
  total: number
  shown: number
  isFiltered: boolean
  isPending: boolean
  isServer: boolean
  searchable: boolean
  exportHref?: string | undefined
  onExport: () => Promise<number>
  action?: ReactNode
}

/** Above a table: what is looked for, how many there are, and what can be taken away. */
export function TableBar<Row>(props: TableBarProps<Row>) {
  const { caption, columns, all, state, change, isFiltered } = props
  const filterable = columns.filter(({ filter }) => filter !== undefined)
  return (
    <>
      <div className="data-table-bar">
        {props.searchable ? (
          <SearchBox
            label={t('table.search', { table: caption })}
            search={state.search}
            onSearch={(search) => change({ search })}
          />
        ) : null}
        {filterable.map((column) => (
          <Select
            key={column.key}
            className="data-table-filter"
            mode="multiple"
            maxTagCount="responsive"
            allowClear
            optionFilterProp="label"
            aria-label={t('table.any', { column: column.title })}
            placeholder={t('table.any', { column: column.title })}
            options={choices(column, all)}
            value={[...(state.filters[column.key] ?? [])]}
            onChange={(values: string[]) => change({ filters: { ...state.filters, [column.key]: values } })}
          />
        ))}
        <span className="spacer" />
        <ColumnChooser {...props} />
        <ExportButton exportHref={props.exportHref} onExport={props.onExport} />
        {props.action}
      </div>
      <div className="data-table-said" aria-live="polite">
        <span>
          {props.isPending
            ? t('state.loading')
            : isFiltered && !props.isServer
              ? t('table.countFiltered', { total: props.total, shown: props.shown })
              : t('table.count', { total: props.total })}
        </span>
        {isFiltered ? <ActiveFilters {...props} /> : null}
      </div>
    </>
  )
}

function ActiveFilters<Row>({ columns, all, state, change }: TableBarProps<Row>) {
  const active = columns.flatMap((column) =>
    (state.filters[column.key] ?? []).map((value) => ({
      column,
      value,
      label: choices(column, all).find((choice) => choice.value === value)?.label ?? value,
    })),
  )
  const without = (key: string, value: string) => ({
    ...state.filters,
    [key]: (state.filters[key] ?? []).filter((other) => other !== value),
  })
  const none = Object.fromEntries(Object.keys(state.filters).map((key) => [key, []]))
  return (
    <>
      {state.search ? (
        <Tag closable onClose={() => change({ search: '' })}>
          {labelled(t('table.searchShort'))}
          {state.search}
        </Tag>
      ) : null}
      {active.map(({ column, value, label }) => (
        <Tag key={`${column.key}${value}`} closable onClose={() => change({ filters: without(column.key, value) })}>
          {labelled(column.title)}
          {label}
        </Tag>
      ))}
      <Button type="link" size="small" onClick={() => change({ search: '', filters: none })}>
        {t('table.clear')}
      </Button>
    </>
  )
}

const PAUSE_MS = 250

function SearchBox({ label, search, onSearch }: { label: string; search: string; onSearch: (search: string) => void }) {
  const [typed, setTyped] = useState(search)
  useEffect(() => setTyped(search), [search])
  useEffect(() => {
    if (typed === search) return
    const timer = setTimeout(() => onSearch(typed), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed, search, onSearch])
  return (
    <Input
      className="data-table-search"
      allowClear
      type="search"
      aria-label={label}
      placeholder={t('table.searchShort')}
      value={typed}
      onChange={({ target }) => setTyped(target.value)}
      onPressEnter={() => onSearch(typed)}
    />
  )
}

function ColumnChooser<Row>({ columns, hidden, choose }: TableBarProps<Row>) {
  const boxes = (
    <div className="column-choice">
      {columns.map(({ key, title }) => (
        <Checkbox
          key={key}
          checked={!hidden.includes(key)}
          onChange={({ target }) => choose(target.checked ? hidden.filter((other) => other !== key) : [...hidden, key])}
        >
          {title}
        </Checkbox>
      ))}
    </div>
  )
  return (
    <Popover trigger="click" placement="bottomRight" content={boxes}>
      <Button icon={<SettingOutlined aria-hidden />}>{t('table.columns')}</Button>
    </Popover>
  )
}

function ExportButton({ exportHref, onExport }: { exportHref: string | undefined; onExport: () => Promise<number> }) {
  const { message } = App.useApp()
  const [isBusy, setBusy] = useState(false)
  const icon = <DownloadOutlined aria-hidden />
  if (exportHref) return <DownloadButton href={exportHref}>{t('table.export')}</DownloadButton>
  const write = async () => {
    setBusy(true)
    try {
      message.success(t('table.exported', { rows: await onExport() }))
    } catch (error) {
      message.error(problemText(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Button icon={icon} loading={isBusy} onClick={() => void write()}>
      {t('table.export')}
    </Button>
  )
}
