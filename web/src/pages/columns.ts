// How a value of a described field is shown: on a card, in a table, among facts.
import type { FormField } from '#linli'
import { called, choiceOf } from '@/shared/face'
import { dayWord, lasting, momentWord } from '@/shared/days'
import { english, t } from '@/shared/words'

type Row = Record<string, unknown>

// Words of a value; "" where there is nothing to show.
export function shown(field: FormField, value: unknown): string {
  if (value === null || value === undefined || value === '') return ''
  if (field.kind === 'choice') return called(choiceOf(field, value))
  if (field.kind === 'flag') return value ? t('yes') : ''
  if (field.kind === 'moment') return momentWord(String(value))
  if (field.kind === 'on') return dayWord(String(value))
  if (field.kind === 'one') return named(value as Row)
  if (field.kind === 'many')
    return (value as unknown[]).map((one) => (typeof one === 'object' ? named(one as Row) : String(one))).join(' · ')
  if (field.as === 'minutes') return lasting(Number(value))
  if (field.as === 'money') return `¥${(Number(value) / 100).toFixed(2)}`
  if (field.as === 'percent') return `${value}%`
  return `${value}${field.unit ?? ''}`
}
const named = (one: Row) => String((english() && one.name_en) || one.name || one.title || one.words || '')

// The column that a field makes in a row: "holder" has a name beside it, "holder_name", which is shown instead.
export const plainFields = (fields: readonly FormField[]) =>
  fields.filter((field) => !['can', 'cannot', 'id', 'seen', 'steps'].includes(field.name))
export const columnsOf = (fields: readonly FormField[]) =>
  [...fields].filter((field) => field.col).sort((a, b) => (a.col ?? 0) - (b.col ?? 0))

// What a row is called, and what stands below it on a card: state, where, who, until when.
export function headOf(fields: readonly FormField[], row: Row) {
  const as = (name: string) => fields.find((field) => field.as === name && row[field.name])
  const title = as('title')
  return {
    title: title ? shown(title, row[title.name]) : '',
    state: as('state'),
    where: as('where'),
    who: as('who'),
    due: as('due'),
    when: as('when'),
    level: as('level'),
    body: as('body'),
  }
}
