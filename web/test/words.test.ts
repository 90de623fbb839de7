import { describe, expect, it } from 'vitest'
import { dayWord, dueWord, today, wall } from '@/shared/days'
import { oldAddress } from '@/shared/start'
import { deskEn } from '@/words/desk.en'
import { deskZh } from '@/words/desk.zh'
import { en } from '@/words/en'
import { moreEn } from '@/words/more.en'
import { moreZh } from '@/words/more.zh'
import { zh } from '@/words/zh'

describe('words', () => {
  it('has the same blanks in both languages', () => {
    const blanks = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort().join()
    const both: Record<string, string>[][] = [
      [zh, en],
      [deskZh, deskEn],
      [moreZh, moreEn],
    ]
    for (const [one, other] of both)
      for (const key of Object.keys(one!)) expect(blanks(other![key]!), key).toBe(blanks(one![key]!))
    const all = [zh, deskZh, moreZh].flatMap((one) => Object.keys(one))
    expect(new Set(all).size).toBe(all.length)
  })
})

// Tuesday, 1 December 2026, 10:00 on the wall
const NOW = Date.parse('2026-12-01T10:00:00+08:00')
describe('days', () => {
  it('counts them on the wall where the matter lies', () => {
    expect(today(Date.parse('2026-11-30T23:59:00Z'))).toBe(wall('2026-12-01').n)
    expect(today(Date.parse('2026-11-30T15:59:00Z'))).toBe(wall('2026-11-30').n)
  })
  it.each([
    ['2026-12-01', '今天'],
    ['2026-12-02', '明天'],
    ['2026-11-30', '昨天'],
    ['2026-12-03', '周四'],
    ['2026-12-07', '下周一'],
    ['2026-12-15', '12月15日'],
    ['2025-03-01', '2025年3月1日'],
  ])('says %s as %s', (day, word) => expect(dayWord(day, NOW)).toBe(word))
  it.each([
    ['2026-12-02T17:30:00.000+08:00', '明天 17:30', '还有 1 天', 'soon'],
    ['2026-12-01T12:00:00.000+08:00', '今天 12:00', '还有 2 小时', 'soon'],
    ['2026-12-07T23:59:59.999+08:00', '下周一', '还有 6 天', ''],
    ['2026-11-28T09:00:00.000+08:00', '11月28日 09:00', '超期 3 天', 'late'],
    ['2026-12-01T07:00:00.000+08:00', '今天 07:00', '超期 3 小时', 'late'],
  ])('says until when: %s', (at, word, left, tone) => expect(dueWord(at, NOW)).toEqual({ word, left, tone }))
})

describe('old addresses', () => {
  it.each([
    ['#/matter/7?follow=410104.7.abc', '/f#410104.7.abc'],
    ['#/matter/7', '/matters/7'],
    ['#/notice/9', '/notices/9'],
    ['#/410104-20261130-0044', '/matters/410104-20261130-0044'],
    ['#/invite?token=410104.x', '/invite#410104.x'],
    ['#/stop/abc.def', '/stop/abc.def'],
    ['#//evil.example', '/'],
  ])('%s', (hash, to) => expect(oldAddress(hash)).toBe(to))
  it('leaves others alone', () => expect(oldAddress('#410104.7.abc')).toBeNull())
})
