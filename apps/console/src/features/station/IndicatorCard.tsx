import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import type { ReactNode } from 'react'
import { inUnit, yuan } from '../../lib/format.ts'
import { inLanguage, t } from '../../lib/i18n.ts'
import { figureQuery, indicatorsQuery, type Where } from '../../ui/evidence/queries.ts'
import { FigureDoor, SimulatedMark } from '../../ui/figure.tsx'

const FEN_PER_WAN = 1_000_000
const FEN_PER_YUAN = 100

/** A village outlet turns over hundreds of yuan a day: below 万元 an amount is said in 元. */
export function amountText(fen: number): { number: string; unit: string } {
  if (Math.abs(fen) >= FEN_PER_WAN) return inUnit(fen, 'fen')
  const shown = (fen / FEN_PER_YUAN).toLocaleString('en', { maximumFractionDigits: 2 })
  return { number: shown, unit: t('entry.yuan') }
}

type StationFigureProps = {
  indicator: string
  label: string
  value: number
  isAmount?: boolean
  unit?: string
  where: Where
  isSimulated?: boolean
  note?: ReactNode
}

/** A figure of one outlet with the door to its evidence. */
export function StationFigure(props: StationFigureProps) {
  const { indicator, label, value, isAmount = false, unit = '', where, isSimulated = false, note } = props
  const shown = isAmount ? amountText(value) : { number: inUnit(value, 'piece').number, unit }
  return (
    <div className="figure">
      <dt>{label}</dt>
      <dd className="figure-value">
        <FigureDoor label={label} exact={isAmount ? yuan(value) : undefined} evidence={{ indicator, ...where }}>
          {shown.number}
          {shown.unit ? <small>{shown.unit}</small> : null}
        </FigureDoor>
        {isSimulated ? <SimulatedMark /> : null}
      </dd>
      {note ? <dd className="figure-note">{note}</dd> : null}
    </div>
  )
}

/** An indicator asked of the server, at a place or an outlet, with its door. */
export function IndicatorCard({ id, where, note }: { id: string; where: Where; note?: ReactNode }) {
  const indicators = useQuery(indicatorsQuery)
  const figure = useQuery(figureQuery(id, where))
  const indicator = indicators.data?.find((known) => known.id === id)
  if (!indicator || !figure.data)
    return (
      <div className="figure">
        <dt>{indicator ? inLanguage(indicator) : ' '}</dt>
        <dd className="figure-value">
          {figure.error ? '—' : <Skeleton.Button active size="small" style={{ width: 96 }} />}
        </dd>
      </div>
    )
  const { value, isSimulated, numerator, denominator } = figure.data
  const label = inLanguage(indicator)
  if (value === null || indicator.unit === 'ratio')
    return (
      <div className="figure">
        <dt>{label}</dt>
        <dd className="figure-value">
          <FigureDoor label={label} evidence={{ indicator: id, ...where }}>
            {value === null ? '—' : inUnit(value, 'ratio').number}
          </FigureDoor>
          {isSimulated ? <SimulatedMark /> : null}
        </dd>
        {denominator === null ? null : (
          <dd className="figure-note">
            {numerator} / {denominator}
          </dd>
        )}
      </div>
    )
  return (
    <StationFigure
      indicator={id}
      label={label}
      value={value}
      isAmount={indicator.unit === 'fen'}
      unit={inUnit(value, indicator.unit).unit}
      where={where}
      isSimulated={isSimulated}
      note={note}
    />
  )
}
