import { createStore } from '../store.ts'
import { type Catalogue, type Key, zh } from './zh.ts'

export type { Key }

export type Language = 'zh-CN' | 'en'

const KEPT = 'xiangji.language'
const current = createStore<{ language: Language; words: Catalogue }>({ language: 'zh-CN', words: zh })

export const language = (): Language => current.get().language
export const useLanguage = (): Language => current.use().language

const wordsOf = async (wanted: Language): Promise<Catalogue> => (wanted === 'en' ? (await import('./en.ts')).en : zh)

export async function speak(wanted: Language): Promise<void> {
  current.set({ language: wanted, words: await wordsOf(wanted) })
  document.documentElement.lang = wanted
  document.title = t('app.title')
  try {
    localStorage.setItem(KEPT, wanted)
  } catch {
    // Chosen again next time.
  }
}

/** Speaks what was chosen on this phone; Chinese until then. */
export async function startLanguage(): Promise<void> {
  try {
    if (localStorage.getItem(KEPT) === 'en') await speak('en')
  } catch {
    // Chinese.
  }
}

/** A sentence of the catalogue; `{name}` stands for a fact. */
export function t(key: Key, facts: Readonly<Record<string, string | number>> = {}): string {
  return current.get().words[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(facts[name] ?? whole))
}

export const isKey = (key: string): key is Key => key in zh
