import 'leaflet/dist/leaflet.css'
import type { GeoJsonObject } from 'geojson'
import L from 'leaflet'
import { useEffect, useRef } from 'react'
import { t } from '../../../lib/i18n.ts'
import { tokens } from '../../../ui/tokens.ts'
import { type Kind, kindOfDivision, kindOfStation, markOf, type State, svgOf } from './marks.ts'
import type { Boundary, Division, Station } from './queries.ts'

type MapViewProps = {
  label: string
  boundary: Boundary | null
  divisions: readonly Division[]
  stations: readonly Station[]
  isShown: (kind: Kind, state?: State) => boolean
}

/** Text only: what people typed never becomes markup. */
function popup(lines: readonly string[]): HTMLElement {
  const box = document.createElement('div')
  lines.filter(Boolean).forEach((line, i) => {
    const part = document.createElement(i === 0 ? 'strong' : 'div')
    part.textContent = line
    box.append(part)
  })
  return box
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

function createMap(container: HTMLElement): L.Map {
  const map = L.map(container, { zoomControl: false, attributionControl: false, zoomSnap: 0.25, scrollWheelZoom: true })
  L.control.zoom({ zoomInTitle: t('map.zoomIn'), zoomOutTitle: t('map.zoomOut') }).addTo(map)
  map.setView([26, 101.6], 9)
  return map
}

/** The county without tiles: its boundary, its places and its outlets. */
export function MapView({ label, boundary, divisions, stations, isShown }: MapViewProps) {
  const container = useRef<HTMLElement>(null)
  const map = useRef<L.Map>(null)
  const marks = useRef<L.LayerGroup>(null)

  useEffect(() => {
    if (!container.current) return
    const made = createMap(container.current)
    map.current = made
    marks.current = L.layerGroup().addTo(made)
    const observer = new ResizeObserver(() => made.invalidateSize())
    observer.observe(container.current)
    return () => {
      observer.disconnect()
      made.remove()
    }
  }, [])

  useEffect(() => {
    if (!map.current || divisions.length === 0) return
    const places = L.latLngBounds(divisions.map(({ lat, lng }): [number, number] => [lat, lng]))
    const outline = boundary
      ? L.geoJSON(boundary.geojson as unknown as GeoJsonObject, {
          // the pack's own file, checked when it was loaded
          style: { color: tokens.primary, weight: 2, fillColor: tokens.primarySoft, fillOpacity: 0.6 },
          interactive: false,
        }).addTo(map.current)
      : null
    map.current.fitBounds(outline?.getBounds().extend(places) ?? places, { padding: [8, 8] })
    return () => void outline?.remove()
  }, [boundary, divisions])

  useEffect(() => {
    const group = marks.current
    if (!group) return
    group.clearLayers()
    for (const division of divisions)
      if (division.level !== 'county' && isShown(kindOfDivision(division))) divisionMarker(division).addTo(group)
    for (const station of stations)
      if (isShown(kindOfStation(station), station.state)) stationMarker(station).addTo(group)
  }, [divisions, stations, isShown])

  return <section ref={container} className="map-view" aria-label={label} />
}
