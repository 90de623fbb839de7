// Keys of the desk. A page names its single keys while it is shown; they rest while somebody types, while a sheet is
// open, and when they are switched off. "g q" is one key after the other.
import { own, keepOwn } from '@/shared/own'
import { onScopeDispose, ref, shallowReactive } from 'vue'

export type Keys = Record<string, () => void>
const layers = shallowReactive<Keys[]>([])
export const single = ref(true)
const NEXT_MS = 1200
let before = ''
let timer: ReturnType<typeof setTimeout> | undefined

export function useKeys(keys: Keys) {
  layers.push(keys)
  onScopeDispose(() => layers.splice(layers.indexOf(keys), 1))
}
export function switchKeys(on: boolean) {
  single.value = on
  keepOwn('keys', on)
}

function typing(at: EventTarget | null) {
  const here = at as HTMLElement | null
  if (!here?.matches) return false
  if (here.matches('input[type=checkbox]')) return false
  return here.matches('input,textarea,select,[contenteditable=true]')
}
const acts = (at: EventTarget | null) => Boolean((at as HTMLElement | null)?.closest?.('a,button,summary,label,input'))
const find = (key: string) => [...layers].reverse().find((layer) => layer[key])?.[key]

function remember(key: string) {
  before = key
  clearTimeout(timer)
  timer = setTimeout(() => (before = ''), NEXT_MS)
}
function sends(event: KeyboardEvent) {
  const form = (event.target as HTMLElement | null)?.closest?.('form')
  const button = form?.querySelector<HTMLElement>('[type=submit]:not([disabled])')
  if (button) button.click()
  else find('Ctrl+Enter')?.()
}
function press(event: KeyboardEvent) {
  if (event.defaultPrevented || event.isComposing || event.altKey) return
  if (event.ctrlKey || event.metaKey) {
    if (event.key === 'Enter') sends(event)
    return
  }
  if (document.querySelector('dialog[open]')) return
  // Out of the field first, then a step back.
  if (event.key === 'Escape' && typing(event.target)) return (event.target as HTMLElement).blur()
  if (event.key === 'Escape') return find('Escape')?.()
  if (typing(event.target)) return
  if (event.key === 'Enter' && acts(event.target)) return
  if (event.key.length === 1 && !single.value) return
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const run = (before && find(`${before} ${key}`)) || find(key)
  if (run) {
    event.preventDefault()
    remember('')
    run()
  } else remember(key)
}
export function watchKeys() {
  single.value = own('keys', true)
  document.addEventListener('keydown', press)
}
