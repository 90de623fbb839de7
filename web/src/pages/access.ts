// Where one is signed in, on both faces: what is open, and ending it. Nothing of it is kept on the device.
import type { Access } from '#linli'
import { Refused, post } from '@/shared/api'
import { reading } from '@/shared/reading'
import { refusalText } from '@/shared/refusal'
import { say } from '@/shared/say'
import { me, who } from '@/shared/session'
import { t } from '@/shared/words'
import { ref } from 'vue'

// A browser's name as people know it.
export function device(agent: string): string {
  const os = /Android|iPhone|iPad|Windows|Mac OS|Linux/.exec(agent)?.[0] ?? ''
  const app = /MicroMessenger|Edg|Firefox|Chrome|Safari/.exec(agent)?.[0] ?? ''
  const NAMES: Record<string, string> = { MicroMessenger: 'WeChat', Edg: 'Edge', 'Mac OS': 'Mac' }
  const known = [os, app].map((name) => NAMES[name] ?? name)
  return known.join(' ').trim() || agent.slice(0, 40)
}

export function useAccess() {
  const read = reading<Access>(() => (me.value?.id ? '/api/me/access' : ''), { keeps: false })
  const busy = ref(false)
  async function act(run: () => Promise<unknown>) {
    busy.value = true
    try {
      await run()
      say(t('me.ended'))
      await who()
      await read.again()
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem
      say(refusalText(problem))
    } finally {
      busy.value = false
    }
  }
  const end = (session: number) => act(() => post('POST /api/me/sessions/{session}/end', { session }, {}))
  const endLink = (id: number) => act(() => post('POST /api/links/{id}/end', { id }, {}))
  const everywhere = () => act(() => post('POST /api/sign-out-everywhere', {}, { keep_tokens: true }))
  return { read, busy, end, endLink, everywhere }
}
