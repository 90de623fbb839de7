// What becomes of a report while it is being written: who will get it, until when, what looks the same. Asked a little
// after the last letter; the server keeps nothing of it.
import { Refused, send } from '@/shared/api'
import { onScopeDispose, shallowRef, watch, type WatchSource } from 'vue'

export interface Ahead {
  subject_name?: string
  holder_name?: string
  due_at?: string | null
  personal?: string
  calls?: { phone: string; name: string }[]
  next_door?: { words: string; door?: string; phone?: string }
  similar?: { id: number; number: string; title: string; filed_at: string }[]
}
const TYPED_MS = 600
const LEAST = 4

export function useAhead(body: WatchSource<Record<string, unknown>>) {
  const ahead = shallowRef<Ahead | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  let ends = new AbortController()
  async function ask(said: Record<string, unknown>) {
    ends.abort()
    ends = new AbortController()
    if (String(said.text ?? '').trim().length < LEAST || !said.place) return void (ahead.value = null)
    try {
      ahead.value = (await send('POST', '/api/matters/preview', said, { signal: ends.signal })) as Ahead
    } catch (problem) {
      if (problem instanceof Refused) ahead.value = null
    }
  }
  watch(body, (said) => {
    clearTimeout(timer)
    timer = setTimeout(() => void ask(said), TYPED_MS)
  })
  onScopeDispose(() => {
    clearTimeout(timer)
    ends.abort()
  })
  return ahead
}
