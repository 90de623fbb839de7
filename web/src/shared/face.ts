// What the server says of its lists, deeds, fields and choices, in the language of the page, for whoever is here. The
// page has no words of its own for them. Kept, so that forms open without signal.
import type { Face, FaceChoice, FaceDeed, FaceList, FaceNoun, Form, FormField } from '#linli'
import { shallowRef } from 'vue'
import { readOnce } from './reading'
import { me } from './session'
import { lang } from './words'

export type { FaceChoice, FaceDeed, FaceList, FaceNoun, Form, FormField }
export const face = shallowRef<Face | null>(null)
const forms = new Map<string, Promise<Form>>()

// Again after a change of language or of who is here. `l` only tells kept answers of two languages apart.
export async function meet() {
  forms.clear()
  face.value = (await readOnce<Face>(`/api/face?lang=${lang.value}`)).said
}
export function form(name: string): Promise<Form> {
  const key = `${lang.value}/${name}`
  const known = forms.get(key)
  if (known) return known
  const asked = readOnce<Form>(`/api/form/${name}?lang=${lang.value}`).then((read) => read.said)
  forms.set(key, asked)
  asked.catch(() => forms.delete(key))
  return asked
}

const named = <T extends { name: string }>(all: readonly T[] | null | undefined, name: string) =>
  all?.find((one) => one.name === name)
export const deedOf = (name: string) => named(face.value?.deeds, name)
export const listOf = (name: string) => named(face.value?.lists, name)
export const listAt = (path: string) => face.value?.lists.find((list) => list.path === path)
export const nounOf = (name: string) => named(face.value?.nouns, name)
export const nounAt = (path: string) => face.value?.nouns.find((noun) => noun.path === path)

// Whoever works here reads the office's word, everybody else the plain one.
export const called = (one: { label: string; plain?: string } | undefined) =>
  one ? ((me.value?.posts?.length ? one.label : one.plain) ?? one.label) : ''

export const fieldOf = (fields: readonly FormField[] | undefined, name: string) => named(fields, name)
export const fieldAs = (fields: readonly FormField[] | undefined, as: string) =>
  fields?.find((field) => field.as === as)
export function choiceOf(field: FormField | undefined, value: unknown): FaceChoice | undefined {
  return named(field?.choices as FaceChoice[] | undefined, String(value))
}
