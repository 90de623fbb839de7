// How many rows press in the lists of the rail: what their first view holds, at the place that is worked in.
import type { Views } from '#linli'
import { fill } from '@/shared/api'
import { face } from '@/shared/face'
import { readOnce } from '@/shared/reading'
import { works } from '@/shared/session'
import { shallowRef } from 'vue'

export const pressing = shallowRef<Record<string, string>>({})
const REST_MS = 30000
let asked = 0
let of = ''

const shown = (one: { n: number; more: boolean }) => (one.n ? `${one.n}${one.more ? '+' : ''}` : '')
export const counted = (to: string, one: { n: number; more: boolean }) =>
  (pressing.value = { ...pressing.value, [to]: shown(one) })
export async function countPressing(place: string, always = false) {
  if (!works() || (!always && place === of && Date.now() - asked < REST_MS)) return
  asked = Date.now()
  of = place
  const lists = (face.value?.lists ?? []).filter((list) => list.group === 'work' && (list.views?.length ?? 0) > 1)
  const all = await Promise.all(
    lists.map(async (list) => {
      const read = await readOnce<Views>(fill(`/api/views/${list.name}`, { place })).catch(() => null)
      const first = read?.said.items[0]
      return [list.path.replace(/^\/api/, ''), first ? shown(first) : '']
    }),
  )
  pressing.value = Object.fromEntries(all)
}
