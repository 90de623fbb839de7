// What stays on this device, in IndexedDB. Everything belongs to somebody: `owner` is the person signed in, or 0 for
// whoever uses the phone without account. Nobody reads another's rows; signing out leaves what is unsent and nothing else.
//   answers  what the API said, to be read without signal (never private words: those come by `look`, a POST)
//   drafts   what is being written
//   outbox   deeds on their way (shared/outbox.ts)
//   links    the follow-up links of this phone
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
export interface Waiting {
  id: number
  owner: number
  deed: string
  // as the button says, and what it is about, for the list of what waits
  label: string
  about: string
  path: string
  body: Record<string, unknown>
  photos: Photo[]
  headers: Record<string, string>
  key: string
  happened_at: string
  tries: number
  state: 'waiting' | 'refused' | 'done'
  problem?: { status: number; title: string; problems?: { field: string; text: string }[] }
  answer?: Record<string, unknown>
}
export interface Link {
  matter: number
  follow: string
  number: string
  title: string
  at: number
}
interface Kept extends DBSchema {
  answers: { key: [number, string]; value: Answer; indexes: { owner: number } }
  drafts: { key: [number, string]; value: Draft; indexes: { owner: number } }
  outbox: { key: number; value: Waiting; indexes: { owner: number } }
  links: { key: number; value: Link }
}

let opened: Promise<IDBPDatabase<Kept> | null> | undefined
// null where the browser gives no room (private windows of some): pages go on, and say that nothing is kept.
export const kept = () =>
  (opened ??= openDB<Kept>('linli', 1, {
    upgrade(db) {
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
export async function keepDraft(name: string, said: Record<string, unknown>) {
  await (await kept())?.put('drafts', { owner, name, at: Date.now(), said }).catch(() => undefined)
}
export const draftOf = async (name: string) => (await kept())?.get('drafts', [owner, name])
export async function dropDraft(name: string) {
  await (await kept())?.delete('drafts', [owner, name])
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
