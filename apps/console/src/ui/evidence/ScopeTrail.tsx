import { useQuery } from '@tanstack/react-query'
import { t } from '../../lib/i18n.ts'
import { type EvidenceSearch, useEvidence } from '../evidence-state.ts'
import { divisionsQuery, stationNameQuery } from './queries.ts'
import { codesAbove } from './scope.ts'

/** How far down one has walked, with the way back up. */
export function ScopeTrail({ search }: { search: EvidenceSearch }) {
  const { narrow } = useEvidence()
  const divisions = useQuery(divisionsQuery)
  const { figurePlace, figureStation, figureFrom, figureTo } = search
  const station = useQuery({ ...stationNameQuery(figureStation ?? ''), enabled: figureStation !== undefined })
  const nameOf = (code: string) => divisions.data?.find((division) => division.code === code)?.name ?? code
  const day = figureFrom !== undefined && figureFrom === figureTo ? figureFrom : undefined
  const whole = { figureStation: undefined, figurePlace: undefined, figureBy: undefined }
  const steps = [
    { text: t('evidence.whole'), to: whole },
    ...codesAbove(figurePlace).map((code) => ({ text: nameOf(code), to: { ...whole, figurePlace: code } })),
    ...(figureStation ? [{ text: station.data ?? '…', to: { ...search, figureBy: undefined } }] : []),
  ].map((step) => ({ ...step, to: day ? { ...step.to, figureFrom: undefined, figureTo: undefined } : step.to }))
  const last = steps.length - 1
  return (
    <nav className="trail" aria-label={t('evidence.scope')} style={{ marginBottom: 12 }}>
      <ol style={{ flexWrap: 'wrap' }}>
        {steps.map(({ text, to }, i) => (
          <li key={text} aria-current={i === last && !day ? 'page' : undefined}>
            {i === last && !day ? (
              text
            ) : (
              <button
                type="button"
                className="figure-door"
                style={{ color: 'var(--primary)' }}
                onClick={() => narrow(to)}
              >
                {text}
              </button>
            )}
          </li>
        ))}
        {day ? <li aria-current="page">{day}</li> : null}
      </ol>
    </nav>
  )
}
