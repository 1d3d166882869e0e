import { currentLanguage } from './language.ts'
import { en } from './locales/en.ts'
import { zhCN } from './locales/zh-cn.ts'

export type TextKey = keyof typeof zhCN

type Facts = Record<string, string | number>

const catalogue = (): Record<TextKey, string> => (currentLanguage() === 'en' ? en : zhCN)

const fill = (text: string, facts: Facts) => text.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ''))

/** The text of a key in the language on screen; `{name}` in it is filled from the facts. */
export const t = (key: TextKey, facts: Facts = {}): string => fill(catalogue()[key], facts)

export const hasText = (key: string): key is TextKey => key in zhCN

/** The text of a key that is put together at run time, or the word itself where the catalogue has none. */
export const tWord = (key: string, word: string): string => (hasText(key) ? t(key) : word)

/** Whichever of a pair is in the language on screen: for words that the server sends in both. */
export const inLanguage = (words: { zh: string; en: string }): string =>
  currentLanguage() === 'en' ? words.en : words.zh
