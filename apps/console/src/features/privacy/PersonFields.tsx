import { useQuery } from '@tanstack/react-query'
import { Form, Input, Select } from 'antd'
import { useState } from 'react'
import { t } from '../../lib/i18n.ts'
import { phoneRule, required } from '../../ui/form-problems.ts'
import { accountsFound } from './queries.ts'

export type Person = { name: string; phone?: string; account?: string | null }

/** As it is sent: an account that was not picked is none. */
export const personOf = ({ name, phone = '', account = null }: Person) => ({ name, phone, account })

/** Who it is: a name, and the telephone or the account by which he is found. */
export function PersonFields() {
  const account = Form.useWatch<string | undefined>('account')
  return (
    <>
      <Form.Item name="name" label={t('person.name')} rules={[{ ...required(t('person.name')), whitespace: true }]}>
        <Input maxLength={40} autoComplete="off" />
      </Form.Item>
      <Form.Item
        name="phone"
        label={t('person.phone')}
        dependencies={['account']}
        rules={account ? [phoneRule()] : [required(t('person.phone')), phoneRule()]}
      >
        <Input maxLength={20} inputMode="tel" autoComplete="off" />
      </Form.Item>
      <Form.Item name="account" label={t('person.account')} extra={t('person.accountHint')}>
        <AccountPicker />
      </Form.Item>
    </>
  )
}

type AccountPickerProps = { id?: string; value?: string | null; onChange?: (account: string | null) => void }

function AccountPicker({ id, value, onChange }: AccountPickerProps) {
  const [search, setSearch] = useState('')
  const asked = useQuery(accountsFound(search))
  const rows = asked.data?.rows.filter(({ isSimulator }) => !isSimulator) ?? []
  return (
    <Select
      {...(id ? { id } : {})}
      allowClear
      showSearch={{ filterOption: false, onSearch: setSearch }}
      loading={asked.isPending}
      value={value ?? null}
      options={rows.map(({ id: account, name, username }) => ({
        value: account,
        label: name === username ? name : `${name} ${username}`,
      }))}
      onChange={(picked: string | undefined) => onChange?.(picked ?? null)}
    />
  )
}
