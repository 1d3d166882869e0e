import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Flex } from 'antd'
import { count, moment } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'
import { problemText } from '../../lib/problem-text.ts'
import { useCan } from '../../lib/session.ts'
import type { Column } from '../../ui/data-table/column.ts'
import { DataTable } from '../../ui/data-table/DataTable.tsx'
import { PageHeader } from '../../ui/page-header.tsx'
import { StateTag, type Tone } from '../../ui/state-tag.tsx'
import { CheckResult } from './CheckResult.tsx'
import { askCheck, checksQuery, isOpen, type SealPage, type SealRow, sealsQuery } from './queries.ts'

const TONE: Record<SealRow['signatureState'], Tone> = { good: 'good', bad: 'bad', unknownKey: 'warn' }
const SHORT = 16

const outsideText = ({ deposits }: SealRow): string => deposits.map(({ port }) => t(`port.${port}`)).join(t('text.and'))

const columnsOf = (verify: ((day: string) => void) | undefined): Column<SealRow>[] => [
  { key: 'day', title: t('seal.day'), value: ({ day }) => day },
  {
    key: 'count',
    title: t('seal.count'),
    value: (row) => row.count,
    render: (row) => count(row.count),
    align: 'right',
  },
  {
    key: 'hash',
    title: t('seal.hash'),
    value: ({ hash }) => hash,
    render: ({ hash }) => <code title={hash}>{hash.slice(0, SHORT)}…</code>,
    isFixedOrder: true,
  },
  {
    key: 'signature',
    title: t('seal.signature'),
    value: ({ signatureState }) => t(`signature.${signatureState}`),
    render: ({ signatureState }) => <StateTag tone={TONE[signatureState]}>{t(`signature.${signatureState}`)}</StateTag>,
    filter: 'values',
  },
  { key: 'outside', title: t('seal.outside'), value: outsideText },
  { key: 'suite', title: t('seal.suite'), value: ({ suite }) => suite, isHidden: true },
  { key: 'sealedAt', title: t('seal.sealedAt'), value: ({ sealedAt }) => moment(sealedAt) },
  ...(verify
    ? [
        {
          key: 'act',
          title: t('seal.verify'),
          value: () => null,
          render: ({ day }: SealRow) => (
            <Button size="small" onClick={() => verify(day)} aria-label={t('seal.verifyDay', { day })}>
              {t('seal.verify')}
            </Button>
          ),
          isFixedOrder: true,
          isPinned: true,
        },
      ]
    : []),
]

/** 日志封存: each day's seal, what lies outside, and the proof on demand. */
export function Seals() {
  const can = useCan()
  const { message } = App.useApp()
  const client = useQueryClient()
  const asked = useInfiniteQuery(sealsQuery)
  const checks = useQuery(checksQuery)
  const ask = useMutation({
    mutationFn: askCheck,
    onSuccess: () => client.invalidateQueries({ queryKey: checksQuery.queryKey }),
    onError: (error) => void message.error(problemText(error)),
  })
  const pages = asked.data?.pages
  const newest = checks.data?.[0]
  const isBusy = ask.isPending || (newest !== undefined && isOpen(newest))
  const mayVerify = can('journal.verify')
  return (
    <>
      <PageHeader
        title={t('seal.title')}
        about={t('seal.about')}
        action={
          mayVerify ? (
            <Button type="primary" disabled={isBusy} onClick={() => ask.mutate(null)}>
              {t('seal.verifyAll')}
            </Button>
          ) : null
        }
      />
      <Flex vertical gap={16}>
        {newest ? <CheckResult check={newest} /> : null}
        {pages?.[0] ? <Outside page={pages[0]} /> : null}
        <DataTable
          id="seals"
          caption={t('seal.table')}
          columns={columnsOf(mayVerify ? (day) => ask.mutate(day) : undefined)}
          rows={{
            data: pages?.flatMap(({ rows }) => rows),
            isPending: asked.isPending,
            error: asked.error,
            refetch: asked.refetch,
          }}
          rowKey={({ day }) => day}
          empty={{ text: t('seal.empty') }}
        />
        {asked.hasNextPage ? (
          <p>
            <Button loading={asked.isFetchingNextPage} onClick={() => void asked.fetchNextPage()}>
              {t('action.more')}
            </Button>
          </p>
        ) : null}
        {pages?.[0] ? <Keys page={pages[0]} /> : null}
      </Flex>
    </>
  )
}

/** Where seals are put outside, and what did not work. */
function Outside({ page: { ports, problems } }: { page: SealPage }) {
  if (ports.length === 0 && problems.length === 0) return <Alert type="info" showIcon title={t('seal.noPorts')} />
  return problems.map(({ port, failures, triedAt, problem }) => (
    <Alert
      key={port}
      type="warning"
      showIcon
      title={t('seal.problem', { port: t(`port.${port}`), failures, at: moment(triedAt) })}
      description={<code style={{ overflowWrap: 'anywhere' }}>{problem}</code>}
    />
  ))
}

const Keys = ({ page: { keys } }: { page: SealPage }) => (
  <section className="panel" aria-label={t('seal.keys')}>
    <h2>{t('seal.keys')}</h2>
    <p>{t('seal.keysAbout')}</p>
    {keys.map(({ id, suite, fingerprint }) => (
      <p key={id}>
        {suite}
        <br />
        <code style={{ overflowWrap: 'anywhere' }}>{fingerprint}</code>
      </p>
    ))}
  </section>
)
