import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Radio } from 'antd'
import { useState } from 'react'
import { api, read } from '../../../lib/api.ts'
import { moment } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { useCan } from '../../../lib/session.ts'
import { useAsOf } from '../../../ui/as-of.ts'
import type { Column } from '../../../ui/data-table/column.ts'
import { DataTable } from '../../../ui/data-table/DataTable.tsx'
import { FileField } from '../../../ui/file-field.tsx'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { Quote } from '../../../ui/quote.tsx'
import { StateTag, type Tone } from '../../../ui/state-tag.tsx'
import { DueDay } from '../due.tsx'
import { type Task, tasksQuery } from '../queries.ts'

type State = Task['state'] | 'overdue'
const STATES = ['overdue', 'doing', 'todo', 'done'] as const
const TONES: Record<State, Tone> = { overdue: 'bad', doing: 'info', todo: 'plain', done: 'good' }
const stateOf = ({ isOverdue, state }: Task): State => (isOverdue ? 'overdue' : state)

const columns = (): Column<Task>[] => [
  {
    key: 'text',
    title: t('tasks.text'),
    value: ({ text }) => text,
    width: 360,
    render: ({ text }) => <div className="cell-text">{text}</div>,
  },
  {
    key: 'unit',
    title: t('tasks.unit'),
    value: ({ unit }) => unit,
    filter: 'values',
    render: ({ unit }) => (
      <span className="cell-clip" title={unit}>
        {unit}
      </span>
    ),
  },
  { key: 'role', title: t('tasks.role'), value: ({ role }) => t(`taskRole.${role}`), filter: 'values' },
  {
    key: 'state',
    title: t('tasks.state'),
    value: stateOf,
    sheet: (task) => t(`taskState.${stateOf(task)}`),
    rank: (task) => STATES.indexOf(stateOf(task)),
    filter: STATES.map((state) => ({ value: state, label: t(`taskState.${state}`) })),
    render: (task) => (
      <StateTag tone={TONES[stateOf(task)]}>
        {t(`taskState.${stateOf(task)}`)}
        {task.isOverdue ? `（${t(`taskState.${task.state}`)}）` : ''}
      </StateTag>
    ),
  },
  {
    key: 'dueOn',
    title: t('tasks.due'),
    value: ({ dueOn }) => dueOn,
    render: ({ dueOn, daysLeft, state }) => <DueDay on={dueOn} daysLeft={daysLeft} isDone={state === 'done'} />,
  },
  { key: 'note', title: t('tasks.note'), value: ({ note }) => note },
  {
    key: 'reportedAt',
    title: t('tasks.reportedAt'),
    value: ({ reportedAt }) => reportedAt,
    render: ({ reportedAt }) => (reportedAt ? moment(reportedAt) : '—'),
    isHidden: true,
  },
]

/** The tasks by department: who has what to do by when, and how far it is. */
export function TasksTab() {
  const { asOf } = useAsOf()
  const can = useCan()
  const asked = useQuery(tasksQuery(asOf))
  const [reporting, setReporting] = useState<Task>()
  const act: Column<Task> = {
    key: 'act',
    title: t('tasks.report'),
    value: () => null,
    isFixedOrder: true,
    isPinned: true,
    render: (task) => (
      <Button type="link" size="small" onClick={() => setReporting(task)}>
        {t('tasks.report')}
      </Button>
    ),
  }
  return (
    <>
      <DataTable
        id="tasks"
        caption={t('tasks.caption')}
        columns={can('programme.reportTask') ? [...columns(), act] : columns()}
        rows={asked}
        rowKey={({ id }) => id}
        initialSort="dueOn"
        empty={{ text: t('tasks.none') }}
        detail={({ source }) => <Quote source={source} />}
      />
      {reporting ? <ReportTask task={reporting} onClose={() => setReporting(undefined)} /> : null}
    </>
  )
}

type Fields = { state: Task['state']; note?: string; fileId?: string | null }

function ReportTask({ task, onClose }: { task: Task; onClose: () => void }) {
  const client = useQueryClient()
  return (
    <FormDialog<Fields>
      title={t('tasks.reportTitle')}
      about={<p>{task.text}</p>}
      initial={{ state: task.state }}
      onClose={onClose}
      onDone={() => client.invalidateQueries({ queryKey: ['programme'] })}
      onSubmit={({ state, note = '', fileId = null }, id) =>
        read(
          api.POST('/api/programme/tasks/{id}/reports', {
            params: { path: { id: task.id } },
            body: { id, state, note, fileId },
          }),
        )
      }
    >
      <Form.Item name="state" label={t('tasks.state')}>
        <Radio.Group
          options={(['todo', 'doing', 'done'] as const).map((value) => ({ value, label: t(`taskState.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="note" label={t('target.note')}>
        <Input.TextArea rows={3} maxLength={300} showCount />
      </Form.Item>
      <Form.Item name="fileId" label={t('tasks.paper')}>
        <FileField />
      </Form.Item>
    </FormDialog>
  )
}
