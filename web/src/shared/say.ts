// What a page says in passing: one line in a live region, 10 s, perhaps with a way back.
import { shallowReactive } from 'vue'

export interface Saying {
  n: number
  text: string
  undo?: { label: string; run: () => void }
}
export const sayings = shallowReactive<Saying[]>([])
const LAST_MS = 10000
let count = 0

export function say(text: string, undo?: Saying['undo']) {
  const saying = { n: ++count, text, undo }
  sayings.push(saying)
  setTimeout(() => unsay(saying.n), LAST_MS)
}
export function unsay(n: number) {
  const at = sayings.findIndex((one) => one.n === n)
  if (at >= 0) sayings.splice(at, 1)
}
