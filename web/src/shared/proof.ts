// Checks the journal without trusting the server (RFC 9162; C2SP signed-note, tlog-checkpoint, tlog-proof): the head is
// signed by the key that this phone saw first, the receipt's entry stands in the tree, and the head that this phone saw
// last is the tree's beginning. Works on plain HTTP: nothing here needs crypto.subtle. docs/proof.md tells the formats.
import { hashes, verify } from '@noble/ed25519'
import { sha256, sha512 } from '@noble/hashes/sha2.js'

hashes.sha512 = sha512

// What did not hold. Each has a sentence of the page's own: proof.<what>
export type What = 'format' | 'key' | 'signature' | 'origin' | 'path' | 'shorter' | 'history' | 'missing'
export class Broken extends Error {
  constructor(readonly what: What) {
    super(what)
  }
}
const hold = (holds: boolean, what: What) => {
  if (!holds) throw new Broken(what)
}

const ENCODER = new TextEncoder()
const KEY_BYTES = 32
const SIGNATURE_BYTES = 64
export function bytesOf(base64: string): Uint8Array {
  hold(/^[A-Za-z0-9+/]*={0,2}$/.test(base64) && base64.length % 4 === 0, 'format')
  const text = atob(base64)
  // The one spelling of these bytes: leftover bits would let a changed character pass.
  hold(btoa(text) === base64, 'format')
  return Uint8Array.from(text, (one) => one.charCodeAt(0))
}
export function bytesOfHex(hex: string): Uint8Array {
  hold(/^([0-9a-f]{2})+$/.test(hex), 'format')
  return Uint8Array.from(hex.match(/../g)!, (two) => parseInt(two, 16))
}
const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, n) => byte === b[n])
function join(...parts: Uint8Array[]) {
  const all = new Uint8Array(parts.reduce((n, part) => n + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
const node = (left: Uint8Array, right: Uint8Array) => sha256(join(Uint8Array.of(1), left, right))

// ---- signed notes ------------------------------------------------------------------------------

interface Key {
  name: string
  mark: Uint8Array
  key: Uint8Array
}
// name+hash+base64(0x01 ‖ key); the hash says that name and key belong together.
export function keyOf(vkey: string): Key {
  const [, name, mark, rest] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(vkey.trim()) ?? []
  hold(Boolean(name && mark && rest), 'format')
  const raw = bytesOf(rest!)
  hold(raw.length === 1 + KEY_BYTES && raw[0] === 1, 'format')
  const id = sha256(join(ENCODER.encode(`${name}\n`), raw)).slice(0, 4)
  hold(same(id, bytesOfHex(mark!)), 'format')
  return { name: name!, mark: id, key: raw.slice(1) }
}

export interface Head {
  origin: string
  size: number
  root: Uint8Array
  // what else stands in it: "time 1796070965164"
  time: number
}
export function headOf(note: string, vkey: string): Head {
  const { name, mark, key } = keyOf(vkey)
  const cut = note.indexOf('\n\n')
  hold(cut > 0 && note.endsWith('\n'), 'format')
  const text = note.slice(0, cut + 1)
  const line = note
    .slice(cut + 2)
    .split('\n')
    .find((one) => one.startsWith(`— ${name} `))
  hold(Boolean(line), 'signature')
  const raw = bytesOf(line!.slice(name.length + 3))
  hold(raw.length === 4 + SIGNATURE_BYTES && same(raw.slice(0, 4), mark), 'signature')
  let signed = false
  try {
    signed = verify(raw.slice(4), ENCODER.encode(text), key)
  } catch {
    signed = false
  }
  hold(signed, 'signature')
  const [origin = '', size = '', root = '', ...more] = text.split('\n')
  hold(origin === name && /^(0|[1-9]\d{0,15})$/.test(size), 'origin')
  const time = Number(/^time (\d+)$/.exec(more.find((one) => one.startsWith('time ')) ?? '')?.[1] ?? 0)
  return { origin, size: Number(size), root: bytesOf(root), time }
}

// ---- paths of the tree (RFC 9162, 2.1.3.2 and 2.1.4.2) -------------------------------------------

export function rootFrom(leaf: Uint8Array, index: number, size: number, path: readonly Uint8Array[]): Uint8Array {
  hold(index < size, 'path')
  let at = index
  let last = size - 1
  let root = leaf
  for (const one of path) {
    hold(last > 0, 'path')
    if (at % 2 === 1 || at === last) {
      root = node(one, root)
      while (at % 2 === 0 && at > 0) {
        at = Math.floor(at / 2)
        last = Math.floor(last / 2)
      }
    } else root = node(root, one)
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  hold(last === 0, 'path')
  return root
}

export function checkGrown(before: Head, now: Head, path: readonly Uint8Array[]) {
  hold(before.origin === now.origin, 'origin')
  hold(before.size <= now.size, 'shorter')
  if (before.size === now.size) return hold(same(before.root, now.root), 'history')
  if (before.size === 0) return
  // A whole tree begins with its own root, which is not sent.
  const whole = Number.isInteger(Math.log2(before.size))
  const all = whole ? [before.root, ...path] : [...path]
  hold(all.length > 0, 'history')
  let at = before.size - 1
  let last = now.size - 1
  while (at % 2 === 1) {
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  let older = all[0]!
  let newer = all[0]!
  for (const one of all.slice(1)) {
    hold(last > 0, 'history')
    if (at % 2 === 1 || at === last) {
      older = node(one, older)
      newer = node(one, newer)
      while (at % 2 === 0 && at > 0) {
        at = Math.floor(at / 2)
        last = Math.floor(last / 2)
      }
    } else newer = node(newer, one)
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  hold(last === 0 && same(older, before.root) && same(newer, now.root), 'history')
}

// ---- a receipt ------------------------------------------------------------------------------------

// A tlog-proof: first line, "index N", hashes, an empty line, the head.
export function checkReceipt(proof: string, vkey: string, entry: number, leaf: string): { head: Head; note: string } {
  const cut = proof.indexOf('\n\n')
  hold(cut > 0, 'format')
  const [first, index, ...lines] = proof.slice(0, cut).split('\n')
  hold(first === 'c2sp.org/tlog-proof@v1', 'format')
  hold(index === `index ${entry}`, 'path')
  const note = proof.slice(cut + 2)
  const head = headOf(note, vkey)
  const path = lines.map(bytesOf)
  hold(path.every((one) => one.length === 32) && head.root.length === 32, 'format')
  hold(same(rootFrom(bytesOfHex(leaf), entry, head.size, path), head.root), 'path')
  return { head, note }
}
