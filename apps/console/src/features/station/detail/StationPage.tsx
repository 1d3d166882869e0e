import { ArrowLeftOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Skeleton } from 'antd'
import { t } from '../../../lib/i18n.ts'
import { useCan } from '../../../lib/session.ts'
import { useAsOf } from '../../../ui/as-of.ts'
import { ErrorView } from '../../../ui/error-view.tsx'
import { FigureGrid } from '../../../ui/figure.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { IndicatorCard } from '../IndicatorCard.tsx'
import { type Station, stationQuery } from '../queries.ts'
import '../station.css'
import { levelWord, OriginMark, StationState } from '../words.tsx'
import { DaySection } from './DaySection.tsx'
import { StationActions } from './StationActions.tsx'
import { StationFacts } from './StationFacts.tsx'

const FIGURES = ['station.entries', 'station.saleFen', 'station.parcels', 'station.services', 'station.reports']

const Standing = ({ station }: { station: Station }) => (
  <>
    {levelWord(station.level)} · {station.townName}
    {station.level === 'village' ? ` ${station.placeName}` : ''} · <StationState state={station.state} />
    <OriginMark origin={station.origin} />
  </>
)

/** One outlet: what it is, what may be done about it, and its ledgers day by day. */
export function StationPage() {
  const { id } = useParams({ from: '/signed-in/stations/$id' })
  const { on } = useSearch({ from: '/signed-in/stations/$id' })
  const navigate = useNavigate()
  const { asOf } = useAsOf()
  const can = useCan()
  const asked = useQuery(stationQuery(id))
  const day = on ?? asOf
  if (asked.isPending) return <Skeleton active paragraph={{ rows: 8 }} />
  if (asked.error) return <ErrorView error={asked.error} onRetry={asked.refetch} />
  const station = asked.data
  const pick = (next: string) =>
    void navigate({
      to: '.',
      search: (before: Record<string, unknown>) => ({ ...before, on: next === asOf ? undefined : next }),
      replace: true,
      resetScroll: false,
    })
  return (
    <>
      <Link to="/stations" className="back-link">
        <ArrowLeftOutlined aria-hidden /> {t('station.backToList')}
      </Link>
      <PageHeader
        title={station.name}
        about={<Standing station={station} />}
        action={<StationActions station={station} on={day} />}
      />
      {can('statistics.read') ? (
        <section className="section">
          <h2>{t('station.figures', { asOf })}</h2>
          <FigureGrid>
            {FIGURES.map((figure) => (
              <IndicatorCard key={figure} id={figure} where={{ to: asOf, station: id }} />
            ))}
          </FigureGrid>
        </section>
      ) : null}
      <DaySection station={station} on={day} onPick={pick} />
      <section className="section">
        <h2>{t('station.facts')}</h2>
        <StationFacts station={station} />
      </section>
    </>
  )
}
