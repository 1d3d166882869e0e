import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import { count, inUnit } from '../../lib/format.ts'
import { type TextKey, t } from '../../lib/i18n.ts'
import { ErrorView } from '../error-view.tsx'
import { type EvidenceSearch, type EvidenceSplit, useEvidence } from '../evidence-state.ts'
import { SimulatedMark } from '../figure.tsx'
import { type Indicator, type Part, partsQuery, type Where } from './queries.ts'
import { into } from './scope.ts'

type PartSplit = Exclude<EvidenceSplit, 'events'>
const HEADS: Record<PartSplit, TextKey> = {
  town: 'evidence.town',
  village: 'evidence.village',
  station: 'evidence.station',
  day: 'evidence.day',
  month: 'evidence.month',
}

/** Newest day first; places by size, those with nothing at the end. */
function inOrder(parts: readonly Part[], by: PartSplit, where: Where): Part[] {
  if (by === 'day' || by === 'month') return [...parts].sort((a, b) => (a.key < b.key ? 1 : -1))
  const within = by === 'village' && where.place ? parts.filter(({ key }) => key.startsWith(where.place ?? '')) : parts
  return [...within].sort((a, b) => b.value - a.value)
}

type PartTableProps = { indicator: Indicator; by: PartSplit; where: Where; search: EvidenceSearch }

export function PartTable({ indicator, by, where, search }: PartTableProps) {
  const { narrow } = useEvidence()
  const asked = useQuery(partsQuery(indicator.id, by, where))
  if (asked.isPending) return <Skeleton active />
  if (asked.error) return <ErrorView error={asked.error} onRetry={asked.refetch} />
  const parts = inOrder(asked.data, by, where)
  if (parts.length === 0) return <p>{t('evidence.noParts')}</p>
  const most = Math.max(...parts.map(({ value }) => Math.abs(value)), 0)
  return (
    <table className="evidence-parts">
      <thead>
        <tr>
          <th scope="col">{t(HEADS[by])}</th>
          <th scope="col" className="number">
            {t('evidence.value')}
          </th>
          <th scope="col">
            <span className="visually-hidden">{t('evidence.share')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {parts.map((part) => (
          <tr key={part.key}>
            <th scope="row" style={{ background: 'none', fontWeight: 400, borderBottom: '1px solid var(--line)' }}>
              <button
                type="button"
                className="figure-door"
                style={{ color: 'var(--primary)' }}
                onClick={() => narrow({ ...search, ...into(by, part, where.to) })}
              >
                {by === 'month' ? part.name.slice(0, 7) : part.name}
              </button>
              {part.simulated !== 0 ? <SimulatedMark /> : null}
            </th>
            <td className="number">
              <PartValue part={part} indicator={indicator} />
            </td>
            <td style={{ width: '40%' }}>
              <span className="share-bar" aria-hidden>
                <span style={{ width: `${most === 0 ? 0 : (Math.abs(part.value) / most) * 100}%` }} />
              </span>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function PartValue({ part, indicator }: { part: Part; indicator: Indicator }) {
  // A ratio split by time gives what came to its numerator.
  if (indicator.kind === 'ratio' && part.denominator === null) return <>{count(part.value)}</>
  if (part.denominator === 0) return <>—</>
  const shown = inUnit(part.value, indicator.unit)
  return (
    <span title={shown.exact}>
      {shown.number}
      {shown.unit}
      {part.denominator === null ? '' : `（${part.numerator}/${part.denominator}）`}
    </span>
  )
}
