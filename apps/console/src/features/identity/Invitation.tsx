import { useMutation, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { Button, Form, Input, Skeleton } from 'antd'
import { api, read } from '../../lib/api.ts'
import { moment } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'
import { ErrorView } from '../../ui/error-view.tsx'
import { Door } from './Door.tsx'
import { repeated } from './repeated.ts'

type Fields = { password: string; repeat: string; code?: string }

/** The link of an invitation or of a new way in leads here: the person sets a password that nobody else knows. */
export function Invitation() {
  const { token } = useParams({ from: '/invitation/$token' })
  const params = { path: { token } }
  const asked = useQuery({
    queryKey: ['invitation', token],
    retry: false,
    queryFn: () => read(api.GET('/api/invitations/{token}', { params })),
  })
  const accept = useMutation({
    mutationFn: ({ password, code }: Fields) =>
      read(api.POST('/api/invitations/{token}', { params, body: { password, ...(code ? { code } : {}) } })),
  })
  const required = (field: string) => [{ required: true, message: t('form.required', { field }) }]
  const invitation = asked.data
  return (
    <Door title={t('invitation.title')}>
      {asked.isPending ? <Skeleton active /> : null}
      {asked.error ? <ErrorView error={asked.error} /> : null}
      {invitation && accept.isSuccess ? (
        <>
          <p style={{ marginBottom: 16 }}>{t('invitation.done', { username: invitation.username })}</p>
          <Button type="primary" size="large" block href={invitation.isKeeper ? '/station/' : '/console/sign-in'}>
            {t(invitation.isKeeper ? 'invitation.toStation' : 'invitation.toConsole')}
          </Button>
        </>
      ) : null}
      {invitation && !accept.isSuccess ? (
        <Form<Fields> layout="vertical" requiredMark={false} onFinish={(fields) => accept.mutate(fields)}>
          <p style={{ marginBottom: 16 }}>
            {t('invitation.text', {
              name: invitation.name,
              username: invitation.username,
              expires: moment(invitation.expiresAt),
            })}
          </p>
          <input type="text" autoComplete="username" value={invitation.username} readOnly hidden aria-hidden />
          {invitation.needsCode ? (
            <Form.Item
              name="code"
              label={t('invitation.code')}
              extra={t('invitation.codeHint')}
              rules={required(t('invitation.code'))}
            >
              <Input autoComplete="off" maxLength={20} />
            </Form.Item>
          ) : null}
          <Form.Item
            name="password"
            label={t('signIn.password')}
            extra={t('password.rule')}
            rules={required(t('signIn.password'))}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          <Form.Item
            name="repeat"
            label={t('password.repeat')}
            dependencies={['password']}
            rules={[...required(t('password.repeat')), repeated('password')]}
          >
            <Input.Password autoComplete="new-password" />
          </Form.Item>
          {accept.error ? <ErrorView error={accept.error} /> : null}
          <Button type="primary" htmlType="submit" size="large" block loading={accept.isPending}>
            {t('invitation.submit')}
          </Button>
        </Form>
      ) : null}
    </Door>
  )
}
