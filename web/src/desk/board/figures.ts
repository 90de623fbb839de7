// What the board derives: a period and the one before it, shares with their error, who is waited for. Pure; nothing is
// typed and nothing is rounded before it is shown.
import type { Counts, Matter } from '#linli'
import { dayText, wall } from '@/shared/days'

export interface Span {
  from: string
  to: string
}
// A month "2026-11", a year "2026", days "2026-11-03..2026-11-20"; else the last thirty days.
export function span(period: string, today: number): Span {
  const last = dayText(today)
  const clip = (day: string) => (day > last ? last : day)
  const days = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/.exec(period)
  if (days) return { from: days[1]!, to: clip(days[2]!) }
  if (/^\d{4}$/.test(period)) return { from: `${period}-01-01`, to: clip(`${period}-12-31`) }
  const month = /^(\d{4})-(\d\d)$/.exec(period)
  if (!month) return { from: dayText(today - 29), to: last }
  const end = new Date(Date.UTC(Number(month[1]), Number(month[2]), 0)).toISOString().slice(0, 10)
  return { from: `${period}-01`, to: clip(end) }
}
// The span of the same kind before it; of days, as many.
export function before(period: string, today: number): Span {
  if (/^\d{4}$/.test(period)) return span(String(Number(period) - 1), today)
  const { from, to } = span(period, today)
  if (period.length !== 7) {
    const length = wall(to).n - wall(from).n + 1
    return { from: dayText(wall(from).n - length), to: dayText(wall(from).n - 1) }
  }
  return span(dayText(wall(from).n - 1).slice(0, 7), today)
}
// The twelve weeks, Monday to Sunday, of which the last holds the day.
export function weeks(day: string, count = 12): Span[] {
  const n = wall(day).n
  const monday = n - ((n + 3) % 7)
  return Array.from({ length: count }, (_, at) => {
    const first = monday - 7 * (count - 1 - at)
    return { from: dayText(first), to: dayText(Math.min(first + 6, n)) }
  })
}

export interface Share {
  n: number
  of: number
  // per cent; null where nothing was counted, and then there is no rate
  rate: number | null
  // half the width of the 95 % interval (Wilson), in points
  error: number
}
export function share(n: number, of: number): Share {
  if (!of) return { n, of, rate: null, error: 0 }
  const p = n / of
  const z2 = 1.96 ** 2
  const half = (1.96 * Math.sqrt((p * (1 - p)) / of + z2 / (4 * of * of))) / (1 + z2 / of)
  return { n, of, rate: 100 * p, error: 100 * half }
}
export const inTime = (c: Counts) => share(c.closed_in_time, c.closed + c.open_late)
export const stayedLow = (c: Counts) => share(c.closed_low, c.closed)
// Of those that were asked, or said it themselves.
export const solved = (c: Counts) => share(c.solved, c.solved + c.unsolved)
export const content = (c: Counts) => share(c.content + c.fairly, c.content + c.fairly + c.discontent)
export const total = (levels: Record<string, number> | undefined) =>
  Object.values(levels ?? {}).reduce((sum, n) => sum + n, 0)

export interface Waiting {
  holder: number
  name: string
  subjects: string[]
  n: number
  // days of the one that is longest overdue
  longest: number
}
// Overdue ones by whom they wait for, the longest first. No rank: an order of waiting.
export function waitingFor(rows: readonly Matter[], now: number): Waiting[] {
  const all = new Map<number, Waiting>()
  for (const row of rows) {
    const one = all.get(row.holder ?? 0) ?? {
      holder: row.holder ?? 0,
      name: row.holder_name,
      subjects: [],
      n: 0,
      longest: 0,
    }
    const days = (now - Date.parse(row.due_at ?? '')) / 86400000
    one.n++
    one.longest = Math.max(one.longest, days)
    if (!one.subjects.includes(row.subject_name)) one.subjects.push(row.subject_name)
    all.set(one.holder, one)
  }
  return [...all.values()].sort((a, b) => b.longest - a.longest)
}

export interface Recurring {
  subject: string
  name: string
  weeks: number[]
  filed: number
}
export function recurring(now: Counts, series: readonly Counts[], most = 8): Recurring[] {
  return [...now.by_subject]
    .filter((one) => one.filed > 1)
    .sort((a, b) => b.filed - a.filed)
    .slice(0, most)
    .map((one) => ({
      subject: one.subject,
      name: one.name,
      filed: one.filed,
      weeks: series.map((week) => week.by_subject.find((other) => other.subject === one.subject)?.filed ?? 0),
    }))
}
