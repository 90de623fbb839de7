// What the last page of a report shows, kept while the tab is open so that it survives a reload. No name, no phone, no
// words; the link itself is on the phone's own list.
import { shallowRef } from 'vue'

export interface Filed {
  id: number
  number: string
  title: string
  state: string
  level: string
  holder_name: string
  holder_kind?: string
  due_at: string
  provisional: boolean
  follow?: string
  entry?: number
  next_door?: { words?: string; words_en?: string; door?: string; door_en?: string; phone?: string; article?: string }
  // not sent yet
  kept?: boolean
}
const NAME = 'linli-filed'
const before = sessionStorage.getItem(NAME)
export const filed = shallowRef<Filed | null>(before ? (JSON.parse(before) as Filed) : null)

const SHOWN = ['id', 'number', 'title', 'state', 'level', 'holder_name', 'due_at', 'provisional', 'follow', 'next_door']
export function noteFiled(answer: Record<string, unknown> | null, kind?: string) {
  const shown = Object.fromEntries(SHOWN.map((name) => [name, answer?.[name]]))
  const receipt = answer?.receipt as { entry?: number } | undefined
  filed.value = (answer ? { ...shown, entry: receipt?.entry, holder_kind: kind } : { kept: true }) as unknown as Filed
  sessionStorage.setItem(NAME, JSON.stringify(filed.value))
}
