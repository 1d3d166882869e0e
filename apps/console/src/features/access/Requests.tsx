import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Skeleton } from 'antd'
import { useState } from 'react'
import { t } from '../../lib/i18n.ts'
import { DownloadButton } from '../../ui/DownloadButton.tsx'
import { EmptyView } from '../../ui/empty-view.tsx'
import { ErrorView } from '../../ui/error-view.tsx'
import { Filters } from './Filters.tsx'
import { More } from './More.tsx'
import { type AccessFilter, asked, requestsQuery } from './queries.ts'
import { RequestTable } from './RequestTable.tsx'
import { TrailDrawer } from './TrailDrawer.tsx'

/** The log itself, newest first; what is asked for stands in the URL. */
export function Requests() {
  const { account, route, address, act, refused, from, to } = useSearch({ from: '/signed-in/access' })
  const filter: AccessFilter = { account, route, address, act, refused, from, to }
  const navigate = useNavigate()
  const [followed, follow] = useState<string | null>(null)
  const found = useInfiniteQuery(requestsQuery(filter))
  const change = (next: AccessFilter) =>
    void navigate({
      to: '.',
      search: (before: Record<string, unknown>) => ({ ...before, ...next }),
      replace: true,
      resetScroll: false,
    })
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? []
  const query = asked(filter)
  const isFiltered = Object.keys(query).length > 0
  return (
    <section className="data-table" aria-label={t('access.table')}>
      <Filters
        {...{ filter, change, isFiltered }}
        action={
          <DownloadButton href={`/api/access/requests.xlsx?${new URLSearchParams(query)}`}>
            {t('access.export')}
          </DownloadButton>
        }
      />
      <p className="data-table-said" aria-live="polite">
        {found.isPending ? t('state.loading') : t('access.shown', { shown: rows.length })}
      </p>
      {found.error ? <ErrorView error={found.error} onRetry={found.refetch} /> : null}
      {found.isPending ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
      {found.data && rows.length === 0 ? (
        <div className="panel">
          <EmptyView text={t(isFiltered ? 'access.noMatch' : 'access.empty')} />
        </div>
      ) : null}
      {rows.length > 0 ? <RequestTable rows={rows} onPerson={follow} /> : null}
      <More
        hasMore={found.hasNextPage}
        isBusy={found.isFetchingNextPage}
        isShown={rows.length > 0}
        onMore={() => void found.fetchNextPage()}
      />
      <TrailDrawer account={followed} onClose={() => follow(null)} onOnly={change} />
    </section>
  )
}
