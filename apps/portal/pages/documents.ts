import { html } from 'ghtml'
import type { Publication } from '#modules/disclosure'
import type { CountyReading } from '../county-reading.ts'
import { clock } from '../format.ts'
import { layout } from '../layout.ts'
import type { Page } from '../page.ts'
import { quotation } from '../pieces.ts'

type Kind = Publication['kind']
export const KINDS = [
  'plan',
  'rulebook',
  'tender',
  'progress',
  'funds',
  'acceptance',
  'notice',
] as const satisfies readonly Kind[]
const PAGE_ROWS = 50

export function publicationList(page: Page, published: readonly Publication[]): string {
  const { say } = page
  return html`<ul class="papers">!${published.map(
    ({ id, title, kind, datedOn, fileId }) =>
      html`<li><a href="${page.to(`/documents/${id}`)}">!${page.quoted(title)}</a> <span class="note"><time datetime="${datedOn}">${datedOn}</time> · ${say(`kind.${kind}`)}${fileId ? ` · ${say('documents.paper')}` : ''}</span></li>`,
  )}</ul>`
}

type Asked = { kind: Kind | undefined; pageNo: number }

export function documentsPage(
  page: Page,
  reading: CountyReading,
  published: readonly Publication[],
  { kind, pageNo }: Asked,
): string {
  const { say } = page
  const found = kind ? published.filter((one) => one.kind === kind) : published
  const pages = Math.max(1, Math.ceil(found.length / PAGE_ROWS))
  const at = Math.min(pageNo, pages)
  const rows = found.slice((at - 1) * PAGE_ROWS, at * PAGE_ROWS)
  const none = kind ? say('documents.noneOfKind') : say('documents.none')
  const main = html`<h1>${say('documents.title')}</h1>
!${kindLinks(page, published, kind)}
!${rows.length > 0 ? html`<p class="note">${say('documents.count', { count: found.length })}</p>!${publicationList(page, rows)}!${pager(page, { at, pages, kind })}` : html`<p>${none}</p>`}
!${disclosureRules(page, reading)}`
  return layout(page, { title: say('documents.title'), main, section: 'documents', reading })
}

/** Each kind with how many there are: an empty one is to be seen. */
function kindLinks(page: Page, published: readonly Publication[], current: Kind | undefined): string {
  const { say } = page
  const link = (kind: Kind | undefined, name: string, count: number) =>
    html`<li><a href="${page.to('/documents', kind ? { kind } : {})}" !${kind === current ? 'aria-current="true"' : ''}>${name} <span class="num">${count}</span></a></li>`
  const kinds = KINDS.map((kind) =>
    link(kind, say(`kind.${kind}`), published.filter((one) => one.kind === kind).length),
  )
  return html`<nav aria-label="${say('documents.kinds')}"><ul class="chips">!${link(undefined, say('documents.everyKind'), published.length)}!${kinds}</ul></nav>`
}

function pager(page: Page, { at, pages, kind }: { at: number; pages: number; kind: Kind | undefined }): string {
  if (pages === 1) return ''
  const { say } = page
  const link = (to: number, text: string) =>
    to < 1 || to > pages
      ? ''
      : html`<a href="${page.to('/documents', { ...(kind ? { kind } : {}), page: String(to) })}">${text}</a>`
  return html`<nav class="actions" aria-label="${say('documents.pages')}">!${link(at - 1, say('documents.newer'))} <span>${say('documents.page', { page: at, pages })}</span> !${link(at + 1, say('documents.older'))}</nav>`
}

export function disclosureRules(page: Page, { pack }: CountyReading): string {
  const { say } = page
  if (pack.disclosureRules.length === 0) return ''
  return html`<section aria-labelledby="disclosure"><h2 id="disclosure">${say('documents.ruleTitle')}</h2><ul>!${pack.disclosureRules.map(
    ({ text, scope, source }) =>
      html`<li>!${page.quoted(text)}!${scope ? html` <span class="note">!${page.quoted(scope)}</span>` : ''}!${source ? html`<details><summary>${say('targets.source')}</summary>!${quotation(page, source)}</details>` : ''}</li>`,
  )}</ul></section>`
}

/** A text of the office, its paragraphs kept; nothing in it is markup. */
const paragraphs = (text: string): string =>
  text
    .split(/\n+/)
    .filter((line) => line.trim() !== '')
    .map((line) => html`<p>${line}</p>`)
    .join('')

export function publicationPage(page: Page, reading: CountyReading, publication: Publication): string {
  const { say } = page
  const { id, kind, title, body, datedOn, fileId, publishedAt } = publication
  const { day, time } = clock(new Date(publishedAt))
  const facts: [string, string][] = [
    [say('documents.kind'), say(`kind.${kind}`)],
    [say('documents.datedOn'), datedOn],
    [say('documents.publishedAt'), `${day} ${time}`],
  ]
  const main = html`<p class="path"><a href="${page.to('/documents')}">${say('documents.title')}</a></p>
<article><h1>!${page.quoted(title)}</h1>
<dl class="facts">!${facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)}<div><dt>${say('documents.publisher')}</dt><dd>!${page.quoted(reading.programme.county.leadUnit)}</dd></div></dl>
!${fileId ? html`<p class="actions"><a class="button" href="${page.to(`/documents/${id}/paper`)}" download>${say('documents.download')}</a></p>` : ''}
<div class="body" !${page.language === 'en' ? 'lang="zh-CN"' : ''}>!${body.trim() === '' ? html`<p lang="${page.language}">${say('documents.noBody')}</p>` : paragraphs(body)}</div></article>`
  return layout(page, { title, main, section: 'documents', reading })
}
