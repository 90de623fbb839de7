// Real vectors: proof.json was made by a server (its log's key, receipts of entries at the edges of the tree, older heads
// with their consistency proofs). Nothing that is changed in them may pass.
import { describe, expect, it } from 'vitest'
import { Broken, bytesOf, checkGrown, checkReceipt, headOf, keyOf } from '@/shared/proof'
import { receiptOf, receiptText } from '@/shared/receipts'
import vectors from './proof.json'

const { key, now, receipts, grown } = vectors
const good = receipts[2]!
const refuses = (change: () => unknown) => {
  try {
    change()
  } catch (problem) {
    if (!(problem instanceof Broken)) throw problem
    return true
  }
  return false
}
const flip = (text: string, at: number) =>
  text.slice(0, at) + String.fromCharCode(text.charCodeAt(at) ^ 1) + text.slice(at + 1)

describe('a receipt', () => {
  it.each(receipts.map((one) => [one.entry, one] as const))('of entry %i holds', (_, one) => {
    const { head } = checkReceipt(one.proof, key, one.entry, one.leaf)
    expect(head.size).toBe(1569)
    expect(head.origin).toBe('linli/410104')
  })
  it('does not hold for another entry, or with another hash', () => {
    const other = receipts[3]!
    expect(refuses(() => checkReceipt(good.proof, key, other.entry, good.leaf))).toBe(true)
    expect(refuses(() => checkReceipt(other.proof, key, other.entry, good.leaf))).toBe(true)
    for (let at = 0; at < good.leaf.length; at++)
      expect(
        refuses(() => checkReceipt(good.proof, key, good.entry, flip(good.leaf, at))),
        `leaf ${at}`,
      ).toBe(true)
  })
  it('does not hold with any byte of it changed', () => {
    const passed = [...good.proof]
      .map((_, at) => at)
      .filter((at) => !refuses(() => checkReceipt(flip(good.proof, at), key, good.entry, good.leaf)))
    expect(passed).toEqual([])
  })
  it('does not hold when it is cut, or has a hash more or fewer', () => {
    for (let at = 0; at < good.proof.length; at++)
      expect(
        refuses(() => checkReceipt(good.proof.slice(0, at), key, good.entry, good.leaf)),
        `cut ${at}`,
      ).toBe(true)
    const lines = good.proof.split('\n')
    const fewer = [...lines.slice(0, 2), ...lines.slice(3)].join('\n')
    const more = [...lines.slice(0, 3), lines[2]!, ...lines.slice(3)].join('\n')
    expect(refuses(() => checkReceipt(fewer, key, good.entry, good.leaf))).toBe(true)
    expect(refuses(() => checkReceipt(more, key, good.entry, good.leaf))).toBe(true)
  })
})

describe('a key', () => {
  it('is read', () => expect(keyOf(key).name).toBe('linli/410104'))
  it('with any byte changed is no key, or not the one that signed', () => {
    for (let at = 0; at < key.length; at++)
      expect(
        refuses(() => headOf(now, flip(key, at))),
        `key ${at}`,
      ).toBe(true)
  })
})

describe('history', () => {
  const head = headOf(now, key)
  const older = grown.map((one) => ({ head: headOf(one.note, key), path: one.path.map(bytesOf) }))
  it.each(older.map((one) => [one.head.size, one] as const))('of %i entries is the beginning of now', (_, one) => {
    checkGrown(one.head, head, one.path)
  })
  it('does not shrink', () => expect(refuses(() => checkGrown(head, older[3]!.head, []))).toBe(true))
  it('is not another one', () => {
    for (const one of older) {
      const forged = { ...one.head, root: one.head.root.map((byte, n) => (n ? byte : byte ^ 1)) }
      expect(
        refuses(() => checkGrown(forged, head, one.path)),
        `size ${one.head.size}`,
      ).toBe(true)
      for (let n = 0; n < one.path.length; n++) {
        const path = one.path.map((hash, at) => (at === n ? hash.map((byte, k) => (k ? byte : byte ^ 1)) : hash))
        expect(
          refuses(() => checkGrown(one.head, head, path)),
          `size ${one.head.size}, hash ${n}`,
        ).toBe(true)
        const fewer = one.path.filter((_, at) => at !== n)
        expect(
          refuses(() => checkGrown(one.head, head, fewer)),
          `size ${one.head.size}, without ${n}`,
        ).toBe(true)
      }
      if (one.head.size < head.size)
        expect(refuses(() => checkGrown(one.head, head, [...one.path, head.root]))).toBe(true)
    }
  })
})

describe('a receipt that people hold', () => {
  const held = { county: 410104, entry: good.entry, leaf: good.leaf }
  it.each([
    ['an address', `http://example.org/c#${receiptText(held)}`],
    ['the server’s answer', JSON.stringify({ receipt: held })],
    ['the same, written wide', JSON.stringify({ leaf: held.leaf.toUpperCase(), entry: 28, county: 410104 }, null, 2)],
    ['words around it', `回执：${receiptText(held)}，留好`],
  ])('is read from %s', (_, text) => expect(receiptOf(text)).toEqual(held))
  it.each(['', 'abc', '28', `410104.28.${good.leaf.slice(1)}`, '{"county":1,"entry":2}'])('not from %s', (text) =>
    expect(receiptOf(text)).toBeNull(),
  )
})
