// The page's own words. Labels of lists, fields, deeds and choices come from the server (shared/face.ts), never from
// here. Chinese travels with the page; another language is one more file in words/ and one more row here.
import { shallowRef } from 'vue'
import { deskZh } from '@/words/desk.zh'
import type { moreZh } from '@/words/more.zh'
import { zh as commonZh } from '@/words/zh'

export type CommonKey = keyof typeof commonZh
export type DeskKey = keyof typeof deskZh
export type MoreKey = keyof typeof moreZh
export type Key = CommonKey | DeskKey | MoreKey
export type Words = Record<Key, string>
const PHONE = import.meta.env.MODE === 'phone'
// Only pages of the desk ask for its words.
const zh = (PHONE ? commonZh : { ...commonZh, ...deskZh }) as Words
// What the phone's first page does not say comes before the first screen that may.
let whole: Promise<unknown> | undefined
export const moreWords = () =>
  (whole ??= import('@/words/more.zh').then(
    ({ moreZh }) => Object.assign(zh, moreZh),
    () => (whole = undefined),
  ))
async function loadEnglish(): Promise<Words> {
  const [{ en }, { moreEn }] = await Promise.all([import('@/words/en'), import('@/words/more.en')])
  return { ...en, ...moreEn, ...(PHONE ? {} : (await import('@/words/desk.en')).deskEn) } as Words
}
export const languages = {
  zh: { name: '中文', html: 'zh-CN', load: async () => zh },
  en: { name: 'English', html: 'en', load: loadEnglish },
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
