import { html } from 'ghtml'
import { addDays } from '#platform/clock'
import type { CountyReading } from '../county-reading.ts'
import type { Page } from '../page.ts'

export function documentFacts(page: Page, { programme }: CountyReading): string {
  const { say } = page
  const { document, programmeYear, county } = programme
  const issued =
    document.issuedOn ?? (document.issuedYear ? say('home.issuedYear', { year: document.issuedYear }) : '—')
  const facts: [string, string][] = [
    [say('home.number'), document.number ? page.quoted(document.number) : say('home.noNumber')],
    [say('home.issuer'), document.issuer ? page.quoted(document.issuer) : '—'],
    [say('home.issued'), html`${issued}`],
    [say('home.status'), html`${say(`status.${document.status}`)}`],
    [say('home.leadUnit'), page.quoted(county.leadUnit)],
    [say('home.programmeYear'), html`${programmeYear}`],
  ]
  return html`<dl class="facts">!${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>!${value}</dd></div>`)}</dl>`
}

/** Each phase with its days; in a demonstration with those of the document too. */
export function phaseList(page: Page, { programme }: CountyReading): string {
  const { say } = page
  const { phases, shiftDays } = programme
  const list = phases.map(({ name, startOn, endOn, isCurrent }) => {
    const original = { from: addDays(startOn, -shiftDays), to: addDays(endOn, -shiftDays) }
    return html`<li !${isCurrent ? 'class="current" aria-current="step"' : ''}><b>!${page.quoted(name)}</b>!${isCurrent ? html` <span class="state onTrack">${say('stage.now')}</span>` : ''}
<span class="note">${say('date.range', { from: startOn, to: endOn })}</span>!${shiftDays === 0 ? '' : html`<span class="note">${say('stage.original', original)}</span>`}</li>`
  })
  return list.length > 0 ? html`<ol class="phases">!${list}</ol>` : html`<p class="note">${say('stage.none')}</p>`
}
