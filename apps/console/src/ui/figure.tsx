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

/** What opens a figure's evidence on the same page; plain text where there is none. */
export function FigureDoor({ label, exact, evidence, children }: FigureDoorProps) {
  const { open } = useEvidence()
  const body = (
    <span className="figure-inline" title={exact}>
      {children}
    </span>
  )
  if (!evidence) return body
  return (
    <button type="button" className="figure-door" onClick={() => open(evidence)}>
      {body}
      <span className="visually-hidden">{t('evidence.open', { figure: label })}</span>
    </button>
  )
}
type FigureDoorProps = {
  label: string
  exact?: string | undefined
  evidence: EvidenceOf | undefined
  children: ReactNode
}

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
  const shown = value === null ? { number: '—', unit: '', exact: t('state.notMeasured') } : inUnit(value, unit)
  return (
    <>
      <FigureDoor {...{ label, evidence }} exact={shown.exact}>
        {shown.number}
        {shown.unit ? <small>{shown.unit}</small> : null}
      </FigureDoor>
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

/** A figure of a computation that is no indicator: it has no evidence to walk down to. */
export function Tally({
  label,
  value,
  unit,
  note,
}: {
  label: string
  value: string
  unit?: string
  note?: string | undefined
}) {
  return (
    <div className="figure">
      <dt>{label}</dt>
      <dd className="figure-value">
        {value}
        {unit ? <small>{unit}</small> : null}
      </dd>
      {note ? <dd className="figure-note">{note}</dd> : null}
    </div>
  )
}
