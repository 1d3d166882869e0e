import { useQuery } from '@tanstack/react-query'
import { Segmented, Skeleton } from 'antd'
import { inUnit } from '../../lib/format.ts'
import { inLanguage, type TextKey, t } from '../../lib/i18n.ts'
import { useCan } from '../../lib/session.ts'
import { useAsOf } from '../as-of.ts'
import { ErrorView } from '../error-view.tsx'
import { type EvidenceSearch, type EvidenceSplit, useEvidence } from '../evidence-state.ts'
import { SimulatedMark } from '../figure.tsx'
import { aside } from '../punctuation.ts'
import { EventList } from './EventList.tsx'
import { PartTable } from './PartTable.tsx'
import { figureQuery, type Indicator, indicatorsQuery, type Where } from './queries.ts'
import { ScopeTrail } from './ScopeTrail.tsx'
import { splitsOf, whereOf } from './scope.ts'

const SPLIT_TEXTS: Record<EvidenceSplit, TextKey> = {
  town: 'evidence.byTown',
  village: 'evidence.byVillage',
  station: 'evidence.byStation',
  day: 'evidence.byDay',
  month: 'evidence.byMonth',
  events: 'evidence.byEvents',
}

export function IndicatorEvidence({ id, search }: { id: string; search: EvidenceSearch }) {
  const indicators = useQuery(indicatorsQuery)
  const { asOf } = useAsOf()
  if (indicators.isPending) return <Skeleton active />
  if (indicators.error) return <ErrorView error={indicators.error} onRetry={indicators.refetch} />
  const indicator = indicators.data.find((known) => known.id === id)
  if (!indicator) return <p>{t('error.statistics.indicatorUnknown')}</p>
  return <Walk {...{ indicator, search }} where={whereOf(search, asOf)} />
}

function Walk({ indicator, search, where }: { indicator: Indicator; search: EvidenceSearch; where: Where }) {
  const { narrow } = useEvidence()
  const can = useCan()
  const splits = splitsOf(indicator, search).filter((split) => split !== 'events' || can('statistics.readEvents'))
  const by = splits.find((split) => split === search.figureBy) ?? splits[0]
  return (
    <>
      <Head indicator={indicator} where={where} />
      <ScopeTrail search={search} />
      {splits.length > 1 ? (
        <Segmented
          size="small"
          aria-label={t('evidence.by')}
          style={{ marginBottom: 12, maxWidth: '100%', overflowX: 'auto' }}
          value={by ?? ''}
          options={splits.map((split) => ({ value: split, label: t(SPLIT_TEXTS[split]) }))}
          onChange={(split) => narrow({ ...search, figureBy: split as EvidenceSplit })}
        />
      ) : null}
      {by === 'events' ? <EventList indicator={indicator} where={where} /> : null}
      {by !== undefined && by !== 'events' ? <PartTable {...{ indicator, by, where, search }} /> : null}
      {can('statistics.readEvents') ? null : <p>{t('evidence.notForYou')}</p>}
    </>
  )
}

function Head({ indicator, where }: { indicator: Indicator; where: Where }) {
  const figure = useQuery(figureQuery(indicator.id, where))
  const { data } = figure
  const shown = data && data.value !== null ? inUnit(data.value, indicator.unit) : null
  const ratio = data?.denominator != null ? `${data.numerator} / ${data.denominator}` : null
  return (
    <header style={{ marginBottom: 12 }}>
      <h2 style={{ fontSize: 16 }}>{inLanguage(indicator)}</h2>
      <p style={{ color: 'var(--ink-soft)' }}>{inLanguage(indicator.definition)}</p>
      <p className="figure-value" title={shown?.exact}>
        {shown ? shown.number : '—'}
        {shown?.unit ? <small>{shown.unit}</small> : null}
        {ratio ? <small>{aside(ratio)}</small> : null}
        {data?.isSimulated ? <SimulatedMark /> : null}
      </p>
      <p style={{ color: 'var(--ink-soft)' }}>
        {where.from ? t('evidence.period', { from: where.from, to: where.to }) : t('evidence.until', { to: where.to })}
        {shown && indicator.unit === 'fen' ? ` · ${shown.exact}` : ''}
      </p>
      {indicator.kind === 'distinct' ? <p style={{ color: 'var(--ink-soft)' }}>{t('evidence.distinct')}</p> : null}
    </header>
  )
}
