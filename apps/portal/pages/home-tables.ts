import { html } from 'ghtml'
import type { BudgetView } from '#modules/programme'
import { count, percent, wan, yuan } from '../format.ts'
import type { Page } from '../page.ts'
import { bar, percentOf, shareOf, simulatedTag } from '../pieces.ts'

export type TownRow = {
  code: string
  name: string
  townStations: number
  villageStations: number
  covered: number
  villages: number
  coverage: number
  isSimulated: boolean
}

const FUNDS = ['central', 'local', 'social'] as const
type Line = BudgetView['lines'][number]

export const amount = ({ say }: Page, fen: number, className = 'amount'): string =>
  html`<td class="${className}" title="${say('figure.exact', { yuan: yuan(fen) })}">${fen === 0 ? '0' : wan(fen)}</td>`

function cells(page: Page, planned: Line['plannedFen'], paidFen: number): string {
  return html`!${amount(page, planned.total)}!${FUNDS.map((fund) => amount(page, planned[fund], 'amount roomy'))}!${amount(page, paidFen)}
<td class="share">!${bar(shareOf(paidFen, planned.total))}<small>${percentOf(paidFen, planned.total)}</small></td>`
}

/** Each project's planned money by source, and what was paid; a phone shows the sums, the plan page all of it. */
export function linesTable(page: Page, { lines, plannedFen, paidFen }: BudgetView): string {
  const { say } = page
  const groups = Map.groupBy(lines, ({ category }) => category)
  return html`<table><caption>${say('lines.caption')}</caption>
<thead><tr><th scope="col">${say('lines.project')}</th><th scope="col" class="amount">${say('lines.total')}</th>!${FUNDS.map((fund) => html`<th scope="col" class="amount roomy">${say(`lines.${fund}`)}</th>`)}
<th scope="col" class="amount">${say('lines.paid')}</th><th scope="col">${say('lines.share')}</th></tr></thead>
!${[...groups].map(
    ([category, members]) =>
      html`<tbody><tr class="group"><th scope="rowgroup" colspan="7">!${page.quoted(category)}</th></tr>!${members.map(
        (line) =>
          html`<tr><th scope="row"><a href="${page.to(`/plan#${line.id}`)}">!${page.quoted(line.project)}</a></th>!${cells(page, line.plannedFen, line.paidFen.total)}</tr>`,
      )}</tbody>`,
  )}
<tfoot><tr><th scope="row">${say('lines.all')}</th>!${cells(page, plannedFen, paidFen.total)}</tr></tfoot></table>`
}

export function townsTable(page: Page, rows: readonly TownRow[]): string {
  const { say } = page
  const body = rows.map(
    (town) => html`<tr><th scope="row">!${page.quoted(town.name)}!${simulatedTag(page, town.isSimulated)}</th>
<td class="amount">${count(town.townStations)}</td><td class="amount">${count(town.villageStations)}</td>
<td class="amount">${count(town.covered)} / ${count(town.villages)}</td>
<td class="share">!${town.villages > 0 ? bar(town.coverage) : ''}<small>${town.villages > 0 ? percent(town.coverage) : '—'}</small></td></tr>`,
  )
  return html`<table><caption>${say('towns.caption')}</caption>
<thead><tr><th scope="col">${say('towns.town')}</th><th scope="col" class="amount">${say('towns.townStations')}</th><th scope="col" class="amount">${say('towns.villageStations')}</th>
<th scope="col" class="amount">${say('towns.covered')}</th><th scope="col">${say('towns.share')}</th></tr></thead><tbody>!${body}</tbody></table>`
}
