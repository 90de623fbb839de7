// A sheet that somebody saved: read whatever way their program wrote it, cut into pieces that one deed takes.
export interface Sheet {
  name: string
  head: string[]
  rows: string[][]
  // 'GB18030' is what Excel on a Chinese Windows saves as CSV
  encoding: string
}
export const SHEET_BYTES = 20 << 20

// UTF-8 with or without its mark; what is not UTF-8 is taken for GB18030, which holds GBK.
export function decoded(bytes: ArrayBuffer): { text: string; encoding: string } {
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' }
  } catch {
    return { text: new TextDecoder('gb18030').decode(bytes), encoding: 'GB18030' }
  }
}

// RFC 4180, and tabs where a sheet was copied instead of saved.
export function cells(text: string): string[][] {
  const by = text.split('\n', 1)[0]!.includes('\t') ? '\t' : ','
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    const c = text[at]!
    if (quoted) {
      if (c !== '"') cell += c
      else if (text[at + 1] === '"') {
        cell += '"'
        at++
      } else quoted = false
    } else if (c === '"' && !cell) quoted = true
    else if (c === by || c === '\n') {
      row.push(cell.replace(/\r$/, ''))
      cell = ''
      if (c === '\n') {
        rows.push(row)
        row = []
      }
    } else cell += c
  }
  if (cell || row.length) rows.push([...row, cell])
  return rows.filter((one) => one.some((said) => said.trim()))
}

export async function readSheet(file: File): Promise<Sheet> {
  const { text, encoding } = decoded(await file.arrayBuffer())
  const [head = [], ...rows] = cells(text)
  return { name: file.name, head: head.map((one) => one.trim()), rows, encoding }
}

const quoted = (cell: string) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
export const csv = (head: string[], rows: string[][]) =>
  [head, ...rows].map((row) => row.map(quoted).join(',')).join('\n') + '\n'

// Pieces of at most so many rows; `by` keeps rows of one key together, each piece of one key.
export interface Piece {
  key: string
  // the sheet's own line of each row
  lines: number[]
  rows: string[][]
}
export function pieces(rows: string[][], most: number, by: (row: string[]) => string = () => ''): Piece[] {
  const done: Piece[] = []
  const open = new Map<string, Piece>()
  rows.forEach((row, at) => {
    const key = by(row)
    let piece = open.get(key)
    if (!piece || piece.rows.length === most) {
      piece = { key, lines: [], rows: [] }
      open.set(key, piece)
      done.push(piece)
    }
    piece.rows.push(row)
    piece.lines.push(at + 2)
  })
  return done
}
// The county of a place's code; provinces and cities have none.
export const countyOf = (code: string) => (code.trim().length >= 6 ? code.trim().slice(0, 6) : '0')
