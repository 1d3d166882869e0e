import { useMutation, useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import { App, Button, Form, Input, Skeleton } from 'antd'
import { api, read } from '../../lib/api.ts'
import { moment } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'
import { ErrorView } from '../../ui/error-view.tsx'
import { Door } from './Door.tsx'

type Fields = { username: string; name: string; password: string }

/** The one-time link that the first start prints leads here. */
export function Setup() {
  const { token } = useParams({ from: '/setup/$token' })
  const navigate = useNavigate()
  const { message } = App.useApp()
  const link = useQuery({
    queryKey: ['setup', token],
    queryFn: () => read(api.GET('/api/setup/{token}', { params: { path: { token } } })),
  })
  const set = useMutation({
    mutationFn: (body: Fields) => read(api.POST('/api/setup/{token}', { params: { path: { token } }, body })),
    onSuccess: () => {
      message.success(t('setup.done'))
      void navigate({ to: '/sign-in' })
    },
  })
  const required = (field: string) => [{ required: true, message: t('form.required', { field }) }]
  return (
    <Door title={t('setup.title', { role: link.data ? t(`role.${link.data.role}`) : '' })}>
      {link.isPending ? <Skeleton active /> : null}
      {link.error ? <ErrorView error={link.error} /> : null}
      {link.data ? (
        <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => set.mutate(fields)}>
          <p style={{ marginBottom: 16 }}>
            {t('setup.text', { expires: moment(link.data.expiresAt) })} {t(`setup.post.${link.data.role}`)}
          </p>
          <Form.Item
            name="username"
            label={t('setup.username')}
            extra={t('setup.usernameHint')}
            rules={required(t('setup.username'))}
          >
            <Input autoComplete="username" />
          </Form.Item>
          <Form.Item name="name" label={t('setup.name')} rules={required(t('setup.name'))}>
            <Input autoComplete="name" />
          </Form.Item>
          <Form.Item
            name="password"
            label={t('signIn.password')}
            extra={t('password.rule')}
            rules={required(t('signIn.password'))}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          {set.error ? <ErrorView error={set.error} /> : null}
          <Button type="primary" htmlType="submit" block loading={set.isPending} style={{ marginTop: 8 }}>
            {t('setup.submit')}
          </Button>
        </Form>
      ) : null}
    </Door>
  )
}
