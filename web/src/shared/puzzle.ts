// The server's puzzle, asked for when many report from one address (428): an answer whose hash begins with `bits` zeros.
// On plain HTTP browsers offer no SHA-256, so it is computed here, in small portions so that the page stays alive.
import { sha256 } from '@noble/hashes/sha2.js'

const PORTION_MS = 12
const told = (text: string) => new TextEncoder().encode(text)

function leading(hash: Uint8Array, bits: number) {
  let zeros = 0
  for (const byte of hash) {
    if (byte) return zeros + Math.clz32(byte) - 24 >= bits
    zeros += 8
  }
  return zeros >= bits
}

export async function solve({ challenge, bits }: { challenge: string; bits: number }) {
  const begun = sha256.create().update(told(challenge))
  let rest = performance.now() + PORTION_MS
  for (let n = 0; ; n++) {
    const answer = String(n)
    if (leading(begun.clone().update(told(answer)).digest(), bits)) return { challenge, answer }
    if (performance.now() < rest) continue
    await new Promise((go) => setTimeout(go))
    rest = performance.now() + PORTION_MS
  }
}
