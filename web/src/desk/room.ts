// How much room there is, in lines of text rather than pixels, so that large text counts: wide, mid (narrower panes),
// narrow (icons over words, the matter in one column), single (list or matter).
import { elder } from '@/shared/look'
import { ref, watch } from 'vue'

export type Room = 'wide' | 'mid' | 'narrow' | 'single'
export const room = ref<Room>('wide')
const REM: [Room, number][] = [
  ['wide', 87.5],
  ['mid', 75],
  ['narrow', 60],
]

function measure() {
  const rem = innerWidth / parseFloat(getComputedStyle(document.documentElement).fontSize)
  room.value = REM.find(([, least]) => rem > least)?.[0] ?? 'single'
  document.documentElement.dataset.room = room.value
}
export function watchRoom() {
  measure()
  addEventListener('resize', measure)
  watch(elder, measure, { flush: 'post' })
}
