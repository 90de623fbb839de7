// What stands where: matters at their own position, else at that of their place. Many at one spot are one circle with
// their number. Positions are drawn in the datum that they were given in; where that differs from the tiles', the map
// says so.
import type { Matter, Place } from '#linli'

export interface Spot {
  key: string
  lat: number
  lon: number
  name: string
  matters: Matter[]
}
type Position = Pick<Place, 'id' | 'name' | 'lat' | 'lon'>

export function spots(matters: readonly Matter[], places: readonly Position[]): Spot[] {
  const known = new Map(places.map((place) => [place.id, place]))
  const all = new Map<string, Spot>()
  for (const matter of matters) {
    const place = known.get(matter.place.id)
    const lat = matter.lat ?? place?.lat
    const lon = matter.lon ?? place?.lon
    if (lat === null || lat === undefined || lon === null || lon === undefined) continue
    const key = `${lat.toFixed(5)},${lon.toFixed(5)}`
    const spot = all.get(key) ?? { key, lat, lon, name: matter.place.name, matters: [] }
    spot.matters.push(matter)
    all.set(key, spot)
  }
  return [...all.values()]
}
export const placed = (all: readonly Spot[]) => all.reduce((sum, spot) => sum + spot.matters.length, 0)
