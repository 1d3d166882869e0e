import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { api, read } from '../../../lib/api.ts'
import { today } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { useCan } from '../../../lib/session.ts'
import { useAsOf } from '../../../ui/as-of.ts'
import { DayInput } from '../../../ui/DayInput.tsx'
import { FileField } from '../../../ui/file-field.tsx'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { required } from '../../../ui/form-problems.ts'
import { ExternalTable } from '../external/ExternalTable.tsx'
import { externalQuery, targetsQuery } from '../queries.ts'

/** What the province and others publish, with its source. */
export function ExternalTab() {
  const { asOf } = useAsOf()
  const can = useCan()
  const asked = useQuery(externalQuery(asOf))
  const [isOpen, setOpen] = useState(false)
  const add = can('programme.enterExternal') ? (
    <Button type="primary" onClick={() => setOpen(true)}>
      {t('external.add')}
    </Button>
  ) : null
  return (
    <>
      <p style={{ marginBottom: 8, color: 'var(--ink-soft)' }}>
        {t('overview.externalNote')} {t('overview.ledgersNote')}
      </p>
      <ExternalTable rows={asked} action={add} />
      {isOpen ? <EnterExternal onClose={() => setOpen(false)} /> : null}
    </>
  )
}

type Fields = {
  name: string
  period: string
  value: number
  unit: string
  publisher: string
  publishedOn: string
  target?: string
  fileId?: string | null
}

function EnterExternal({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const { asOf } = useAsOf()
  const targets = useQuery(targetsQuery(asOf))
  const external = (targets.data ?? []).filter(({ measure }) => measure === 'external')
  return (
    <FormDialog<Fields>
      title={t('external.add')}
      initial={{ publishedOn: today(), unit: t('unit.wan') }}
      onClose={onClose}
      onDone={() => client.invalidateQueries({ queryKey: ['programme'] })}
      onSubmit={({ target, fileId = null, ...fields }, id) =>
        read(api.POST('/api/programme/external-figures', { body: { ...fields, id, fileId, target: target ?? null } }))
      }
    >
      <Form.Item name="name" label={t('external.name')} rules={[required(t('external.name')), { min: 2, max: 60 }]}>
        <Input placeholder={t('external.nameHint')} />
      </Form.Item>
      <Form.Item
        name="period"
        label={t('external.period')}
        rules={[required(t('external.period')), { min: 4, max: 30 }]}
      >
        <Input placeholder={t('external.periodHint')} />
      </Form.Item>
      <Form.Item name="value" label={t('external.value')} rules={[required(t('external.value'))]}>
        <InputNumber style={{ width: 200 }} />
      </Form.Item>
      <Form.Item name="unit" label={t('external.unit')} rules={[required(t('external.unit')), { max: 12 }]}>
        <Input style={{ width: 200 }} />
      </Form.Item>
      <Form.Item
        name="publisher"
        label={t('external.publisher')}
        rules={[required(t('external.publisher')), { min: 2, max: 60 }]}
      >
        <Input />
      </Form.Item>
      <Form.Item name="publishedOn" label={t('external.publishedOn')} rules={[required(t('external.publishedOn'))]}>
        <DayInput max={today()} isRequired />
      </Form.Item>
      <Form.Item name="target" label={t('external.target')}>
        <Select allowClear options={external.map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
      <Form.Item name="fileId" label={t('external.paper')}>
        <FileField />
      </Form.Item>
    </FormDialog>
  )
}
