import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Skeleton } from 'antd'
import { useCallback, useMemo, useState } from 'react'
import { t } from '../../../lib/i18n.ts'
import { useCan } from '../../../lib/session.ts'
import { ErrorView } from '../../../ui/error-view.tsx'
import { boundaryQuery } from '../../../ui/map/queries.ts'
import { PageHeader } from '../../../ui/page-header.tsx'
import { SheetImport, type SheetKind } from '../../../ui/sheet/SheetImport.tsx'
import { DivisionTable, TO_SURVEY } from './DivisionTable.tsx'
import { Legend } from './Legend.tsx'
import { MapView } from './MapView.tsx'
import { KINDS, type Kind, kindOfDivision, kindOfStation, STATES, type State } from './marks.ts'
import { allStationsQuery, type Division, divisionsQuery, type Station } from './queries.ts'

const NO_STATIONS: Station[] = []
const NO_DIVISIONS: Division[] = []

function countAll(divisions: readonly Division[], stations: readonly Station[]): Record<Kind | State, number> {
  const counts = Object.fromEntries([...KINDS, ...STATES].map((part) => [part, 0])) as Record<Kind | State, number> // each was just set
  for (const division of divisions) if (division.level !== 'county') counts[kindOfDivision(division)]++
  for (const station of stations) {
    counts[kindOfStation(station)]++
    counts[station.state]++
  }
  return counts
}

/** What the legend has taken off is in the URL. */
function useHidden() {
  const { hide } = useSearch({ from: '/signed-in/map' })
  const navigate = useNavigate({ from: '/map' })
  const hidden = useMemo(() => hide?.split(' ') ?? [], [hide])
  const toggle = (part: string) => {
    const next = hidden.includes(part) ? hidden.filter((other) => other !== part) : [...hidden, part]
    void navigate({
      search: (now) => ({ ...now, hide: next.join(' ') || undefined }),
      replace: true,
      resetScroll: false,
    })
  }
  return { hidden, toggle }
}

/** 测点导入: points that were taken in the field, as Excel or CSV. */
function Survey() {
  const [sheet, setSheet] = useState<SheetKind | null>(null)
  return (
    <>
      <Button onClick={() => setSheet(surveySheet())}>{t('map.survey')}</Button>
      <SheetImport sheet={sheet} onClose={() => setSheet(null)} />
    </>
  )
}

const surveySheet = (): SheetKind => ({
  title: t('sheet.survey'),
  route: '/api/divisions/survey/import',
  template: '/api/divisions/survey/template.xlsx',
  accept: '.xlsx,.csv',
})

/** Where everything lies, as far as it is known; what is not is listed to be surveyed. */
export function DivisionMap() {
  const can = useCan()
  const asked = useQuery(divisionsQuery)
  const boundary = useQuery(boundaryQuery)
  const stations = useQuery({ ...allStationsQuery, enabled: can('station.read') }).data ?? NO_STATIONS
  const divisions = asked.data ?? NO_DIVISIONS
  const { hidden, toggle } = useHidden()
  const isShown = useCallback(
    (kind: Kind, state?: State) => !hidden.includes(kind) && (state === undefined || !hidden.includes(state)),
    [hidden],
  )
  if (asked.error) return <ErrorView error={asked.error} onRetry={asked.refetch} />
  const counts = countAll(divisions, stations)
  const county = divisions.find(({ level }) => level === 'county')
  const toSurvey = divisions.filter(({ isEstimated }) => isEstimated).length
  const about = t('map.about', {
    towns: counts.town,
    villages: counts.village,
    communities: counts.community,
    stations: stations.length,
  })
  return (
    <>
      <PageHeader title={t('map.title')} about={about} action={can('division.survey') ? <Survey /> : null} />
      {asked.isPending || boundary.isPending ? (
        <Skeleton.Node active style={{ width: '100%', height: 420 }} />
      ) : (
        <div className="map-frame">
          <MapView
            label={t('map.aloud', { county: county?.name ?? '' })}
            boundary={boundary.data ?? null}
            {...{ divisions, stations, isShown }}
          />
          <Legend {...{ hidden, counts }} onToggle={toggle} />
        </div>
      )}
      <p className="map-attribution">
        {boundary.data ? t('map.attribution', { source: boundary.data.attribution }) : t('error.boundary.unknown')}
      </p>
      <section className="section">
        <h2>{t('map.divisions')}</h2>
        <p>
          <Link to="/map" search={(now) => ({ ...now, 'divisions.f.place': TO_SURVEY })} resetScroll={false}>
            {t('map.toSurveyCount', { count: toSurvey })}
          </Link>
        </p>
        <DivisionTable
          rows={asked}
          nameOf={(code) => divisions.find((division) => division.code === code)?.name ?? code}
          stationsAt={(code) => stations.filter(({ place }) => place.startsWith(code)).length}
        />
      </section>
    </>
  )
}
