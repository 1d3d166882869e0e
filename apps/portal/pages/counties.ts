import { html } from 'ghtml'
import type { ListedCounty } from '../county-reading.ts'
import { layout } from '../layout.ts'
import type { Page } from '../page.ts'

/** The counties of an instance that has several: where each one's page is. */
export function countiesPage(page: Page, counties: readonly ListedCounty[]): string {
  const { say, language } = page
  const query = page.to('').split('?')[1]
  const rows = counties.map(
    ({ code, name, nameEn, leadUnit, year }) =>
      html`<tr><th scope="row"><a href="/counties/${code}${query ? `?${query}` : ''}">${language === 'en' ? nameEn : name}</a></th>
<td class="num">${code}</td><td>!${page.quoted(leadUnit)}</td><td class="num">${year}</td></tr>`,
  )
  const main = html`<h1>${say('counties.title')}</h1><p>${say('counties.text', { count: counties.length })}</p>
<table><caption class="sr">${say('counties.title')}</caption><thead><tr><th scope="col">${say('counties.name')}</th><th scope="col">${say('counties.code')}</th>
<th scope="col">${say('counties.leadUnit')}</th><th scope="col">${say('counties.year')}</th></tr></thead><tbody>!${rows}</tbody></table>`
  return layout(page, { title: say('counties.title'), main })
}
