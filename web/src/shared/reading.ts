// A page's reading: from the server, else what was kept of the last time, and says which. Slow and failing are states
// that a page shows (kit/Reading.vue), not accidents.
import { onScopeDispose, shallowReactive, watch, type WatchSource } from 'vue'
import { Refused, send, type Ways } from './api'
import { keep, recall } from './kept'
import { lang } from './words'

export interface Read<T> {
  said: T | null
  // kept: not from the server but of this moment (ms)
  kept: number
  // nothing yet, for 300 ms, for 5 s
  wait: '' | 'soon' | 'long'
  refused: Refused | null
  again: () => Promise<void>
}
export interface How extends Ways {
  // false: belongs to nobody's store, as private words do
  keeps?: boolean
}
const SOON_MS = 300
const LONG_MS = 5000

export async function readOnce<T>(path: string, how: How = {}): Promise<{ said: T; kept: number }> {
  const keeps = how.keeps !== false && !how.headers?.['Linli-Follow']
  try {
    const said = (await send('GET', path, undefined, how)) as T
    if (keeps) void keep(path, said)
    return { said, kept: 0 }
  } catch (problem) {
    const lost = problem instanceof Refused && (problem.offline || problem.status >= 500)
    const last = lost && keeps ? await recall(path) : undefined
    if (!last) throw problem
    return { said: last.said as T, kept: last.at }
  }
}

// path "": nothing to read. It is read anew whenever it changes; an answer that comes too late is dropped.
export function reading<T>(path: WatchSource<string>, how: How = {}): Read<T> {
  const read = shallowReactive<Read<T>>({ said: null, kept: 0, wait: '', refused: null, again: () => load(last) })
  let last = ''
  let ends = new AbortController()
  async function load(from: string) {
    ends.abort()
    const mine = (ends = new AbortController())
    if (from !== last) read.said = null
    last = from
    read.refused = null
    if (!from) return
    const timers = [setTimeout(() => (read.wait = 'soon'), SOON_MS), setTimeout(() => (read.wait = 'long'), LONG_MS)]
    try {
      const { said, kept } = await readOnce<T>(from, { ...how, signal: mine.signal })
      if (mine.signal.aborted) return
      Object.assign(read, { said, kept })
    } catch (problem) {
      if (mine.signal.aborted) return
      read.refused = problem instanceof Refused ? problem : new Refused({ status: -1, title: String(problem) })
    } finally {
      timers.forEach(clearTimeout)
      if (mine === ends) read.wait = ''
    }
  }
  // In another language the server says other words.
  watch([path, lang], ([now]) => void load(now), { immediate: true })
  onScopeDispose(() => ends.abort())
  return read
}
