// What somebody was told: by day, one row a thing; opening one reads it.
import type { Message, Messages } from '#linli'
import { computed } from 'vue'
import { useRouter } from 'vue-router'
import { post, Refused } from '@/shared/api'
import { nounAt } from '@/shared/face'
import { reading } from '@/shared/reading'
import { refusalText } from '@/shared/refusal'
import { say } from '@/shared/say'
import { countUnread } from '@/shared/unread'

// A notice's number has a letter of its own.
const isNotice = (one: Message) => /-T\d/.test(one.number) && Boolean(nounAt('/api/notices'))
export const addressOf = (one: Message) => `${isNotice(one) ? '/notices' : '/matters'}/${one.thing}`

export function useTelling(path: () => string) {
  const router = useRouter()
  const read = reading<Messages>(path)
  const days = computed(() => {
    const all = new Map<string, Message[]>()
    for (const one of read.said?.items ?? []) {
      const day = String(one.at).slice(0, 10)
      all.set(day, [...(all.get(day) ?? []), one])
    }
    return [...all]
  })
  async function mark(body: { thing?: number; n?: number }) {
    try {
      await post('POST /api/messages/read', {}, body)
      await countUnread(Date.now(), true)
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem
      if (!problem.offline) say(refusalText(problem))
    }
  }
  async function open(one: Message) {
    if (one.unread) void mark({ thing: one.thing, n: one.n })
    await router.push(addressOf(one))
  }
  async function all() {
    await mark({})
    await read.again()
  }
  return { read, days, open, all }
}
