import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Collapse, Form, Input, InputNumber, Radio, Select } from 'antd'
import { type ReactNode, useState } from 'react'
import { t } from '../../lib/i18n.ts'
import { required } from '../../ui/form-problems.ts'
import { listed } from '../../ui/punctuation.ts'
import { ClockField } from './ClockField.tsx'
import { anotherVehicle, type Fields, fieldsOf, type VehicleFields, wishesOf } from './fields.ts'
import type { Basis, Wishes } from './queries.ts'
import { Unplaced } from './Unplaced.tsx'

const SERVES = ['places', 'stations', 'towns'] as const
const FULL = { width: '100%' }

/** A number with its unit; empty is refused, for nothing would stand in its place. */
const Amount = (props: {
  name: (string | number)[]
  label: string
  unit?: string
  max: number
  digits?: number
  min?: number
}) => {
  const { name, label, unit, max, digits = 0, min = 0 } = props
  return (
    <Form.Item name={name} label={label} rules={[required(label)]}>
      <InputNumber min={min} max={max} precision={digits} suffix={unit} style={FULL} />
    </Form.Item>
  )
}

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

function VehiclePart({ at, name, onRemove }: { at: number; name: string; onRemove: (() => void) | undefined }) {
  const field = (key: keyof VehicleFields) => [at, key]
  const yuan = t('logistics.unit.yuan')
  return (
    <fieldset className="route-fields">
      <legend>
        {name || t('logistics.vehicleNew')}
        {onRemove ? (
          <Button
            type="text"
            size="small"
            icon={<DeleteOutlined aria-hidden />}
            onClick={onRemove}
            aria-label={t('logistics.vehicleRemove', { name })}
          />
        ) : null}
      </legend>
      <Form.Item
        name={field('id')}
        label={t('logistics.vehicle')}
        rules={[{ ...required(t('logistics.vehicle')), whitespace: true }]}
      >
        <Input maxLength={20} />
      </Form.Item>
      <Amount name={field('count')} label={t('logistics.count')} unit={t('logistics.unit.vehicles')} max={99} min={1} />
      <Amount name={field('pieces')} label={t('logistics.capacity')} unit={t('logistics.unit.pieces')} max={100_000} />
      <Amount name={field('kg')} label={t('logistics.payload')} unit={t('logistics.unit.kg')} max={100_000} />
      <Amount name={field('fixedYuan')} label={t('logistics.fixed')} unit={yuan} max={100_000} digits={2} />
      <Amount name={field('perKmYuan')} label={t('logistics.perKm')} unit={yuan} max={1000} digits={2} />
      <Amount name={field('perHourYuan')} label={t('logistics.perHour')} unit={yuan} max={1000} digits={2} />
      <Amount name={field('trips')} label={t('logistics.trips')} unit={t('logistics.unit.trips')} max={10} min={1} />
      <Amount
        name={field('reloadMinutes')}
        label={t('logistics.reload')}
        unit={t('logistics.unit.minutes')}
        max={240}
      />
      <ClockField name={field('from')} label={t('logistics.shiftFrom')} />
      <ClockField name={field('to')} label={t('logistics.shiftTo')} after={['vehicles', at, 'from']} />
      <Form.Item name={field('maxKm')} label={t('logistics.maxKm')}>
        <InputNumber
          min={1}
          max={2000}
          suffix={t('logistics.unit.km')}
          placeholder={t('logistics.noLimit')}
          style={FULL}
        />
      </Form.Item>
      <Amount name={field('restMinutes')} label={t('logistics.rest')} unit={t('logistics.unit.minutes')} max={240} />
      <ClockField name={field('restFrom')} label={t('logistics.restFrom')} />
      <ClockField name={field('restTo')} label={t('logistics.restTo')} after={['vehicles', at, 'restFrom']} />
      <Form.Item name={field('isCold')} valuePropName="checked" label={t('logistics.cold')}>
        <Checkbox>{t('logistics.canCold')}</Checkbox>
      </Form.Item>
    </fieldset>
  )
}

function Vehicles() {
  const vehicles = Form.useWatch<VehicleFields[] | undefined>('vehicles') ?? []
  return (
    <Form.List name="vehicles">
      {(rows, { add, remove }) => (
        <>
          {rows.map(({ key, name }) => (
            <VehiclePart
              key={key}
              at={name}
              name={vehicles[name]?.id ?? ''}
              onRemove={rows.length > 1 ? () => remove(name) : undefined}
            />
          ))}
          <Button
            icon={<PlusOutlined aria-hidden />}
            onClick={() => add(anotherVehicle(vehicles))}
            disabled={rows.length >= 20}
          >
            {t('logistics.vehicleAdd')}
          </Button>
        </>
      )}
    </Form.List>
  )
}

type Choice = { value: string; label: string }

/** Stops that one trip never serves both. */
const Apart = ({ stops }: { stops: Choice[] }) => (
  <Form.List name="apart">
    {(rows, { add, remove }) => (
      <>
        <p className="soft">{t('logistics.apartAbout')}</p>
        {rows.map(({ key, name }) => (
          <div key={key} className="route-pair">
            {(['stop', 'other'] as const).map((side) => (
              <Form.Item key={side} name={[name, side]}>
                <Select
                  options={stops}
                  showSearch={{ optionFilterProp: 'label' }}
                  aria-label={t('logistics.stop')}
                  style={{ minWidth: 180 }}
                />
              </Form.Item>
            ))}
            <Button
              type="text"
              icon={<DeleteOutlined aria-hidden />}
              onClick={() => remove(name)}
              aria-label={t('logistics.apartRemove')}
            />
          </div>
        ))}
        <Button icon={<PlusOutlined aria-hidden />} onClick={() => add({ stop: undefined, other: undefined })}>
          {t('logistics.apartAdd')}
        </Button>
      </>
    )}
  </Form.List>
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

const Roads = ({ stops }: { stops: Choice[] }) => (
  <>
    <p className="soft">{t('logistics.roadAbout')}</p>
    <div className="route-fields">
      <Amount name={['road', 'detour']} label={t('logistics.detour')} max={3} min={1} digits={2} />
      <Amount
        name={['road', 'townKmh']}
        label={t('logistics.townKmh')}
        unit={t('logistics.unit.kmh')}
        max={120}
        min={5}
      />
      <Amount
        name={['road', 'villageKmh']}
        label={t('logistics.villageKmh')}
        unit={t('logistics.unit.kmh')}
        max={120}
        min={5}
      />
    </div>
    <Apart stops={stops} />
  </>
)
