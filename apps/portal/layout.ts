import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { html } from 'ghtml'
import type { CountyReading } from './county-reading.ts'
import { clock } from './format.ts'
import type { Page } from './page.ts'

export const STYLE = readFileSync(new URL('portal.css', import.meta.url), 'utf8')
export const STYLE_HASH = createHash('sha256').update(STYLE).digest('hex').slice(0, 12)

/** An ear of rice in a square, drawn here so that a browser asks for no icon. */
const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Crect width='16' height='16' rx='3' fill='%231f6f54'/%3E%3Cpath d='M8 13V5M8 8 5 5M8 8l3-3M8 11 5 8M8 11l3-3' stroke='%23fff' stroke-width='1.4' fill='none'/%3E%3C/svg%3E"

export type Section = 'home' | 'plan' | 'documents' | 'complaints'

const SECTIONS: readonly { id: Section; path: string }[] = [
  { id: 'home', path: '' },
  { id: 'plan', path: '/plan' },
  { id: 'documents', path: '/documents' },
  { id: 'complaints', path: '/complaints' },
]

type Sheet = { title: string; main: string; section?: Section | undefined; reading?: CountyReading | undefined }

/** A whole page. `main` is our own markup; all else is escaped. */
export function layout(page: Page, { title, main, section, reading }: Sheet): string {
  const { say, county } = page
  const fullTitle = [title, county.name, say('app.name')].filter((part, i, all) => part && all.indexOf(part) === i)
  return html`<!doctype html>
<html lang="${page.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${fullTitle.join(' · ')}</title>
<meta name="theme-color" content="#1f6f54">
<link rel="icon" href="!${ICON}">
<link rel="stylesheet" href="/portal.css?v=${STYLE_HASH}">
</head>
<body>
<a class="skip" href="#main">${say('nav.skip')}</a>
<header class="mast"><div class="wide">
<a class="home" href="${page.to('')}"><b>${say('app.name')}</b> <span>${county.name}</span></a>
!${languageSwitch(page)}
!${county.code ? sections(page, section) : ''}
</div></header>
!${reading ? banners(page, reading) : ''}
<main id="main" class="wide" tabindex="-1">
!${main}
</main>
<footer><div class="wide">
!${reading ? asOf(page, reading) : ''}
!${reading ? sealed(page, reading) : ''}
<p>${say('footer.sources')}</p>
<p class="doors">${say('footer.product')} · <a href="${page.to('/privacy')}">${say('privacy.title')}</a> · <a href="/console/">${say('footer.staff')}</a> · <a href="/station/">${say('footer.keeper')}</a></p>
</div></footer>
</body>
</html>`
}

const sections = ({ say, to }: Page, section: Section | undefined): string =>
  html`<nav aria-label="${say('nav.label')}"><ul>!${SECTIONS.map(
    ({ id, path }) =>
      html`<li><a href="${to(path)}" !${id === section ? 'aria-current="page"' : ''}>${say(`nav.${id}`)}</a></li>`,
  )}</ul></nav>`

function languageSwitch(page: Page): string {
  const other = page.language === 'en' ? 'zh-CN' : 'en'
  const name = other === 'en' ? 'English' : '中文'
  return html`<a class="language" href="${page.inLanguage(other)}" hreflang="${other}" lang="${other}" rel="alternate">${name}</a>`
}

/** Demo and simulation are said on every page, before anything else is read. */
function banners({ say }: Page, { programme: { isDemo, shiftDays }, overview }: CountyReading): string {
  const direction = say(shiftDays < 0 ? 'banner.earlier' : 'banner.later')
  const demo = { title: say('banner.demo'), text: say('banner.demoText', { direction, days: Math.abs(shiftDays) }) }
  const simulated = { title: say('banner.simulated'), text: say('banner.simulatedText') }
  const said = [...(isDemo ? [demo] : []), ...(overview.isSimulated ? [simulated] : [])]
  if (said.length === 0) return ''
  const label = said.map(({ title }) => title).join(say('list.and'))
  return html`<aside class="banner" aria-label="${label}"><div class="wide">!${said.map(
    ({ title, text }) => html`<p><b>${title}</b> ${text}</p>`,
  )}</div></aside>`
}

/** Whoever notes the line down can later tell whether the past was rewritten. */
function sealed({ say }: Page, { seal, programme }: CountyReading): string {
  if (!seal) return ''
  const hash = seal.hash.toString('hex')
  return html`<p class="seal">${say('seal.text', { day: seal.day })} <code>${hash}</code> <a href="/api/counties/${programme.county.code}/seals">${say('seal.all')}</a></p>`
}

function asOf({ say }: Page, { takenAt }: CountyReading): string {
  return html`<p><b>${say('asOf.text', clock(takenAt))}</b> ${say('asOf.same')}</p>`
}
