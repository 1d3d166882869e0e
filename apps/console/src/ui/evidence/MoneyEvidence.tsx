import { FileTextOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { api, fileHref, type Reply, read } from '../../lib/api.ts'
import { moment, wan, yuan } from '../../lib/format.ts'
import { t, tWord } from '../../lib/i18n.ts'
import { useAsOf } from '../as-of.ts'
import { ErrorView } from '../error-view.tsx'

type Entry = Reply<'/api/programme/money'>['rows'][number]
const KINDS = ['arrived', 'paid', 'spent'] as const
const FUNDS = ['central', 'local', 'social'] as const
type MoneyEvidenceProps = { kind: string | undefined; fund: string | undefined; budgetLine: string }

/** The vouchers behind an amount of the budget table. */
export function MoneyEvidence({ kind, fund, budgetLine }: MoneyEvidenceProps) {
  const { asOf } = useAsOf()
  const knownKind = KINDS.find((known) => known === kind)
  const knownFund = FUNDS.find((known) => known === fund)
  const query = {
    pageSize: 500,
    ...(knownKind ? { kind: knownKind } : {}),
    ...(knownFund ? { fund: knownFund } : {}),
    ...(budgetLine ? { budgetLine } : {}),
  }
  const asked = useQuery({
    queryKey: ['programme', 'money', query],
    queryFn: () => read(api.GET('/api/programme/money', { params: { query } })),
  })
  if (asked.isPending) return <Skeleton active />
  if (asked.error) return <ErrorView error={asked.error} onRetry={asked.refetch} />
  const rows = asked.data.rows.filter(({ movedOn }) => movedOn <= asOf)
  const sum = rows.reduce((total, { amountFen }) => total + amountFen, 0)
  const about = [knownKind, knownFund].map((word) => (word ? tWord(`word.${word}`, word) : '')).filter(Boolean)
  return (
    <>
      <h2 style={{ fontSize: 16 }}>
        {t('evidence.moneyTitle')}
        {about.length > 0 ? `：${about.join(' · ')}` : ''} {budgetLine}
      </h2>
      <p className="figure-value" title={yuan(sum)}>
        {wan(sum)}
        <small>{t('unit.wan')}</small>
      </p>
      <p style={{ color: 'var(--ink-soft)' }}>
        {t('evidence.until', { to: asOf })} · {yuan(sum)}
      </p>
      {rows.length === 0 ? <p>{t('evidence.moneyNone')}</p> : null}
      <ol className="event-list">
        {rows.map((entry) => (
          <MoneyEntry key={entry.id} entry={entry} />
        ))}
      </ol>
    </>
  )
}

const MoneyEntry = ({ entry }: { entry: Entry }) => (
  <li>
    <div className="event-head">
      <strong>{yuan(entry.amountFen)}</strong>
      <time dateTime={entry.movedOn}>{entry.movedOn}</time>
    </div>
    <dl className="facts">
      <dt>{t('fact.kind')}</dt>
      <dd>
        {tWord(`word.${entry.kind}`, entry.kind)} · {tWord(`word.${entry.fund}`, entry.fund)} {entry.budgetLine}
      </dd>
      <dt>{t('fact.paper')}</dt>
      <dd>{entry.paper}</dd>
      {entry.counterparty ? (
        <>
          <dt>{t('fact.counterparty')}</dt>
          <dd>{entry.counterparty}</dd>
        </>
      ) : null}
      {entry.fileId ? (
        <>
          <dt>{t('evidence.file')}</dt>
          <dd>
            <a href={fileHref(entry.fileId)}>
              <FileTextOutlined aria-hidden /> {t('evidence.download')}
            </a>
          </dd>
        </>
      ) : null}
      <dt>{t('evidence.recordedAt')}</dt>
      <dd>{moment(entry.enteredAt)}</dd>
    </dl>
  </li>
)
