// What somebody reported: by their account, and by the links that this phone keeps. A link's matter is remembered as it
// stood last, so that the list is there without signal.
import type { MatterWhole, Matters } from '#linli'
import { computed, onScopeDispose, shallowRef } from 'vue'
import { Refused, send } from '@/shared/api'
import { keepLink, links, type Link } from '@/shared/kept'
import { readOnce } from '@/shared/reading'
import { signedIn } from '@/shared/session'

export interface Mine {
  id: number
  number: string
  title: string
  row: Record<string, unknown>
  // '': by account, or only watched
  follow: string
  link?: Link
  // read whole just now: what may be done and what was said are known
  whole?: MatterWhole
  gone?: boolean
}
const LAST = ['state', 'level', 'holder_name', 'due_at', 'filed_at', 'private', 'place', 'title', 'number', 'urgency']
const ENDED = ['closed', 'refused', 'withdrawn']
export const ended = (one: Mine) => one.gone || ENDED.includes(String(one.row.state))

export const lastOf = (whole: object) =>
  Object.fromEntries(Object.entries(whole).filter(([name]) => LAST.includes(name)))

async function byLink(link: Link): Promise<Mine> {
  const headers: Record<string, string> = link.follow ? { 'Linli-Follow': link.follow } : {}
  const known = { id: link.matter, follow: link.follow, number: link.number, title: link.title, link }
  try {
    const whole = (await send('GET', `/api/matters/${link.matter}`, undefined, { headers })) as MatterWhole
    const now = { ...link, title: whole.title || link.title, number: whole.number, last: lastOf(whole) }
    await keepLink(now)
    return { ...known, link: now, title: now.title, number: now.number, row: { ...whole }, whole }
  } catch (problem) {
    const gone = problem instanceof Refused && [403, 404, 410].includes(problem.status)
    return { ...known, row: { title: link.title, number: link.number, ...link.last }, gone }
  }
}

async function byAccount(): Promise<{ items: Mine[]; kept: number }> {
  if (!signedIn()) return { items: [], kept: 0 }
  const read = await readOnce<Matters>('/api/matters?mine=1&limit=50')
  const items = read.said.items.map((row) => ({
    id: row.id,
    number: row.number,
    title: row.title,
    row: { ...row } as Record<string, unknown>,
    follow: '',
  }))
  return { items, kept: read.kept }
}
// What was answered says by whom and how, so it is read whole.
async function withAnswer(one: Mine): Promise<Mine> {
  if (one.whole || one.row.state !== 'answered') return one
  const read = await readOnce<MatterWhole>(`/api/matters/${one.id}`).catch(() => null)
  return read ? { ...one, whole: read.said } : one
}

export function useMine(most: number) {
  const items = shallowRef<Mine[]>([])
  const done = shallowRef(false)
  const refused = shallowRef<Refused | null>(null)
  let live = true
  onScopeDispose(() => (live = false))

  async function again() {
    refused.value = null
    try {
      const kept = (await links()).slice(0, most)
      const [own, ...linked] = await Promise.all([byAccount(), ...kept.map(byLink)])
      const others = linked.filter((one) => !own.items.some((mine) => mine.id === one.id))
      const all = await Promise.all([...own.items, ...others].map(withAnswer))
      if (live) items.value = all.sort((a, b) => b.id - a.id)
    } catch (problem) {
      if (live) refused.value = problem instanceof Refused ? problem : new Refused({ status: -1 })
    } finally {
      if (live) done.value = true
    }
  }
  void again()
  const yours = computed(() =>
    items.value.filter((one) => one.whole?.can?.includes('close') && one.row.state === 'answered'),
  )
  const without = (id: number) => (items.value = items.value.filter((one) => one.id !== id))
  return { items, yours, done, refused, again, without }
}
