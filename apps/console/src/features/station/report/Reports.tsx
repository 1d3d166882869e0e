import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { addDays, percent } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { useAsOf } from '../../../ui/as-of.ts'
import { FigureDoor, FigureGrid } from '../../../ui/figure.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { DayBar } from '../DayBar.tsx'
import { type ReportLine, reportsQuery } from '../queries.ts'
import { isOverdue, NOON } from './deadline.ts'
import '../station.css'
import { ReportTable } from './ReportTable.tsx'

/** Of a day: who reported, who was late, whom to call. */
export function Reports() {
  const { on } = useSearch({ from: '/signed-in/reports' })
  const { asOf } = useAsOf()
  const navigate = useNavigate()
  const day = on ?? asOf
  const asked = useQuery(reportsQuery(day))
  const pick = (next: string) =>
    void navigate({
      to: '.',
      search: (before: Record<string, unknown>) => ({ ...before, on: next === asOf ? undefined : next }),
      replace: true,
    })
  return (
    <>
      <PageHeader title={t('report.title')} about={t('report.about')} />
      <DayBar label={t('report.day')} on={day} onPick={pick} />
      <Summary lines={asked.data} on={day} />
      <ReportTable asked={asked} on={day} />
    </>
  )
}

function missingNote(missing: number, on: string): string {
  if (missing === 0) return t('report.all')
  return isOverdue(on) ? t('report.overdue') : t('report.stillTime', { until: `${addDays(on, 1)} ${NOON}` })
}

function Summary({ lines, on }: { lines: readonly ReportLine[] | undefined; on: string }) {
  if (!lines) return null
  const count = (state: ReportLine['state']) => lines.filter((line) => line.state === state).length
  const [late, missing] = [count('late'), count('missing')]
  const done = lines.length - missing
  const evidence = { indicator: 'station.reports', from: on, to: on }
  return (
    <FigureGrid>
      <Tally label={t('report.due')} value={lines.length} />
      <div className="figure">
        <dt>{t('report.done')}</dt>
        <dd className="figure-value">
          <FigureDoor label={t('report.done')} evidence={evidence}>
            {done}
            <small>{t('report.unitStation')}</small>
          </FigureDoor>
        </dd>
        {lines.length > 0 ? (
          <dd className="figure-note">{t('report.share', { share: percent(done / lines.length, 0) })}</dd>
        ) : null}
      </div>
      <Tally label={t('report.late')} value={late} />
      <Tally
        label={t('report.missing')}
        value={missing}
        note={missingNote(missing, on)}
        isBad={missing > 0 && isOverdue(on)}
      />
    </FigureGrid>
  )
}

type TallyProps = { label: string; value: number; note?: string; isBad?: boolean }

const Tally = ({ label, value, note, isBad = false }: TallyProps) => (
  <div className="figure">
    <dt>{label}</dt>
    <dd className="figure-value" style={isBad ? { color: 'var(--danger)' } : undefined}>
      {value}
      <small>{t('report.unitStation')}</small>
    </dd>
    {note ? <dd className="figure-note">{note}</dd> : null}
  </div>
)
