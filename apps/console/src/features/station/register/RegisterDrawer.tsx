import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { App, Button, Drawer, Form, Radio } from 'antd'
import { useState } from 'react'
import { api, read } from '../../../lib/api.ts'
import { today } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { uuidv7 } from '../../../lib/ids.ts'
import { DayInput } from '../../../ui/DayInput.tsx'
import { ErrorView } from '../../../ui/error-view.tsx'
import { required, useFieldProblems } from '../../../ui/form-problems.ts'
import { PlacePicker } from '../../../ui/PlacePicker.tsx'
import type { RegisterStation } from '../queries.ts'
import { levelWord } from '../words.tsx'
import { KeeperFields, PositionFields, SiteFields } from './fields.tsx'

type Fields = Omit<RegisterStation, 'id'>
const NAMES = ['name', 'level', 'place', 'address', 'reusedOutlet', 'keeperName', 'keeperPhone', 'openOn', 'lng', 'lat']

/** What was left empty is not sent: the contract has a default for each. */
const given = (fields: Fields): Fields =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null && value !== ''),
  ) as Fields // the required ones are there: the form has checked them

export function RegisterDrawer({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Drawer
      open={isOpen}
      onClose={onClose}
      title={t('station.register')}
      size={Math.min(480, window.innerWidth)}
      destroyOnHidden
    >
      <RegisterForm onDone={onClose} />
    </Drawer>
  )
}

function RegisterForm({ onDone }: { onDone: () => void }) {
  const [form] = Form.useForm<Fields>()
  const level = Form.useWatch('level', form) ?? 'village'
  const { message } = App.useApp()
  const client = useQueryClient()
  const navigate = useNavigate()
  // One id for one form: sent twice it is registered once.
  const [id] = useState(uuidv7)
  const register = useMutation({
    mutationFn: (fields: Fields) => read(api.POST('/api/stations', { body: { ...given(fields), id } })),
    onSuccess: async (station) => {
      message.success(t('station.registered', { name: station.name }))
      await client.invalidateQueries()
      onDone()
      void navigate({ to: '/stations/$id', params: { id: station.id } })
    },
  })
  const rest = useFieldProblems(form, register.error, NAMES)
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark="optional"
      scrollToFirstError
      initialValues={{ level: 'village' }}
      onFinish={(fields) => register.mutate(fields)}
    >
      <h2 className="form-section">{t('station.section.site')}</h2>
      <Form.Item name="level" label={t('station.level')} rules={[required(t('station.level'))]}>
        <Radio.Group
          optionType="button"
          options={(['village', 'town'] as const).map((value) => ({ value, label: levelWord(value) }))}
          onChange={() => form.setFieldValue('place', undefined)}
        />
      </Form.Item>
      <Form.Item
        name="place"
        label={t('station.servedPlace')}
        extra={t('station.servedPlaceHint')}
        rules={[required(t('station.servedPlace'))]}
      >
        <PlacePicker depth={level} />
      </Form.Item>
      <SiteFields />
      <h2 className="form-section">{t('station.section.keeper')}</h2>
      <KeeperFields />
      <h2 className="form-section">{t('station.section.opening')}</h2>
      <Form.Item name="openOn" label={t('station.openedOn')} extra={t('station.openOnHint')}>
        <DayInput max={today()} />
      </Form.Item>
      <PositionFields />
      {rest ? <ErrorView error={rest} /> : null}
      <Button type="primary" htmlType="submit" block loading={register.isPending} className="form-submit">
        {t('station.register')}
      </Button>
    </Form>
  )
}
