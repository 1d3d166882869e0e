import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Form } from 'antd'
import { useState } from 'react'
import { api, Problem, read } from '../../../lib/api.ts'
import { t } from '../../../lib/i18n.ts'
import { ErrorView } from '../../../ui/error-view.tsx'
import { useFieldProblems } from '../../../ui/form-problems.ts'
import { type Station, stationQuery } from '../queries.ts'
import { PositionFields, SiteFields } from '../register/fields.tsx'

type Fields = {
  name: string
  address?: string
  reusedOutlet?: string
  lng?: number | null
  lat?: number | null
}
const NAMES = ['name', 'address', 'reusedOutlet', 'lng', 'lat'] as const

/** An estimated position is not offered as if somebody had surveyed it. */
const fieldsOf = ({ name, address, reusedOutlet, lng, lat, isEstimated }: Station): Required<Fields> => ({
  name,
  address,
  reusedOutlet,
  lng: isEstimated ? null : lng,
  lat: isEstimated ? null : lat,
})

export function EditDrawer({ station, isOpen, onClose }: { station: Station; isOpen: boolean; onClose: () => void }) {
  return (
    <Drawer
      open={isOpen}
      onClose={onClose}
      title={t('station.edit')}
      size={Math.min(480, window.innerWidth)}
      destroyOnHidden
    >
      <EditForm station={station} onDone={onClose} />
    </Drawer>
  )
}

/** What differs from what the form was filled with; a position is its two numbers together. */
function changedFields(before: Required<Fields>, { lng = null, lat = null, ...words }: Fields): Partial<Fields> {
  const given = { ...before, ...words, lng, lat }
  const changed = NAMES.filter((name) => given[name] !== before[name])
  const names = changed.includes('lng') || changed.includes('lat') ? [...changed, 'lng', 'lat'] : changed
  return Object.fromEntries(Object.entries(given).filter(([name]) => names.some((known) => known === name)))
}

const isOutdated = (error: unknown) => error instanceof Problem && error.code === 'station.changedMeanwhile'

function EditForm({ station, onDone }: { station: Station; onDone: () => void }) {
  const [form] = Form.useForm<Fields>()
  // What the form was filled from, not what a background fetch may bring.
  const [base, setBase] = useState(station)
  const { message } = App.useApp()
  const client = useQueryClient()
  const save = useMutation({
    mutationFn: (fields: Fields) => {
      const body = { ...changedFields(fieldsOf(base), fields), version: base.version }
      return read(api.PATCH('/api/stations/{id}', { params: { path: { id: station.id } }, body }))
    },
    onSuccess: async () => {
      message.success(t('station.edited'))
      await client.invalidateQueries({ queryKey: ['station'] })
      onDone()
    },
  })
  const reload = async () => {
    const fresh = await client.fetchQuery({ ...stationQuery(station.id), staleTime: 0 })
    const latest = fieldsOf(fresh)
    for (const name of NAMES) if (!form.isFieldTouched(name)) form.setFieldValue(name, latest[name])
    setBase(fresh)
    save.reset()
    message.info(t('station.reloaded'))
  }
  const rest = useFieldProblems(form, save.error, NAMES)
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark="optional"
      scrollToFirstError
      initialValues={fieldsOf(station)}
      onFinish={(fields) => save.mutate(fields)}
    >
      <SiteFields />
      <PositionFields />
      {rest ? <ErrorView error={rest} /> : null}
      {isOutdated(rest) ? (
        <Button block className="form-submit" onClick={() => void reload()}>
          {t('station.reload')}
        </Button>
      ) : (
        <Button type="primary" htmlType="submit" block loading={save.isPending} className="form-submit">
          {t('action.save')}
        </Button>
      )}
    </Form>
  )
}
