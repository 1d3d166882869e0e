import { useQuery } from '@tanstack/react-query'
import { Button, Drawer, Skeleton } from 'antd'
import { count, moment } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'
import { EmptyView } from '../../ui/empty-view.tsx'
import { ErrorView } from '../../ui/error-view.tsx'
import { type AccessFilter, type AccessTrail, trailQuery } from './queries.ts'
import { personText } from './words.ts'

type Only = (filter: AccessFilter) => void
type TrailDrawerProps = { account: string | null; onClose: () => void; onOnly: Only }

/** From where one person was at work. */
export function TrailDrawer({ account, onClose, onOnly }: TrailDrawerProps) {
  const found = useQuery({ ...trailQuery(account ?? ''), enabled: account !== null })
  const only: Only = (filter) => {
    onOnly(filter)
    onClose()
  }
  return (
    <Drawer
      open={account !== null}
      onClose={onClose}
      title={found.data ? t('trail.title', { name: personText(found.data) }) : t('access.trail')}
      size={Math.min(480, window.innerWidth)}
      destroyOnHidden
    >
      <p className="form-about">{t('trail.about')}</p>
      {found.error ? <ErrorView error={found.error} onRetry={found.refetch} /> : null}
      {found.isPending ? <Skeleton active /> : null}
      {found.data?.addresses.length === 0 ? <EmptyView text={t('trail.none')} /> : null}
      {found.data?.addresses.map((from) => (
        <Place key={`${from.address} ${from.agent}`} from={from} onOnly={only} />
      ))}
      {account === null ? null : (
        <Button block className="form-submit" onClick={() => only({ account })}>
          {t('trail.only')}
        </Button>
      )}
    </Drawer>
  )
}

function Place({ from, onOnly }: { from: AccessTrail['addresses'][number]; onOnly: Only }) {
  const { address, agent, firstAt, lastAt, requests, changes, exports, refused } = from
  const said = [
    t('trail.requests', { count: count(requests) }),
    ...(changes > 0 ? [t('trail.changes', { count: count(changes) })] : []),
    ...(exports > 0 ? [t('trail.exports', { count: count(exports) })] : []),
    ...(refused > 0 ? [t('trail.refused', { count: count(refused) })] : []),
  ]
  return (
    <section className="panel" style={{ marginBottom: 12 }}>
      <button type="button" className="figure-door" title={t('trail.onlyAddress')} onClick={() => onOnly({ address })}>
        <strong>{address}</strong>
      </button>
      <p>{said.join(t('text.and'))}</p>
      <p style={{ color: 'var(--ink-soft)' }}>{t('trail.span', { from: moment(firstAt), to: moment(lastAt) })}</p>
      <small style={{ color: 'var(--ink-soft)', overflowWrap: 'anywhere' }}>{agent}</small>
    </section>
  )
}
