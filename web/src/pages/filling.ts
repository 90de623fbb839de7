// Filling in a form: its fields and values, a draft that survives everything, and sending, once. A deed that may wait
// for signal goes through the outbox, so that it is kept before it is sent; every other one is sent at once.
import type { Form, FormField } from '#linli'
import { computed, onScopeDispose, reactive, ref, shallowRef, toRaw, watch } from 'vue'
import { Refused, newKey } from '@/shared/api'
import { called, form as formOf } from '@/shared/face'
import { draftOf, dropDraft, kept, keepDraft, type Photo } from '@/shared/kept'
import { deliver, drop, flush, put } from '@/shared/outbox'

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
}
export type Outcome = { done: Record<string, unknown> } | { kept: number } | null
const DRAFT_MS = 2000
const NUMBERS = ['ref', 'count', 'number']
const WAIT_MS = 8000

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
  const draft = `${how.deed}:${how.id ?? ''}`
  let key = newKey()
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
    const last = await draftOf(draft)
    Object.assign(values, how.given, last?.said.values)
    if (last) {
      key = String(last.said.key ?? key)
      drafted.value = true
    }
    ready = true
  }
  const opened = open()

  // Photos are files; the rest is plain. Both can be cloned into the store once they are no longer reactive.
  const plain = () =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [name, Array.isArray(value) ? value.map(toRaw) : toRaw(value)]),
    )
  function keepNow() {
    clearTimeout(timer)
    if (ready && !busy.value) void keepDraft(draft, { values: plain(), key }).then(() => (drafted.value = true))
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
    await dropDraft(draft)
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

  async function sendKept(deed: Parameters<typeof put>[0]): Promise<Outcome> {
    const id = await put(deed)
    if (id === null)
      return { done: await deliver({ ...deed, photos: deed.photos ?? [], headers: deed.headers ?? {}, key }) }
    await Promise.race([flush(), new Promise((done) => setTimeout(done, WAIT_MS))])
    const row = await (await kept())?.get('outbox', id)
    if (row?.state === 'done') {
      await drop(id)
      return { done: row.answer ?? {} }
    }
    if (row?.state === 'refused') {
      await drop(id)
      throw new Refused({ ...row.problem, status: row.problem?.status ?? 0 } as never)
    }
    return { kept: id }
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
      const waits = how.waits && form.value.offline
      const outcome = waits ? await sendKept(deed) : { done: await deliver({ ...deed, headers: deed.headers ?? {} }) }
      await forgetDraft()
      return outcome
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem
      // Said differently next time, it is another deed; the same words go under the same key.
      if (problem.status >= 400 && problem.status < 500) key = newKey()
      refuse(problem)
      return null
    } finally {
      busy.value = false
    }
  }
  return { form, fields, values, problems, top, since, busy, drafted, failed, opened, submit, missing, forgetDraft }
}
