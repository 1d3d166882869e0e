import { App, Button, Checkbox, Form, InputNumber, Switch } from 'antd'
import { useState } from 'react'
import { fenOfYuan } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'
import type { Column } from '../../ui/data-table/column.ts'
import { DataTable } from '../../ui/data-table/DataTable.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { required } from '../../ui/form-problems.ts'
import { SheetImport } from '../../ui/sheet/SheetImport.tsx'
import { ClockField } from './ClockField.tsx'
import { type NeedFields, needFields, needOf } from './fields.ts'
import type { Basis, StopNeed } from './queries.ts'
import { type Chosen, othersOf, type Stop, stopsOf } from './stops.ts'
import { kilograms, timeOfDay } from './words.ts'

type DetailFields = Omit<NeedFields, 'pieces' | 'kg'> & { isCold: boolean; skipYuan: number | null }

function DetailDialog({
  stop,
  onChange,
  onClose,
}: {
  stop: Stop
  onChange: (need: StopNeed) => void
  onClose: () => void
}) {
  const { need, name } = stop
  const { minutes, from, to } = needFields(need)
  const save = async (fields: DetailFields) => {
    const { pieces, kg } = needFields(need)
    onChange({
      ...need,
      ...needOf({ pieces, kg, ...fields }),
      isCold: fields.isCold,
      skipFen: fields.skipYuan === null || fields.skipYuan === undefined ? null : fenOfYuan(fields.skipYuan),
    })
  }
  return (
    <FormDialog<DetailFields>
      title={name}
      initial={{ minutes, from, to, isCold: need.isCold, skipYuan: need.skipFen === null ? null : need.skipFen / 100 }}
      okText={t('logistics.take')}
      onSubmit={save}
      onDone={() => undefined}
      onClose={onClose}
    >
      <Form.Item name="minutes" label={t('logistics.stay')} rules={[required(t('logistics.stay'))]}>
        <InputNumber min={0} max={240} precision={0} suffix={t('logistics.unit.minutes')} style={{ width: 180 }} />
      </Form.Item>
      <div className="field-pair">
        <ClockField name="from" label={t('logistics.earliest')} />
        <ClockField name="to" label={t('logistics.latest')} after="from" />
      </div>
      <Form.Item name="isCold" valuePropName="checked">
        <Checkbox>{t('logistics.needsCold')}</Checkbox>
      </Form.Item>
      <Form.Item name="skipYuan" label={t('logistics.skip')} extra={t('logistics.skipHint')}>
        <InputNumber
          min={0}
          max={100_000}
          precision={2}
          suffix={t('logistics.unit.yuan')}
          placeholder={t('logistics.must')}
          style={{ width: 180 }}
        />
      </Form.Item>
    </FormDialog>
  )
}

const columns = (change: (need: StopNeed) => void, open: (stop: Stop) => void): Column<Stop>[] => [
  { key: 'name', title: t('logistics.stop'), value: ({ name }) => name },
  {
    key: 'pieces',
    title: t('logistics.pieces'),
    value: ({ need }) => need.pieces,
    align: 'right',
    render: ({ need, name }) => (
      <InputNumber
        size="small"
        min={0}
        max={100_000}
        precision={0}
        value={need.pieces}
        aria-label={t('logistics.piecesOf', { name })}
        onChange={(pieces) => change({ ...need, pieces: pieces ?? 0 })}
        style={{ width: 84 }}
      />
    ),
  },
  {
    key: 'kg',
    title: t('logistics.weightKg'),
    value: ({ need }) => kilograms(need.weightG),
    align: 'right',
    render: ({ need, name }) => (
      <InputNumber
        size="small"
        min={0}
        max={100_000}
        value={kilograms(need.weightG)}
        aria-label={t('logistics.weightOf', { name })}
        onChange={(kg) => change({ ...need, weightG: Math.round((kg ?? 0) * 1000) })}
        style={{ width: 84 }}
      />
    ),
  },
  {
    key: 'served',
    title: t('logistics.served'),
    value: ({ need }) => need.isServed,
    render: ({ need, name }) => (
      <Switch
        size="small"
        checked={need.isServed}
        aria-label={t('logistics.servedOf', { name })}
        onChange={(isServed) => change({ ...need, isServed })}
      />
    ),
  },
  { key: 'town', title: t('logistics.town'), value: ({ townName }) => townName, filter: 'values' },
  {
    key: 'hours',
    title: t('logistics.window'),
    value: ({ need }) => `${timeOfDay(need.fromS)}–${timeOfDay(need.toS)}`,
  },
  {
    key: 'stay',
    title: t('logistics.stayMinutes'),
    value: ({ need }) => need.serviceS / 60,
    align: 'right',
    isHidden: true,
  },
  { key: 'cold', title: t('logistics.cold'), value: ({ need }) => need.isCold },
  {
    key: 'skip',
    title: t('logistics.skipYuan'),
    value: ({ need }) => (need.skipFen === null ? t('logistics.must') : need.skipFen / 100),
  },
  { key: 'changed', title: t('logistics.changed'), value: ({ isChanged }) => isChanged, isHidden: true },
  { key: 'surveyed', title: t('logistics.surveyed'), value: ({ isEstimated }) => !isEstimated, isHidden: true },
  {
    key: 'more',
    title: t('logistics.more'),
    value: () => null,
    isFixedOrder: true,
    render: (stop) => (
      <Button type="link" size="small" onClick={() => open(stop)}>
        {t('logistics.change')}
      </Button>
    ),
  },
]

/** How much each stop gets, when, and whether it must: in the table, in a dialog, or by a sheet. */
export function StopTable(props: {
  basis: Basis
  chosen: Chosen
  needs: readonly StopNeed[]
  onNeeds: (needs: StopNeed[]) => void
}) {
  const { basis, chosen, needs, onNeeds } = props
  const { modal } = App.useApp()
  const [open, setOpen] = useState<Stop>()
  const [isImporting, setImporting] = useState(false)
  const withNeeds = (changed: readonly StopNeed[]) => {
    const ids = new Set(changed.map(({ id }) => id))
    onNeeds([...needs.filter(({ id }) => !ids.has(id)), ...changed])
  }
  const change = (need: StopNeed) => withNeeds([need])
  /** A sheet of some stops is most often a list of today's: whoever sent it says so. */
  const take = (read: readonly StopNeed[]) => {
    withNeeds(read)
    const others = othersOf(basis, chosen, [...needs, ...read])
    if (read.length === 0 || others.length === 0) return
    modal.confirm({
      title: t('logistics.othersTitle', { count: others.length }),
      content: t('logistics.othersAbout', { count: read.length }),
      okText: t('logistics.othersOff'),
      cancelText: t('logistics.othersStay'),
      onOk: () => withNeeds([...read, ...others.map((need) => ({ ...need, isServed: false }))]),
    })
  }
  const query = `serves=${chosen.serves}` as const
  return (
    <>
      <DataTable
        id="stops"
        caption={t('logistics.stops')}
        columns={columns(change, setOpen)}
        rows={{ data: stopsOf(basis, chosen, needs), isPending: false, error: null, refetch: () => undefined }}
        rowKey={({ id }) => id}
        initialPageSize={10}
        action={
          <>
            <Button onClick={() => setImporting(true)}>{t('logistics.importStops')}</Button>
            {needs.length > 0 ? (
              <Button type="link" onClick={() => onNeeds([])}>
                {t('logistics.forgetNeeds', { count: needs.length })}
              </Button>
            ) : null}
          </>
        }
        empty={{ text: t(chosen.serves === 'stations' ? 'logistics.noStations' : 'logistics.noPlaces') }}
      />
      {open ? <DetailDialog stop={open} onChange={change} onClose={() => setOpen(undefined)} /> : null}
      <SheetImport
        sheet={
          isImporting
            ? {
                title: t('logistics.importStops'),
                route: `/api/routings/stops/import?${query}`,
                template: `/api/routings/stops.xlsx?${query}`,
              }
            : null
        }
        onClose={() => setImporting(false)}
        onDone={({ needs: read }) => take(read ?? [])}
      />
    </>
  )
}
