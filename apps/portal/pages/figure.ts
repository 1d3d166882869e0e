import { html } from 'ghtml'
import type { CountyReading } from '../county-reading.ts'
import type { FigureReading, Indicator } from '../figure-reading.ts'
import { count, inWords, shown, shownLike } from '../format.ts'
import { layout } from '../layout.ts'
import type { Page } from '../page.ts'
import { bar, figure as number, percentOf, shareOf, simulatedTag } from '../pieces.ts'
import { amount } from './home-tables.ts'
import { stateMark } from './targets.ts'

const MONEY_KINDS: Readonly<Record<string, { kind: 'paidFen' | 'spentFen'; fund: 'central' | 'total' }>> = {
  'programme.centralPaidFen': { kind: 'paidFen', fund: 'central' },
  'programme.centralSpentFen': { kind: 'spentFen', fund: 'central' },
  'programme.paidFen': { kind: 'paidFen', fund: 'total' },
}

/** A figure taken apart, down to towns and months and no further. */
export function figurePage(page: Page, reading: CountyReading, found: FigureReading): string {
  const { say } = page
  const { indicator } = found
  const name = nameOf(page, indicator)
  const main = [
    html`<p class="path"><a href="${page.to('')}">${say('nav.back')}</a></p><h1>${name}</h1>`,
    total(page, reading, found),
    targets(page, found),
    towns(page, reading, found),
    lines(page, found),
    months(page, found),
    html`<section aria-labelledby="made"><h2 id="made">${say('figure.made')}</h2><p>${say('figure.madeText')}</p>
<p>${say('figure.privacy')}</p><p><a href="${page.to('/complaints', { about: name })}">${say('figure.doubt')}</a></p></section>`,
  ]
  return layout(page, { title: say('figure.title', { name }), main: main.join('\n'), section: 'home', reading })
}

const nameOf = ({ language }: Page, { zh, en }: Indicator): string => (language === 'en' ? en : zh)

function total(page: Page, { asOf }: CountyReading, { indicator, figure }: FigureReading): string {
  const { say, language } = page
  const { numerator, denominator, simulated, isSimulated, value } = figure
  const of =
    numerator !== null && denominator !== null
      ? say('figure.of', { numerator: count(numerator), denominator: count(denominator) })
      : ''
  const isAll = indicator.kind === 'ratio' || simulated === value
  const part = isAll
    ? say('figure.allSimulated')
    : say('figure.simulatedPart', { value: inWords(shown(simulated, indicator.unit, page)) })
  return html`<p class="big">!${number(shown(value, indicator.unit, page))}!${simulatedTag(page, isSimulated)}</p>
<p>!${of ? html`<b>${of}</b> · ` : ''}${say('figure.total', { day: asOf })}</p>
!${isSimulated ? html`<p class="note">${part}</p>` : ''}
<p><b>${say('figure.definition')}</b> ${language === 'en' ? indicator.definition.en : indicator.definition.zh}</p>`
}

function targets(page: Page, { targets: using }: FigureReading): string {
  if (using.length === 0) return ''
  const { say } = page
  return html`<section aria-labelledby="targets"><h2 id="targets">${say('figure.targets')}</h2><ul class="plain">!${using.map(
    (target) =>
      html`<li><a href="${page.to(`#${target.id}`)}">!${page.quoted(target.name)}</a> !${stateMark(page, target.state)}</li>`,
  )}</ul></section>`
}

function towns(page: Page, { asOf }: CountyReading, { indicator, towns: rows }: FigureReading): string {
  const { say } = page
  if (rows.length === 0 && indicator.id in MONEY_KINDS) return ''
  const heading = html`<h2 id="towns">${say('figure.byTown')}</h2>`
  if (rows.length === 0)
    return html`<section aria-labelledby="towns">!${heading}<p class="note">${say('figure.noTowns')}</p></section>`
  const most = indicator.kind === 'ratio' ? 1 : Math.max(...rows.map(({ value }) => value))
  const show = shownLike(most, indicator.unit, page)
  const body = rows.map(({ name, value, numerator, denominator, isSimulated }) => {
    const parts =
      numerator !== null && denominator !== null
        ? html`<small>${count(numerator)} / ${count(denominator)}</small> `
        : ''
    return html`<tr><th scope="row">!${name === null ? html`${say('figure.rest')}` : page.quoted(name)}</th>
<td class="amount">!${parts}!${number(show(value))}!${simulatedTag(page, isSimulated && value !== 0)}</td>
<td class="share">!${bar(shareOf(value, most))}</td></tr>`
  })
  return html`<section aria-labelledby="towns">!${heading}<table><caption>${say('figure.byTownCaption', { name: nameOf(page, indicator), day: asOf })}</caption>
<thead><tr><th scope="col">${say('figure.town')}</th><th scope="col" class="amount">${say('figure.value')}</th><th scope="col"><span class="sr">${say('figure.share')}</span></th></tr></thead>
<tbody>!${body}</tbody></table>!${indicator.kind === 'distinct' ? html`<p class="note">${say('figure.distinctTowns')}</p>` : ''}</section>`
}

/** Money lies on projects, not in towns. */
function lines(page: Page, { indicator, lines: all }: FigureReading): string {
  const asked = MONEY_KINDS[indicator.id]
  if (!asked) return ''
  const { say } = page
  const body = all.map((line) => {
    const fen = line[asked.kind][asked.fund]
    const planned = line.plannedFen[asked.fund]
    return html`<tr><th scope="row"><a href="${page.to(`/plan#${line.id}`)}">!${page.quoted(line.project)}</a></th>!${amount(page, planned)}!${amount(page, fen)}
<td class="share">!${bar(shareOf(fen, planned))}<small>${percentOf(fen, planned)}</small></td></tr>`
  })
  const name = nameOf(page, indicator)
  return html`<section aria-labelledby="byline"><h2 id="byline">${say('figure.byLine')}</h2><table><caption>${say('figure.byLineCaption', { name })} (${say('unit.wan')})</caption>
<thead><tr><th scope="col">${say('lines.project')}</th><th scope="col" class="amount">${say('figure.plannedOf')}</th><th scope="col" class="amount">${name}</th><th scope="col"><span class="sr">${say('figure.share')}</span></th></tr></thead>
<tbody>!${body}</tbody></table></section>`
}

function months(page: Page, { indicator, base, months: rows }: FigureReading): string {
  const { say } = page
  const heading = html`<h2 id="months">${say('figure.byMonth')}</h2>`
  const empty = indicator.kind === 'active' ? say('figure.activeMonths') : say('figure.noMonths')
  if (rows.length === 0)
    return html`<section aria-labelledby="months">!${heading}<p class="note">${empty}</p></section>`
  const most = Math.max(...rows.map(({ value }) => value))
  const show = shownLike(Math.max(...rows.map(({ toDate }) => toDate)), base.unit, page)
  const body = rows.map(
    ({ month, value, toDate, isSimulated }) => html`<tr><th scope="row">${month}</th>
<td class="amount">!${number(show(value))}!${simulatedTag(page, isSimulated)}</td>
<td class="amount">!${number(show(toDate))}</td><td class="share">!${bar(shareOf(value, most))}</td></tr>`,
  )
  const caption = indicator === base ? 'figure.byMonthCaption' : 'figure.byMonthOf'
  return html`<section aria-labelledby="months">!${heading}<table><caption>${say(caption, { name: nameOf(page, base) })}</caption>
<thead><tr><th scope="col">${say('figure.month')}</th><th scope="col" class="amount">${say('figure.inMonth')}</th><th scope="col" class="amount">${say('figure.sum')}</th><th scope="col"><span class="sr">${say('figure.share')}</span></th></tr></thead>
<tbody>!${body}</tbody></table></section>`
}
