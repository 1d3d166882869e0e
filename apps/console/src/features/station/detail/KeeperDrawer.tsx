import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Drawer, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { api, read } from '../../../lib/api.ts'
import { t } from '../../../lib/i18n.ts'
import { useCan } from '../../../lib/session.ts'
import { ErrorView } from '../../../ui/error-view.tsx'
import { phoneRule, required, useFieldProblems } from '../../../ui/form-problems.ts'
import { keepersQuery, type Station } from '../queries.ts'

type Fields = { keeperAccount?: string | null; keeperName: string; keeperPhone: string }

export function KeeperDrawer({ station, isOpen, onClose }: { station: Station; isOpen: boolean; onClose: () => void }) {
  return (
    <Drawer
      open={isOpen}
      onClose={onClose}
      title={t('station.assignKeeper')}
      size={Math.min(420, window.innerWidth)}
      destroyOnHidden
    >
      <KeeperForm station={station} onDone={onClose} />
    </Drawer>
  )
}

function KeeperForm({ station, onDone }: { station: Station; onDone: () => void }) {
  const [form] = Form.useForm<Fields>()
  const can = useCan()
  const { message } = App.useApp()
  const client = useQueryClient()
  const mayPick = can('identity.pickKeeper')
  /** Who cannot see accounts keeps the link of the same person and drops that of another. */
  const accountOf = ({ keeperAccount, keeperName }: Fields) => {
    if (mayPick) return keeperAccount ?? null
    return keeperName.trim() === station.keeperName ? station.keeperAccount : null
  }
  const save = useMutation({
    mutationFn: (fields: Fields) =>
      read(
        api.POST('/api/stations/{id}/keeper', {
          params: { path: { id: station.id } },
          body: { ...fields, keeperAccount: accountOf(fields) },
        }),
      ),
    onSuccess: async () => {
      message.success(t('station.keeperAssigned'))
      await client.invalidateQueries({ queryKey: ['station'] })
      onDone()
    },
  })
  const rest = useFieldProblems(form, save.error, ['keeperAccount', 'keeperName', 'keeperPhone'])
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark="optional"
      initialValues={{ keeperAccount: station.keeperAccount, keeperName: station.keeperName }}
      onFinish={(fields) => save.mutate(fields)}
    >
      <p className="form-about">{station.name}</p>
      {mayPick ? (
        <Form.Item name="keeperAccount" label={t('station.pickAccount')} extra={t('station.pickAccountHint')}>
          <AccountPicker station={station.id} onName={(name) => form.setFieldValue('keeperName', name)} />
        </Form.Item>
      ) : null}
      <Form.Item
        name="keeperName"
        label={t('station.keeper')}
        extra={!mayPick && station.keeperAccount ? t('station.accountKept') : undefined}
        rules={[{ ...required(t('station.keeper')), whitespace: true }]}
      >
        <Input maxLength={30} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="keeperPhone"
        label={t('station.keeperPhone')}
        extra={station.keeperPhone ? t('station.phoneAgain', { phone: station.keeperPhone }) : undefined}
        rules={[required(t('station.keeperPhone')), phoneRule()]}
      >
        <Input maxLength={20} inputMode="tel" autoComplete="off" />
      </Form.Item>
      {rest ? <ErrorView error={rest} /> : null}
      <Button type="primary" htmlType="submit" block loading={save.isPending} className="form-submit">
        {t('action.save')}
      </Button>
    </Form>
  )
}

type AccountPickerProps = {
  station: string
  id?: string
  value?: string | null
  onChange?: (account: string | null) => void
  onName: (name: string) => void
}

function AccountPicker({ station, id, value, onChange, onName }: AccountPickerProps) {
  const [search, setSearch] = useState('')
  const asked = useQuery({ ...keepersQuery(search), placeholderData: keepPreviousData })
  const rows = asked.data ?? []
  const isElsewhere = rows.some((row) => row.id === value && row.station !== station)
  return (
    <>
      <Select
        {...(id ? { id } : {})}
        allowClear
        showSearch={{ filterOption: false, onSearch: setSearch }}
        loading={asked.isPending}
        value={value ?? null}
        options={rows.map(({ id: account, name }) => ({ value: account, label: name }))}
        onChange={(account: string | undefined) => {
          onChange?.(account ?? null)
          const picked = rows.find((row) => row.id === account)
          if (picked) onName(picked.name)
        }}
      />
      {isElsewhere ? (
        <Alert type="warning" showIcon title={t('station.accountElsewhere')} style={{ marginTop: 8 }} />
      ) : null}
    </>
  )
}
