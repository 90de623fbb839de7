// What the server says a report would become, before it is one: what everybody reads, who comes until when, what is like
// it. Asked anew when something changes; without signal the page goes on without it.
import { shallowRef, watch } from 'vue'
import { Refused, send } from '@/shared/api'

export interface Similar {
  id: number
  number: string
  title: string
  state: string
  place?: { name: string }
  filed_at: string
  due_at: string
}
export interface Preview {
  title: string
  text: string
  spot: string
  personal?: string
  seen_by: string
  calls: { phone: string; name: string; words: string }[]
  subject: string
  subject_name: string
  level: string
  holder_name: string
  holder_kind?: string
  due_at: string
  provisional: boolean
  next_door?: { door?: string; phone?: string; article?: string }
  similar: Similar[]
}
export const ASKED = ['text', 'place', 'spot', 'subject', 'urgency', 'private', 'about_org'] as const
const REST_MS = 400

export function usePreview(values: Record<string, unknown>, on: () => boolean) {
  const preview = shallowRef<Preview | null>(null)
  const offline = shallowRef(false)
  const busy = shallowRef(false)
  let ends = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined

  async function ask() {
    ends.abort()
    const mine = (ends = new AbortController())
    const body = Object.fromEntries(ASKED.map((name) => [name, values[name]]).filter(([, value]) => value))
    busy.value = true
    try {
      const said = (await send('POST', '/api/matters/preview', body, { signal: mine.signal })) as Preview
      preview.value = said
      offline.value = false
    } catch (problem) {
      if (mine.signal.aborted) return
      preview.value = null
      offline.value = problem instanceof Refused && problem.offline
    } finally {
      if (mine === ends) busy.value = false
    }
  }
  watch(
    [on, () => JSON.stringify(ASKED.map((name) => values[name]))],
    ([now], [before] = [false, '']) => {
      clearTimeout(timer)
      if (now && values.text && values.place) timer = setTimeout(() => void ask(), before ? REST_MS : 0)
    },
    { immediate: true },
  )
  return { preview, offline, busy }
}
