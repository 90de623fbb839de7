// Deeds on their way. Each is kept on the device before anything is sent, goes in order, under its own key, with the
// moment at which it was done, and leaves only when the server has confirmed it. What the server refuses stays, with the
// reason, to be mended or dropped. Rows belong to a person and go only while that person is signed in.
import { shallowRef } from 'vue'
import { Refused, newKey, send } from './api'
import { kept, whose, type Photo, type Waiting } from './kept'
import { me, who } from './session'

export const waiting = shallowRef<Waiting[]>([])
export const others = shallowRef(0)
export const sending = shallowRef(false)

export async function look() {
  const all = (await (await kept())?.getAll('outbox')) ?? []
  waiting.value = all.filter((one) => one.owner === whose() && one.state !== 'done')
  others.value = all.filter((one) => one.owner !== whose() && one.owner !== 0 && one.state !== 'done').length
}

export interface Deed {
  deed: string
  label: string
  about: string
  path: string
  body: Record<string, unknown>
  photos?: Photo[]
  headers?: Record<string, string>
  key?: string
}
// Kept for later. Null where this device keeps nothing.
export async function put(deed: Deed): Promise<number | null> {
  const db = await kept()
  if (!db) return null
  const row: Omit<Waiting, 'id'> = {
    ...deed,
    owner: whose(),
    photos: deed.photos ?? [],
    headers: deed.headers ?? {},
    key: deed.key ?? newKey(),
    happened_at: new Date().toISOString(),
    tries: 0,
    state: 'waiting',
  }
  const id = await db.add('outbox', row as Waiting)
  void navigator.storage?.persist?.()
  await look()
  return id
}
export async function drop(id: number) {
  await (await kept())?.delete('outbox', id)
  await look()
}
export async function again(id: number, body?: Record<string, unknown>) {
  const db = await kept()
  const row = await db?.get('outbox', id)
  if (!db || !row) return
  await db.put('outbox', {
    ...row,
    body: body ?? row.body,
    key: body ? newKey() : row.key,
    state: 'waiting',
    problem: undefined,
  })
  await flush()
}

// ---- sending --------------------------------------------------------------------------------------

export async function sendPhoto(
  photo: { name: string; blob: Blob },
  place: unknown,
  headers: Record<string, string> = {},
) {
  const query = new URLSearchParams()
  if (place) query.set('place', String(place))
  if (photo.blob.type === 'application/pdf') query.set('title', photo.name.slice(0, 120))
  const type = photo.blob.type || 'application/octet-stream'
  const said = await send('POST', `/api/papers?${query}`, photo.blob, { headers: { ...headers, 'Content-Type': type } })
  return (said as { name: string }).name
}

// Sends one. Throws what came instead of an answer.
export async function deliver(
  row: Pick<Waiting, 'path' | 'body' | 'photos' | 'headers' | 'key'>,
  happened_at?: string,
  noted?: () => Promise<void>,
) {
  const papers: string[] = []
  for (const photo of row.photos) {
    photo.paper ??= await sendPhoto(photo, row.body.place, row.headers)
    papers.push(photo.paper)
    await noted?.()
  }
  const body = papers.length
    ? { ...row.body, papers: [...((row.body.papers as string[] | undefined) ?? []), ...papers] }
    : row.body
  const headers: Record<string, string> = { ...row.headers, 'Idempotency-Key': row.key }
  if (happened_at) headers['Happened-At'] = happened_at
  return (await send('POST', row.path, body, { headers })) as Record<string, unknown>
}

const comesBack = (problem: Refused) =>
  problem.offline || [401, 408, 429].includes(problem.status) || problem.status >= 500

async function sendAll() {
  const db = await kept()
  if (!db) return
  await who().catch(() => undefined)
  const owner = whose()
  if (owner && me.value?.id !== owner) return
  const rows = await db.getAllFromIndex('outbox', 'owner', owner)
  for (const row of rows) {
    if (row.state !== 'waiting') continue
    try {
      const answer = await deliver(row, row.happened_at, async () => void (await db.put('outbox', row)))
      await db.put('outbox', { ...row, photos: [], state: 'done', answer })
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem
      if (comesBack(problem)) return
      const { status, problem: said } = problem
      await db.put('outbox', {
        ...row,
        tries: row.tries + 1,
        state: 'refused',
        problem: { status, title: said.title ?? String(status), problems: said.problems },
      })
    }
    await look()
  }
}

let busy: Promise<void> | null = null
// One tab at a time sends (Web Locks where there are any); who comes second waits for the first.
export function flush(): Promise<void> {
  return (busy ??= (async () => {
    sending.value = true
    const locks = (navigator as { locks?: LockManager }).locks
    if (locks) await locks.request('linli-outbox', sendAll)
    else await sendAll()
  })().finally(() => {
    busy = null
    sending.value = false
    void look()
  }))
}
// No background sending on many phones: at the start, when signal comes back, when the page is looked at again.
export function watchSignal() {
  const go = () => void flush().catch(() => undefined)
  addEventListener('online', go)
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && go())
  go()
}
