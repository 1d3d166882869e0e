import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button, Form, QRCode } from 'antd'
import { useState } from 'react'
import { api, read } from '../../../lib/api.ts'
import { t } from '../../../lib/i18n.ts'
import { sessionQuery } from '../../../lib/session.ts'
import { ErrorView } from '../../../ui/error-view.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { CodeField } from '../CodeField.tsx'
import '../profile.css'
import { secondFactorQuery } from './queries.ts'
import { RecoveryCodes } from './RecoveryCodes.tsx'

/** Three steps: scan, type one code, put the recovery codes away. `isForced`: nothing else is open before it. */
export function EnrolSecondFactor({ isForced = false, onDone }: { isForced?: boolean; onDone?: () => void }) {
  const client = useQueryClient()
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const begin = useMutation({ mutationFn: () => read(api.POST('/api/second-factor')) })
  const confirm = useMutation({
    mutationFn: (body: { code: string }) => read(api.POST('/api/second-factor/confirm', { body })),
    onSuccess: ({ recoveryCodes }) => setCodes(recoveryCodes),
  })
  const finish = async () => {
    await client.invalidateQueries({ queryKey: sessionQuery.queryKey })
    await client.invalidateQueries({ queryKey: secondFactorQuery.queryKey })
    onDone?.()
  }
  return (
    <div className={isForced ? 'page-narrow' : undefined}>
      {isForced ? <PageHeader title={t('factor.title')} about={t('factor.must')} /> : null}
      {codes ? <RecoveryCodes codes={codes} onDone={() => void finish()} /> : null}
      {!codes && !begin.data ? (
        <>
          <p>{t('factor.about')}</p>
          {begin.error ? <ErrorView error={begin.error} /> : null}
          <Button type="primary" loading={begin.isPending} onClick={() => begin.mutate()} style={{ marginTop: 12 }}>
            {t('factor.begin')}
          </Button>
        </>
      ) : null}
      {!codes && begin.data ? (
        <div className="enrol">
          <QRCode value={begin.data.uri} errorLevel="M" size={200} aria-label={t('factor.qr')} />
          <div className="enrol-steps">
            <p>{t('factor.scan')}</p>
            <p>
              <small>{t('factor.byHand')}</small>
              <br />
              <code>{begin.data.secret.match(/.{1,4}/g)?.join(' ')}</code>
            </p>
            <Form<{ code: string }>
              layout="vertical"
              requiredMark={false}
              onFinish={(fields) => confirm.mutate(fields)}
              style={{ marginTop: 12 }}
            >
              <CodeField hint={t('factor.codeHint')} />
              {confirm.error ? <ErrorView error={confirm.error} /> : null}
              <Button type="primary" htmlType="submit" loading={confirm.isPending}>
                {t('factor.confirm')}
              </Button>
            </Form>
          </div>
        </div>
      ) : null}
    </div>
  )
}
