// What the desk knows of a matter's deeds beyond their description: which keys they have, which stand at the head, and
// after which ones the next row opens, as the matter has left one's hands.
import type { MatterWhole } from '#linli'
import type { Thing } from '@/pages/thing'
import { t } from '@/shared/words'

export type Matter = Thing & MatterWhole
export const KEYS: Record<string, string> = { assign: 'a', invite: 'i', close: 'e' }
export const ICONS: Record<string, string> = {
  accept: 'check',
  assign: 'hand',
  invite: 'people',
  pause: 'pause',
  resume: 'clock',
  close: 'check',
  sign: 'check',
  raise: 'up',
  lower: 'down',
  refuse: 'off',
  reopen: 'sync',
  hide: 'lock',
  show: 'eye',
  forget: 'trash',
  withdraw: 'back',
  urge: 'clock',
  rate: 'check',
}
const FIRST = ['accept', 'assign', 'invite', 'pause', 'resume', 'close']
// What is written below, or beside, has no button at the head.
const ELSEWHERE = ['answer', 'note', 'look']
const LEAVES = ['answer', 'close', 'refuse', 'assign', 'raise', 'lower']

export const leaves = (verb: string) => LEAVES.includes(verb)
export function headDeeds(matter: Matter) {
  const can = matter.can.filter((verb) => !ELSEWHERE.includes(verb))
  const first = FIRST.filter((verb) => can.includes(verb))
  return { first, rest: can.filter((verb) => !FIRST.includes(verb)) }
}
// Closing is what everything is for: where it cannot be done yet, the button stays and says why.
export const whyNotClosed = (matter: Matter) =>
  matter.closed_at ? undefined : matter.cannot.find((one) => one.deed === 'close')?.why
export function sentWords(label: string, done: Record<string, unknown>) {
  const n = (done.receipt as { entry?: number } | undefined)?.entry
  return n ? t('desk.sent', { deed: label, n: n.toLocaleString('zh-CN') }) : t('form.done', { deed: label })
}
// Where somebody looks for whom to hand it to: the community, or as far as one's own post reaches.
export const around = (code: string, own = '') => code.slice(0, own ? Math.min(12, own.length) : 12)
