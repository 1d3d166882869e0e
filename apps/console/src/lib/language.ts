import { useSyncExternalStore } from 'react'

export type Language = 'zh-CN' | 'en'
const KEY = 'xiangji.language'

const stored = (): Language => (localStorage.getItem(KEY) === 'en' ? 'en' : 'zh-CN')

let language: Language = stored()
const listeners = new Set<() => void>()
document.documentElement.lang = language

export const currentLanguage = (): Language => language

export function setLanguage(next: Language): void {
  language = next
  localStorage.setItem(KEY, next)
  document.documentElement.lang = next
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The language on screen. The root is keyed by it, so that `t()` may be called anywhere. */
export const useLanguage = (): Language => useSyncExternalStore(subscribe, currentLanguage)
