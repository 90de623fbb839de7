// Who is here. `me` is what the server said; `known` is false until it has said anything.
import type { Me } from '#linli'
import { shallowRef } from 'vue'
import { alone } from './alone'
import { Refused, get, post, whenLost, wordOfSession } from './api'
import { meet } from './face'
import { adoptDrafts, belongs, forgetAnswers, keep, recall, whose } from './kept'

export const me = shallowRef<Me | null>(null)
// A page that wanted a person and has none any more: a sheet asks to sign in again over what is being written.
export const ended = shallowRef(false)
whenLost(() => {
  if (me.value?.id) ended.value = true
})

export const signedIn = () => Boolean(me.value?.id)
export const works = () => Boolean(me.value?.posts?.length)
export const may = (action: string) => Boolean(me.value?.may?.includes(action as never))

// True while somebody signs out on purpose; else nobody where somebody was means that the session ended: it ran out, or
// an administrator ended it because the phone was lost. Then what was kept to be read goes at once. What the person wrote
// and what is unsent stays, unseen, until they sign in again: the phone cannot tell the one from the other, and a day's
// work must not go because a session ran out.
let leaving = false
async function nobodyAnyMore() {
  const before = whose()
  belongs(0)
  await forgetAnswers(before)
  if (!leaving) ended.value = true
}

export async function who() {
  try {
    const said = await get('GET /api/me')
    const id = Number(said.id ?? 0)
    if (!id && whose()) await nobodyAnyMore()
    else if (id !== whose()) belongs(id)
    if (JSON.stringify(said) !== JSON.stringify(me.value)) me.value = said
    wordOfSession(said.csrf ?? '')
    void keep('/api/me', said)
  } catch (problem) {
    if (!(problem instanceof Refused) || !(problem.offline || problem.status >= 500)) throw problem
    me.value ??= ((await recall('/api/me'))?.said as Me | undefined) ?? null
  }
}

// Signing in and out waits until nothing is being sent, so that no deed goes under another's session.
export const signIn = (name: string, password: string) =>
  entering(() => post('POST /api/sign-in', {}, { name, password }))

// By whatever made a session: a sign-in, a sign-up, an invitation. True: it is another person than was here before.
export async function entering(enter: () => Promise<unknown>): Promise<boolean> {
  return alone(async () => {
    const before = whose() || Number(localStorage.getItem(LAST) ?? 0)
    await enter()
    await who()
    localStorage.setItem(LAST, String(whose()))
    // Another person's kept answers are of no use to whoever comes next; what they have not sent stays for them.
    const other = Boolean(before) && before !== whose()
    if (other) await forgetAnswers(before)
    await adoptDrafts(whose())
    ended.value = false
    await meet()
    return other
  })
}
// Whose session it was last, so that a sheet over a page knows whether the same person came back.
const LAST = 'linli-last'

export async function signOut() {
  await alone(async () => {
    leaving = true
    try {
      await post('POST /api/sign-out', {}, {})
      await who()
      await meet()
    } finally {
      leaving = false
    }
  })
}
