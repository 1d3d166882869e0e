import 'leaflet/dist/leaflet.css'
import './map.css'
import type { GeoJsonObject } from 'geojson'
import L from 'leaflet'
import { type RefObject, useEffect, useRef } from 'react'
import { t } from '../../lib/i18n.ts'
import { tokens } from '../tokens.ts'
import type { Boundary } from './queries.ts'

/** Text only: what people typed never becomes markup. */
export function popup(lines: readonly string[]): HTMLElement {
  const box = document.createElement('div')
  lines.filter(Boolean).forEach((line, i) => {
    const part = document.createElement(i === 0 ? 'strong' : 'div')
    part.textContent = line
    box.append(part)
  })
  return box
}

function createMap(container: HTMLElement): L.Map {
  const map = L.map(container, { zoomControl: false, attributionControl: false, zoomSnap: 0.25, scrollWheelZoom: true })
  L.control.zoom({ zoomInTitle: t('map.zoomIn'), zoomOutTitle: t('map.zoomOut') }).addTo(map)
  map.setView([26, 101.6], 9)
  return map
}

type Place = { lat: number; lng: number }

/** The county without tiles: its outline, and a layer for marks of the caller's. */
export function useCountyMap({ boundary, places }: { boundary: Boundary | null; places: readonly Place[] }): {
  container: RefObject<HTMLElement | null>
  marks: RefObject<L.LayerGroup | null>
} {
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
    if (!map.current || places.length === 0) return
    const bounds = L.latLngBounds(places.map(({ lat, lng }): [number, number] => [lat, lng]))
    const outline = boundary
      ? L.geoJSON(boundary.geojson as unknown as GeoJsonObject, {
          // the pack's own file, checked when it was loaded
          style: { color: tokens.primary, weight: 2, fillColor: tokens.primarySoft, fillOpacity: 0.6 },
          interactive: false,
        }).addTo(map.current)
      : null
    // At once: a fit that is under way ends half done when the frame is resized.
    map.current.fitBounds(outline?.getBounds().extend(bounds) ?? bounds, { padding: [8, 8], animate: false })
    return () => void outline?.remove()
  }, [boundary, places])

  return { container, marks }
}
