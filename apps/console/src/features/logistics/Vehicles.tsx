import { DeleteOutlined, PlusOutlined } from '@ant-design/icons'
import { Button, Checkbox, Form, Input, InputNumber } from 'antd'
import { t } from '../../lib/i18n.ts'
import { required } from '../../ui/form-problems.ts'
import { Amount, FULL } from './Amount.tsx'
import { ClockField } from './ClockField.tsx'
import { anotherVehicle, type VehicleFields } from './fields.ts'

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

/** With what is driven: each kind of vehicle with its number, room, cost and hours. */
export function Vehicles() {
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
