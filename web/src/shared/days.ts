// Days as people say them. Moments of the server carry their own offset ("2026-12-02T17:30:00.000+08:00"): what stands
// before it is the time on the wall where the matter lies, so no zone of the browser comes in between.
import { english, t } from './words'

const DAY_MS = 86400000
const OFFSET_MS = 8 * 3600000

export interface Wall {
  day: string
  time: string
  // of the day, counted from 1970
  n: number
}
export function wall(moment: string): Wall {
  const day = moment.slice(0, 10)
  return { day, time: moment.slice(11, 16), n: Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS) }
}
export const today = (now = Date.now()) => Math.floor((now + OFFSET_MS) / DAY_MS)
export const dayText = (n: number) => new Date(n * DAY_MS).toISOString().slice(0, 10)

const named = (day: string, options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(english() ? 'en-GB' : 'zh-CN', { timeZone: 'UTC', ...options }).format(
    new Date(`${day}T00:00:00Z`),
  )
export const weekday = (day: string) => named(day, { weekday: 'short' })

// 今天 明天 昨天 周四 12月9日 2025年3月1日
export function dayWord(day: string, now = Date.now()) {
  const n = wall(day).n
  const off = n - today(now)
  if (off === 0) return t('day.today')
  if (off === 1) return t('day.tomorrow')
  if (off === -1) return t('day.yesterday')
  const monday = (n + 3) % 7
  const week = n - monday
  const thisWeek = today(now) - ((today(now) + 3) % 7)
  if (week === thisWeek) return weekday(day)
  if (week === thisWeek + 7) return t('day.next', { day: weekday(day) })
  const sameYear = day.slice(0, 4) === dayText(today(now)).slice(0, 4)
  return named(day, { year: sameYear ? undefined : 'numeric', month: english() ? 'short' : 'long', day: 'numeric' })
}
// Its date beside the word: 12月2日 周三
export const dateOf = (day: string) =>
  `${named(day, { month: english() ? 'short' : 'long', day: 'numeric' })} ${weekday(day)}`
export const sameAsWord = (day: string) => Math.abs(wall(day).n - today()) > 1

export function momentWord(moment: string | null | undefined, now = Date.now()) {
  if (!moment) return ''
  const { day, time } = wall(moment)
  return time ? `${dayWord(day, now)} ${time}` : dayWord(day, now)
}

// Until when, how much is left of it, and how it is to be shown. A day that ends at midnight needs no time.
export interface Due {
  word: string
  left: string
  tone: '' | 'soon' | 'late'
}
export function dueWord(moment: string | null | undefined, now = Date.now()): Due {
  if (!moment) return { word: '', left: '', tone: '' }
  const { day, time, n } = wall(moment)
  const left_ms = Date.parse(moment) - now
  const word = time === '23:59' ? dayWord(day, now) : `${dayWord(day, now)} ${time}`
  const days = n - today(now)
  if (left_ms < 0) {
    const late = -left_ms
    const left =
      late < DAY_MS
        ? t('due.late_hours', { n: Math.max(1, Math.round(late / 3600000)) })
        : t('due.late_days', { n: Math.floor(late / DAY_MS) })
    return { word, left, tone: 'late' }
  }
  if (days === 0) return { word, left: t('due.hours', { n: Math.max(1, Math.round(left_ms / 3600000)) }), tone: 'soon' }
  return { word, left: t('due.days', { n: days }), tone: days <= 1 ? 'soon' : '' }
}

export function lasting(minutes: number | null | undefined) {
  if (minutes === null || minutes === undefined || minutes < 0) return '—'
  if (minutes < 90) return t('last.minutes', { n: Math.round(minutes) })
  if (minutes < 2880) return t('last.hours', { n: (minutes / 60).toFixed(1) })
  return t('last.days', { n: (minutes / 1440).toFixed(1) })
}
