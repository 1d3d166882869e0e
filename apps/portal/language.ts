import type { FastifyRequest } from 'fastify'
import { languageOf } from '#platform/http'
import { en } from './locales/en.ts'
import { type Catalogue, type Key, zhCN } from './locales/zh-CN.ts'

export type Language = 'zh-CN' | 'en'
export type Say = (key: Key, facts?: Readonly<Record<string, string | number>>) => string

const CATALOGUES: Record<Language, Catalogue> = { 'zh-CN': zhCN, en }

export const sayIn =
  (language: Language): Say =>
  (key, facts = {}) =>
    CATALOGUES[language][key].replaceAll(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ''))

/** What the address asks for, or else the browser. */
export function chosenLanguage(request: FastifyRequest): { language: Language; isExplicit: boolean } {
  const asked = (request.query as { lang?: unknown } | undefined)?.lang // undefined where a request failed before its query was read
  if (asked === 'en' || asked === 'zh-CN') return { language: asked, isExplicit: true }
  return { language: languageOf(request), isExplicit: false }
}
