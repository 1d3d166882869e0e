import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Form, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { api, type Command, Problem, read } from '../../../lib/api.ts'
import { fenOfYuan, today } from '../../../lib/format.ts'
import { t, tWord } from '../../../lib/i18n.ts'
import { uuidv7 } from '../../../lib/ids.ts'
import { DayInput } from '../../../ui/DayInput.tsx'
import { ErrorView } from '../../../ui/error-view.tsx'
import { required, useFieldProblems } from '../../../ui/form-problems.ts'
import type { Entry, Station } from '../queries.ts'

type Service = Entry['service']
type Fields = {
  service: Service
  on: string
  time: string
  quantity: number
  amountYuan?: number | null
  goods?: string
  unit?: string
  waybill?: string
  note?: string
}
type EnterCommand = Command<'/api/stations/{id}/entries/on-behalf'>['entries'][number]

const LEDGERS: [ledger: string, services: Service[]][] = [
  ['produceSale', ['produceSale']],
  ['parcel', ['collected', 'sent']],
  ['convenience', ['agencyPurchase', 'agencySale', 'billPayment', 'topUp']],
]
const serviceWord = (service: string) => tWord(`word.${service}`, service)
const isParcel = (service: Service | undefined) => service === 'collected' || service === 'sent'

/** At which field a refusal by the ledger is shown. */
const FIELD_OF: Record<string, string> = {
  'station.entryInFuture': 'time',
  'station.notOpen': 'on',
  'station.closed': 'on',
  'station.saleWithoutAmount': 'amountYuan',
  'station.waybillTaken': 'waybill',
}
const NAMES = ['service', 'on', 'time', 'quantity', 'amountYuan', 'goods', 'unit', 'waybill', 'note']

const commandOf = (id: string, fields: Fields): EnterCommand => ({
  id,
  service: fields.service,
  at: new Date(`${fields.on}T${fields.time}:00+08:00`).toISOString(),
  quantity: fields.quantity,
  amountFen: fenOfYuan(fields.amountYuan ?? 0),
  goods: fields.goods ?? '',
  unit: fields.unit ?? '',
  waybill: fields.waybill || null,
  note: fields.note ?? '',
})

/** An entry sent again is known, not refused; a refusal becomes a problem of its field. */
async function enter(station: string, command: EnterCommand) {
  const { results } = await read(
    api.POST('/api/stations/{id}/entries/on-behalf', {
      params: { path: { id: station } },
      body: { entries: [command] },
    }),
  )
  const [result] = results
  if (result?.state === 'refused') {
    const code = result.code ?? 'unknown'
    throw new Problem(code, 409, { field: FIELD_OF[code] })
  }
  return result?.state ?? 'recorded'
}

const DAY_START_HOUR = 9
const nowTime = (): string => new Date(Date.now() + 8 * 3_600_000).toISOString().slice(11, 16)
const timeOn = (on: string): string => (on === today() ? nowTime() : `${String(DAY_START_HOUR).padStart(2, '0')}:00`)

type OnBehalfProps = { station: Station; on: string; isOpen: boolean; onClose: () => void }

/** 代填: what the keeper did, booked by another and marked so. */
export function OnBehalfDrawer({ station, on, isOpen, onClose }: OnBehalfProps) {
  return (
    <Drawer
      open={isOpen}
      onClose={onClose}
      title={t('entry.onBehalf')}
      size={Math.min(440, window.innerWidth)}
      destroyOnHidden
    >
      <OnBehalfForm station={station} on={on} />
    </Drawer>
  )
}

function OnBehalfForm({ station, on }: { station: Station; on: string }) {
  const [form] = Form.useForm<Fields>()
  const service = Form.useWatch('service', form)
  const { message } = App.useApp()
  const client = useQueryClient()
  // The id stays until the entry is in the ledger: sent twice it counts once.
  const [id, setId] = useState(uuidv7)
  const save = useMutation({
    mutationFn: (fields: Fields) => enter(station.id, commandOf(id, fields)),
    onSuccess: async (state, fields) => {
      if (state === 'known') message.info(t('entry.known'))
      else message.success(t('entry.saved', { service: serviceWord(fields.service) }))
      setId(uuidv7())
      form.resetFields(['quantity', 'amountYuan', 'goods', 'unit', 'waybill', 'note'])
      await Promise.all([
        client.invalidateQueries({ queryKey: ['station'] }),
        client.invalidateQueries({ queryKey: ['figure'] }),
      ])
    },
  })
  const rest = useFieldProblems(form, save.error, NAMES)
  const isSale = service === 'produceSale'
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark="optional"
      scrollToFirstError
      initialValues={{ service: 'collected', on, time: timeOn(on), quantity: 1 }}
      onFinish={(fields) => save.mutate(fields)}
    >
      <p className="form-about">
        {station.name} · {t('entry.onBehalfText')}
      </p>
      <Form.Item name="service" label={t('entry.service')} rules={[required(t('entry.service'))]}>
        <Select
          options={LEDGERS.map(([ledger, services]) => ({
            label: serviceWord(ledger),
            options: services.map((value) => ({ value, label: serviceWord(value) })),
          }))}
        />
      </Form.Item>
      <div className="field-pair">
        <Form.Item name="on" label={t('entry.day')} rules={[required(t('entry.day'))]}>
          <DayInput max={today()} min={station.openedOn ?? undefined} isRequired />
        </Form.Item>
        <Form.Item
          name="time"
          label={t('entry.time')}
          rules={[
            { pattern: /^([01]\d|2[0-3]):[0-5]\d$/, required: true, message: t('form.required', { field: '09:30' }) },
          ]}
        >
          <Input type="time" />
        </Form.Item>
        <Form.Item name="quantity" label={t('entry.quantity')} rules={[required(t('entry.quantity'))]}>
          <InputNumber min={1} max={100_000} precision={0} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item
          name="amountYuan"
          label={t('entry.amountYuan')}
          required={isSale}
          rules={isSale ? [required(t('entry.amountYuan'))] : []}
        >
          <InputNumber min={0} max={1_000_000_000} precision={2} controls={false} style={{ width: '100%' }} />
        </Form.Item>
      </div>
      {isParcel(service) ? (
        <Form.Item
          name="waybill"
          label={t('entry.waybill')}
          rules={[{ pattern: /^[A-Za-z0-9-]{5,32}$/, message: t('entry.waybillHint') }]}
        >
          <Input maxLength={32} autoComplete="off" />
        </Form.Item>
      ) : (
        <div className="field-pair">
          <Form.Item name="goods" label={t('entry.goods')}>
            <Input maxLength={60} />
          </Form.Item>
          <Form.Item name="unit" label={t('entry.unit')}>
            <Input maxLength={10} />
          </Form.Item>
        </div>
      )}
      <Form.Item name="note" label={t('entry.note')}>
        <Input maxLength={200} />
      </Form.Item>
      {rest ? <ErrorView error={rest} /> : null}
      <Button type="primary" htmlType="submit" block loading={save.isPending} className="form-submit">
        {t('entry.saveAndNext')}
      </Button>
    </Form>
  )
}
