// A QR code of a short text (ISO/IEC 18004: bytes, correction level M, versions 1 to 10), drawn without asking anybody,
// as what stands in it may be a secret. The result is the path of an SVG whose unit is one module.
const MOST_VERSION = 10
const ALL = [0, 26, 44, 70, 100, 134, 172, 196, 242, 292, 346]
const CHECK = [0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26]
const BLOCKS = [0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5]
const LAST_MARK = [0, 0, 18, 22, 26, 30, 34, 38, 42, 46, 50]

// ---- correction: remainders over GF(256) ----
function times(a: number, b: number) {
  let z = 0
  for (let i = 7; i >= 0; i--) z = (z << 1) ^ ((z >>> 7) * 0x11d) ^ (((b >>> i) & 1) * a)
  return z
}
function divisor(degree: number) {
  const all = new Array<number>(degree).fill(0)
  all[degree - 1] = 1
  for (let i = 0, root = 1; i < degree; i++, root = times(root, 2))
    for (let j = 0; j < degree; j++) all[j] = times(all[j]!, root) ^ (all[j + 1] ?? 0)
  return all
}
function remainder(words: number[], by: number[]) {
  const rest = by.map(() => 0)
  for (const word of words) {
    const factor = word ^ rest.shift()!
    rest.push(0)
    by.forEach((one, i) => (rest[i]! ^= times(one, factor)))
  }
  return rest
}

// ---- words ----
const room = (version: number) => ALL[version]! - CHECK[version]! * BLOCKS[version]!
const head = (version: number) => (version < 10 ? 2 : 3)
function dataWords(bytes: Uint8Array, version: number) {
  const bits: number[] = []
  const push = (value: number, n: number) => {
    for (let i = n - 1; i >= 0; i--) bits.push((value >>> i) & 1)
  }
  push(4, 4)
  push(bytes.length, version < 10 ? 8 : 16)
  bytes.forEach((byte) => push(byte, 8))
  push(0, Math.min(4, room(version) * 8 - bits.length))
  push(0, (8 - (bits.length % 8)) % 8)
  for (let pad = 0xec; bits.length < room(version) * 8; pad ^= 0xec ^ 0x11) push(pad, 8)
  return Array.from({ length: bits.length / 8 }, (_, n) =>
    bits.slice(n * 8, n * 8 + 8).reduce((all, bit) => all * 2 + bit, 0),
  )
}
function withChecks(data: number[], version: number) {
  const blocks = BLOCKS[version]!
  const each = Math.floor(ALL[version]! / blocks) - CHECK[version]!
  const short = blocks - (ALL[version]! % blocks)
  const by = divisor(CHECK[version]!)
  const parts: number[][] = []
  for (let n = 0, at = 0; n < blocks; n++) {
    const size = each + (n < short ? 0 : 1)
    parts.push(data.slice(at, at + size))
    at += size
  }
  const checks = parts.map((part) => remainder(part, by))
  const woven: number[] = []
  for (let i = 0; i <= each; i++) parts.forEach((part) => i < part.length && woven.push(part[i]!))
  for (let i = 0; i < CHECK[version]!; i++) checks.forEach((check) => woven.push(check[i]!))
  return woven
}

// ---- the square ----
class Square {
  readonly dark: boolean[][]
  readonly fixed: boolean[][]
  constructor(
    readonly size: number,
    readonly version: number,
  ) {
    const rows = <T>(value: T) => Array.from({ length: size }, () => new Array<T>(size).fill(value))
    this.dark = rows(false)
    this.fixed = rows(false)
  }
  set(x: number, y: number, on: boolean) {
    this.dark[y]![x] = on
    this.fixed[y]![x] = true
  }
  finder(cx: number, cy: number) {
    for (let dy = -4; dy <= 4; dy++)
      for (let dx = -4; dx <= 4; dx++) {
        const far = Math.max(Math.abs(dx), Math.abs(dy))
        const [x, y] = [cx + dx, cy + dy]
        if (x >= 0 && y >= 0 && x < this.size && y < this.size) this.set(x, y, far !== 2 && far !== 4)
      }
  }
  marks() {
    const last = LAST_MARK[this.version]!
    if (!last) return
    const at = this.version < 7 ? [6, last] : [6, (6 + last) / 2, last]
    for (const y of at)
      for (const x of at) {
        if ((x === 6 && y === 6) || (x === 6 && y === last) || (x === last && y === 6)) continue
        for (let dy = -2; dy <= 2; dy++)
          for (let dx = -2; dx <= 2; dx++) this.set(x + dx, y + dy, Math.max(Math.abs(dx), Math.abs(dy)) !== 1)
      }
  }
  format(mask: number) {
    let rest = mask
    for (let i = 0; i < 10; i++) rest = (rest << 1) ^ ((rest >>> 9) * 0x537)
    const bits = ((mask << 10) | rest) ^ 0x5412
    const bit = (i: number) => ((bits >>> i) & 1) === 1
    const n = this.size
    for (let i = 0; i <= 5; i++) this.set(8, i, bit(i))
    this.set(8, 7, bit(6))
    this.set(8, 8, bit(7))
    this.set(7, 8, bit(8))
    for (let i = 9; i < 15; i++) this.set(14 - i, 8, bit(i))
    for (let i = 0; i < 8; i++) this.set(n - 1 - i, 8, bit(i))
    for (let i = 8; i < 15; i++) this.set(8, n - 15 + i, bit(i))
    this.set(8, n - 8, true)
  }
  versionMarks() {
    if (this.version < 7) return
    let rest = this.version
    for (let i = 0; i < 12; i++) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25)
    const bits = (this.version << 12) | rest
    for (let i = 0; i < 18; i++) {
      const [a, b] = [this.size - 11 + (i % 3), Math.floor(i / 3)]
      this.set(a, b, ((bits >>> i) & 1) === 1)
      this.set(b, a, ((bits >>> i) & 1) === 1)
    }
  }
  pattern() {
    const n = this.size
    for (let i = 0; i < n; i++) {
      this.set(6, i, i % 2 === 0)
      this.set(i, 6, i % 2 === 0)
    }
    this.finder(3, 3)
    this.finder(n - 4, 3)
    this.finder(3, n - 4)
    this.marks()
    this.versionMarks()
    this.format(0)
  }
  // Mask 0: every second module of a chess board is turned over.
  fill(words: number[]) {
    const n = this.size
    let i = 0
    for (let right = n - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5
      for (let vert = 0; vert < n; vert++)
        for (let j = 0; j < 2; j++) {
          const x = right - j
          const y = ((right + 1) & 2) === 0 ? n - 1 - vert : vert
          if (this.fixed[y]![x]) continue
          const on = i < words.length * 8 && ((words[i >>> 3]! >>> (7 - (i & 7))) & 1) === 1
          this.dark[y]![x] = on !== ((x + y) % 2 === 0)
          i++
        }
    }
  }
}

// null: it is too long.
export function qr(text: string): { size: number; path: string } | null {
  const bytes = new TextEncoder().encode(text)
  let version = 1
  while (version <= MOST_VERSION && bytes.length + head(version) > room(version)) version++
  if (version > MOST_VERSION) return null
  const square = new Square(version * 4 + 17, version)
  square.pattern()
  square.fill(withChecks(dataWords(bytes, version), version))
  const path = square.dark.flatMap((row, y) => row.map((on, x) => (on ? `M${x} ${y}h1v1h-1z` : ''))).join('')
  return { size: square.size, path }
}
