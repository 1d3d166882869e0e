import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { api, type Reply, read } from '../../../lib/api.ts'
import { moment } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { problemText } from '../../../lib/problem-text.ts'
import { useMe } from '../../../lib/session.ts'
import type { Column } from '../../../ui/data-table/column.ts'
import { DataTable } from '../../../ui/data-table/DataTable.tsx'
import { aside } from '../../../ui/punctuation.ts'
import type { Handover } from './Handover.tsx'
import { credentialRequestsQuery } from './queries.ts'

type Request = Reply<'/api/credential-requests'>[number]

const columns = (): Column<Request>[] => [
  { key: 'name', title: t('request.for'), value: ({ name, username }) => name + aside(username) },
  { key: 'askedBy', title: t('request.askedBy'), value: ({ askedByName }) => askedByName },
  { key: 'askedAt', title: t('request.askedAt'), value: ({ askedAt }) => moment(askedAt) },
  { key: 'expiresAt', title: t('handover.until'), value: ({ expiresAt }) => moment(expiresAt) },
]

/** New ways into guarded accounts that wait for the second administrator. */
export function CredentialRequests({ onHandover }: { onHandover: (handover: Handover) => void }) {
  const asked = useQuery(credentialRequestsQuery)
  const me = useMe()
  const client = useQueryClient()
  const { message, modal } = App.useApp()
  const confirm = useMutation({
    mutationFn: (request: Request) =>
      read(api.POST('/api/credential-requests/{id}/confirm', { params: { path: { id: request.id } } })),
    onSuccess: async ({ code, expiresAt }, { name }) => {
      onHandover({
        title: 'request.code',
        text: t('request.codeText', { name, expires: moment(expiresAt) }),
        secret: code,
        once: 'handover.once',
      })
      await client.invalidateQueries({ queryKey: ['account'] })
    },
    onError: (error) => message.error(problemText(error)),
  })
  const ask = (request: Request) =>
    modal.confirm({
      title: t('request.confirmAsk', { name: request.name }),
      content: t('request.confirmText', { by: request.askedByName }),
      okText: t('request.confirm'),
      cancelText: t('action.cancel'),
      okButtonProps: { danger: true },
      onOk: () => confirm.mutateAsync(request).catch(() => undefined),
    })
  const acts: Column<Request> = {
    key: 'acts',
    title: t('account.acts'),
    value: () => null,
    isPinned: true,
    render: (request) =>
      request.askedBy === me?.account || request.account === me?.account ? (
        t('request.notYou')
      ) : (
        <Button size="small" onClick={() => ask(request)}>
          {t('request.confirm')}
        </Button>
      ),
  }
  return (
    <>
      <p style={{ marginBottom: 12, color: 'var(--ink-soft)' }}>{t('request.about')}</p>
      <DataTable
        id="requests"
        caption={t('account.tab.requests')}
        columns={[...columns(), acts]}
        rows={{ data: asked.data, isPending: asked.isPending, error: asked.error, refetch: asked.refetch }}
        rowKey={({ id }) => id}
        empty={{ text: t('request.none') }}
      />
    </>
  )
}
