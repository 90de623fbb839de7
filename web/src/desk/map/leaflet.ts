// Leaflet, loaded only with this screen. Popups and markers are elements, never strings of HTML.
import 'leaflet/dist/leaflet.css'
import type { Spot } from './points'
import { t } from '@/shared/words'

export interface Drawn {
  show: (spots: readonly Spot[]) => void
  mark: (key: string) => void
  end: () => void
}
const CITY: [number, number] = [34.74, 113.68]

export async function drawMap(
  at: HTMLElement,
  tiles: { tiles?: string; by?: string },
  open: (spot: Spot) => void,
): Promise<Drawn> {
  const L = (await import('leaflet')).default
  const map = L.map(at, { attributionControl: Boolean(tiles.by), zoomControl: false, keyboard: false }).setView(
    CITY,
    13,
  )
  L.control.zoom({ zoomInTitle: '＋', zoomOutTitle: '－' }).addTo(map)
  if (tiles.tiles) L.tileLayer(tiles.tiles, { maxZoom: 18, attribution: tiles.by }).addTo(map)
  const layer = L.layerGroup().addTo(map)
  const marks = new Map<string, HTMLElement>()
  let fitted = false

  function element(spot: Spot) {
    const mark = document.createElement('span')
    const late = spot.matters.some((matter) => matter.due_at && Date.parse(matter.due_at) < Date.now())
    mark.className = late ? 'spot late' : 'spot'
    mark.textContent = spot.matters.length > 1 ? String(spot.matters.length) : late ? '▲' : '○'
    mark.title = `${spot.name} ${t('map.matters', { n: spot.matters.length })}`
    return mark
  }
  return {
    show(spots) {
      layer.clearLayers()
      marks.clear()
      for (const spot of spots) {
        const mark = element(spot)
        marks.set(spot.key, mark)
        L.marker([spot.lat, spot.lon], {
          icon: L.divIcon({ html: mark, className: 'spotmark', iconSize: [34, 34] }),
          keyboard: false,
        })
          .on('click', () => open(spot))
          .addTo(layer)
      }
      if (!fitted && spots.length) {
        fitted = true
        map.fitBounds(L.latLngBounds(spots.map((spot) => [spot.lat, spot.lon])), { padding: [40, 40], maxZoom: 16 })
      }
    },
    mark(key) {
      for (const [name, mark] of marks) mark.classList.toggle('hot', name === key)
    },
    end: () => void map.remove(),
  }
}
