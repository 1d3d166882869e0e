import { html } from 'ghtml'
import { percent, type Shown } from './format.ts'
import type { Page } from './page.ts'

/** Small pieces of markup that several pages are made of. Each returns finished, escaped HTML. */

export const simulatedTag = ({ say }: Page, isSimulated: boolean): string =>
  isSimulated ? html` <span class="sim">${say('tag.simulated')}</span>` : ''

/** A number with its unit; hovering tells the exact amount. */
export const figure = ({ text, unit, exact }: Shown): string =>
  html`<span class="num" !${exact ? html`title="${exact}"` : ''}>${text}</span>!${unit ? html`<span class="unit">${unit}</span>` : ''}`

const clamp = (share: number) => Math.max(0, Math.min(100, share * 100))

/** A bar whose text stands beside it: it says nothing to who cannot see it. `tick` is where time says it should be. */
export function bar(
  share: number | null,
  { tick = null, tone = '' }: { tick?: number | null; tone?: string } = {},
): string {
  if (share === null) return ''
  const mark = tick === null ? '' : html`<i style="left:${clamp(tick).toFixed(1)}%"></i>`
  return html`<span class="bar ${tone}" aria-hidden="true"><span style="width:${clamp(share).toFixed(1)}%"></span>!${mark}</span>`
}

export type Source = { quote: string; line: number } | null

/** The sentence of the document that something comes from. */
export const quotation = (page: Page, source: Source): string =>
  source
    ? html`<blockquote>!${page.quoted(source.quote.replaceAll('\t', ' ').trim())}<footer>${page.say('targets.line', { line: source.line })}</footer></blockquote>`
    : html`<p>${page.say('targets.noSource')}</p>`

/** `more` is our own markup. */
export const sourceOnDemand = (page: Page, source: Source, { more = '', label = '' } = {}): string =>
  html`<details><summary>${page.say('targets.source')}!${label ? html`<span class="sr"> ${label}</span>` : ''}</summary>!${quotation(page, source)}!${more}</details>`

export type Tile = {
  label: string
  shown: Shown
  note?: string
  href: string
  isSimulated?: boolean
  share?: number | null
}

export function tile(page: Page, { label, shown, note = '', href, isSimulated = false, share = null }: Tile): string {
  return html`<li><a href="${href}"><span class="label">${label}!${simulatedTag(page, isSimulated)}</span>
<span class="value">!${figure(shown)}</span></a>!${bar(share)}!${note ? html`<span class="note">${note}</span>` : ''}</li>`
}

export const shareOf = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null)
export const percentOf = (part: number, whole: number): string => (whole > 0 ? percent(part / whole) : '—')
