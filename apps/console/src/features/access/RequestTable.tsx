import { DownOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Table } from 'antd'
import { useRef } from 'react'
import { count, moment } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'
import { useTableForm } from '../../ui/printing.ts'
import { useScrollRegion } from '../../ui/scroll-region.ts'
import { StateTag } from '../../ui/state-tag.tsx'
import type { AccessRow } from './queries.ts'
import { actText, personText, rolesText } from './words.ts'

/** 2026-05-01 09:30:12, as the county's wall clock shows it. */
const exact = (at: string): string => `${moment(at)}:${at.slice(17, 19)}`

const Result = ({ row: { refusal, status, times } }: { row: AccessRow }) => (
  <>
    {refusal === '' && status < 400 ? t('access.done') : <StateTag tone="bad">{t('access.refused')}</StateTag>}
    {times > 1 ? <small style={{ color: 'var(--ink-soft)' }}> {t('access.times', { count: times })}</small> : null}
  </>
)

type RequestTableProps = { rows: readonly AccessRow[]; onPerson: (account: string) => void }

export function RequestTable({ rows, onPerson }: RequestTableProps) {
  const box = useRef<HTMLDivElement>(null)
  const { form, isPrinting } = useTableForm()
  useScrollRegion(box, t('access.table'))
  const columns = [
    {
      key: 'at',
      title: t('access.at'),
      render: (_: unknown, { at }: AccessRow) => <time dateTime={at}>{exact(at)}</time>,
    },
    {
      key: 'who',
      title: t('access.who'),
      render: (_: unknown, row: AccessRow) =>
        row.account === '' ? (
          personText(row)
        ) : (
          <button type="button" className="figure-door" title={t('access.trail')} onClick={() => onPerson(row.account)}>
            {personText(row)}
          </button>
        ),
    },
    { key: 'act', title: t('access.act'), render: (_: unknown, { act }: AccessRow) => actText(act) },
    {
      key: 'route',
      title: t('access.route'),
      render: (_: unknown, { method, route }: AccessRow) => (
        <code>
          {method} {route}
        </code>
      ),
    },
    { key: 'result', title: t('access.result'), render: (_: unknown, row: AccessRow) => <Result row={row} /> },
    { key: 'address', title: t('access.address'), dataIndex: 'address' },
  ]
  return (
    <div ref={box}>
      <Table<AccessRow>
        size="small"
        {...form}
        rowKey={({ id }) => id}
        columns={columns}
        dataSource={[...rows]}
        pagination={false}
        expandable={{
          showExpandColumn: !isPrinting,
          columnTitle: <span className="visually-hidden">{t('action.details')}</span>,
          expandedRowRender: (row) => <Facts row={row} />,
          expandIcon: ({ expanded, onExpand, record }) => (
            <Button
              type="text"
              size="small"
              icon={expanded ? <DownOutlined aria-hidden /> : <RightOutlined aria-hidden />}
              aria-expanded={expanded}
              aria-label={t(expanded ? 'access.collapse' : 'access.expand', { at: exact(record.at) })}
              onClick={(event) => onExpand(record, event)}
            />
          ),
        }}
      />
    </div>
  )
}

function Facts({ row }: { row: AccessRow }) {
  const facts: [string, string][] = [
    [t('access.account'), row.account],
    [t('access.roles'), rolesText(row.roles)],
    [t('access.place'), row.place],
    [t('access.subject'), row.subject],
    [t('access.status'), String(row.status)],
    [t('access.refusal'), row.refusal],
    [t('access.agent'), row.agent],
    [t('access.duration'), t('access.durationMs', { ms: row.durationMs })],
    [t('access.bytes'), row.bytes === null ? '' : t('access.bytesOf', { bytes: count(row.bytes) })],
    [t('access.requestId'), row.requestId],
  ]
  return (
    <dl className="facts">
      {facts
        .filter(([, value]) => value !== '')
        .map(([label, value]) => (
          <div key={label} style={{ display: 'contents' }}>
            <dt>{label}</dt>
            <dd style={{ overflowWrap: 'anywhere' }}>{value}</dd>
          </div>
        ))}
    </dl>
  )
}
