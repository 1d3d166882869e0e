import type { ReactNode } from 'react'
import { inUnit, type Unit } from '../lib/format.ts'
import { t } from '../lib/i18n.ts'
import { type EvidenceOf, useEvidence } from './evidence-state.ts'

/** 「模拟」: beside every figure that contains simulated records. */
export const SimulatedMark = () => (
  <abbr className="simulated-mark" title={t('state.simulatedWhy')} style={{ textDecoration: 'none' }}>
    {t('state.simulated')}
  </abbr>
)

type FigureProps = {
  label: string
  value: number | null
  unit: Unit
  /** What the figure opens; without it the figure is no door. */
  evidence?: EvidenceOf | undefined
  isSimulated?: boolean | undefined
}

/** A number in its unit with its exact value in the title; a click opens what it is made of. */
export function Figure({ label, value, unit, evidence, isSimulated = false }: FigureProps) {
  const { open } = useEvidence()
  const shown = value === null ? { number: '—', unit: '', exact: t('state.notMeasured') } : inUnit(value, unit)
  const body = (
    <span className="figure-inline" title={shown.exact}>
      {shown.number}
      {shown.unit ? <small>{shown.unit}</small> : null}
    </span>
  )
  const name = `${shown.number}${shown.unit} ${t('evidence.open', { figure: label })}`
  return (
    <>
      {evidence ? (
        <button
          type="button"
          className="figure-door"
          aria-label={name}
          title={shown.exact}
          onClick={() => open(evidence)}
        >
          {body}
        </button>
      ) : (
        body
      )}
      {isSimulated ? <SimulatedMark /> : null}
    </>
  )
}

/** A figure at the top of a page, with its period, comparison or state under it. */
export function FigureCard({ note, ...figure }: FigureProps & { note?: ReactNode }) {
  return (
    <div className="figure">
      <dt>{figure.label}</dt>
      <dd className="figure-value">
        <Figure {...figure} />
      </dd>
      {note ? <dd className="figure-note">{note}</dd> : null}
    </div>
  )
}

export const FigureGrid = ({ children }: { children: ReactNode }) => <dl className="figure-grid">{children}</dl>
