// What puts a deed into the outbox and takes it out again: shared/outbox.ts says what waits and when it goes. Loaded with the
// first form, or when something waits.
import { Refused, get, newKey, send } from './api'
import { kept, keepLink, whose, type Photo, type Waiting } from './kept'
import { flush, heldBack, look } from './outbox'
import { keepReceipt, receiptsOf } from './receipts'
import { ended, me, who } from './session'

const NEEDS_PUZZLE = 428
const FRESH_MS = 10 * 60000
const WAIT_MS = 8000

export interface Deed {
  deed: string
  label: string
  about: string
  path: string
  body: Record<string, unknown>
  photos?: Photo[]
  headers?: Record<string, string>
  key?: string
  hold?: number
}
const thingOf = (path: string) => Number(/^\/api\/\w+\/(\d+)\//.exec(path)?.[1] ?? 0)

// Kept for later. Null where this device keeps nothing, or is full.
export async function put(deed: Deed): Promise<number | null> {
  const db = await kept()
  if (!db) return null
  const row: Omit<Waiting, 'id'> = {
    ...deed,
    owner: whose(),
    thing: thingOf(deed.path),
    photos: deed.photos ?? [],
    headers: deed.headers ?? {},
    key: deed.key ?? newKey(),
    happened_at: new Date().toISOString(),
    tries: 0,
    state: 'waiting',
  }
  const id = await db.add('outbox', row as Waiting).catch(() => null)
  void navigator.storage?.persist?.()
  await look()
  return id
}
export async function drop(id: number) {
  await (await kept())?.delete('outbox', id)
  await look()
  void flush()
}
export const rowOf = async (id: number) => (await kept())?.get('outbox', id)

// Mended, it is another deed in the same place of the order. What is too old to have happened then happened now.
export async function mend(id: number, body: Record<string, unknown>, photos: Photo[]) {
  const db = await kept()
  const row = await db?.get('outbox', id)
  if (!db || !row) return
  const late = row.problem?.problems?.some((one) => one.field === 'happened-at')
  const happened_at = late ? '' : row.happened_at
  await db.put('outbox', { ...row, body, photos, key: newKey(), happened_at, state: 'waiting', problem: undefined })
  await look()
}

// ---- sending --------------------------------------------------------------------------------------

export async function sendPhoto(
  photo: { name: string; blob: Blob },
  place: unknown,
  headers: Record<string, string> = {},
  nobody = false,
) {
  const query = new URLSearchParams()
  if (place) query.set('place', String(place))
  if (photo.blob.type === 'application/pdf') query.set('title', photo.name.slice(0, 120))
  const type = photo.blob.type || 'application/octet-stream'
  const ways = { headers: { ...headers, 'Content-Type': type }, nobody }
  const said = await send('POST', `/api/papers?${query}`, photo.blob, ways)
  return (said as { name: string }).name
}

type Sendable = Pick<Waiting, 'path' | 'body' | 'photos' | 'headers' | 'key'> & { label?: string; owner?: number }
// Sends one and keeps its receipt. Throws what came instead of an answer.
export async function deliver(row: Sendable, happened_at = '', noted?: () => Promise<void>) {
  const nobody = row.owner === 0
  const papers: string[] = []
  for (const photo of row.photos) {
    photo.paper ??= await sendPhoto(photo, row.body.place, row.headers, nobody)
    papers.push(photo.paper)
    await noted?.()
  }
  const body = papers.length
    ? { ...row.body, papers: [...((row.body.papers as string[] | undefined) ?? []), ...papers] }
    : row.body
  const headers: Record<string, string> = { ...row.headers, 'Idempotency-Key': row.key }
  if (happened_at && !nobody && !row.headers['Linli-Follow']) headers['Happened-At'] = happened_at
  const go = (more?: object) => send('POST', row.path, { ...body, ...more }, { headers, nobody })
  const said = await go().catch(async (problem: unknown) => {
    if (!(problem instanceof Refused && problem.status === NEEDS_PUZZLE)) throw problem
    const asked = await get('GET /api/puzzle', { place: String(row.body.place) })
    return go({ puzzle: await (await import('./puzzle')).solve(asked) })
  })
  const answer = said as Record<string, unknown>
  await keepReceipt(answer, thingOf(row.path) || Number(answer.id ?? 0), row.label ?? '')
  return answer
}
// What was filed without account is found again by its link only.
async function keepFollow(answer: Record<string, unknown>) {
  const { follow, id, number, title } = answer as { follow?: string; id?: number; number?: string; title?: string }
  if (follow && id) await keepLink({ matter: id, follow, number: number ?? '', title: title ?? '', at: Date.now() })
}

// Not this deed's fault: no signal, no session, too many at once, the server at rest.
const waits = (problem: Refused) => problem.offline || [401, 408, 429, 503].includes(problem.status)
const wrongAt = (problem: Refused, field: string) => problem.problem.problems?.some((one) => one.field === field)

// Refused for something that the phone itself can put right: true when it is worth another try at once.
async function mended(row: Waiting, problem: Refused): Promise<boolean> {
  if (problem.status === 409 && problem.problem.since?.length) {
    // Only this phone's own deeds came in between: those were seen.
    const own = new Set((await receiptsOf(row.thing)).map((one) => one.entry))
    const seen = problem.problem.since.every((step) => own.has(Number(step.n)))
    if (seen && row.body.seen !== problem.problem.seen) row.body = { ...row.body, seen: problem.problem.seen }
    else return false
    return true
  }
  // The phone's clock runs ahead: the deed is fresh, yet it happened after the server's now.
  const fresh = row.happened_at && Math.abs(Date.now() - Date.parse(row.happened_at)) < FRESH_MS
  if (fresh && wrongAt(problem, 'happened-at')) {
    row.happened_at = ''
    return true
  }
  // A photo was sent, the deed was not, and the day for naming it went by.
  if (wrongAt(problem, 'papers') && row.photos.some((photo) => photo.paper)) {
    row.photos = row.photos.map(({ name, blob }) => ({ name, blob }))
    return true
  }
  return false
}

let rest_s = 0
// done: it is confirmed. hold: later ones of the same thing wait for it. stop: nothing can be sent now.
async function sendOne(row: Waiting): Promise<'done' | 'hold' | 'stop'> {
  const db = (await kept())!
  for (let tries = 0; ; tries++) {
    try {
      const answer = await deliver(row, row.happened_at, async () => void (await db.put('outbox', row)))
      await keepFollow(answer)
      await db.put('outbox', { ...row, photos: [], state: 'done', answer, done_at: Date.now(), problem: undefined })
      return 'done'
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem
      if (problem.status === 401 && row.owner) ended.value = true
      rest_s = Number((problem.problem as { retry_s?: number }).retry_s ?? 0)
      if (waits(problem)) return 'stop'
      if (tries < 2 && (await mended(row, problem))) continue
      const { status } = problem
      const { title, fault, problems, since, seen } = problem.problem
      if (status >= 500) await db.put('outbox', { ...row, tries: row.tries + 1 })
      else {
        const trouble = { status, title: title ?? String(status), fault, problems, since, seen }
        await db.put('outbox', { ...row, tries: row.tries + 1, state: 'refused', problem: trouble })
      }
      return 'hold'
    }
  }
}

async function sendOf(owner: number) {
  const db = await kept()
  const rows = (await db?.getAllFromIndex('outbox', 'owner', owner)) ?? []
  const held = new Set<number>()
  for (const row of rows.sort((a, b) => a.id - b.id)) {
    if (row.state === 'done' || heldBack(row)) continue
    if (row.state === 'refused' || (row.thing && held.has(row.thing))) {
      held.add(row.thing)
      continue
    }
    const how = await sendOne(row)
    await look()
    if (how === 'stop') return
    if (how === 'hold') held.add(row.thing)
  }
}
// How many seconds the server asked to be left alone for.
export async function sendAll(): Promise<number> {
  rest_s = 0
  await who().catch(() => undefined)
  const owner = whose()
  if (owner && me.value?.id === owner) await sendOf(owner)
  await sendOf(0)
  return rest_s
}

export type Sent = { done: Record<string, unknown> } | { kept: number }
// Kept first, then sent at once if that can be. Throws what the server refused, which then is not kept here any more:
// whoever asked still has it in hand.
export async function sendNow(deed: Deed): Promise<Sent> {
  const key = deed.key ?? newKey()
  const id = await put({ ...deed, key })
  if (id === null) {
    const row = { ...deed, photos: deed.photos ?? [], headers: deed.headers ?? {}, key, owner: whose() }
    const answer = await deliver(row).catch((problem: unknown) => {
      if (problem instanceof Refused && problem.offline) throw new Refused({ status: 0, fault: 'kept_nowhere' })
      throw problem
    })
    return { done: answer }
  }
  await Promise.race([flush(), new Promise((done) => setTimeout(done, WAIT_MS))])
  const row = await rowOf(id)
  if (row?.state === 'done') return { done: row.answer ?? {} }
  if (row?.state === 'refused') {
    await drop(id)
    throw new Refused({ ...row.problem, status: row.problem?.status ?? 0 } as never)
  }
  return { kept: id }
}
