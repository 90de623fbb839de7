// What the cells of a reckoning show, day by day, and how long runs of days that are alike are folded into one.
import type { DueDay } from '#linli'
import { dayWord, today, wall, weekday } from '@/shared/days'
import { t } from '@/shared/words'

export type Why = 'started' | 'counted' | 'rest' | 'holiday' | 'makeup' | 'paused' | 'rolled' | 'due'
export interface Cell {
  key: string
  look: '' | 'count' | 'rest' | 'halt' | 'due'
  today: boolean
  // above, in, below the cell; said in full
  above: string
  mark: string
  below: string
  said: string
}
const PLAIN_MOST = 14
const CELLS_MOST = 21
const LOOKS: Record<Why, Cell['look']> = {
  started: '',
  counted: 'count',
  makeup: 'count',
  rest: 'rest',
  holiday: 'rest',
  paused: 'halt',
  rolled: 'rest',
  due: 'due',
}
const why = (day: DueDay) => day.why as Why
// In hours a day counts in part; it shows how many are counted so far.
const inHours = (day: DueDay) => day.minutes > 0
const hours = (minutes: number) => Math.round(minutes / 60)

function mark(day: DueDay) {
  const look = LOOKS[why(day)]
  if (look === 'halt') return t('days.halt')
  if (look === 'rest') return t('days.rest')
  if (inHours(day)) return t('days.hours', { n: hours(day.counted) })
  return day.counts ? String(day.counted) : t('days.start')
}
function said(day: DueDay, due_at: string | null) {
  const named = day.name ? `${day.text}（${day.name}）` : day.text
  if (why(day) === 'due') {
    const time = due_at ? wall(due_at).time : ''
    const end = time && time !== '23:59' ? t('days.due_at', { time }) : t('days.due')
    return inHours(day) ? end : `${t('days.nth', { n: day.counted })}${t('days.comma')}${end}`
  }
  if (inHours(day)) return t('days.hours_said', { n: hours(day.minutes) })
  if (day.counts) return t('days.nth', { n: day.counted })
  return why(day) === 'started' ? t('days.start_said') : `${named}${t('days.comma')}${t('days.not')}`
}
function above(day: string) {
  return Math.abs(wall(day).n - today()) <= 1 ? dayWord(day) : weekday(day)
}
const below = (day: string) => t('days.date', { n: Number(day.slice(8)) })

function one(day: DueDay, due_at: string | null): Cell {
  return {
    key: day.day,
    look: LOOKS[why(day)],
    today: wall(day.day).n === today(),
    above: above(day.day),
    mark: mark(day),
    below: below(day.day),
    said: said(day, due_at),
  }
}
function run(days: DueDay[], due_at: string | null): Cell {
  const first = days[0]!
  const last = days[days.length - 1]!
  if (days.length === 1) return one(first, due_at)
  const look = LOOKS[why(first)]
  const range = `${Number(first.day.slice(8))}–${below(last.day)}`
  const counts = look === 'count'
  return {
    ...one(first, due_at),
    today: false,
    above: `${weekday(first.day)}–${weekday(last.day)}`,
    mark: counts ? `${first.counted}–${last.counted}` : `${mark(first)}×${days.length}`,
    below: range,
    said: counts
      ? t('days.nths', { from: first.counted, to: last.counted })
      : t('days.not_n', { what: first.text, n: days.length }),
  }
}

// Days that look the same and lie side by side become one cell, but for the first, the last and today.
function runs(days: readonly DueDay[]): DueDay[][] {
  const all: DueDay[][] = []
  const alone = (n: number) => n === 0 || n === days.length - 1 || wall(days[n]!.day).n === today()
  days.forEach((day, n) => {
    const before = all[all.length - 1]
    const joins = n > 0 && !alone(n) && !alone(n - 1) && before && LOOKS[why(before[0]!)] === LOOKS[why(day)]
    if (joins) before.push(day)
    else all.push([day])
  })
  return all
}

export function cells(days: readonly DueDay[], due_at: string | null): Cell[] {
  if (days.length <= PLAIN_MOST) return days.map((day) => one(day, due_at))
  const folded = runs(days)
  const all = folded.map((some) => run(some, due_at))
  if (all.length <= CELLS_MOST) return all
  // Months: the first week, and what lies around today and the end.
  const at = Math.max(
    all.findIndex((cell) => cell.today),
    7,
  )
  const shown = (n: number) => n < 7 || Math.abs(n - at) < 3 || n >= all.length - 5
  const cut: Cell[] = []
  let left = 0
  all.forEach((cell, n) => {
    if (shown(n)) {
      if (left) cut.push(gap(cell.key, left))
      left = 0
      cut.push(cell)
    } else left += folded[n]!.length
  })
  return cut
}
const gap = (key: string, n: number): Cell => ({
  key: `gap-${key}`,
  look: '',
  today: false,
  above: '…',
  mark: t('days.more', { n }),
  below: '…',
  said: t('days.more', { n }),
})
