// Where somebody lives, and which places they follow, as this device keeps it; no server is told. A place is known by its
// code; its name is kept beside it so that the first page has it at once.
import type { Place } from '#linli'
import { shallowRef } from 'vue'
import { readOnce } from './reading'

export interface Here {
  code: string
  name: string
  about: string
}
const HOME = 'linli-place'
const FOLLOWED = 'linli-places'
function recall<T>(name: string, none: T): T {
  try {
    return (JSON.parse(localStorage.getItem(name) ?? 'null') as T | null) ?? none
  } catch {
    return none
  }
}

export const here = shallowRef<Here | null>(recall<Here | null>(HOME, null))
export const followed = shallowRef<Here[]>(recall<Here[]>(FOLLOWED, []))

export function settle(place: Here | null) {
  here.value = place
  if (place) localStorage.setItem(HOME, JSON.stringify(place))
  else localStorage.removeItem(HOME)
}
export const follows = (code: string) => followed.value.some((one) => one.code === code)
export function followPlace(place: Here, on: boolean) {
  const others = followed.value.filter((one) => one.code !== place.code)
  followed.value = on ? [...others, place] : others
  localStorage.setItem(FOLLOWED, JSON.stringify(followed.value))
}

// 街道 · 社区 above a compound; what lies above the county says nothing to whoever lives there.
export const hereOf = (place: Place): Here => ({
  code: place.code,
  name: place.name,
  about: (place.path.length > 4 ? place.path.slice(3, -1) : place.path.slice(2, -1)).join(' · '),
})
export const readPlace = async (code: string) =>
  (await readOnce<Place>(`/api/places/by-code?code=${encodeURIComponent(code)}`)).said
