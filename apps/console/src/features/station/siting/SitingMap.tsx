import { useQuery } from '@tanstack/react-query'
import L from 'leaflet'
import { useEffect, useMemo } from 'react'
import { t } from '../../../lib/i18n.ts'
import { divisionsQuery } from '../../../ui/evidence/queries.ts'
import { popup, useCountyMap } from '../../../ui/map/county-map.ts'
import { boundaryQuery } from '../../../ui/map/queries.ts'
import { tokens } from '../../../ui/tokens.ts'
import { OUTCOMES, type Outcome, type Site } from './sites.ts'

const SHAPES: Record<Outcome, string> = {
  chosen: 'M8 15C4.5 11 3 8.8 3 6.2a5 5 0 0 1 10 0C13 8.8 11.5 11 8 15z',
  existing: 'M8 2.5 14 8 8 13.5 2 8z',
  leftOut: 'M5 5h6v6H5z',
}
const COLOURS: Record<Outcome, string> = { chosen: tokens.primary, existing: tokens.info, leftOut: '#6d6a62' }
const SIZE: Record<Outcome, number> = { chosen: 18, existing: 18, leftOut: 12 }

/** Told by shape first, by colour second; hollow where nobody surveyed the place. */
const svgOf = (outcome: Outcome, isHollow: boolean): string => {
  const colour = COLOURS[outcome]
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="${SIZE[outcome]}" height="${SIZE[outcome]}" aria-hidden="true"><path d="${SHAPES[outcome]}" fill="${isHollow ? '#fffdf8' : colour}" stroke="${isHollow ? colour : '#ffffff'}" stroke-width="${isHollow ? 1.8 : 1}"/></svg>`
}

type Placed = { site: Site; lat: number; lng: number }

function markerOf({ site, lat, lng }: Placed, onPick: (code: string) => void): L.Marker {
  const { outcome, isEstimated, name, code, reason } = site
  const size = SIZE[outcome]
  const icon = L.divIcon({
    className: 'map-mark',
    html: svgOf(outcome, isEstimated),
    iconSize: [size, size],
    iconAnchor: outcome === 'chosen' ? [size / 2, size] : [size / 2, size / 2],
  })
  const marker = L.marker([lat, lng], { icon, title: name, zIndexOffset: outcome === 'leftOut' ? 0 : 500 })
  marker.on('click', () => onPick(code))
  return marker.bindPopup(
    popup([name, t(`siting.outcome.${outcome}`), reason, isEstimated ? t('map.notSurveyed') : '']),
  )
}

/** Chosen, existing and left-out places; a click picks one, to say what is wished of it. */
export function SitingMap({ sites, onPick }: { sites: readonly Site[]; onPick: (code: string) => void }) {
  const divisions = useQuery(divisionsQuery).data
  const boundary = useQuery(boundaryQuery).data ?? null
  const placed = useMemo(() => {
    const places = new Map((divisions ?? []).map((division) => [division.code, division]))
    return sites.flatMap((site): Placed[] => {
      const place = places.get(site.code)
      return place ? [{ site, lat: place.lat, lng: place.lng }] : []
    })
  }, [divisions, sites])
  const places = divisions ?? NOWHERE
  const { container, marks } = useCountyMap({ boundary, places })

  useEffect(() => {
    const group = marks.current
    if (!group) return
    group.clearLayers()
    for (const one of placed) markerOf(one, onPick).addTo(group)
  }, [placed, onPick, marks])

  return (
    <div className="map-frame">
      <section ref={container} className="map-view" aria-label={t('siting.map')} />
      <fieldset className="legend">
        <legend>{t('siting.legend')}</legend>
        <ul>
          {OUTCOMES.map((outcome) => (
            <li key={outcome}>
              <span className="legend-part">
                <Sign outcome={outcome} />
                {t(`siting.outcome.${outcome}`)}
                <span className="legend-count">{sites.filter((site) => site.outcome === outcome).length}</span>
              </span>
            </li>
          ))}
        </ul>
        <p>
          <Sign outcome="chosen" isHollow /> {t('map.estimated')}
        </p>
      </fieldset>
    </div>
  )
}

const NOWHERE: { lat: number; lng: number }[] = []

function Sign({ outcome, isHollow = false }: { outcome: Outcome; isHollow?: boolean }) {
  const colour = COLOURS[outcome]
  return (
    <svg viewBox="0 0 16 16" width={SIZE[outcome]} height={SIZE[outcome]} aria-hidden="true">
      <path
        d={SHAPES[outcome]}
        fill={isHollow ? '#fffdf8' : colour}
        stroke={isHollow ? colour : '#ffffff'}
        strokeWidth={isHollow ? 1.8 : 1}
      />
    </svg>
  )
}
