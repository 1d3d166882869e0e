import { PlusOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { api, fileHref, read } from '../../lib/api.ts'
import { today } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'
import { useCan } from '../../lib/session.ts'
import { DayInput } from '../../ui/DayInput.tsx'
import type { Column } from '../../ui/data-table/column.ts'
import { DataTable } from '../../ui/data-table/DataTable.tsx'
import { useTableState } from '../../ui/data-table/table-state.ts'
import { FileField } from '../../ui/file-field.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { required } from '../../ui/form-problems.ts'
import { type Person, PersonFields, personOf } from './PersonFields.tsx'
import { BASES, type Consent, consentsQuery } from './queries.ts'

const ID = 'consents'

const columns = (): Column<Consent>[] => [
  { key: 'name', title: t('person.name'), value: ({ name }) => name },
  { key: 'phone', title: t('person.phone'), value: ({ phone }) => phone || null },
  { key: 'account', title: t('person.account'), value: ({ accountName }) => accountName || null },
  { key: 'purpose', title: t('consent.purpose'), value: ({ purpose }) => purpose },
  { key: 'basis', title: t('register.basis'), value: ({ basis }) => t(`privacyBasis.${basis}`) },
  { key: 'textVersion', title: t('consent.textVersion'), value: ({ textVersion }) => textVersion },
  { key: 'givenOn', title: t('consent.givenOn'), value: ({ givenOn }) => givenOn },
  { key: 'withdrawnOn', title: t('consent.withdrawnOn'), value: ({ withdrawnOn }) => withdrawnOn },
  {
    key: 'file',
    title: t('consent.paper'),
    value: ({ fileId }) => fileId,
    render: ({ fileId }) => (fileId ? <a href={fileHref(fileId)}>{t('publication.fileOpen')}</a> : '—'),
  },
]

export function Consents() {
  const [state] = useTableState(ID)
  const can = useCan()
  const asked = useQuery(consentsQuery(state))
  const [isAdding, setAdding] = useState(false)
  const [withdrawing, setWithdrawing] = useState<Consent | null>(null)
  const mayManage = can('privacy.manage')
  const acts: Column<Consent>[] = mayManage
    ? [
        {
          key: 'acts',
          title: t('publication.acts'),
          value: () => null,
          isFixedOrder: true,
          isPinned: true,
          render: (consent) =>
            consent.withdrawnOn === null ? (
              <Button type="link" size="small" onClick={() => setWithdrawing(consent)}>
                {t('consent.withdraw')}
              </Button>
            ) : null,
        },
      ]
    : []
  return (
    <>
      <DataTable
        id={ID}
        caption={t('consent.table')}
        columns={[...columns(), ...acts]}
        rows={{ data: asked.data?.rows, isPending: asked.isPending, error: asked.error, refetch: asked.refetch }}
        rowKey={({ id }) => id}
        server={{ total: asked.data?.total ?? 0, sortable: [], searchable: true }}
        empty={{ text: t('consent.none') }}
        action={
          mayManage ? (
            <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>
              {t('consent.add')}
            </Button>
          ) : null
        }
      />
      {isAdding ? <ConsentDialog onClose={() => setAdding(false)} /> : null}
      {withdrawing ? <WithdrawDialog consent={withdrawing} onClose={() => setWithdrawing(null)} /> : null}
    </>
  )
}

type Fields = Person & {
  purpose: string
  basis: (typeof BASES)[number]
  textVersion: string
  givenOn: string
  fileId: string | null
}

function ConsentDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  return (
    <FormDialog<Fields>
      title={t('consent.add')}
      initial={{ basis: 'consent', givenOn: today(), fileId: null }}
      onSubmit={(fields, id) =>
        read(api.POST('/api/privacy/consents', { body: { id, ...fields, ...personOf(fields) } }))
      }
      onDone={() => client.invalidateQueries({ queryKey: ['privacy'] })}
      onClose={onClose}
    >
      <PersonFields />
      <Form.Item name="purpose" label={t('consent.purpose')} rules={[required(t('consent.purpose'))]}>
        <Input maxLength={120} />
      </Form.Item>
      <Form.Item name="basis" label={t('register.basis')}>
        <Select options={BASES.map((basis) => ({ value: basis, label: t(`privacyBasis.${basis}`) }))} />
      </Form.Item>
      <Form.Item name="textVersion" label={t('consent.textVersion')} rules={[required(t('consent.textVersion'))]}>
        <Input maxLength={40} />
      </Form.Item>
      <Form.Item name="givenOn" label={t('consent.givenOn')} rules={[required(t('consent.givenOn'))]}>
        <DayInput max={today()} isRequired />
      </Form.Item>
      <Form.Item name="fileId" label={t('consent.paper')}>
        <FileField />
      </Form.Item>
    </FormDialog>
  )
}

function WithdrawDialog({ consent: { id }, onClose }: { consent: Consent; onClose: () => void }) {
  const client = useQueryClient()
  return (
    <FormDialog<{ on: string }>
      title={t('consent.withdraw')}
      about={<p className="form-about">{t('consent.withdrawAbout')}</p>}
      initial={{ on: today() }}
      onSubmit={(body) => read(api.POST('/api/privacy/consents/{id}/withdraw', { params: { path: { id } }, body }))}
      onDone={() => client.invalidateQueries({ queryKey: ['privacy'] })}
      onClose={onClose}
    >
      <Form.Item name="on" label={t('consent.withdrawnOn')} rules={[required(t('consent.withdrawnOn'))]}>
        <DayInput max={today()} isRequired />
      </Form.Item>
    </FormDialog>
  )
}
