import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Input, InputNumber } from 'antd'
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
import { type Target, targetsQuery } from '../queries.ts'
import { TargetTable } from '../target/TargetTable.tsx'

/** The targets that no record can measure are reported by hand, each with a paper and a name. */
export function TargetsTab() {
  const { asOf } = useAsOf()
  const can = useCan()
  const asked = useQuery(targetsQuery(asOf))
  const [reporting, setReporting] = useState<Target>()
  const act = (target: Target) =>
    target.measure === 'indicator' || typeof target.target !== 'number' ? (
      t(`measure.${target.measure}`)
    ) : (
      <Button type="link" size="small" onClick={() => setReporting(target)}>
        {t('target.report')}
      </Button>
    )
  return (
    <>
      <TargetTable rows={asked} {...(can('programme.reportTarget') ? { act } : {})} />
      {reporting ? <ReportTarget target={reporting} onClose={() => setReporting(undefined)} /> : null}
    </>
  )
}

type Fields = { value: number; reportedOn: string; signedBy: string; fileId: string; note?: string }

function ReportTarget({ target, onClose }: { target: Target; onClose: () => void }) {
  const client = useQueryClient()
  const valueLabel = target.unit ? t('target.reportValue', { unit: target.unit }) : t('target.reportValuePlain')
  return (
    <FormDialog<Fields>
      title={t('target.reportTitle', { target: target.name })}
      initial={{ reportedOn: today() }}
      onClose={onClose}
      onDone={() => client.invalidateQueries({ queryKey: ['programme'] })}
      onSubmit={({ note = '', ...fields }, id) =>
        read(
          api.POST('/api/programme/targets/{id}/reports', {
            params: { path: { id: target.id } },
            body: { ...fields, id, note },
          }),
        )
      }
    >
      <Form.Item name="value" label={valueLabel} rules={[required(valueLabel)]}>
        <InputNumber style={{ width: 200 }} />
      </Form.Item>
      <Form.Item name="reportedOn" label={t('target.reportedOn')} rules={[required(t('target.reportedOn'))]}>
        <DayInput max={today()} isRequired />
      </Form.Item>
      <Form.Item
        name="signedBy"
        label={t('target.signedBy')}
        rules={[required(t('target.signedBy')), { min: 2, max: 30 }]}
      >
        <Input />
      </Form.Item>
      <Form.Item name="fileId" label={t('target.paper')} rules={[required(t('target.paper'))]}>
        <FileField />
      </Form.Item>
      <Form.Item name="note" label={t('target.note')}>
        <Input.TextArea rows={2} maxLength={300} showCount />
      </Form.Item>
    </FormDialog>
  )
}
