// Deeds on their way. Each is kept on the device before anything is sent, goes in order, under its own key, with the
// moment at which it was done, and leaves only when the server has confirmed it; its receipt stays for a day. What the
// server refuses stays, with the reason, to be mended or dropped, and holds back what was done to the same thing after
// it. Rows belong to a person and go only while that person is signed in; what was done without account goes as nobody.
import { shallowRef, watch } from 'vue'
import { alone } from './alone'
import { kept, whose, type Waiting } from './kept'
import { ended, me } from './session'

// Mine on this phone: on their way or refused; taken within a day. Those of others: only how many.
export const waiting = shallowRef<Waiting[]>([])
export const taken = shallowRef<Waiting[]>([])
export const others = shallowRef(0)
export const sending = shallowRef(false)
const DONE_MS = 24 * 3600000
const REST_MS = 30000
const REST_MOST_MS = 300000

const tabs = 'BroadcastChannel' in globalThis ? new BroadcastChannel('linli-outbox') : null
if (tabs) tabs.onmessage = () => void look(false)

// Until then it may still be taken back.
export const heldBack = (row: Waiting) => (row.hold ?? 0) > Date.now()
export async function look(tell = true) {
  const db = await kept()
  const all = (await db?.getAll('outbox')) ?? []
  const old = (row: Waiting) => row.state === 'done' && Date.now() - (row.done_at ?? 0) > DONE_MS
  for (const row of all.filter(old)) await db?.delete('outbox', row.id)
  const mine = all.filter((row) => row.owner === whose() && !old(row))
  waiting.value = mine.filter((row) => row.state !== 'done' && !heldBack(row))
  taken.value = mine.filter((row) => row.state === 'done')
  others.value = all.filter((row) => row.owner !== whose() && row.owner !== 0 && row.state !== 'done').length
  if (tell) tabs?.postMessage('')
}

// ---- when it goes: shared/sending.ts is loaded only for what is there -------------------------------

let busy: Promise<void> | null = null
let more = false
let timer: ReturnType<typeof setTimeout> | undefined
let rest_ms = REST_MS
let rest_s = 0
// Who may come to need it asks early: it must be here when the signal is gone.
export const sender = () => import('./sending')
async function sendKept() {
  rest_s = await (await sender()).sendAll()
}
// One tab at a time sends; what is put while it sends goes in another round.
export function flush(): Promise<void> {
  more = true
  return (busy ??= (async () => {
    sending.value = true
    while (more) {
      more = false
      if (await (await kept())?.count('outbox')) await alone(sendKept)
    }
  })().finally(async () => {
    busy = null
    sending.value = false
    await look()
    soon()
  }))
}
// Signal may be there without the phone saying so: asked again after a while, ever less often.
function soon() {
  clearTimeout(timer)
  const left = waiting.value.some((row) => row.state === 'waiting') && !ended.value
  rest_ms = left ? Math.min(rest_ms * 2, REST_MOST_MS) : REST_MS
  if (left) timer = setTimeout(() => void flush().catch(() => undefined), Math.max(rest_ms / 2, rest_s * 1000))
}

// No background sending on many phones: at the start, when signal comes back, when the page is looked at again.
export function watchSignal() {
  const go = () => {
    rest_ms = REST_MS
    void flush().catch(() => undefined)
  }
  addEventListener('online', go)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && go())
  // Somebody signed in, or again: what is theirs is shown, and goes.
  watch(
    () => me.value?.id,
    () => void look(),
  )
  watch([() => me.value?.id, ended], () => !ended.value && go())
  go()
}
// When it was done, on the wall here: what days are said from.
export const localMoment = (row: Waiting) =>
  new Date(Date.parse(row.happened_at || new Date().toISOString()) + 8 * 3600000).toISOString()
