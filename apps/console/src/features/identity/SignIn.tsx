import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { Button, Form, Input } from 'antd'
import { api, type Command, read } from '../../lib/api.ts'
import { t } from '../../lib/i18n.ts'
import { sessionQuery } from '../../lib/session.ts'
import { ErrorView } from '../../ui/error-view.tsx'
import { Door } from './Door.tsx'

type Fields = Command<'/api/session'>

export function SignIn() {
  const client = useQueryClient()
  const router = useRouter()
  const { next } = useSearch({ from: '/sign-in' })
  const signIn = useMutation({
    mutationFn: (body: Fields) => read(api.POST('/api/session', { body })),
    onSuccess: (me) => {
      client.setQueryData(sessionQuery.queryKey, me)
      if (next) router.history.push(next)
      else void router.navigate({ to: '/' })
    },
  })
  return (
    <Door title={t('signIn.title')}>
      <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => signIn.mutate(fields)}>
        <Form.Item
          name="username"
          label={t('signIn.username')}
          rules={[{ required: true, message: t('form.required', { field: t('signIn.username') }) }]}
        >
          <Input size="large" autoComplete="username" autoFocus />
        </Form.Item>
        <Form.Item
          name="password"
          label={t('signIn.password')}
          rules={[{ required: true, message: t('form.required', { field: t('signIn.password') }) }]}
        >
          <Input.Password size="large" autoComplete="current-password" />
        </Form.Item>
        {signIn.error ? <ErrorView error={signIn.error} /> : null}
        <Button type="primary" htmlType="submit" size="large" block loading={signIn.isPending} style={{ marginTop: 8 }}>
          {t('signIn.submit')}
        </Button>
      </Form>
      <p style={{ marginTop: 16, color: 'var(--ink-soft)' }}>{t('signIn.help')}</p>
    </Door>
  )
}
