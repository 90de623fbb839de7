// Where, as it is asked on every screen: by part of a name, pinyin or initials.
import type { FormField } from '#linli'
import { t } from '@/shared/words'

export const placeField = (): FormField => ({
  name: 'place',
  label: t('report.where'),
  kind: 'text',
  of: 'places/find',
  pick: 'code',
})
