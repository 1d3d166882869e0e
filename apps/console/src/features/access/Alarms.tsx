import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { api, read } from '../../lib/api.ts'
import { moment } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'
import { useCan } from '../../lib/session.ts'
import type { Column } from '../../ui/data-table/column.ts'
import { DataTable } from '../../ui/data-table/DataTable.tsx'
import { useTableState } from '../../ui/data-table/table-state.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { atLeast, required } from '../../ui/form-problems.ts'
import { useOneChoice } from '../../ui/one-choice.ts'
import { StateTag } from '../../ui/state-tag.tsx'
import { type Alarm, alarmsQuery, peopleQuery } from './queries.ts'
import { alarmText, ruleText } from './words.ts'

const ID = 'alarms'
const NOBODY: never[] = []

const stateOf = ({ acknowledgedAt }: Alarm) => (acknowledgedAt === null ? 'open' : 'acknowledged')
const stateWord = (state: 'open' | 'acknowledged') => t(`alarm.state.${state}`)
const notedText = ({ acknowledgedAt, acknowledgedName, note }: Alarm) =>
  acknowledgedAt === null ? null : t('alarm.noted', { name: acknowledgedName ?? '', at: moment(acknowledgedAt), note })

const columns = (people: ReadonlyMap<string, string>): Column<Alarm>[] => [
  { key: 'lastAt', title: t('alarm.lastAt'), value: ({ lastAt }) => moment(lastAt) },
  {
    key: 'rule',
    title: t('alarm.rule'),
    value: ({ rule }) => ruleText(rule),
    render: ({ rule }) => <strong>{ruleText(rule)}</strong>,
  },
  { key: 'who', title: t('alarm.who'), value: ({ name }) => name || null },
  {
    key: 'what',
    title: t('alarm.what'),
    value: (alarm) => alarmText(alarm, people),
    render: (alarm) => (
      <div style={{ maxWidth: 420, whiteSpace: 'normal', overflowWrap: 'anywhere' }}>
        {alarmText(alarm, people)}
        <div style={{ color: 'var(--ink-soft)' }}>{notedText(alarm)}</div>
      </div>
    ),
  },
  { key: 'times', title: t('alarm.times'), value: ({ times }) => times, align: 'right' },
  {
    key: 'state',
    title: t('alarm.state'),
    value: (alarm) => stateWord(stateOf(alarm)),
    render: (alarm) => (
      <StateTag tone={stateOf(alarm) === 'open' ? 'bad' : 'good'}>{stateWord(stateOf(alarm))}</StateTag>
    ),
    filter: (['open', 'acknowledged'] as const).map((value) => ({ value, label: stateWord(value) })),
  },
  { key: 'firstAt', title: t('alarm.firstAt'), value: ({ firstAt }) => moment(firstAt), isHidden: true },
]

/** What the rules found strange; each is looked into and acknowledged once. */
export function Alarms() {
  const [state, change] = useTableState(ID)
  useOneChoice(state, change)
  const can = useCan()
  const found = useQuery(alarmsQuery(state))
  const people = useQuery(peopleQuery('')).data ?? NOBODY
  const [seen, see] = useState<Alarm | null>(null)
  const act: Column<Alarm> = {
    key: 'acts',
    title: t('alarm.acts'),
    value: () => null,
    isFixedOrder: true,
    isPinned: true,
    render: (alarm) =>
      alarm.acknowledgedAt === null ? (
        <Button type="link" size="small" onClick={() => see(alarm)}>
          {t('alarm.acknowledge')}
          <span className="visually-hidden"> {ruleText(alarm.rule)}</span>
        </Button>
      ) : null,
  }
  const names = new Map(people.map(({ id, name }) => [id, name]))
  return (
    <>
      <DataTable
        id={ID}
        caption={t('alarm.table')}
        columns={can('access.acknowledge') ? [...columns(names), act] : columns(names)}
        rows={{ data: found.data?.rows, isPending: found.isPending, error: found.error, refetch: found.refetch }}
        rowKey={({ id }) => id}
        server={{ total: found.data?.total ?? 0, sortable: [], searchable: false }}
        empty={{ text: t('alarm.none') }}
      />
      {seen ? <AcknowledgeDialog alarm={seen} text={alarmText(seen, names)} onClose={() => see(null)} /> : null}
    </>
  )
}

function AcknowledgeDialog({
  alarm: { id, rule },
  text,
  onClose,
}: {
  alarm: Alarm
  text: string
  onClose: () => void
}) {
  const client = useQueryClient()
  return (
    <FormDialog<{ note: string }>
      title={t('alarm.acknowledgeTitle')}
      about={
        <>
          <p>
            <strong>{ruleText(rule)}</strong>
          </p>
          <p>{text}</p>
          <p className="form-about">{t('alarm.acknowledgeText')}</p>
        </>
      }
      onSubmit={({ note }) =>
        read(api.POST('/api/access/alarms/{id}/acknowledge', { params: { path: { id } }, body: { note } }))
      }
      onDone={() => client.invalidateQueries({ queryKey: ['access'] })}
      onClose={onClose}
    >
      <Form.Item
        name="note"
        label={t('alarm.note')}
        rules={[{ ...required(t('alarm.note')), whitespace: true }, atLeast(2)]}
      >
        <Input.TextArea rows={4} maxLength={500} showCount />
      </Form.Item>
    </FormDialog>
  )
}
