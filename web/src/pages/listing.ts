// A list as the server describes it: its address is its query, so filters, sort and page survive a reload, the back
// button and being sent to somebody. Rows come fifty at a time.
import type { FaceList, FaceView } from '#linli'
import { computed, onScopeDispose, shallowRef, watch, type Ref } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { Refused, fill } from '@/shared/api'
import { readOnce } from '@/shared/reading'
import { lang } from '@/shared/words'

export type Row = Record<string, unknown> & { id?: number }
interface Page {
  items: Row[]
  next: string | null
  searched?: number
  as_of?: string
}
const ROWS = 50
const OWN = ['after', 'limit', 'view', 'row']

// fixed: what holds unless the address says otherwise.
export function useListing(
  list: Ref<FaceList | undefined>,
  fixed: Record<string, string> | (() => Record<string, string>) = {},
) {
  const route = useRoute()
  const router = useRouter()
  const rows = shallowRef<Row[]>([])
  const next = shallowRef<string | null>(null)
  const searched = shallowRef(0)
  const as_of = shallowRef('')
  const kept = shallowRef(0)
  const refused = shallowRef<Refused | null>(null)
  const busy = shallowRef(false)
  const wait = shallowRef<'' | 'soon' | 'long'>('')
  let ends = new AbortController()

  const query = computed(() => {
    const said: Record<string, string> = { ...(typeof fixed === 'function' ? fixed() : fixed) }
    for (const [name, value] of Object.entries(route.query))
      if (!OWN.includes(name) && value) said[name] = String(value)
    return said
  })
  async function load(after = '') {
    if (!list.value) return
    ends.abort()
    const mine = (ends = new AbortController())
    busy.value = true
    refused.value = null
    const timers = [setTimeout(() => (wait.value = 'soon'), 300), setTimeout(() => (wait.value = 'long'), 5000)]
    try {
      const path = fill(list.value.path, { ...query.value, limit: ROWS, after })
      const read = await readOnce<Page>(path, { signal: mine.signal })
      if (mine.signal.aborted) return
      rows.value = after ? [...rows.value, ...read.said.items] : read.said.items
      next.value = read.said.next
      searched.value = (after ? searched.value : 0) + (read.said.searched ?? 0)
      as_of.value = read.said.as_of ?? ''
      kept.value = read.kept
    } catch (problem) {
      if (mine.signal.aborted) return
      if (!after) rows.value = []
      refused.value = problem instanceof Refused ? problem : new Refused({ status: -1 })
    } finally {
      timers.forEach(clearTimeout)
      if (mine === ends) {
        busy.value = false
        wait.value = ''
      }
    }
  }
  watch([() => list.value?.path, () => JSON.stringify(query.value), lang], () => void load(), { immediate: true })
  onScopeDispose(() => ends.abort())

  // What is said stays beside it; "" takes it away.
  function narrow(more: Record<string, string | undefined>) {
    const now = Object.fromEntries(
      Object.entries({ ...route.query, ...more, after: undefined }).filter(([, value]) => value),
    )
    void router.replace({ query: now })
  }
  const choose = (view: FaceView) => void router.replace({ query: Object.fromEntries(new URLSearchParams(view.query)) })
  const isView = (view: FaceView) =>
    new URLSearchParams(view.query).toString() === new URLSearchParams(query.value).toString()
  const sheet = (kind: 'csv' | 'xlsx') => fill(`${list.value?.path}.${kind}`, query.value)
  return { rows, next, searched, as_of, kept, refused, busy, wait, query, load, narrow, choose, isView, sheet }
}
