import { html } from 'ghtml'
import type { Complaint } from '#modules/disclosure'
import { type Fault, KINDS, type Typed } from '../complaint-form.ts'
import type { CountyReading } from '../county-reading.ts'
import { clock } from '../format.ts'
import { layout } from '../layout.ts'
import type { Page } from '../page.ts'

type Form = { typed: Typed; faults: readonly Fault[] }

/** The form; what was typed stays, and each fault stands at its field and, linked, at the top. */
export function complaintPage(page: Page, reading: CountyReading, { typed, faults }: Form): string {
  const { say } = page
  const main = html`<h1>${say('complaint.title')}</h1>
<p>${say('complaint.lead', { unit: page.county.leadUnit })}</p>
<p><a href="${page.to('/complaints/answer')}">${say('contact.ask')}</a></p>
!${summary(page, faults)}
<form method="post" action="${page.to('/complaints')}" class="form" novalidate>
!${kindField(page, typed, faultOf(faults, 'kind'))}
!${field(page, { name: 'about', value: typed.about, fault: faultOf(faults, 'about') })}
!${field(page, { name: 'body', value: typed.body, fault: faultOf(faults, 'body'), rows: 8 })}
!${field(page, { name: 'contact', value: typed.contact, fault: faultOf(faults, 'contact') })}
<p class="trap" aria-hidden="true"><label for="website">${say('complaint.trap')}</label><input id="website" name="website" tabindex="-1" autocomplete="off"></p>
<p><button type="submit" class="button">${say('complaint.send')}</button></p>
</form>`
  return layout(page, { title: say('complaint.title'), main, section: 'complaints', reading })
}

const faultOf = (faults: readonly Fault[], field: Fault['field']) => faults.find((fault) => fault.field === field)

const told = ({ say }: Page, { key, facts }: Fault): string => say(key, facts)

function summary(page: Page, faults: readonly Fault[]): string {
  if (faults.length === 0) return ''
  const [first] = faults
  if (first?.field === null) return html`<p class="fault" role="alert">${told(page, first)}</p>`
  return html`<div class="fault" role="alert"><p>${page.say('complaint.errors', { count: faults.length })}</p><ul>!${faults.map(
    (fault) =>
      html`<li><a href="#${fault.field === 'kind' ? 'kind-complaint' : fault.field}">${told(page, fault)}</a></li>`,
  )}</ul></div>`
}

const message = (page: Page, fault: Fault | undefined): string =>
  fault ? html`<p class="wrong" id="${fault.field}-wrong">${told(page, fault)}</p>` : ''

function kindField(page: Page, typed: Typed, fault: Fault | undefined): string {
  const { say } = page
  return html`<fieldset !${fault ? 'aria-describedby="kind-wrong"' : ''}><legend>${say('complaint.kind')}</legend>!${message(page, fault)}!${KINDS.map(
    (kind) =>
      html`<label class="choice"><input type="radio" name="kind" id="kind-${kind}" value="${kind}" required !${typed.kind === kind ? 'checked' : ''}> ${say(`complaintKind.${kind}`)}</label>`,
  )}</fieldset>`
}

type Field = { name: 'about' | 'body' | 'contact'; value: string; fault: Fault | undefined; rows?: number }

function field(page: Page, { name, value, fault, rows }: Field): string {
  const { say } = page
  const described = `${name}-hint${fault ? ` ${name}-wrong` : ''}`
  const shared = html`id="${name}" name="${name}" aria-describedby="${described}" !${fault ? 'aria-invalid="true"' : ''}`
  const control = rows
    ? html`<textarea !${shared} rows="${rows}" required>
${value}</textarea>`
    : html`<input !${shared} value="${value}" autocomplete="off">`
  return html`<p class="field"><label for="${name}">${say(`complaint.${name}`)}</label><span class="note" id="${name}-hint">${say(`complaint.${name}Hint`)}</span></p>!${message(page, fault)}!${control}`
}

/** The receipt, to be printed. */
export function receiptPage(page: Page, reading: CountyReading, complaint: Complaint): string {
  const { say } = page
  const { day, time } = clock(new Date(complaint.receivedAt))
  const main = html`<h1>${say('receipt.title')}</h1>
<p>${say('receipt.thanks', { kind: say(`complaintKind.${complaint.kind}`), day, time })}</p>
<p class="receipt"><span>${say('receipt.number')}</span> <b>${complaint.receipt}</b></p>
<p>!${page.quoted(reading.programme.county.name)} · !${page.quoted(reading.programme.county.leadUnit)}</p>
<p><b>${say('receipt.keep')}</b></p><p>${say('receipt.private')}</p>
<p class="actions"><a href="${page.to('/complaints/answer', { receipt: complaint.receipt })}">${say('contact.ask')}</a></p>`
  return layout(page, { title: say('receipt.title'), main, section: 'complaints', reading })
}

export type Asked = { receipt: string; found: Complaint | undefined; fault: Fault | undefined }

/** What became of a complaint, for whoever holds its receipt: never what it says. */
export function answerPage(page: Page, reading: CountyReading, { receipt, found, fault }: Asked): string {
  const { say } = page
  const main = html`<h1>${say('ask.title')}</h1>
<form method="get" action="${page.to('/complaints/answer')}" class="form" role="search">
!${page.to('').includes('lang=') ? html`<input type="hidden" name="lang" value="${page.language}">` : ''}
<p class="field"><label for="receipt">${say('ask.label')}</label></p>
!${fault ? html`<p class="wrong" id="receipt-wrong" role="alert">${told(page, fault)}</p>` : ''}
<input id="receipt" name="receipt" value="${receipt}" placeholder="250131-ABC234" autocomplete="off" spellcheck="false" required !${fault ? 'aria-invalid="true" aria-describedby="receipt-wrong"' : ''}>
<p><button type="submit" class="button">${say('ask.send')}</button></p></form>
!${found ? outcome(page, found) : ''}
<p><a href="${page.to('/complaints')}">${say('contact.write')}</a></p>`
  return layout(page, { title: say('ask.title'), main, section: 'complaints', reading })
}

function outcome(page: Page, complaint: Complaint): string {
  const { say } = page
  const at = (instant: string) => Object.values(clock(new Date(instant))).join(' ')
  const isAnswered = complaint.state === 'answered'
  const facts: [string, string][] = [
    [say('receipt.number'), complaint.receipt],
    [say('complaint.kind'), say(`complaintKind.${complaint.kind}`)],
    [say('ask.receivedAt'), at(complaint.receivedAt)],
    ...(complaint.answeredAt ? [[say('ask.answeredAt'), at(complaint.answeredAt)] as [string, string]] : []), // a pair, not an array
  ]
  const rows = facts.map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`)
  const answer = html`<h3>${say('ask.answer')}</h3><blockquote class="answer">!${page.quoted(complaint.answer)}</blockquote>`
  return html`<section aria-labelledby="result"><h2 id="result">${say('ask.result')}</h2>
<p><span class="state ${isAnswered ? 'met' : 'onTrack'}">${say(isAnswered ? 'ask.answered' : 'ask.received')}</span></p>
<dl class="facts">!${rows}</dl>!${isAnswered ? answer : ''}<p class="note">${say('receipt.private')}</p></section>`
}
