import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Form, Input } from 'antd'
import { api, read } from '../../../lib/api.ts'
import { t } from '../../../lib/i18n.ts'
import { ErrorView } from '../../../ui/error-view.tsx'
import { atLeast, required, useFieldProblems } from '../../../ui/form-problems.ts'
import type { Publication } from '../queries.ts'

type Fields = { reason: string }

export function WithdrawDrawer({ publication, onClose }: { publication: Publication | null; onClose: () => void }) {
  return (
    <Drawer
      open={publication !== null}
      onClose={onClose}
      title={t('publication.withdrawTitle')}
      size={Math.min(420, window.innerWidth)}
      destroyOnHidden
    >
      {publication ? <WithdrawForm publication={publication} onDone={onClose} /> : null}
    </Drawer>
  )
}

function WithdrawForm({ publication: { id, title }, onDone }: { publication: Publication; onDone: () => void }) {
  const [form] = Form.useForm<Fields>()
  const { message } = App.useApp()
  const client = useQueryClient()
  const withdraw = useMutation({
    mutationFn: (body: Fields) => read(api.POST('/api/publications/{id}/withdraw', { params: { path: { id } }, body })),
    onSuccess: async () => {
      message.success(t('publication.withdrawn', { title }))
      onDone()
      await client.invalidateQueries({ queryKey: ['disclosure'] })
    },
  })
  const rest = useFieldProblems(form, withdraw.error, ['reason'])
  return (
    <Form<Fields> form={form} layout="vertical" requiredMark={false} onFinish={(fields) => withdraw.mutate(fields)}>
      <p>
        <strong>{title}</strong>
      </p>
      <p className="form-about">{t('publication.withdrawText')}</p>
      <Form.Item
        name="reason"
        label={t('publication.reason')}
        rules={[{ ...required(t('publication.reason')), whitespace: true }, atLeast(2)]}
      >
        <Input.TextArea rows={4} maxLength={200} showCount />
      </Form.Item>
      {rest ? <ErrorView error={rest} /> : null}
      <Button type="primary" danger htmlType="submit" block loading={withdraw.isPending} className="form-submit">
        {t('publication.withdraw')}
      </Button>
    </Form>
  )
}
