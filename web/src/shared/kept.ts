// What stays on this device, in IndexedDB. Everything belongs to somebody: `owner` is the person signed in, or 0 for
// whoever uses the phone without account. Nobody reads another's rows; signing out leaves what is unsent and nothing else.
//   answers  what the API said, to be read without signal (never private words: those come by `look`, a POST)
//   drafts   what is being written
//   outbox   deeds on their way (shared/outbox.ts)
//   links    the follow-up links of this phone
//   receipts of deeds done here, to be checked later (shared/receipts.ts); heads  of each county's log, as last seen here
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'

export interface Answer {
  owner: number
  path: string
  at: number
  said: unknown
}
export interface Draft {
  owner: number
  name: string
  at: number
  said: Record<string, unknown>
}
export interface Photo {
  name: string
  blob: Blob
  // of an upload that succeeded: the paper's name
  paper?: string
}
export interface Trouble {
  status: number
  title: string
  fault?: string
  problems?: { field: string; text: string }[]
  since?: Record<string, unknown>[]
  seen?: number
}
export interface Waiting {
  id: number
  owner: number
  deed: string
  // as the button says, and what it is about, for the list of what waits
  label: string
  about: string
  // what it is done to, 0 when it makes something new: deeds to one thing keep their order
  thing: number
  path: string
  body: Record<string, unknown>
  photos: Photo[]
  headers: Record<string, string>
  key: string
  // "" where the phone's own clock cannot be believed
  happened_at: string
  tries: number
  // not before this moment: until then it may be taken back
  hold?: number
  state: 'waiting' | 'refused' | 'done'
  problem?: Trouble
  // of a deed that was taken: what the server said, and when
  answer?: Record<string, unknown>
  done_at?: number
}
// follow '': only watched, as everybody may read it. last: how it stood when it was read last, for times without signal.
export interface Link {
  matter: number
  follow: string
  number: string
  title: string
  at: number
  last?: Record<string, unknown>
}
export interface KeptReceipt {
  entry: number
  county: number
  leaf: string
  owner: number
  thing: number
  // what was done, as the button said
  label: string
  at: number
}
// A log's key is pinned at first sight; its newest head is remembered, so that a later one can be held against it.
export interface KeptHead {
  county: number
  key: string
  note: string
  at: number
}
interface Kept extends DBSchema {
  answers: { key: [number, string]; value: Answer; indexes: { owner: number } }
  drafts: { key: [number, string]; value: Draft; indexes: { owner: number } }
  outbox: { key: number; value: Waiting; indexes: { owner: number } }
  links: { key: number; value: Link }
  receipts: { key: [number, number]; value: KeptReceipt; indexes: { thing: number } }
  heads: { key: number; value: KeptHead }
}

let opened: Promise<IDBPDatabase<Kept> | null> | undefined
// null where the browser gives no room (private windows of some): pages go on, and say that nothing is kept.
export const kept = () =>
  (opened ??= openDB<Kept>('linli', 2, {
    upgrade(db, before) {
      db.createObjectStore('receipts', { keyPath: ['county', 'entry'] }).createIndex('thing', 'thing')
      db.createObjectStore('heads', { keyPath: 'county' })
      if (before) return
      db.createObjectStore('answers', { keyPath: ['owner', 'path'] }).createIndex('owner', 'owner')
      db.createObjectStore('drafts', { keyPath: ['owner', 'name'] }).createIndex('owner', 'owner')
      db.createObjectStore('outbox', { keyPath: 'id', autoIncrement: true }).createIndex('owner', 'owner')
      db.createObjectStore('links', { keyPath: 'matter' })
    },
  }).catch(() => null))

// Whose rows are meant. Set by shared/session.ts as soon as the server has said who is here, or from the last time.
let owner = Number(localStorage.getItem('linli-owner') ?? 0)
export const whose = () => owner
export function belongs(to: number) {
  owner = to
  localStorage.setItem('linli-owner', String(to))
}

export async function keep(path: string, said: unknown) {
  await (await kept())?.put('answers', { owner, path, at: Date.now(), said }).catch(() => undefined)
}
export async function recall(path: string) {
  return (await kept())?.get('answers', [owner, path])
}
export async function forgetAnswers(of: number) {
  const db = await kept()
  for (const key of (await db?.getAllKeysFromIndex('answers', 'owner', of)) ?? []) await db?.delete('answers', key)
}
export async function forgetDrafts(of: number) {
  const db = await kept()
  for (const key of (await db?.getAllKeysFromIndex('drafts', 'owner', of)) ?? []) await db?.delete('drafts', key)
}

// ---- drafts --------------------------------------------------------------------------------------
// Vue's reactive objects cannot be cloned into the store: a draft is plain JSON, but for photos.
// It belongs to whoever began it, also when the session ended meanwhile.
export async function keepDraft(name: string, said: Record<string, unknown>, of = owner) {
  await (await kept())?.put('drafts', { owner: of, name, at: Date.now(), said }).catch(() => undefined)
}
export const draftOf = async (name: string, of = owner) => (await kept())?.get('drafts', [of, name])
export async function dropDraft(name: string, of = owner) {
  await (await kept())?.delete('drafts', [of, name])
}
// What was begun without account goes on with whoever signs in to send it.
export async function adoptDrafts(to: number) {
  const db = await kept()
  for (const draft of (await db?.getAllFromIndex('drafts', 'owner', 0)) ?? []) {
    if (await db?.get('drafts', [to, draft.name])) continue
    await db?.put('drafts', { ...draft, owner: to })
    await db?.delete('drafts', [0, draft.name])
  }
}

// ---- links of this phone -------------------------------------------------------------------------
export async function keepLink(link: Link) {
  await (await kept())?.put('links', link).catch(() => undefined)
}
export async function links() {
  const all = (await (await kept())?.getAll('links')) ?? []
  return all.sort((a, b) => b.at - a.at)
}
export const linkOf = async (matter: number) => (await kept())?.get('links', matter)
export async function dropLink(matter: number) {
  await (await kept())?.delete('links', matter)
}
