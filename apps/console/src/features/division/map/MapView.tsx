import L from 'leaflet'
import { useEffect } from 'react'
import { t } from '../../../lib/i18n.ts'
import { popup, useCountyMap } from '../../../ui/map/county-map.ts'
import type { Boundary } from '../../../ui/map/queries.ts'
import { type Kind, kindOfDivision, kindOfStation, markOf, type State, svgOf } from './marks.ts'
import type { Division, Station } from './queries.ts'

type MapViewProps = {
  label: string
  boundary: Boundary | null
  divisions: readonly Division[]
  stations: readonly Station[]
  isShown: (kind: Kind, state?: State) => boolean
}

function icon(kind: Kind, isEstimated: boolean, state?: State): L.DivIcon {
  const mark = markOf(kind, isEstimated, state)
  const { size } = mark
  // A pin stands on its place, a sign lies over it.
  const anchor: [number, number] = state ? [size / 2, size] : [size / 2, size / 2]
  return L.divIcon({ className: 'map-mark', html: svgOf(mark, state), iconSize: [size, size], iconAnchor: anchor })
}

function divisionMarker(division: Division): L.Marker {
  const { lat, lng, name, isEstimated, level } = division
  const marker = L.marker([lat, lng], {
    icon: icon(kindOfDivision(division), isEstimated),
    keyboard: false,
    title: name,
  })
  marker.bindPopup(popup([name, t(isEstimated ? 'map.notSurveyed' : 'map.surveyed'), division.code]))
  if (level === 'town')
    marker.bindTooltip(name, { permanent: true, direction: 'right', offset: [8, 0], className: 'map-label' })
  return marker
}

function stationMarker(station: Station): L.Marker {
  const { lat, lng, name, isEstimated, state, keeperName, lastEntryOn } = station
  const marker = L.marker([lat, lng], {
    icon: icon(kindOfStation(station), isEstimated, state),
    title: `${name} · ${t(`map.${state}`)}`,
    zIndexOffset: 500,
  })
  return marker.bindPopup(
    popup([
      name,
      `${t(`map.${state}`)}${isEstimated ? ` · ${t('map.notSurveyed')}` : ''}`,
      keeperName ? t('map.keeper', { name: keeperName }) : '',
      lastEntryOn ? t('map.lastEntry', { day: lastEntryOn }) : '',
    ]),
  )
}

/** The county without tiles: its boundary, its places and its outlets. */
export function MapView({ label, boundary, divisions, stations, isShown }: MapViewProps) {
  const { container, marks } = useCountyMap({ boundary, places: divisions })

  useEffect(() => {
    const group = marks.current
    if (!group) return
    group.clearLayers()
    for (const division of divisions)
      if (division.level !== 'county' && isShown(kindOfDivision(division))) divisionMarker(division).addTo(group)
    for (const station of stations)
      if (isShown(kindOfStation(station), station.state)) stationMarker(station).addTo(group)
  }, [divisions, stations, isShown, marks])

  return <section ref={container} className="map-view" aria-label={label} />
}
