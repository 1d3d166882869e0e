import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { daysLeftText } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { useAsOf } from '../../../ui/as-of.ts'
import { EmptyView } from '../../../ui/empty-view.tsx'
import { ErrorView } from '../../../ui/error-view.tsx'
import { aside } from '../../../ui/punctuation.ts'
import { StateTag } from '../../../ui/state-tag.tsx'
import { type Programme, programmeQuery } from '../queries.ts'

type Phase = Programme['phases'][number]
const DAY_MS = 86_400_000
const dayOf = (day: string) => Date.parse(day) / DAY_MS

/** The phases on one line of time, with the day that the figures are of. */
export function PhasesTab() {
  const { asOf } = useAsOf()
  const asked = useQuery(programmeQuery(asOf))
  if (asked.isPending) return <Skeleton active />
  if (asked.error) return <ErrorView error={asked.error} onRetry={asked.refetch} />
  const { phases } = asked.data
  const [first, last] = [phases[0], phases.at(-1)]
  if (!first || !last) return <EmptyView text={t('phases.none')} />
  const start = dayOf(first.startOn)
  const length = Math.max(1, dayOf(last.endOn) - start)
  const at = (day: string) => `${Math.min(100, Math.max(0, ((dayOf(day) - start) / length) * 100))}%`
  return (
    <ol className="phases" aria-label={t('phases.caption')}>
      {phases.map((phase) => (
        <PhaseRow key={phase.id} phase={phase} asOf={asOf} at={at} />
      ))}
    </ol>
  )
}

function PhaseRow({ phase, asOf, at }: { phase: Phase; asOf: string; at: (day: string) => string }) {
  const { name, startOn, endOn, isCurrent, source } = phase
  const width = Number.parseFloat(at(endOn)) - Number.parseFloat(at(startOn))
  return (
    <li className="phase">
      <div className="phase-head">
        <strong>{name}</strong>
        <PhaseState phase={phase} asOf={asOf} />
        <span>
          {startOn} — {endOn}
        </span>
      </div>
      <div className="phase-track" aria-hidden>
        <span
          className={isCurrent ? 'phase-bar phase-bar-current' : 'phase-bar'}
          style={{ left: at(startOn), width: `${Math.max(1, width)}%` }}
        />
        <span className="phase-now" style={{ left: at(asOf) }} title={`${t('phases.today')} ${asOf}`} />
      </div>
      {source ? (
        <p className="phase-source">
          {source.quote}
          {aside(t('source.line', { line: source.line }))}
        </p>
      ) : null}
    </li>
  )
}

function PhaseState({ phase: { isCurrent, startOn, endOn }, asOf }: { phase: Phase; asOf: string }) {
  if (isCurrent)
    return (
      <StateTag tone="info">
        {t('phases.current')} · {daysLeftText(dayOf(endOn) - dayOf(asOf))}
      </StateTag>
    )
  return startOn > asOf ? (
    <StateTag tone="plain">{t('phases.future')}</StateTag>
  ) : (
    <StateTag tone="good">{t('phases.past')}</StateTag>
  )
}
