// A form that makes a session: its fields from the server, nothing of it kept on the device (it holds a password).
import type { FormField } from '#linli'
import { Refused, newKey } from '@/shared/api'
import { form as formOf } from '@/shared/face'
import { refusalText } from '@/shared/refusal'
import { t } from '@/shared/words'
import { computed, reactive, ref, shallowRef } from 'vue'

const empty = (value: unknown) => value === undefined || value === null || value === ''

export function useEntering(
  deed: string,
  enter: (body: Record<string, unknown>, key: string) => Promise<void>,
  hidden: string[] = [],
) {
  const all = shallowRef<FormField[]>([])
  const values = reactive<Record<string, unknown>>({})
  const problems = reactive<Record<string, string>>({})
  const top = ref('')
  const busy = ref(false)
  let key = newKey()
  // A county is a matter of the address, not of whoever signs up.
  const fields = computed(() => all.value.filter((field) => field.name !== 'county' && !hidden.includes(field.name)))
  void formOf(deed).then(
    (form) => (all.value = form.fields),
    (problem: unknown) => (top.value = problem instanceof Refused ? refusalText(problem) : t('refused.broken')),
  )
  async function go() {
    if (busy.value) return
    for (const name of Object.keys(problems)) delete problems[name]
    top.value = ''
    const missing = fields.value.filter((field) => field.needed && empty(values[field.name]))
    for (const field of missing) problems[field.name] = t('form.missing')
    if (missing.length) {
      document.getElementById(`${deed === 'person_join' ? 'up' : 'invite'}-${missing[0]!.name}`)?.focus()
      return
    }
    const said = fields.value.map((field) => [field.name, values[field.name]] as const)
    busy.value = true
    try {
      await enter(Object.fromEntries(said.filter(([, value]) => !empty(value))), key)
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem
      if (!problem.offline) key = newKey()
      for (const one of problem.problem.problems ?? []) problems[one.field] = one.text
      if (!problem.problem.problems?.length) top.value = problem.problem.title ?? refusalText(problem)
    } finally {
      busy.value = false
    }
  }
  return { fields, values, problems, top, busy, go }
}
