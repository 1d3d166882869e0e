import { PlusOutlined } from '@ant-design/icons'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input, Popconfirm, Select } from 'antd'
import { useState } from 'react'
import { api, type Command, type Reply, read } from '../../../lib/api.ts'
import { moment, today } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { problemText } from '../../../lib/problem-text.ts'
import { useMe } from '../../../lib/session.ts'
import { DayInput } from '../../../ui/DayInput.tsx'
import type { Column } from '../../../ui/data-table/column.ts'
import { DataTable } from '../../../ui/data-table/DataTable.tsx'
import { divisionsQuery } from '../../../ui/evidence/queries.ts'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { required } from '../../../ui/form-problems.ts'
import { PlacePicker } from '../../../ui/PlacePicker.tsx'
import { listed } from '../../../ui/punctuation.ts'
import { StateTag, type Tone } from '../../../ui/state-tag.tsx'
import type { Handover } from './Handover.tsx'
import { keysQuery, rolesQuery } from './queries.ts'
import { isRead } from './roles.ts'
import { permissionWord } from './words.ts'

type Key = Reply<'/api/keys'>[number]
type Fields = Command<'/api/keys'>

const TONES: Record<Key['state'], Tone> = { active: 'good', expired: 'warn', revoked: 'bad' }

const columns = (places: ReadonlyMap<string, string>): Column<Key>[] => [
  { key: 'name', title: t('key.name'), value: ({ name }) => name },
  { key: 'hint', title: t('key.hint'), value: ({ hint }) => `${hint}…` },
  {
    key: 'scopes',
    title: t('key.scopes'),
    value: ({ scopes }) => listed(scopes.map(permissionWord)),
    render: ({ scopes }) => (
      <div style={{ minWidth: 140, maxWidth: 320, whiteSpace: 'normal' }}>{listed(scopes.map(permissionWord))}</div>
    ),
  },
  { key: 'place', title: t('account.place'), value: ({ place }) => places.get(place) ?? place },
  {
    key: 'state',
    title: t('account.state'),
    value: ({ state }) => t(`key.state.${state}`),
    render: ({ state }) => <StateTag tone={TONES[state]}>{t(`key.state.${state}`)}</StateTag>,
    filter: 'values',
  },
  { key: 'validUntil', title: t('account.validUntil'), value: ({ validUntil }) => validUntil },
  { key: 'usedAt', title: t('key.usedAt'), value: ({ usedAt }) => (usedAt ? moment(usedAt) : null) },
  { key: 'usedFrom', title: t('key.usedFrom'), value: ({ usedFrom }) => usedFrom, isHidden: true },
  { key: 'createdBy', title: t('key.createdBy'), value: ({ createdByName }) => createdByName },
]

/** Keys of other systems: which reads what, how far, until when, and when it was last used. */
export function KeyTable({ onHandover }: { onHandover: (handover: Handover) => void }) {
  const client = useQueryClient()
  const { message } = App.useApp()
  const [isMaking, setMaking] = useState(false)
  const asked = useQuery(keysQuery)
  const divisions = useQuery(divisionsQuery).data ?? []
  const again = () => client.invalidateQueries({ queryKey: keysQuery.queryKey })
  const revoke = useMutation({
    mutationFn: (id: string) => read(api.POST('/api/keys/{id}/revoke', { params: { path: { id } } })),
    onSuccess: again,
    onError: (error) => message.error(problemText(error)),
  })
  const acts: Column<Key> = {
    key: 'acts',
    title: t('account.acts'),
    value: () => null,
    isPinned: true,
    render: ({ id, name, state }) =>
      state === 'active' ? (
        <Popconfirm
          title={t('key.revokeAsk', { name })}
          okText={t('key.revoke')}
          cancelText={t('action.cancel')}
          onConfirm={() => revoke.mutate(id)}
        >
          <Button size="small" danger>
            {t('key.revoke')}
          </Button>
        </Popconfirm>
      ) : (
        '—'
      ),
  }
  return (
    <>
      <p style={{ marginBottom: 12, color: 'var(--ink-soft)' }}>{t('key.about')}</p>
      <DataTable
        id="keys"
        caption={t('account.tab.keys')}
        columns={[...columns(new Map(divisions.map(({ code, name }) => [code, name]))), acts]}
        rows={{ data: asked.data, isPending: asked.isPending, error: asked.error, refetch: asked.refetch }}
        rowKey={({ id }) => id}
        empty={{ text: t('key.none') }}
        action={
          <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setMaking(true)}>
            {t('key.create')}
          </Button>
        }
      />
      {isMaking ? <KeyDialog onClose={() => setMaking(false)} onDone={again} onHandover={onHandover} /> : null}
    </>
  )
}

type KeyDialogProps = { onClose: () => void; onDone: () => unknown; onHandover: (handover: Handover) => void }

function KeyDialog({ onClose, onDone, onHandover }: KeyDialogProps) {
  const me = useMe()
  const scopes = useQuery(rolesQuery).data?.keyScopes ?? []
  return (
    <FormDialog<Fields>
      title={t('key.create')}
      about={<p>{t('key.createText')}</p>}
      initial={{ place: me?.place ?? '', scopes: scopes.filter(isRead) }}
      onSubmit={async (body) => {
        const { key } = await read(api.POST('/api/keys', { body }))
        onHandover({
          title: 'key.secret',
          text: t('key.secretText', { name: body.name }),
          secret: key,
          once: 'handover.once',
        })
      }}
      onDone={onDone}
      onClose={onClose}
    >
      <Form.Item name="name" label={t('key.name')} rules={[{ ...required(t('key.name')), whitespace: true }]}>
        <Input maxLength={60} autoComplete="off" />
      </Form.Item>
      <Form.Item name="scopes" label={t('key.scopes')} rules={[required(t('key.scopes'))]}>
        <Select
          mode="multiple"
          optionFilterProp="label"
          options={scopes.map((scope) => ({ value: scope, label: permissionWord(scope) }))}
        />
      </Form.Item>
      <Form.Item
        name="place"
        label={t('account.place')}
        extra={t('account.placeHint')}
        rules={[required(t('account.place'))]}
      >
        <PlacePicker depth="any" />
      </Form.Item>
      <Form.Item
        name="validUntil"
        label={t('account.validUntil')}
        extra={t('key.validUntilHint')}
        rules={[required(t('account.validUntil'))]}
      >
        <DayInput min={today()} />
      </Form.Item>
    </FormDialog>
  )
}
