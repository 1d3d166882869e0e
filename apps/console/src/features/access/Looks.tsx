import { useInfiniteQuery } from '@tanstack/react-query'
import { Skeleton, Table } from 'antd'
import { useRef } from 'react'
import { moment } from '../../lib/format.ts'
import { t, tWord } from '../../lib/i18n.ts'
import { EmptyView } from '../../ui/empty-view.tsx'
import { ErrorView } from '../../ui/error-view.tsx'
import { useTableForm } from '../../ui/printing.ts'
import { useScrollRegion } from '../../ui/scroll-region.ts'
import { More } from './More.tsx'
import { type Look, looksQuery } from './queries.ts'
import { personText } from './words.ts'

/** Who saw what is hidden from others, and why he said he had to. */
export function Looks() {
  const box = useRef<HTMLDivElement>(null)
  const { form } = useTableForm()
  useScrollRegion(box, t('look.table'))
  const found = useInfiniteQuery(looksQuery)
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? []
  const columns = [
    { key: 'at', title: t('access.at'), render: (_: unknown, { at }: Look) => moment(at) },
    { key: 'who', title: t('access.who'), render: (_: unknown, look: Look) => personText(look) },
    { key: 'subject', title: t('look.subject'), dataIndex: 'subject' },
    { key: 'field', title: t('look.field'), render: (_: unknown, { field }: Look) => tWord(`field.${field}`, field) },
    { key: 'reason', title: t('look.reason'), dataIndex: 'reason' },
  ]
  return (
    <div ref={box}>
      <p style={{ color: 'var(--ink-soft)' }}>{t('look.about')}</p>
      {found.error ? <ErrorView error={found.error} onRetry={found.refetch} /> : null}
      {found.isPending ? <Skeleton active /> : null}
      {found.data && rows.length === 0 ? (
        <div className="panel">
          <EmptyView text={t('look.none')} />
        </div>
      ) : null}
      {rows.length > 0 ? (
        <Table<Look>
          size="small"
          {...form}
          rowKey={({ id }) => id}
          columns={columns}
          dataSource={rows}
          pagination={false}
        />
      ) : null}
      <More
        hasMore={found.hasNextPage}
        isBusy={found.isFetchingNextPage}
        isShown={rows.length > 0}
        onMore={() => void found.fetchNextPage()}
      />
    </div>
  )
}
