import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { count } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import type { Column } from '../../../ui/data-table/column.ts'
import { DataTable } from '../../../ui/data-table/DataTable.tsx'
import { ErrorView } from '../../../ui/error-view.tsx'
import { StateTag } from '../../../ui/state-tag.tsx'
import { CountyFindings } from '../check/CountyFindings.tsx'
import { checkQuery, type PlanCheck } from '../queries.ts'

type Sum = PlanCheck['sums'][number]

const UNITS: Record<Sum['unit'], () => string> = {
  万元: () => t('unit.wan'),
  '%': () => '%',
  单: () => t('unit.parcel'),
}

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
  { key: 'unit', title: t('check.unit'), value: ({ unit }) => UNITS[unit]() },
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
  const asked = useQuery(checkQuery())
  if (asked.isPending) return <Skeleton active />
  if (asked.error) return <ErrorView error={asked.error} onRetry={asked.refetch} />
  const { sums, findings, gone } = asked.data
  const bad = sums.filter(({ ok }) => !ok).length
  return (
    <>
      <CountyFindings findings={findings} gone={gone} />
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
