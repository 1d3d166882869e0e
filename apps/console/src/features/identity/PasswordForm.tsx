import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Form, Input } from 'antd'
import { api, read } from '../../lib/api.ts'
import { t } from '../../lib/i18n.ts'
import { sessionQuery, useMe } from '../../lib/session.ts'
import { ErrorView } from '../../ui/error-view.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { repeated } from './repeated.ts'

type Fields = { currentPassword: string; newPassword: string; repeat: string }

/** Changes one's own password; at the first sign-in nothing else is open before it. */
export function PasswordForm({ isForced = false, onDone }: { isForced?: boolean; onDone?: () => void }) {
  const me = useMe()
  const client = useQueryClient()
  const { message } = App.useApp()
  const save = useMutation({
    mutationFn: ({ currentPassword, newPassword }: Fields) =>
      read(api.POST('/api/password', { body: { currentPassword, newPassword } })),
    onSuccess: async () => {
      message.success(t('password.changed'))
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey })
      onDone?.()
    },
  })
  const required = (field: string) => ({ required: true, message: t('form.required', { field }) })
  return (
    <div className={isForced ? 'page-narrow' : undefined}>
      {isForced ? (
        <PageHeader title={t('password.title')} about={t(me?.isPasswordTooOld ? 'password.old' : 'password.must')} />
      ) : null}
      <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => save.mutate(fields)}>
        <input type="text" autoComplete="username" value={me?.username ?? ''} readOnly hidden aria-hidden />
        <Form.Item name="currentPassword" label={t('password.current')} rules={[required(t('password.current'))]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Form.Item
          name="newPassword"
          label={t('password.new')}
          extra={t('password.rule')}
          rules={[required(t('password.new'))]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        <Form.Item
          name="repeat"
          label={t('password.repeat')}
          dependencies={['newPassword']}
          rules={[required(t('password.repeat')), repeated('newPassword')]}
        >
          <Input.Password autoComplete="new-password" />
        </Form.Item>
        {save.error ? <ErrorView error={save.error} /> : null}
        <Button type="primary" htmlType="submit" loading={save.isPending} style={{ marginTop: 16 }}>
          {t('action.save')}
        </Button>
      </Form>
    </div>
  )
}
