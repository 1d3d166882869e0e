import { html } from 'ghtml'
import type { RegisterEntry } from '#modules/privacy'
import type { CountyReading } from '../county-reading.ts'
import { layout } from '../layout.ts'
import type { Page } from '../page.ts'

/** 个人信息处理说明 (个人信息保护法第十七条): what is kept of whom, for what, on what ground, for how long, and how to ask. */
export function privacyPage(page: Page, reading: CountyReading, register: readonly RegisterEntry[]): string {
  const { say } = page
  const words = ({ zh, en }: { zh: string; en: string }) => (page.language === 'en' ? en : zh)
  const unit = reading.programme.county.leadUnit
  const entries = register.map(({ name, of, purpose, basis, keptFor, isSealed }) => {
    const facts: [string, string][] = [
      [say('privacy.of'), words(of)],
      [say('privacy.purpose'), words(purpose)],
      [say('privacy.basis'), say(`privacyBasis.${basis}`)],
      [say('privacy.keptFor'), words(keptFor)],
      [say('privacy.sealed'), say(isSealed ? 'privacy.yes' : 'privacy.no')],
    ]
    return html`<section><h3>${words(name)}</h3><dl class="facts">!${facts.map(
      ([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`,
    )}</dl></section>`
  })
  const rights = (['privacy.right1', 'privacy.right2', 'privacy.right3'] as const).map(
    (key) => html`<li>${say(key, { unit })}</li>`,
  )
  const main = html`<h1>${say('privacy.title')}</h1>
<p>${say('privacy.about', { unit })}</p>
<h2>${say('privacy.rights')}</h2><ul>!${rights}</ul>
<h2>${say('privacy.what')}</h2>!${entries}`
  return layout(page, { title: say('privacy.title'), main, reading })
}
