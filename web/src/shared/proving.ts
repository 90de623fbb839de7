// Asks the server for the proof of a receipt and checks it against what this phone kept: the log's key of the first
// time, its head of the last. Loaded only where a receipt is checked.
import { Refused, get } from './api'
import { kept, type KeptHead } from './kept'
import { Broken, bytesOf, checkGrown, checkReceipt, headOf, type What } from './proof'

export interface Verdict {
  good: boolean
  what?: What
  entry: number
  county: number
  // entries of the log now, signed when
  size?: number
  signed_at?: number
  // the head that this phone saw before: since when, and of how many entries
  since?: { at: number; size: number }
  first?: boolean
  key?: string
}

// What the server answers in plain text.
async function text(path: string): Promise<string> {
  const answer = await fetch(path, { credentials: 'omit' }).catch(() => null)
  if (!answer) throw new Refused({ status: 0 })
  if (answer.status === 404 || answer.status === 422) throw new Broken('missing')
  if (!answer.ok) throw new Refused({ status: answer.status })
  return answer.text()
}

async function grown(before: KeptHead, note: string) {
  const then = headOf(before.note, before.key)
  const now = headOf(note, before.key)
  const between =
    then.size > 0 && then.size < now.size
      ? await get('GET /api/proof/{word}/consistency', { word: before.county, from: then.size, to: now.size } as never)
      : null
  checkGrown(then, now, (between?.hashes ?? []).map(bytesOf))
  return then.size
}

export async function check(receipt: { county: number; entry: number; leaf: string }): Promise<Verdict> {
  const { county, entry, leaf } = receipt
  const base = `/api/proof/${county}`
  const verdict: Verdict = { good: false, entry, county }
  const db = await kept()
  const before = await db?.get('heads', county)
  try {
    const key = (await text(`${base}/key`)).trim()
    if (before && before.key !== key) throw new Broken('key')
    verdict.key = key
    const { head, note } = checkReceipt(await text(`${base}/receipt?entry=${entry}`), key, entry, leaf)
    verdict.size = head.size
    verdict.signed_at = head.time
    if (before) verdict.since = { at: before.at, size: await grown(before, note) }
    else verdict.first = true
    await db?.put('heads', { county, key, note, at: Date.now() }).catch(() => undefined)
    return { ...verdict, good: true }
  } catch (problem) {
    if (!(problem instanceof Broken)) throw problem
    return { ...verdict, what: problem.what }
  }
}
