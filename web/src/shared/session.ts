// Who is here. `me` is what the server said; `known` is false until it has said anything.
import type { Me } from '#linli'
import { shallowRef } from 'vue'
import { Refused, get, post, whenLost, wordOfSession } from './api'
import { meet } from './face'
import { belongs, forgetAnswers, forgetDrafts, keep, recall, whose } from './kept'

export const me = shallowRef<Me | null>(null)
// A page that wanted a person and has none any more: a sheet asks to sign in again over what is being written.
export const ended = shallowRef(false)
whenLost(() => (ended.value = Boolean(me.value?.id)))

export const signedIn = () => Boolean(me.value?.id)
export const works = () => Boolean(me.value?.posts?.length)
export const may = (action: string) => Boolean(me.value?.may?.includes(action as never))

export async function who() {
  try {
    const said = await get('GET /api/me')
    if (Number(said.id ?? 0) !== whose()) belongs(Number(said.id ?? 0))
    me.value = said
    wordOfSession(said.csrf ?? '')
    void keep('/api/me', said)
  } catch (problem) {
    if (!(problem instanceof Refused) || !(problem.offline || problem.status >= 500)) throw problem
    me.value = ((await recall('/api/me'))?.said as Me | undefined) ?? null
  }
}

export async function signIn(name: string, password: string) {
  const before = whose()
  await post('POST /api/sign-in', {}, { name, password })
  await who()
  // Another person's kept answers are of no use to whoever comes next; what they have not sent stays for them.
  if (before && before !== whose()) await forgetAnswers(before)
  ended.value = false
  await meet()
}

export async function signOut() {
  const before = whose()
  await post('POST /api/sign-out', {}, {})
  await forgetAnswers(before)
  await forgetDrafts(before)
  belongs(0)
  await who()
  await meet()
}
