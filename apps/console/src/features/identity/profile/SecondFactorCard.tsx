import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Form, Skeleton } from 'antd'
import { useState } from 'react'
import { api, read } from '../../../lib/api.ts'
import { moment } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { sessionQuery } from '../../../lib/session.ts'
import { ErrorView } from '../../../ui/error-view.tsx'
import { CodeField } from '../CodeField.tsx'
import { EnrolSecondFactor } from './EnrolSecondFactor.tsx'
import { secondFactorQuery } from './queries.ts'
import { RecoveryCodes } from './RecoveryCodes.tsx'

type Act = 'renew' | 'remove'

/** One's own second factor: switched on, renewed for paper, taken to another telephone. */
export function SecondFactorCard({ isDemo }: { isDemo: boolean }) {
  const asked = useQuery(secondFactorQuery)
  const [act, setAct] = useState<Act | null>(null)
  if (isDemo) return <p>{t('factor.demo')}</p>
  if (asked.isPending) return <Skeleton active />
  if (asked.error) return <ErrorView error={asked.error} onRetry={asked.refetch} />
  const { confirmedAt, recoveryCodesLeft, isRequired } = asked.data
  if (confirmedAt === null) return <EnrolSecondFactor />
  return (
    <>
      <p>{t('factor.on', { since: moment(confirmedAt), left: recoveryCodesLeft })}</p>
      {isRequired ? <p>{t('factor.required')}</p> : null}
      {act ? (
        <WithCode act={act} onDone={() => setAct(null)} />
      ) : (
        <p style={{ display: 'flex', flexWrap: 'wrap', gap: 8, marginTop: 12 }}>
          <Button onClick={() => setAct('renew')}>{t('factor.renew')}</Button>
          <Button danger onClick={() => setAct('remove')}>
            {t('factor.remove')}
          </Button>
        </p>
      )}
    </>
  )
}

function WithCode({ act, onDone }: { act: Act; onDone: () => void }) {
  const client = useQueryClient()
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const run = useMutation({
    mutationFn: async (body: { code: string }): Promise<readonly string[] | null> => {
      if (act === 'renew') return (await read(api.POST('/api/second-factor/recovery-codes', { body }))).recoveryCodes
      await read(api.POST('/api/second-factor/remove', { body }))
      return null
    },
    onSuccess: async (renewed) => {
      setCodes(renewed)
      await client.invalidateQueries({ queryKey: secondFactorQuery.queryKey })
      await client.invalidateQueries({ queryKey: sessionQuery.queryKey })
      if (renewed === null) onDone()
    },
  })
  if (codes) return <RecoveryCodes codes={codes} onDone={onDone} />
  return (
    <Form<{ code: string }>
      layout="vertical"
      requiredMark={false}
      onFinish={(fields) => run.mutate(fields)}
      style={{ marginTop: 12 }}
    >
      <CodeField hint={t(act === 'renew' ? 'factor.renewHint' : 'factor.removeHint')} />
      {run.error ? <ErrorView error={run.error} /> : null}
      <Button type="primary" danger={act === 'remove'} htmlType="submit" loading={run.isPending}>
        {t(`factor.${act}`)}
      </Button>{' '}
      <Button onClick={onDone}>{t('action.cancel')}</Button>
    </Form>
  )
}
