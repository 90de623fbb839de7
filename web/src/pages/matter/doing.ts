// A deed that needs no form: said at once, through the outbox where it may wait, else sent. Refusals are told.
import { Refused, newKey } from '@/shared/api'
import { called, deedOf } from '@/shared/face'
import { sender } from '@/shared/outbox'
import { refusalText } from '@/shared/refusal'
import { say } from '@/shared/say'
import { t } from '@/shared/words'
import { shallowRef } from 'vue'

export interface Act {
  deed: string
  thing: number
  about: string
  headers: Record<string, string>
  body?: Record<string, unknown>
}
// done: the answer, "kept" when it waits for signal, null when it was refused.
export function useDoing() {
  const busy = shallowRef('')
  void sender().catch(() => undefined)
  async function act(how: Act): Promise<Record<string, unknown> | 'kept' | null> {
    const known = deedOf(how.deed)
    if (!known || busy.value) return null
    busy.value = how.deed
    const row = {
      deed: how.deed,
      label: called(known),
      about: how.about,
      path: known.path.replace('{id}', String(how.thing)),
      body: how.body ?? {},
      photos: [],
      headers: how.headers,
      key: newKey(),
    }
    try {
      const { deliver, sendNow } = await sender()
      const outcome = known.offline ? await sendNow(row) : { done: await deliver(row) }
      if (!('kept' in outcome)) return outcome.done
      say(t('form.kept'))
      return 'kept'
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem
      say(refusalText(problem))
      return null
    } finally {
      busy.value = ''
    }
  }
  return { busy, act }
}
