import { html } from 'ghtml'
import type { PlanService } from '#modules/programme'
import { inWords, money, percent } from '../format.ts'
import type { Page } from '../page.ts'
import { quotation } from '../pieces.ts'

export type Rule = Awaited<ReturnType<PlanService['rules']>>[number]

const FEN_PER_WAN = 1_000_000

const amountOf = (page: Page, value: number, isRatio: boolean): string =>
  isRatio ? percent(value) : inWords(money(value * FEN_PER_WAN, page))

/** A limit is a most or a least: the kind of the rule says which. */
const limitOf = (page: Page, { kind, isRatio }: Rule, limit: number): string =>
  page.say(kind === 'floor' || kind === 'amountFloor' ? 'plan.atLeast' : 'plan.atMost', {
    limit: amountOf(page, limit, isRatio),
  })

function wording(page: Page, rule: Rule): string {
  const { say } = page
  const why = rule.why ? html`<p>${say('plan.why')}: !${page.quoted(rule.why)}</p>` : ''
  return html`!${page.quoted(rule.text)}!${rule.isHard ? '' : html` <span class="note">${say('plan.soft')}</span>`}
<details><summary>${say('targets.source')}<span class="sr"> ${rule.text}</span></summary>!${quotation(page, rule.source)}!${why}</details>`
}

function verdict({ say }: Page, { ok }: Rule): string {
  if (ok === null) return ''
  return html`<span class="state ${ok ? 'met' : 'red'}">${say(ok ? 'plan.ruleOk' : 'plan.ruleBroken')}</span>`
}

function ruleRow(page: Page, rule: Rule, planned: number): string {
  const { say } = page
  const limit = rule.limit === null ? '' : html`<span class="note">${limitOf(page, rule, rule.limit)}</span>`
  const paid =
    rule.paid === null ? '' : html`<span class="note">${say('plan.paidShare', { share: percent(rule.paid) })}</span>`
  return html`<tr id="${rule.id}"><th scope="row">!${wording(page, rule)}</th>
<td><b class="num">${amountOf(page, planned, rule.isRatio)}</b> !${verdict(page, rule)}!${limit}!${paid}</td></tr>`
}

/** What can be computed from the plan in a table, what papers must show in a list. */
export function rulesSection(page: Page, rules: readonly Rule[]): string {
  const { say } = page
  const computed = rules.flatMap((rule) => (rule.planned === null ? [] : [ruleRow(page, rule, rule.planned)]))
  const others = rules
    .filter(({ planned }) => planned === null)
    .map((rule) => html`<li id="${rule.id}">!${wording(page, rule)}</li>`)
  const table = html`<table class="rules"><caption>${say('plan.rulesCaption')}</caption>
<thead><tr><th scope="col">${say('plan.rule')}</th><th scope="col">${say('plan.planned')}</th></tr></thead><tbody>!${computed}</tbody></table>`
  return html`<section aria-labelledby="rules"><h2 id="rules">${say('plan.rules')}</h2>
!${rules.length === 0 ? html`<p class="note">${say('plan.none')}</p>` : ''}
!${computed.length > 0 ? table : ''}
!${others.length > 0 ? html`<h3>${say('plan.otherRules')}</h3><ul>!${others}</ul>` : ''}</section>`
}
