import { useQuery } from '@tanstack/react-query'
import { Button, Skeleton } from 'antd'
import { useState } from 'react'
import { count } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import type { Column } from '../../../ui/data-table/column.ts'
import { DataTable } from '../../../ui/data-table/DataTable.tsx'
import { EmptyView } from '../../../ui/empty-view.tsx'
import { ErrorView } from '../../../ui/error-view.tsx'
import { Quote } from '../../../ui/quote.tsx'
import { StateTag, type Tone } from '../../../ui/state-tag.tsx'
import { checkQuery, type PlanCheck } from '../queries.ts'

type Sum = PlanCheck['sums'][number]
type Finding = PlanCheck['findings'][number]
const TONES: Record<Finding['severity'], Tone> = { error: 'bad', warn: 'warn', info: 'info' }

const columns = (): Column<Sum>[] => [
  { key: 'what', title: t('check.what'), value: ({ what }) => what },
  {
    key: 'expected',
    title: t('check.expected'),
    value: ({ expected }) => expected,
    render: (sum) => count(sum.expected),
    align: 'right',
  },
  {
    key: 'actual',
    title: t('check.actual'),
    value: ({ actual }) => actual,
    render: (sum) => count(sum.actual),
    align: 'right',
  },
  {
    key: 'ok',
    title: t('check.ok'),
    value: ({ ok }) => t(ok ? 'check.agree' : 'check.disagree'),
    render: ({ ok }) => <StateTag tone={ok ? 'good' : 'bad'}>{t(ok ? 'check.agree' : 'check.disagree')}</StateTag>,
    filter: 'values',
  },
]

/** What reading the plan against itself brought up, with the sentences side by side. */
export function CheckTab() {
  const asked = useQuery(checkQuery)
  if (asked.isPending) return <Skeleton active />
  if (asked.error) return <ErrorView error={asked.error} onRetry={asked.refetch} />
  const { sums, findings } = asked.data
  const bad = sums.filter(({ ok }) => !ok).length
  return (
    <>
      <section className="section">
        <h2>
          {t('check.findings')}（{findings.length}）
        </h2>
        {findings.length === 0 ? <EmptyView text={t('check.none')} /> : null}
        <div className="findings">
          {findings.map((finding) => (
            <FindingView key={finding.title} finding={finding} />
          ))}
        </div>
      </section>
      <section className="section">
        <h2>{t('check.sums')}</h2>
        <p>{bad === 0 ? t('check.sumsOk', { ok: sums.length }) : t('check.sumsBad', { bad, all: sums.length })}</p>
        <DataTable
          id="sums"
          caption={t('check.sums')}
          columns={columns()}
          rows={{ ...asked, data: sums }}
          rowKey={({ what }) => what}
          empty={{ text: t('check.none') }}
        />
      </section>
    </>
  )
}

const SHOWN_QUOTES = 4

function FindingView({ finding }: { finding: Finding }) {
  const [isWhole, setWhole] = useState(false)
  const { quotes } = finding
  const shown = isWhole ? quotes : quotes.slice(0, SHOWN_QUOTES)
  return (
    <article className="panel finding">
      <h3>
        <StateTag tone={TONES[finding.severity]}>{t(`severity.${finding.severity}`)}</StateTag> {finding.title}
      </h3>
      <div className="finding-quotes">
        {shown.map((quote) => (
          <Quote key={`${quote.line}${quote.quote}`} source={quote} />
        ))}
      </div>
      {quotes.length > SHOWN_QUOTES ? (
        <Button type="link" size="small" onClick={() => setWhole(!isWhole)}>
          {isWhole ? t('check.less') : t('check.more', { more: quotes.length - SHOWN_QUOTES })}
        </Button>
      ) : null}
      <p>
        {t('check.why')}：{finding.why}
      </p>
    </article>
  )
}
