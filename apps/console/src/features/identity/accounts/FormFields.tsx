import { useQuery } from '@tanstack/react-query'
import { Form, Input, Select } from 'antd'
import { today } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { useMe } from '../../../lib/session.ts'
import { DayInput } from '../../../ui/DayInput.tsx'
import { phoneRule, required } from '../../../ui/form-problems.ts'
import { PlacePicker } from '../../../ui/PlacePicker.tsx'
import type { AccountFields } from './fields.ts'
import { stationsAt } from './queries.ts'
import type { Account } from './roles.ts'
import { groupedRoleChoices } from './words.ts'

/** Who it is. The telephone number is masked, so it is typed whole or not at all. */
export const PersonFields = ({ isNew = false, phone = '' }: { isNew?: boolean; phone?: string }) => (
  <>
    {isNew ? (
      <Form.Item
        name="username"
        label={t('account.username')}
        extra={t('account.usernameHint')}
        rules={[
          required(t('account.username')),
          { pattern: /^[\p{Script=Han}A-Za-z0-9_.·-]{2,30}$/u, message: t('account.usernameHint') },
        ]}
      >
        <Input maxLength={30} autoComplete="off" />
      </Form.Item>
    ) : null}
    <Form.Item name="name" label={t('account.name')} rules={[{ ...required(t('account.name')), whitespace: true }]}>
      <Input maxLength={40} autoComplete="off" />
    </Form.Item>
    <Form.Item
      name="phone"
      label={t('account.phone')}
      extra={phone ? t('account.phoneHint', { phone }) : undefined}
      rules={[phoneRule()]}
    >
      <Input maxLength={20} inputMode="tel" autoComplete="off" />
    </Form.Item>
  </>
)

type StandingProps = { mayGrant: boolean; isNew?: boolean; isSelf?: boolean; roles?: Account['roles'] }

/** What the person may do and how far; each part for those who may give it. */
export function StandingFields({ mayGrant, isNew = false, isSelf = false, roles: held = [] }: StandingProps) {
  const form = Form.useFormInstance<AccountFields>()
  const roles = Form.useWatch('roles', form) ?? held
  const place = Form.useWatch('place', form)
  const isKeeper = roles.includes('stationKeeper')
  const isEvaluator = roles.includes('evaluator')
  return (
    <>
      {mayGrant ? (
        <Form.Item name="roles" label={t('account.roles')}>
          <Select mode="multiple" optionFilterProp="label" options={groupedRoleChoices()} />
        </Form.Item>
      ) : null}
      {mayGrant || isNew ? (
        <Form.Item
          name="place"
          label={t('account.place')}
          extra={t('account.placeHint')}
          rules={[required(t('account.place'))]}
        >
          <PlacePicker depth="any" />
        </Form.Item>
      ) : null}
      {isKeeper && !isSelf ? (
        <Form.Item
          name="station"
          label={t('account.station')}
          extra={t('account.stationHint')}
          rules={[required(t('account.station'))]}
        >
          <StationPicker place={place} />
        </Form.Item>
      ) : null}
      {mayGrant || isNew ? (
        <Form.Item
          name="validUntil"
          label={t('account.validUntil')}
          extra={t('account.validUntilHint')}
          rules={isEvaluator ? [required(t('account.validUntil'))] : []}
        >
          <DayInput min={today()} />
        </Form.Item>
      ) : null}
    </>
  )
}

type StationPickerProps = {
  id?: string
  value?: string | null
  onChange?: (station: string | null) => void
  place: string | null | undefined
}

function StationPicker({ id, value, onChange, place }: StationPickerProps) {
  const home = useMe()?.place ?? ''
  const asked = useQuery(stationsAt(place ?? home))
  return (
    <Select
      {...(id ? { id } : {})}
      showSearch={{ optionFilterProp: 'label' }}
      loading={asked.isPending}
      value={value ?? null}
      options={(asked.data?.rows ?? []).map((station) => ({ value: station.id, label: station.name }))}
      onChange={(station: string | null) => onChange?.(station)}
    />
  )
}
