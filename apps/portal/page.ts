import type { FastifyRequest } from 'fastify'
import { html } from 'ghtml'
import { chosenLanguage, type Language, type Say, sayIn } from './language.ts'

/** What every page knows of its place: whose county (`''` where it is nobody's), in which language, and how to link on. */
export type Page = {
  language: Language
  say: Say
  county: { code: string; name: string; leadUnit: string }
  /** A page of this county, in the language that was asked for. `''` is its home. */
  to: (path: string, query?: Readonly<Record<string, string>>) => string
  /** This page in another language. */
  inLanguage: (language: Language) => string
  /** The document's own words: Chinese on every page, and told so to a screen reader on an English one. */
  quoted: (text: string) => string
}

const withQuery = (path: string, query: Readonly<Record<string, string>>): string => {
  const asked = new URLSearchParams(query).toString()
  return asked ? `${path}?${asked}` : path
}

export type CountyNames = { code: string; name: string; nameEn: string; leadUnit: string }

export function pageOf(request: FastifyRequest, county: CountyNames): Page {
  const { language, isExplicit } = chosenLanguage(request)
  const say = sayIn(language)
  const kept: Record<string, string> = isExplicit ? { lang: language } : {}
  const here = new URL(request.url, 'http://here.invalid')
  const rest = Object.fromEntries([...here.searchParams].filter(([name]) => name !== 'lang'))
  return {
    language,
    say,
    county: { code: county.code, name: language === 'en' ? county.nameEn : county.name, leadUnit: county.leadUnit },
    to: (path, query = {}) => {
      const [place = '', fragment] = path.split('#')
      const address = withQuery(county.code ? `/counties/${county.code}${place}` : '/', { ...query, ...kept })
      return fragment ? `${address}#${fragment}` : address
    },
    inLanguage: (lang) => withQuery(here.pathname, { ...rest, lang }),
    quoted: (text) => (language === 'en' ? html`<span lang="zh-CN">${text}</span>` : html`${text}`),
  }
}
