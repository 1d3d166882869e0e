import '../programme.css'
import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { daysLeftText } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { currentLanguage } from '../../../lib/language.ts'
import { useAsOf } from '../../../ui/as-of.ts'
import { ErrorView } from '../../../ui/error-view.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { ExternalTable } from '../external/ExternalTable.tsx'
import { overviewQuery, type Overview as Shown } from '../queries.ts'
import { TargetTable } from '../target/TargetTable.tsx'
import { DueTable } from './DueTable.tsx'
import { HeadFigures } from './HeadFigures.tsx'
import { LedgerTable } from './LedgerTable.tsx'

/** What an office head asks first, at one day; every figure is a door to its evidence. */
export function Overview() {
  const { asOf } = useAsOf()
  const asked = useQuery(overviewQuery(asOf))
  const { data } = asked
  if (asked.error) return <ErrorView error={asked.error} onRetry={asked.refetch} />
  return (
    <>
      <PageHeader title={t('overview.title')} about={data ? <About overview={data} /> : null} />
      {data ? <HeadFigures overview={data} /> : <Skeleton active paragraph={{ rows: 5 }} />}
      <section className="section">
        <h2>{t('overview.targets')}</h2>
        <TargetTable rows={{ ...asked, data: data?.targets }} initialPageSize={10} />
      </section>
      <section className="section">
        <h2>{t('overview.ledgers')}</h2>
        <p>{t('overview.ledgersNote')}</p>
        <LedgerTable rows={{ ...asked, data: data?.ledgers }} asOf={asOf} />
      </section>
      <section className="section">
        <h2>{t('overview.due')}</h2>
        <DueTable rows={{ ...asked, data: data?.due }} />
      </section>
      <section className="section">
        <h2>{t('overview.external')}</h2>
        <p>{t('overview.externalNote')}</p>
        <ExternalTable rows={{ ...asked, data: data?.external }} />
      </section>
    </>
  )
}

const DAY_MS = 86_400_000

function About({ overview: { programme, asOf } }: { overview: Shown }) {
  const { county, phases, stage, programmeYear } = programme
  const name = currentLanguage() === 'en' ? county.nameEn : county.name
  const phase = phases.find(({ isCurrent }) => isCurrent)
  const left = phase ? Math.round((Date.parse(phase.endOn) - Date.parse(asOf)) / DAY_MS) : 0
  return (
    <>
      {t('overview.about', { county: name, year: programmeYear })} · {t(`stage.${stage}`)}
      {phase ? ` · ${t('overview.phase', { phase: phase.name, left: daysLeftText(left) })}` : ''} ·{' '}
      {t('overview.lead', { unit: county.leadUnit })}
    </>
  )
}
