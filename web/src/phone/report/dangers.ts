// Words that tell of danger, as the pack names them, and whom to call first. Kept on the phone, so that they are known
// without signal.
import { shallowRef } from 'vue'
import { readOnce } from '@/shared/reading'

export interface Danger {
  phone: string
  name: string
  name_en?: string
  words: string
}
const dangers = shallowRef<Danger[]>([])
export async function learnDangers() {
  if (dangers.value.length) return
  const read = await readOnce<{ items: Danger[] }>('/api/dangers').catch(() => null)
  dangers.value = read?.said.items ?? []
}
export const dangersIn = (text: string): Danger[] =>
  dangers.value.filter((one) => one.words.split(' ').some((word) => word && text.includes(word)))
