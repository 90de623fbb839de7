// What a field is picked from: a reading below /api/ that the field names ("orgs?place={place}"), searched by name when
// it is a list with a `text` filter, else read whole.
import type { FormField } from '#linli'
import { called, listAt } from './face'
import { keepOwn, own } from './own'
import { readOnce } from './reading'
import { english } from './words'

export interface Pick {
  value: string | number
  name: string
  about: string
  children?: Pick[]
}
type Item = Record<string, unknown>

const reach = (item: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((at, key) => (at as Item | undefined)?.[key], item)
const nameOf = (item: Item) => String((english() && item.name_en) || item.name || item.title || '')

// "person.id" is shown as the person's name, "code" as the item's.
function offer(item: Item, pick: string): Pick {
  const holder = pick.includes('.') ? (reach(item, pick.slice(0, pick.lastIndexOf('.'))) as Item) : item
  const path = item.path as string[] | undefined
  const place = item.place as Item | undefined
  const about = path
    ? path.slice(path.length > 4 ? 3 : 2, -1).join(' · ')
    : String(place?.name ?? (item.org as Item | undefined)?.name ?? '')
  const children = (item.children as Item[] | undefined)?.map((one) => offer(one, pick))
  return { value: reach(item, pick) as string | number, name: nameOf(holder), about, children }
}

// null: it depends on another field that is not filled in yet.
export function pickPath(field: FormField, values: Record<string, unknown>): string | null {
  const path = (field.of ?? '').replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(values[name] ?? '{}')),
  )
  return path.includes('%7B%7D') ? null : `/api/${path}`
}
// Places are found by part of a name, by sound and by initials, the likely ones first.
const FINDS = '/api/places/find'
export const isPlace = (field: FormField) => field.of?.startsWith('places/find') ?? false
export const searches = (path: string) =>
  path.startsWith(FINDS) || Boolean(listAt(path.split('?')[0]!)?.filters?.some((filter) => filter.name === 'text'))

export async function picks(field: FormField, path: string, text: string): Promise<Pick[]> {
  if (!text && path.startsWith(FINDS)) return []
  const asked =
    text && searches(path) ? `${path}${path.includes('?') ? '&' : '?'}text=${encodeURIComponent(text)}` : path
  const said = await readOnce<{ items?: Item[] }>(asked)
  return (said.said.items ?? []).map((item) => offer(item, field.pick ?? 'id'))
}

// What was picked is an id in an address; its name is remembered here, as not everything can be asked for by id.
const NAMES_MOST = 200
export function remember(field: FormField, one: Pick) {
  const kept = own<Record<string, string>>('names', {})
  const rest = Object.entries(kept).filter(([key]) => key !== nameKey(field, one.value))
  keepOwn('names', Object.fromEntries([[nameKey(field, one.value), one.name], ...rest].slice(0, NAMES_MOST)))
}
const nameKey = (field: FormField, value: unknown) => `${(field.of ?? '').split('?')[0]}:${String(value)}`
export const nameKnown = (field: FormField, value: unknown) =>
  own<Record<string, string>>('names', {})[nameKey(field, value)] ?? String(value)

export const choiceName = (field: FormField, value: unknown) =>
  called(
    (field.choices as { name: string; label: string; plain?: string }[] | undefined)?.find((one) => one.name === value),
  )

const flat = (all: Pick[]): Pick[] => all.flatMap((one) => (one.children?.length ? flat(one.children) : [one]))
// What a value that was chosen before is called; itself where nobody knows.
export async function named(field: FormField, path: string | null, value: unknown): Promise<Pick> {
  const unknown = { value: value as string, name: nameKnown(field, value), about: '' }
  if (isPlace(field) && field.pick === 'code') {
    const place = await readOnce<Item>(`/api/places/by-code?code=${encodeURIComponent(String(value))}`).catch(
      () => null,
    )
    return place ? { ...offer(place.said, 'code'), value: String(value) } : unknown
  }
  const all = path ? await picks(field, path, '').catch(() => []) : []
  return flat(all).find((one) => String(one.value) === String(value)) ?? unknown
}
