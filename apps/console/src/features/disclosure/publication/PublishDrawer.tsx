import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Form, Input, Select } from 'antd'
import { useState } from 'react'
import { api, read } from '../../../lib/api.ts'
import { today } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { uuidv7 } from '../../../lib/ids.ts'
import { useCan, useMe } from '../../../lib/session.ts'
import { DayInput } from '../../../ui/DayInput.tsx'
import { ErrorView } from '../../../ui/error-view.tsx'
import { FileField } from '../../../ui/file-field.tsx'
import { atLeast, required, useFieldProblems } from '../../../ui/form-problems.ts'
import type { Publish } from '../queries.ts'

const KINDS = ['plan', 'rulebook', 'tender', 'progress', 'funds', 'acceptance', 'notice'] as const
const NAMES = ['kind', 'title', 'body', 'datedOn', 'fileId', 'reviewedBy']
type Fields = Omit<Publish, 'id'>

export function PublishDrawer({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Drawer
      open={isOpen}
      onClose={onClose}
      title={t('publication.publish')}
      size={Math.min(560, window.innerWidth)}
      destroyOnHidden
    >
      <PublishForm onDone={onClose} />
    </Drawer>
  )
}

function PublishForm({ onDone }: { onDone: () => void }) {
  const [form] = Form.useForm<Fields>()
  const [id] = useState(uuidv7)
  const me = useMe()
  const can = useCan()
  const { message } = App.useApp()
  const client = useQueryClient()
  const publish = useMutation({
    mutationFn: (fields: Fields) => read(api.POST('/api/publications', { body: { ...fields, id } })),
    onSuccess: async (_, { title }) => {
      message.success(t('publication.published', { title }))
      onDone()
      await client.invalidateQueries({ queryKey: ['disclosure'] })
    },
  })
  const rest = useFieldProblems(form, publish.error, NAMES)
  const another = (_: unknown, name: string | undefined) =>
    name !== undefined && name.trim() === me?.name
      ? Promise.reject(new Error(t('publication.reviewOther')))
      : Promise.resolve()
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      requiredMark="optional"
      scrollToFirstError
      initialValues={{ datedOn: today() }}
      onFinish={(fields) => publish.mutate(fields)}
    >
      <p className="form-about">{t('publication.publishText')}</p>
      <Form.Item name="kind" label={t('publication.kind')} rules={[required(t('publication.kind'))]}>
        <Select options={KINDS.map((value) => ({ value, label: t(`publicationKind.${value}`) }))} />
      </Form.Item>
      <Form.Item
        name="title"
        label={t('publication.name')}
        rules={[{ ...required(t('publication.name')), whitespace: true }]}
      >
        <Input maxLength={120} showCount />
      </Form.Item>
      <Form.Item name="body" label={t('publication.body')}>
        <Input.TextArea rows={8} maxLength={20_000} showCount />
      </Form.Item>
      <Form.Item name="datedOn" label={t('publication.datedOn')} rules={[required(t('publication.datedOn'))]}>
        <DayInput max={today()} isRequired />
      </Form.Item>
      {can('file.put') ? (
        <Form.Item name="fileId" label={t('publication.file')}>
          <FileField />
        </Form.Item>
      ) : null}
      <Form.Item
        name="reviewedBy"
        label={t('publication.reviewedBy')}
        extra={t('publication.reviewedByHint')}
        rules={[{ ...required(t('publication.reviewedBy')), whitespace: true }, atLeast(2), { validator: another }]}
      >
        <Input maxLength={30} autoComplete="off" />
      </Form.Item>
      {rest ? <ErrorView error={rest} /> : null}
      <Button type="primary" htmlType="submit" block loading={publish.isPending} className="form-submit">
        {t('publication.publishNow')}
      </Button>
    </Form>
  )
}
