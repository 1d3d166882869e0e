import { useQuery } from '@tanstack/react-query'
import L from 'leaflet'
import { useEffect, useState } from 'react'
import { t } from '../../lib/i18n.ts'
import { popup, useCountyMap } from '../../ui/map/county-map.ts'
import { boundaryQuery } from '../../ui/map/queries.ts'
import { seriesColours, tokens } from '../../ui/tokens.ts'
import type { Answer, PlannedDay } from './queries.ts'
import { timeOfDay, vehicleWord } from './words.ts'

/** A vehicle is told by its number first, by colour and stroke second. */
export const colourOf = (at: number): string => seriesColours[at % seriesColours.length] ?? tokens.primary
const DASHES = [undefined, '8 5', '2 5', '12 4 2 4'] as const
const dashOf = (at: number) => DASHES[Math.floor(at / seriesColours.length) % DASHES.length]

const SIZE = 20
const badge = (at: number, isHollow: boolean): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" width="${SIZE}" height="${SIZE}" aria-hidden="true"><circle cx="10" cy="10" r="8.5" fill="${isHollow ? '#fffdf8' : colourOf(at)}" stroke="${isHollow ? colourOf(at) : '#ffffff'}" stroke-width="1.6"/><text x="10" y="13.6" font-size="10" font-weight="600" text-anchor="middle" fill="${isHollow ? colourOf(at) : '#ffffff'}">${at + 1}</text></svg>`
const HUB =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20" width="26" height="26" aria-hidden="true"><path d="M10 1.5 18.5 8v10.5h-17V8z" fill="#1f2a2e" stroke="#ffffff" stroke-width="1.2"/></svg>'
const LEFT =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="14" height="14" aria-hidden="true"><path d="M3 3 13 13M13 3 3 13" stroke="#c0392b" stroke-width="2.6"/></svg>'

const markOf = (html: string, size: number) =>
  L.divIcon({ className: 'map-mark', html, iconSize: [size, size], iconAnchor: [size / 2, size / 2] })

type Visit = PlannedDay['trips'][number]['visits'][number]
type Layer = { hub: L.LatLngTuple; group: L.LayerGroup; isFaint: boolean }

function drawTrip(visits: readonly Visit[], at: number, { hub, group, isFaint }: Layer): void {
  const points = visits.map(({ lat, lng }): L.LatLngTuple => [lat, lng])
  const dashArray = dashOf(at)
  const stroke = isFaint ? { weight: 1.5, opacity: 0.15 } : { weight: 2.5, opacity: 0.85 }
  const line = { color: colourOf(at), ...stroke, ...(dashArray ? { dashArray } : {}) }
  L.polyline([hub, ...points, hub], line).addTo(group)
}

function drawVisit(visit: Visit, at: number, { where, layer }: { where: string; layer: Layer }): void {
  const { lat, lng, name, townName, arrivesS, pieces, weightG, isEstimated } = visit
  const amounts = t('logistics.popup', { at: timeOfDay(arrivesS), pieces, kg: weightG / 1000 })
  L.marker([lat, lng], {
    icon: markOf(badge(at, isEstimated), SIZE),
    title: name,
    opacity: layer.isFaint ? 0.25 : 1,
    zIndexOffset: layer.isFaint ? 0 : 300,
  })
    .bindPopup(popup([name, townName, where, amounts, isEstimated ? t('map.notSurveyed') : '']))
    .addTo(layer.group)
}

function drawDay(day: PlannedDay, at: number, layer: Layer): void {
  for (const { visits } of day.trips) drawTrip(visits, at, layer)
  for (const [number, { visits }] of day.trips.entries())
    for (const [i, visit] of visits.entries()) {
      const trip = t('logistics.tripNumber', { number: number + 1 })
      const where = `${vehicleWord(day)} · ${trip} · ${t('logistics.stopNumber', { number: i + 1 })}`
      drawVisit(visit, at, { where, layer })
    }
}

function draw({ hub, days, left }: Answer, group: L.LayerGroup, focus: number | null): void {
  group.clearLayers()
  const at: L.LatLngTuple = [hub.lat, hub.lng]
  for (const [i, day] of days.entries()) drawDay(day, i, { hub: at, group, isFaint: focus !== null && focus !== i })
  for (const { lat, lng, name, text } of left)
    if (lat !== null && lng !== null)
      L.marker([lat, lng], { icon: markOf(LEFT, 14), title: name })
        .bindPopup(popup([name, text]))
        .addTo(group)
  L.marker(at, { icon: markOf(HUB, 26), title: hub.name, zIndexOffset: 900 })
    .bindPopup(popup([hub.name, t('logistics.hub')]))
    .addTo(group)
}

/** All that is on the map. Rearranging moves none of it, so the map stays where the person has it. */
const placesOf = ({ hub, days, left }: Answer) => [
  hub,
  ...days.flatMap(({ trips }) => trips.flatMap(({ visits }) => visits)),
  ...left.flatMap(({ lat, lng }) => (lat === null || lng === null ? [] : [{ lat, lng }])),
]

/** Each vehicle's way as straight lines from stop to stop: the number at a stop is the vehicle's in the list beside. */
export function RouteMap({ answer }: { answer: Answer }) {
  const boundary = useQuery(boundaryQuery).data ?? null
  const [focused, setFocused] = useState<string | null>(null)
  const { days, left } = answer
  const found = days.findIndex((day) => vehicleWord(day) === focused)
  const focus = found < 0 ? null : found
  const [places] = useState(() => placesOf(answer))
  const { container, marks } = useCountyMap({ boundary, places })
  useEffect(() => {
    if (marks.current) draw(answer, marks.current, focus)
  }, [answer, focus, marks])
  return (
    <div className="map-frame">
      <section ref={container} className="map-view" aria-label={t('logistics.map')} />
      <fieldset className="legend route-legend">
        <legend>{t('logistics.legend')}</legend>
        <ul>
          {days.map((day, i) => (
            <li key={`${day.vehicle}/${day.number}`}>
              <button
                type="button"
                className="legend-part"
                aria-pressed={focus === i}
                onClick={() => setFocused(focus === i ? null : vehicleWord(day))}
              >
                <Badge at={i} />
                {vehicleWord(day)}
                <span className="legend-count">{t('logistics.legendStops', { count: stopsOf(day) })}</span>
              </button>
            </li>
          ))}
        </ul>
        <p>{t('logistics.legendHollow')}</p>
        {left.some(({ lat }) => lat !== null) ? <p>{t('logistics.legendLeft')}</p> : null}
        <p className="soft">{t('logistics.legendStraight')}</p>
      </fieldset>
    </div>
  )
}

const stopsOf = ({ trips }: PlannedDay): number => trips.reduce((sum, { visits }) => sum + visits.length, 0)

/** The vehicle's number in its colour, as on the map. */
export const Badge = ({ at }: { at: number }) => (
  <svg viewBox="0 0 20 20" width={SIZE} height={SIZE} aria-hidden="true">
    <circle cx="10" cy="10" r="8.5" fill={colourOf(at)} />
    <text x="10" y="13.6" fontSize="10" fontWeight="600" textAnchor="middle" fill="#ffffff">
      {at + 1}
    </text>
  </svg>
)
