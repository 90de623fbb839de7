// The queue: a list with a row that is looked at. The address names both (/matters/{id}?query), so a reload, the back
// button and a colleague who is sent it see the same.
import type { FaceView, Views } from '#linli'
import { fill } from '@/shared/api'
import { listAt } from '@/shared/face'
import { reading, readOnce } from '@/shared/reading'
import { useListing, type Row } from '@/pages/listing'
import { computed, nextTick, onScopeDispose, ref, shallowRef, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { counted } from '../counts'
import { useScope } from '../scope'

export const PATH = '/api/matters'
const PEEK_MS = 30000
const PEEK_ROWS = 50

export function useQueue() {
  const route = useRoute()
  const router = useRouter()
  const scope = useScope()
  const known = computed(() => listAt(PATH))
  // Without a query it opens on the first view: what presses.
  const asked = computed(() => Object.keys(route.query).some((name) => name !== 'place'))
  const list = computed(() => (asked.value ? known.value : undefined))
  const place = (): Record<string, string> => (scope.code.value ? { place: scope.code.value } : {})
  const listing = useListing(list, place)
  const id = computed(() => String(route.params.id ?? ''))

  // A view keeps the place that the address names.
  function show(view: FaceView, stays = false) {
    const query = { ...Object.fromEntries(new URLSearchParams(view.query)), ...said('place') }
    return stays ? router.replace({ query }) : router.push({ path: '/matters', query })
  }
  const said = (name: string) => (route.query[name] ? { [name]: String(route.query[name]) } : {})
  watch(
    [asked, known],
    () => {
      const first = known.value?.views?.[0]
      if (!asked.value && first && route.meta.screen === 'queue') void show(first, true)
    },
    { immediate: true },
  )
  const current = computed(() =>
    Object.fromEntries(
      Object.entries(route.query)
        .filter(([name]) => name !== 'place')
        .map(([n, v]) => [n, String(v)]),
    ),
  )
  // The view that one is in: of those that the query holds whole, the one that says most. What is beyond is one's own
  // filter on top of it.
  const views = ref<readonly FaceView[]>([])
  const inView = (view: FaceView) =>
    [...new URLSearchParams(view.query)].every(([name, value]) => current.value[name] === value)
  const said_in = (view: FaceView) => [...new URLSearchParams(view.query)].length
  const view = computed(() => [...views.value].filter(inView).sort((a, b) => said_in(b) - said_in(a))[0])
  const base = computed(() => Object.fromEntries(new URLSearchParams(view.value?.query ?? '')))
  const counts = reading<Views>(() => (known.value ? fill(`/api/views/${known.value.name}`, place()) : ''))

  // The rail counts what the first tab does.
  watch(
    () => counts.said?.items[0],
    (first) => first && counted('/matters', first),
  )

  // ---- the row looked at ----
  const at = computed(() => listing.rows.value.findIndex((row) => String(row.id) === id.value))
  const pick = (row: Row | undefined, way: 'push' | 'replace' = 'replace') =>
    row && router[way]({ path: `/matters/${row.id}`, query: route.query })
  const next = computed(() => listing.rows.value[at.value + 1])
  const move = (by: number) =>
    pick(listing.rows.value[at.value < 0 ? 0 : Math.min(Math.max(at.value + by, 0), listing.rows.value.length - 1)])
  const leave = () => router.push({ path: '/matters', query: route.query })

  // ---- quietly ----
  // Rows that are here are brought up to date in place; how many more there are is said, and nothing jumps.
  const fresh = ref(0)
  const read_at = shallowRef(0)
  watch(listing.rows, () => (fresh.value = 0))
  watch(listing.busy, (busy) => busy || (read_at.value = Date.now()))
  async function peek() {
    if (!list.value || listing.busy.value || listing.refused.value) return
    const path = fill(list.value.path, { ...listing.query.value, limit: PEEK_ROWS })
    const page = await readOnce<{ items: Row[] }>(path, { keeps: false }).catch(() => null)
    if (!page || listing.busy.value) return
    const now = new Map(page.said.items.map((row) => [row.id, row]))
    const mine = new Set(listing.rows.value.map((row) => row.id))
    const last = page.said.items.reduce((most, row, n) => (mine.has(row.id) ? n : most), -1)
    const more = page.said.items.filter((row, n) => !mine.has(row.id) && (n < last || !listing.next.value)).length
    listing.rows.value = listing.rows.value.map((row) => now.get(row.id) ?? row)
    await nextTick()
    fresh.value = more
    read_at.value = Date.now()
    await counts.again()
  }
  const timer = setInterval(() => document.visibilityState === 'visible' && void peek(), PEEK_MS)
  // Another tab did something.
  const tabs = 'BroadcastChannel' in window ? new BroadcastChannel('linli-desk') : null
  if (tabs) tabs.onmessage = () => void peek()
  onScopeDispose(() => {
    clearInterval(timer)
    tabs?.close()
  })
  async function done() {
    tabs?.postMessage('done')
    await peek()
  }
  return {
    ...listing,
    list: known,
    scope,
    id,
    at,
    following: next,
    counts,
    current,
    views,
    view,
    base,
    show,
    pick,
    move,
    leave,
    fresh,
    read_at,
    peek,
    done,
  }
}
