// Filling in a form: its fields and values, a draft that survives everything, and sending, once. A deed that may wait
// for signal goes through the outbox, so that it is kept before it is sent; every other one is sent at once.
import type { Form, FormField } from '#linli'
import { computed, onScopeDispose, reactive, ref, shallowRef, toRaw, watch } from 'vue'
import { Refused, newKey } from '@/shared/api'
import { called, form as formOf } from '@/shared/face'
import { draftOf, dropDraft, keepDraft, whose, type Photo } from '@/shared/kept'
import { flush, sender } from '@/shared/outbox'
import type { Deed, Sent } from '@/shared/sending'
import { ended } from '@/shared/session'
import { lang } from '@/shared/words'

export interface Filled {
  deed: string
  // of the thing it is done to; fills {id} of its address
  id?: number | string
  about?: string
  given?: Record<string, unknown>
  // what goes along unseen, such as `seen`
  along?: () => Record<string, unknown>
  headers?: Record<string, string>
  // the outbox may take it
  waits?: boolean
  // a deed of the outbox that was refused and is to be mended
  row?: number
  // called when the same person signed in again after the session ended while it was sent
  resumed?: () => void
}
export type Outcome = Sent | null
const DRAFT_MS = 2000
const NUMBERS = ['ref', 'count', 'number']

const empty = (value: unknown) =>
  value === undefined || value === null || value === '' || value === false || (Array.isArray(value) && !value.length)
// "level=street": shown only if another field says so.
export function shows(field: FormField, values: Record<string, unknown>) {
  const [name, value] = (field.when ?? '').split('=')
  return !name || String(values[name] ?? '') === value
}

export function useFilling(how: Filled) {
  const form = shallowRef<Form | null>(null)
  const values = reactive<Record<string, unknown>>({})
  const problems = reactive<Record<string, string>>({})
  const top = ref('')
  const since = shallowRef<Record<string, unknown>[] | null>(null)
  const busy = ref(false)
  const drafted = ref(false)
  const failed = shallowRef<Refused | null>(null)
  const draft = `${how.deed}:${how.id ?? ''}${how.row ? `:${how.row}` : ''}`
  const owner = whose()
  let key = newKey()
  let again = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let ready = false

  const fields = computed(() => (form.value?.fields ?? []).filter((field) => shows(field, values)))

  async function open() {
    try {
      form.value = await formOf(how.deed)
    } catch (problem) {
      failed.value = problem as Refused
      return
    }
    const last = await draftOf(draft, owner)
    const row = how.row ? await (await sender()).rowOf(how.row) : undefined
    Object.assign(values, how.given, row && { ...row.body, papers: row.photos }, last?.said.values)
    if (last) {
      key = String(last.said.key ?? key)
      drafted.value = true
    }
    ready = true
  }
  const opened = open()
  void sender().catch(() => undefined)
  // Another language: other labels, the same words of whoever writes.
  watch(lang, async () => (form.value = await formOf(how.deed).catch(() => form.value)))

  // Photos are files; the rest is plain. Both can be cloned into the store once they are no longer reactive.
  // A password is kept nowhere.
  const secret = (name: string) => form.value?.fields.some((field) => field.name === name && field.as === 'password')
  const plain = () =>
    Object.fromEntries(
      Object.entries(values)
        .filter(([name]) => !secret(name))
        .map(([name, value]) => [name, Array.isArray(value) ? value.map(toRaw) : toRaw(value)]),
    )
  function keepNow() {
    clearTimeout(timer)
    if (!ready || busy.value) return
    if (Object.values(values).every(empty)) void forgetDraft()
    else void keepDraft(draft, { values: plain(), key }, owner).then(() => (drafted.value = true))
  }
  watch(values, () => {
    if (!ready) return
    clearTimeout(timer)
    timer = setTimeout(keepNow, DRAFT_MS)
  })
  const hide = () => document.visibilityState === 'hidden' && keepNow()
  document.addEventListener('visibilitychange', hide)
  addEventListener('pagehide', keepNow)
  onScopeDispose(() => {
    if (timer) keepNow()
    document.removeEventListener('visibilitychange', hide)
    removeEventListener('pagehide', keepNow)
  })

  async function forgetDraft() {
    clearTimeout(timer)
    timer = undefined
    await dropDraft(draft, owner)
    drafted.value = false
  }

  function body() {
    const said: Record<string, unknown> = { ...how.along?.() }
    for (const field of fields.value) {
      const value = toRaw(values[field.name])
      if (field.name === 'papers' || empty(value)) continue
      said[field.name] = NUMBERS.includes(field.kind) ? Number(value) : value
    }
    return said
  }
  // The first thing to look at: what must be filled in and is not.
  function missing() {
    for (const name of Object.keys(problems)) delete problems[name]
    return fields.value.filter((field) => field.needed && empty(values[field.name])).map((field) => field.name)
  }

  function refuse(problem: Refused) {
    const { problem: said } = problem
    for (const one of said.problems ?? []) problems[one.field] = one.hint ? `${one.text} ${one.hint}` : one.text
    since.value = problem.status === 409 ? (said.since ?? null) : null
    failed.value = problem
  }

  // null: it was refused, and says why. anyway: whatever others did since.
  async function submit(anyway = false): Promise<Outcome> {
    if (busy.value || !form.value) return null
    failed.value = null
    since.value = null
    busy.value = true
    const photos = ((toRaw(values.papers) as Photo[] | undefined) ?? []).map((photo) => toRaw(photo))
    const path = form.value.path.replace('{id}', String(how.id ?? ''))
    const deed = {
      deed: how.deed,
      label: called(form.value),
      about: how.about ?? '',
      path,
      body: anyway ? { ...body(), seen: undefined } : body(),
      photos,
      headers: how.headers,
      key,
    }
    try {
      await keepDraft(draft, { values: plain(), key }, owner)
      const outcome = await go(deed)
      await forgetDraft()
      // What is filled in next is another deed.
      key = newKey()
      return outcome
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem
      // Said differently next time, it is another deed; the same words go under the same key.
      again = problem.status === 401
      if (again) ended.value = true
      else if (problem.status >= 400 && problem.status < 500) key = newKey()
      refuse(problem)
      return null
    } finally {
      busy.value = false
    }
  }
  async function go(deed: Deed & { photos: Photo[]; key: string }): Promise<Sent> {
    const { deliver, mend, rowOf, sendNow } = await sender()
    if (how.row) {
      await mend(how.row, deed.body, deed.photos)
      await flush()
      const row = await rowOf(how.row)
      if (row?.state === 'refused') throw new Refused({ ...row.problem, status: row.problem?.status ?? 0 } as never)
      return row?.state === 'done' ? { done: row.answer ?? {} } : { kept: how.row }
    }
    if (how.waits && form.value?.offline) return sendNow(deed)
    return { done: await deliver({ ...deed, headers: deed.headers ?? {} }) }
  }
  // The session ended in the middle: once the same person has signed in again, the same deed goes under the same key.
  watch(ended, (now) => {
    if (now || !again || whose() !== owner) return
    again = false
    how.resumed?.()
  })
  return { form, fields, values, problems, top, since, busy, drafted, failed, opened, submit, missing, forgetDraft }
}
