import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query'
import { Button, Popconfirm, Skeleton } from 'antd'
import type { Reply } from '../../lib/api.ts'
import { moment } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'
import { EmptyView } from '../../ui/empty-view.tsx'
import { ErrorView } from '../../ui/error-view.tsx'
import { aside } from '../../ui/punctuation.ts'
import './profile.css'

type Devices = Reply<'/api/devices'>
type DeviceListProps = {
  asked: UseQueryResult<Devices>
  revoke: Pick<UseMutationResult<unknown, Error, string>, 'mutate' | 'isPending' | 'error'>
}

/** Telephones that stay signed in, each with the way to shut it out. */
export function DeviceList({ asked, revoke }: DeviceListProps) {
  if (asked.isPending) return <Skeleton active />
  if (asked.error) return <ErrorView error={asked.error} onRetry={asked.refetch} />
  if (asked.data.length === 0) return <EmptyView text={t('device.none')} />
  return (
    <>
      {revoke.error ? <ErrorView error={revoke.error} /> : null}
      <ul className="profile-list">
        {asked.data.map(({ id, name, boundAt, usedAt, isCurrent }) => (
          <li key={id}>
            <div>
              <strong>{name}</strong>
              {isCurrent ? aside(t('session.current')) : null}
              <small>{t('device.times', { bound: moment(boundAt), used: usedAt ? moment(usedAt) : '—' })}</small>
            </div>
            <Popconfirm
              title={t('device.revokeAsk', { name })}
              okText={t('device.revoke')}
              cancelText={t('action.cancel')}
              onConfirm={() => revoke.mutate(id)}
            >
              <Button danger size="small" loading={revoke.isPending}>
                {t('device.revoke')}
              </Button>
            </Popconfirm>
          </li>
        ))}
      </ul>
    </>
  )
}
