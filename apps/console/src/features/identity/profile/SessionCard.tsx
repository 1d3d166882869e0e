import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button, Skeleton } from 'antd'
import { api, type Reply, read } from '../../../lib/api.ts'
import { moment } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { problemText } from '../../../lib/problem-text.ts'
import { ErrorView } from '../../../ui/error-view.tsx'
import { aside } from '../../../ui/punctuation.ts'
import { DeviceList } from '../DeviceList.tsx'
import { devicesQuery, sessionsQuery } from './queries.ts'

type Session = Reply<'/api/sessions'>[number]

/** Where one is signed in, and the way to end it there. */
export function SessionCard() {
  const client = useQueryClient()
  const { message } = App.useApp()
  const asked = useQuery(sessionsQuery)
  const again = () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey })
  const end = useMutation({
    mutationFn: (id: string) => read(api.DELETE('/api/sessions/{id}', { params: { path: { id } } })),
    onSuccess: again,
    onError: (error) => message.error(problemText(error)),
  })
  const endAll = useMutation({
    mutationFn: () => read(api.DELETE('/api/sessions')),
    onSuccess: async ({ ended }) => {
      message.success(t('session.ended', { count: ended }))
      await again()
    },
    onError: (error) => message.error(problemText(error)),
  })
  if (asked.isPending) return <Skeleton active />
  if (asked.error) return <ErrorView error={asked.error} onRetry={asked.refetch} />
  return (
    <>
      <ul className="profile-list">
        {asked.data.map((session) => (
          <li key={session.id}>
            <Where session={session} />
            {session.isCurrent ? null : (
              <Button size="small" loading={end.isPending} onClick={() => end.mutate(session.id)}>
                {t('session.end')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {asked.data.length > 1 ? (
        <Button danger loading={endAll.isPending} onClick={() => endAll.mutate()} style={{ marginTop: 12 }}>
          {t('session.endOthers')}
        </Button>
      ) : null}
    </>
  )
}

const Where = ({ session }: { session: Session }) => (
  <div>
    <strong>{session.ipAddress || '—'}</strong>
    {session.isCurrent ? aside(t('session.current')) : null}
    <small>{t('session.times', { since: moment(session.signedInAt), used: moment(session.usedAt) })}</small>
    <small>{session.userAgent}</small>
  </div>
)

export function DeviceCard() {
  const client = useQueryClient()
  const asked = useQuery(devicesQuery)
  const revoke = useMutation({
    mutationFn: (id: string) => read(api.DELETE('/api/devices/{id}', { params: { path: { id } } })),
    onSuccess: () => client.invalidateQueries(),
  })
  return <DeviceList asked={asked} revoke={revoke} />
}
