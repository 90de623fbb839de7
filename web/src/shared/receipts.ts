// Receipts of what was done on this phone: number of the entry and the hash that the server gave then. Only what was kept
// at that moment can show later that nothing was changed (shared/proof.ts).
import type { Receipt } from '#linli'
import { kept, whose, type KeptReceipt } from './kept'

export async function keepReceipt(answer: Record<string, unknown>, thing: number, label: string) {
  const receipt = answer.receipt as Receipt | undefined
  if (!receipt?.leaf) return
  const { county, entry, leaf } = receipt
  const row: KeptReceipt = { county, entry, leaf, owner: whose(), thing, label, at: Date.now() }
  await (await kept())?.put('receipts', row).catch(() => undefined)
}
// The newest first; the last one is the filing's where it was filed here.
export async function receiptsOf(thing: number) {
  const all = (await (await kept())?.getAllFromIndex('receipts', 'thing', thing)) ?? []
  return all.filter((one) => one.owner === whose()).sort((a, b) => b.entry - a.entry)
}
export async function receipts() {
  const all = (await (await kept())?.getAll('receipts')) ?? []
  return all.filter((one) => one.owner === whose()).sort((a, b) => b.at - a.at)
}
// As it stands in an address, on paper or in a QR code: /c#410104.28.a1366d…
export const receiptText = (one: { county: number; entry: number; leaf: string }) =>
  `${one.county}.${one.entry}.${one.leaf}`
export function receiptOf(text: string): { county: number; entry: number; leaf: string } | null {
  const short = /(\d{1,6})\.(\d{1,15})\.([0-9a-f]{64})\b/i.exec(text)
  if (short) return { county: Number(short[1]), entry: Number(short[2]), leaf: short[3]!.toLowerCase() }
  const member = (name: string) => new RegExp(`"${name}"\\s*:\\s*"?([0-9a-f]+)`, 'i').exec(text)?.[1]
  const leaf = member('leaf')
  if (leaf?.length !== 64 || !member('county') || !member('entry')) return null
  return { county: Number(member('county')), entry: Number(member('entry')), leaf: leaf.toLowerCase() }
}
