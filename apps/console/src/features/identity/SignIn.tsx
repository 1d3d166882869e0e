import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter, useSearch } from '@tanstack/react-router'
import { Button, Form, Input } from 'antd'
import { useState } from 'react'
import { api, Problem, read } from '../../lib/api.ts'
import { t } from '../../lib/i18n.ts'
import { problemText } from '../../lib/problem-text.ts'
import { type Me, sessionQuery } from '../../lib/session.ts'
import { ErrorView } from '../../ui/error-view.tsx'
import { aside } from '../../ui/punctuation.ts'
import { CodeField } from './CodeField.tsx'
import { Door } from './Door.tsx'
import { providersQuery } from './external.ts'

type Fields = { username: string; password: string; code?: string }

function useEntering() {
  const client = useQueryClient()
  const router = useRouter()
  const { next } = useSearch({ from: '/sign-in' })
  return (me: Me) => {
    client.setQueryData(sessionQuery.queryKey, me)
    if (next) router.history.push(next)
    else void router.navigate({ to: '/' })
  }
}

export function SignIn() {
  const { external } = useSearch({ from: '/sign-in' })
  return (
    <Door title={t('signIn.title')}>{external === 'code' ? <ProveForm /> : <PasswordSignIn said={external} />}</Door>
  )
}

const isCodeWanted = (error: unknown): boolean => error instanceof Problem && error.code === 'identity.codeNeeded'

/** Name and password first; where the account has a second factor the code is asked for beside them. */
function PasswordSignIn({ said }: { said: 'unknown' | 'ended' | 'failed' | undefined }) {
  const enter = useEntering()
  const [wantsCode, setWantsCode] = useState(false)
  const signIn = useMutation({
    mutationFn: (body: Fields) => read(api.POST('/api/session', { body })),
    onSuccess: enter,
    onError: (error) => {
      if (isCodeWanted(error)) setWantsCode(true)
    },
  })
  return (
    <>
      {said ? (
        <p role="alert" style={{ marginBottom: 12, color: 'var(--danger)' }}>
          {t(`signIn.external.${said}`)}
        </p>
      ) : null}
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
        {wantsCode ? <CodeField /> : null}
        {signIn.error && !isCodeWanted(signIn.error) ? <ErrorView error={signIn.error} /> : null}
        <Button type="primary" htmlType="submit" size="large" block loading={signIn.isPending} style={{ marginTop: 8 }}>
          {t('signIn.submit')}
        </Button>
      </Form>
      <Providers />
      <p style={{ marginTop: 16, color: 'var(--ink-soft)' }}>{t('signIn.help')}</p>
    </>
  )
}

function Providers() {
  const providers = useQuery(providersQuery).data ?? []
  const begin = useMutation({
    mutationFn: (provider: 'oidc' | 'wechat') =>
      read(api.POST('/api/external/{provider}', { params: { path: { provider } } })),
    onSuccess: ({ url }) => window.location.assign(url),
  })
  return (
    <div style={{ display: 'grid', gap: 8, marginTop: providers.length > 0 ? 16 : 0 }}>
      {providers.map(({ provider, name, isStandIn }) => (
        <Button key={provider} block loading={begin.isPending} onClick={() => begin.mutate(provider)}>
          {t('signIn.by', { name })}
          {isStandIn ? aside(t('external.standIn')) : null}
        </Button>
      ))}
      {begin.error ? <p role="alert">{problemText(begin.error)}</p> : null}
    </div>
  )
}

/** Back from outside: the account has a second factor, which no other sign-in replaces. */
function ProveForm() {
  const enter = useEntering()
  const prove = useMutation({
    mutationFn: (body: { code: string }) => read(api.POST('/api/external/code', { body })),
    onSuccess: enter,
  })
  return (
    <Form<{ code: string }> layout="vertical" requiredMark={false} onFinish={(fields) => prove.mutate(fields)}>
      <CodeField />
      {prove.error ? <ErrorView error={prove.error} /> : null}
      <Button type="primary" htmlType="submit" size="large" block loading={prove.isPending}>
        {t('signIn.submit')}
      </Button>
    </Form>
  )
}
