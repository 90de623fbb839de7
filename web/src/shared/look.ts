// How the page looks on this device: light, dark or high contrast (else the system's), and large text.
import { shallowRef } from 'vue'

export const LOOKS = ['', 'light', 'dark', 'high'] as const
export type Look = (typeof LOOKS)[number]
const root = document.documentElement

export const look = shallowRef<Look>('')
export const elder = shallowRef(false)

export function wear(chosen: Look) {
  look.value = chosen
  if (chosen) root.dataset.look = chosen
  else delete root.dataset.look
  localStorage.setItem('linli-look', chosen)
}
export function enlarge(on: boolean) {
  elder.value = on
  root.toggleAttribute('data-elder', on)
  localStorage.setItem('linli-elder', on ? '1' : '')
}
export function dress() {
  const kept = localStorage.getItem('linli-look') as Look | null
  wear(kept && LOOKS.includes(kept) ? kept : '')
  enlarge(localStorage.getItem('linli-elder') === '1')
}
