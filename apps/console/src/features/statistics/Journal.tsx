import { DownloadOutlined } from '@ant-design/icons'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { App, Button, Skeleton } from 'antd'
import { t } from '../../lib/i18n.ts'
import { problemText } from '../../lib/problem-text.ts'
import { useCan } from '../../lib/session.ts'
import { saveSheet } from '../../ui/data-table/sheet.ts'
import { EmptyView } from '../../ui/empty-view.tsx'
import { ErrorView } from '../../ui/error-view.tsx'
import { divisionsQuery } from '../../ui/evidence/queries.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { EventTable, eventColumns } from './EventTable.tsx'
import { Filters } from './Filters.tsx'
import { type EventRow, type JournalFilter, journalQuery, peopleQuery, stationNamesQuery } from './queries.ts'
import type { Names } from './words.ts'

const NOBODY: never[] = []

/** Names for the ids that events carry, as far as this person may read them. */
function useNames(): Names {
  const can = useCan()
  const divisions = useQuery({ ...divisionsQuery, enabled: can('division.read') }).data ?? NOBODY
  const stations = useQuery({ ...stationNamesQuery, enabled: can('station.read') }).data ?? NOBODY
  const people = useQuery({ ...peopleQuery(''), enabled: can('identity.read') }).data ?? NOBODY
  return {
    places: new Map(divisions.map(({ code, name }) => [code, name])),
    stations: new Map(stations.map(({ id, name }) => [id, name])),
    accounts: new Map(people.map(({ id, name }) => [id, name])),
  }
}

/** 审计日志: who did what, newest first. */
export function Journal() {
  const { kind, actor, from, to } = useSearch({ from: '/signed-in/journal' })
  const filter: JournalFilter = { kind, actor, from, to }
  const navigate = useNavigate()
  const names = useNames()
  const asked = useInfiniteQuery(journalQuery(filter))
  const change = (next: JournalFilter) =>
    void navigate({
      to: '.',
      search: (before: Record<string, unknown>) => ({ ...before, ...next }),
      replace: true,
      resetScroll: false,
    })
  const rows = asked.data?.pages.flatMap((page) => page.rows) ?? []
  const isFiltered = [kind, actor, from, to].some((value) => value !== undefined)
  return (
    <>
      <PageHeader title={t('journal.title')} about={t('journal.about')} />
      <section className="data-table" aria-label={t('journal.table')}>
        <Filters {...{ filter, change, isFiltered }} action={<Export rows={rows} />} />
        <p className="data-table-said" aria-live="polite">
          {asked.isPending ? t('state.loading') : t('journal.shown', { shown: rows.length })}
        </p>
        {asked.error ? <ErrorView error={asked.error} onRetry={asked.refetch} /> : null}
        {asked.isPending ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
        {asked.data && rows.length === 0 ? (
          <div className="panel">
            <EmptyView text={t(isFiltered ? 'journal.noMatch' : 'journal.empty')} />
          </div>
        ) : null}
        {rows.length > 0 ? (
          <EventTable rows={rows} names={names} onActor={(person) => change({ actor: person })} />
        ) : null}
        <More
          hasMore={asked.hasNextPage}
          isBusy={asked.isFetchingNextPage}
          isShown={rows.length > 0}
          onMore={() => void asked.fetchNextPage()}
        />
      </section>
    </>
  )
}

type MoreProps = { hasMore: boolean; isBusy: boolean; isShown: boolean; onMore: () => void }

function More({ hasMore, isBusy, isShown, onMore }: MoreProps) {
  if (!isShown) return null
  return (
    <p style={{ padding: '16px 0', textAlign: 'center', color: 'var(--ink-soft)' }}>
      {hasMore ? (
        <Button loading={isBusy} onClick={onMore}>
          {t('journal.more')}
        </Button>
      ) : (
        t('journal.all')
      )}
    </p>
  )
}

function Export({ rows }: { rows: readonly EventRow[] }) {
  const { message } = App.useApp()
  const save = () =>
    saveSheet(t('journal.table'), eventColumns(), rows).catch((error: unknown) => message.error(problemText(error)))
  return (
    <Button icon={<DownloadOutlined aria-hidden />} disabled={rows.length === 0} onClick={() => void save()}>
      {t('journal.export', { shown: rows.length })}
    </Button>
  )
}
