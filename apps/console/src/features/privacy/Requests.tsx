import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Select } from 'antd'
import { useState } from 'react'
import { api, read } from '../../lib/api.ts'
import { today } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'
import { useCan } from '../../lib/session.ts'
import { DayInput } from '../../ui/DayInput.tsx'
import type { Column } from '../../ui/data-table/column.ts'
import { DataTable } from '../../ui/data-table/DataTable.tsx'
import { useTableState } from '../../ui/data-table/table-state.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { required } from '../../ui/form-problems.ts'
import { useOneChoice } from '../../ui/one-choice.ts'
import { StateTag } from '../../ui/state-tag.tsx'
import { type Person, PersonFields, personOf } from './PersonFields.tsx'
import { KINDS, type PersonRequest, requestsQuery, STATES } from './queries.ts'
import { RequestDrawer } from './RequestDrawer.tsx'

const ID = 'privacy-requests'
const TONES = { received: 'warn', checked: 'warn', done: 'good', refused: 'plain' } as const

const isOver = ({ doneAt, dueOn }: PersonRequest) => doneAt === null && dueOn < today()

const columns = (): Column<PersonRequest>[] => [
  { key: 'kind', title: t('privacyRequest.kind'), value: ({ kind }) => t(`privacyKind.${kind}`) },
  { key: 'name', title: t('person.name'), value: ({ name }) => name || t('privacyRequest.erased') },
  { key: 'phone', title: t('person.phone'), value: ({ phone }) => phone || null },
  { key: 'account', title: t('person.account'), value: ({ accountName }) => accountName || null },
  { key: 'askedOn', title: t('privacyRequest.askedOn'), value: ({ askedOn }) => askedOn },
  {
    key: 'dueOn',
    title: t('privacyRequest.dueOn'),
    value: ({ dueOn }) => dueOn,
    render: (request) => (
      <span style={isOver(request) ? { color: 'var(--danger)', fontWeight: 600 } : undefined}>
        {request.dueOn}
        {isOver(request) ? ` ${t('privacyRequest.over')}` : ''}
      </span>
    ),
  },
  {
    key: 'state',
    title: t('privacyRequest.state'),
    value: ({ state }) => t(`privacyState.${state}`),
    render: ({ state }) => <StateTag tone={TONES[state]}>{t(`privacyState.${state}`)}</StateTag>,
    filter: STATES.map((value) => ({ value, label: t(`privacyState.${value}`) })),
  },
]

/** What persons asked, and what became of it. */
export function Requests() {
  const [state, change] = useTableState(ID)
  useOneChoice(state, change)
  const can = useCan()
  const asked = useQuery(requestsQuery(state))
  const [isAdding, setAdding] = useState(false)
  const [opened, setOpened] = useState<string | null>(null)
  const mayManage = can('privacy.manage')
  const acts: Column<PersonRequest>[] = mayManage
    ? [
        {
          key: 'acts',
          title: t('publication.acts'),
          value: () => null,
          isFixedOrder: true,
          isPinned: true,
          render: ({ id, doneAt }) => (
            <Button type="link" size="small" onClick={() => setOpened(id)}>
              {t(doneAt === null ? 'privacyRequest.handle' : 'complaint.read')}
            </Button>
          ),
        },
      ]
    : []
  return (
    <>
      <DataTable
        id={ID}
        caption={t('privacyRequest.table')}
        columns={[...columns(), ...acts]}
        rows={{ data: asked.data?.rows, isPending: asked.isPending, error: asked.error, refetch: asked.refetch }}
        rowKey={({ id }) => id}
        server={{ total: asked.data?.total ?? 0, sortable: [], searchable: false }}
        empty={{ text: t('privacyRequest.none') }}
        action={
          mayManage ? (
            <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>
              {t('privacyRequest.add')}
            </Button>
          ) : null
        }
      />
      {isAdding ? <AskDialog onClose={() => setAdding(false)} /> : null}
      <RequestDrawer
        request={asked.data?.rows.find(({ id }) => id === opened) ?? null}
        onClose={() => setOpened(null)}
      />
    </>
  )
}

type Fields = Person & { kind: (typeof KINDS)[number]; askedOn: string }

function AskDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  return (
    <FormDialog<Fields>
      title={t('privacyRequest.add')}
      about={<p className="form-about">{t('privacyRequest.addAbout')}</p>}
      initial={{ kind: 'copy', askedOn: today() }}
      onSubmit={(fields, id) =>
        read(api.POST('/api/privacy/requests', { body: { id, ...fields, ...personOf(fields) } }))
      }
      onDone={() => client.invalidateQueries({ queryKey: ['privacy'] })}
      onClose={onClose}
    >
      <Form.Item name="kind" label={t('privacyRequest.kind')}>
        <Select options={KINDS.map((kind) => ({ value: kind, label: t(`privacyKind.${kind}`) }))} />
      </Form.Item>
      <PersonFields />
      <Form.Item name="askedOn" label={t('privacyRequest.askedOn')} rules={[required(t('privacyRequest.askedOn'))]}>
        <DayInput max={today()} isRequired />
      </Form.Item>
    </FormDialog>
  )
}
