// How many things somebody was told of and has not read, for the bell. Asked when a page is opened, at most once a minute.
import { shallowRef } from 'vue'
import { get } from './api'
import { signedIn } from './session'

export const unread = shallowRef(0)
const REST_MS = 60000
let asked = 0

export async function countUnread(now = Date.now(), always = false) {
  if (!signedIn()) {
    unread.value = 0
    return
  }
  if (!always && now - asked < REST_MS) return
  asked = now
  const page = await get('GET /api/messages', { limit: 1 }).catch(() => null)
  if (page) unread.value = Number((page as { unread?: number | null }).unread ?? 0)
}
