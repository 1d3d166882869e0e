import { Button, Collapse, Form, Radio, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { t } from '../../lib/i18n.ts'
import { listed } from '../../ui/punctuation.ts'
import { Amount } from './Amount.tsx'
import { ClockField } from './ClockField.tsx'
import { type Choice, type Fields, fieldsOf, type VehicleFields, wishesOf } from './fields.ts'
import type { Basis, Wishes } from './queries.ts'
import { Roads } from './Roads.tsx'
import { Unplaced } from './Unplaced.tsx'
import { Vehicles } from './Vehicles.tsx'

const SERVES = ['places', 'stations', 'towns'] as const

/** What every stop of a kind gets unless the table says otherwise. */
const NeedPart = ({ of }: { of: 'town' | 'village' }) => (
  <fieldset className="route-fields">
    <legend>{t(`logistics.need.${of}`)}</legend>
    <Amount name={[of, 'pieces']} label={t('logistics.pieces')} unit={t('logistics.unit.pieces')} max={100_000} />
    <Amount name={[of, 'kg']} label={t('logistics.weight')} unit={t('logistics.unit.kg')} max={100_000} />
    <Amount name={[of, 'minutes']} label={t('logistics.stay')} unit={t('logistics.unit.minutes')} max={240} />
    <ClockField name={[of, 'from']} label={t('logistics.earliest')} />
    <ClockField name={[of, 'to']} label={t('logistics.latest')} after={[of, 'from']} />
  </fieldset>
)

const vehicleSummary = (vehicles: readonly VehicleFields[] | undefined): string =>
  listed((vehicles ?? []).map((vehicle) => `${vehicle?.id ?? ''} ${vehicle?.count ?? 0}`))

type WishFormProps = {
  basis: Basis
  wishes: Wishes
  isAgain: boolean
  isBusy: boolean
  /** The stops as the form stands, with their own needs. */
  stops: (chosen: Pick<Wishes, 'serves' | 'towns'>, defaults: Pick<Wishes, 'townNeed' | 'villageNeed'>) => ReactNode
  onAsk: (wishes: Wishes) => void
}

const spotsOf = ({ hub, places, stations }: Basis): Choice[] =>
  [...(hub ? [hub] : []), ...places, ...stations].map(({ id, name, townName }) => ({
    value: id,
    label: townName && townName !== name ? `${townName} ${name}` : name,
  }))

/** What is to be driven, with what, and how one drives here. Whoever changes nothing gets the county's usual day. */
export function WishForm({ basis, wishes, isAgain, isBusy, stops, onAsk }: WishFormProps) {
  const [form] = Form.useForm<Fields>()
  const [spots] = useState(() => spotsOf(basis))
  const fields: Fields = { ...fieldsOf(wishes), ...Form.useWatch<Partial<Fields> | undefined>([], form) }
  const towns = basis.places.filter(({ level }) => level === 'town').map(({ id, name }) => ({ value: id, label: name }))
  const current = () => wishesOf({ ...fieldsOf(wishes), ...form.getFieldsValue(true) }, wishes)
  const shown = wishesOf(fields, wishes)
  return (
    <Form<Fields>
      form={form}
      className="panel"
      layout="vertical"
      requiredMark={false}
      initialValues={fieldsOf(wishes)}
      scrollToFirstError
      onFinish={() => onAsk(current())}
    >
      <div className="route-fields">
        <Form.Item name="serves" label={t('logistics.serves')} className="route-wide">
          <Radio.Group options={SERVES.map((value) => ({ value, label: t(`logistics.serves.${value}`) }))} />
        </Form.Item>
        <Form.Item name="towns" label={t('logistics.towns')}>
          <Select
            mode="multiple"
            allowClear
            options={towns}
            placeholder={t('logistics.allTowns')}
            showSearch={{ optionFilterProp: 'label' }}
          />
        </Form.Item>
        <Form.Item name="hub" label={t('logistics.hub')}>
          <Select
            allowClear
            showSearch={{ optionFilterProp: 'label' }}
            options={spots}
            placeholder={basis.hub?.name ?? t('logistics.hubNone')}
          />
        </Form.Item>
        <Form.Item name="seconds" label={t('logistics.seconds')}>
          <Select
            options={[2, 5, 10, 20, 30, 60].map((value) => ({ value, label: t('logistics.secondsOf', { value }) }))}
          />
        </Form.Item>
      </div>
      <Unplaced basis={basis} wishes={shown} />
      <Collapse
        size="small"
        className="route-parts"
        items={[
          {
            key: 'needs',
            label: t('logistics.part.needs'),
            forceRender: true,
            children: <Needs>{stops(shown, shown)}</Needs>,
          },
          {
            key: 'vehicles',
            label: t('logistics.part.vehicles', { list: vehicleSummary(fields.vehicles) }),
            forceRender: true,
            children: <Vehicles />,
          },
          { key: 'roads', label: t('logistics.part.roads'), forceRender: true, children: <Roads stops={spots} /> },
        ]}
      />
      <div className="route-bar">
        <Button type="primary" htmlType="submit" loading={isBusy}>
          {t(isAgain ? 'logistics.askAgain' : 'logistics.ask')}
        </Button>
      </div>
    </Form>
  )
}

const Needs = ({ children }: { children: ReactNode }) => (
  <>
    <NeedPart of="town" />
    <NeedPart of="village" />
    {children}
  </>
)
