// The page's own words. Labels of lists, fields, deeds and choices come from the server (shared/face.ts), never from
// here. Chinese travels with the page; another language is one more file in words/ and one more row here.
import { shallowRef } from 'vue'
import { zh } from '@/words/zh'

export type Key = keyof typeof zh
export type Words = Record<Key, string>
export const languages = {
  zh: { name: '中文', html: 'zh-CN', load: async (): Promise<Words> => zh },
  en: { name: 'English', html: 'en', load: async (): Promise<Words> => (await import('@/words/en')).en },
}
export type Lang = keyof typeof languages

export const lang = shallowRef<Lang>('zh')
const words = shallowRef<Words>(zh)

export function t(key: Key, values: Record<string, string | number> = {}) {
  return words.value[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ''))
}
export const english = () => lang.value === 'en'
export const colon = () => (english() ? ': ' : '：')
export const joined = (parts: (string | null | undefined | false)[], by = ' · ') => parts.filter(Boolean).join(by)

// The cookie tells the server the language of pages that it writes itself (posters).
export async function speak(chosen: Lang) {
  words.value = await languages[chosen].load()
  lang.value = chosen
  document.documentElement.lang = languages[chosen].html
  document.cookie = `lang=${chosen}; path=/; max-age=31536000; samesite=strict`
}
export const spoken = (): Lang => {
  const kept = /(?:^|; )lang=(\w+)/.exec(document.cookie)?.[1] ?? navigator.language.slice(0, 2)
  return kept in languages ? (kept as Lang) : 'zh'
}
