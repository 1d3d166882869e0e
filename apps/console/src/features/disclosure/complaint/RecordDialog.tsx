import { useQueryClient } from '@tanstack/react-query'
import { App, Form, Input, Radio } from 'antd'
import { api, type Command, read } from '../../../lib/api.ts'
import { t } from '../../../lib/i18n.ts'
import { FormDialog } from '../../../ui/form-dialog.tsx'
import { atLeast, required } from '../../../ui/form-problems.ts'

type Fields = Omit<Command<'/api/complaints'>, 'id'>

const KINDS = ['complaint', 'tipOff', 'suggestion'] as const
const MIN_WORDS = 5

/** 登记来电来信: what did not come over the public page gets a receipt all the same. */
export function RecordDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const { modal } = App.useApp()
  const record = async (fields: Fields, id: string) => {
    const { receipt } = await read(api.POST('/api/complaints', { body: { ...fields, id } }))
    modal.success({ title: t('complaint.recorded'), content: <strong>{receipt}</strong> })
  }
  return (
    <FormDialog<Fields>
      title={t('complaint.record')}
      about={<p className="form-about">{t('complaint.recordText')}</p>}
      initial={{ kind: 'complaint' }}
      onSubmit={record}
      onDone={() => client.invalidateQueries({ queryKey: ['disclosure'] })}
      onClose={onClose}
    >
      <Form.Item name="kind" label={t('complaint.kind')}>
        <Radio.Group options={KINDS.map((value) => ({ value, label: t(`complaintKind.${value}`) }))} />
      </Form.Item>
      <Form.Item name="about" label={t('complaint.aboutWhat')}>
        <Input maxLength={60} />
      </Form.Item>
      <Form.Item
        name="body"
        label={t('complaint.body')}
        rules={[{ ...required(t('complaint.body')), whitespace: true }, atLeast(MIN_WORDS)]}
      >
        <Input.TextArea rows={5} maxLength={2000} showCount />
      </Form.Item>
      <Form.Item name="contact" label={t('complaint.contact')} extra={t('complaint.contactHint')}>
        <Input maxLength={60} />
      </Form.Item>
    </FormDialog>
  )
}
