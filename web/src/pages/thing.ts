// One thing and what may be done to it: read whole, with its description; its deeds in order of weight.
import type { FaceDeed, FormField } from '#linli'
import { computed, shallowRef, watch, type Ref } from 'vue'
import { deedOf, form, nounAt } from '@/shared/face'
import { followOf } from '@/shared/follow'
import { reading } from '@/shared/reading'
import { lang } from '@/shared/words'

export type Thing = Record<string, unknown> & {
  id: number
  seen?: number
  title?: string
  number?: string
  can?: string[]
  cannot?: { deed: string; why: string }[]
  steps?: Record<string, unknown>[]
}

export function useThing(path: Ref<string>, id: Ref<string>) {
  const noun = computed(() => nounAt(path.value))
  const fields = shallowRef<FormField[]>([])
  const headers: Record<string, string> = {}
  const ready = shallowRef('')
  // A link of this phone opens what its owner may see; who is signed in is asked first by the server itself.
  watch(
    [path, id, noun, lang],
    async () => {
      const at = `${path.value}/${id.value}`
      if (ready.value !== at) ready.value = ''
      if (!noun.value?.thing) return
      delete headers['Linli-Follow']
      Object.assign(headers, await followOf(id.value))
      fields.value = (await form(noun.value.thing)).fields
      // Described anew (another language, signed in again) it is read again in place: what is being written on it stays.
      if (ready.value === at) await read.again()
      else ready.value = at
    },
    { immediate: true },
  )
  const read = reading<Thing>(() => ready.value, { headers })
  const thing = computed(() => read.said)

  const deed = (verb: string): FaceDeed | undefined => deedOf(`${noun.value?.name}_${verb}`)
  const verbs = computed(() => (thing.value?.can ?? []).filter((verb) => deed(verb)))
  const main = computed(() => verbs.value.find((verb) => deed(verb)?.tone === 'main'))
  const ordered = computed(() => [...verbs.value].sort((a, b) => weight(a) - weight(b)))
  const weight = (verb: string) =>
    verb === main.value ? 0 : { main: 1, plain: 2, danger: 3 }[deed(verb)?.tone ?? 'plain']
  return { noun, fields, read, thing, deed, main, verbs: ordered, headers }
}
