// What both faces say of a matter: who has it, what comes next, whose seal it bears.
import type { FormField, MatterStep, MatterWhole } from '#linli'
import { called, choiceOf, fieldOf } from '@/shared/face'
import { momentWord } from '@/shared/days'
import { t } from '@/shared/words'

export type Matter = MatterWhole & { holder_kind?: string | null }
export type Ending = 'closed' | 'refused' | 'withdrawn'

export const ended = (matter: Matter): Ending | '' =>
  matter.state === 'closed' || matter.state === 'refused' || matter.state === 'withdrawn' ? matter.state : ''
// 1126-0042 of 410104-20261126-0042: what people say on the phone.
export const shortNumber = (number: string) => number.replace(/^\d+-\d{4}(\d{4}-\d+)$/, '$1')

export function holderSeal(matter: Matter, fields: readonly FormField[]) {
  return choiceOf(fieldOf(fields, 'holder_kind'), matter.holder_kind)?.seal ?? matter.holder_name.slice(0, 1)
}
const levels = (fields: readonly FormField[]) => fieldOf(fields, 'level')?.choices ?? []
export const levelName = (fields: readonly FormField[], level: unknown) =>
  called(choiceOf(fieldOf(fields, 'level'), level))

// 到时没办好，自动交给社区，不用您催。
export function goesOn(matter: Matter, fields: readonly FormField[]) {
  if (ended(matter) || !matter.due_at) return ''
  const all = levels(fields)
  const next = all[all.findIndex((one) => one.name === matter.level) + 1]
  if (matter.overdue) return t('matter.overdue')
  return next ? t('matter.goes_on', { level: called(next) }) : t('matter.goes_on_top')
}
// 昨天 17:30 没办好，已交给社区。Of the last time the clock carried it up, while it lies there.
export function carried(matter: Matter, fields: readonly FormField[]) {
  const step = [...matter.steps].reverse().find((one: MatterStep) => one.verb === 'raise' && !one.org)
  if (!step || step.level !== matter.level || ended(matter)) return ''
  return t('matter.carried', { when: momentWord(step.at), level: levelName(fields, step.level) })
}
