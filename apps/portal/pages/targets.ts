import { html } from 'ghtml'
import type { TargetView } from '#modules/programme'
import type { CountyReading } from '../county-reading.ts'
import { number, wholePercent } from '../format.ts'
import type { Page } from '../page.ts'
import { bar, simulatedTag, sourceOnDemand } from '../pieces.ts'

const STATES = ['met', 'onTrack', 'behind', 'red', 'notReported', 'unmeasured'] as const
const SIGNS: Record<string, string> = { '>=': '≥ ', '<=': '≤ ', '>': '> ', '<': '< ' }

type Packed = CountyReading['pack']['targets'][number]
type Value = string | number | null
type Alternative = Packed['alternatives'][number]

const plainValue = (value: Value, unit: string | null): string => {
  const text = typeof value === 'number' ? number(value) : (value ?? '')
  return typeof value === 'number' && unit ? `${text} ${unit}` : text
}

/** 高于全省平均水平, or so much more than a year before. */
const benchmark = ({ operator, value, unit, benchmark: against }: Alternative): string => {
  const sign = SIGNS[operator] ?? ''
  return value === null ? `${sign}${against}` : `${against} ${sign}${plainValue(value, unit)}`
}

/** 目标值 as the document has it: a number with its sign, a range, one of several, or words. */
function goal(page: Page, target: TargetView, packed: Packed | undefined): string {
  if (packed?.operator === 'range' && typeof packed.value === 'number' && packed.upper !== null) {
    const range = page.say('operator.to', { from: number(packed.value), to: number(packed.upper) })
    return html`${range} !${page.quoted(target.unit ?? '')}`
  }
  if (packed && packed.alternatives.length > 0) {
    const options = packed.alternatives.map((a) => benchmark(a))
    return html`${page.say('operator.or')} !${page.quoted(options.join('；'))}`
  }
  if (target.operator === 'byContract') return html`${page.say('operator.byContract')}`
  const sign = typeof target.target === 'number' ? (SIGNS[target.operator] ?? '') : ''
  return html`${sign}!${page.quoted(plainValue(target.target, target.unit) || '—')}`
}

function current(page: Page, target: TargetView): string {
  const value = target.value === null ? '—' : number(target.value)
  const tag = simulatedTag(page, target.isSimulated)
  if (target.indicator === null) return html`<span class="num">${value}</span>!${tag}`
  const label = `${target.name} ${value}`
  return html`<a class="num" href="${page.to(`/figures/${target.indicator}`)}" aria-label="${label}">${value}</a>!${tag}`
}

/** How far it is in words, so that the bar beside it needs no eyes. */
function pace({ say }: Page, { progress, expected, operator }: TargetView): string {
  if (progress === null || operator === '<=' || operator === '<') return ''
  const done = say('targets.done', { share: wholePercent(progress) })
  const due =
    expected === null || expected >= 1 ? '' : ` · ${say('targets.expected', { share: wholePercent(expected) })}`
  return html`<small>${done}${due}</small>!${bar(progress, { tick: expected })}`
}

function howKept({ say }: Page, { measure, valueOn, value }: TargetView): string {
  if (measure === 'indicator') return say('targets.indicator')
  if (measure === 'external') return say('targets.external')
  return value === null || valueOn === null ? say('targets.byHand') : say('targets.byHandOn', { day: valueOn })
}

function more(page: Page, target: TargetView): string {
  const { say } = page
  const said = [
    howKept(page, target),
    ...(target.dueOn ? [say('targets.due', { day: target.dueOn })] : []),
    ...(target.owner ? [say('targets.owner', { owner: target.owner })] : []),
    ...target.conflicts
      .filter(({ value }) => value !== null && value !== target.target)
      .map(({ value, line }) => say('targets.conflict', { value: plainValue(value, target.unit), line })),
    ...(target.note ? [say('targets.note', { note: target.note })] : []),
  ]
  return html`<ul class="facts">!${said.map((text) => html`<li>${text}</li>`)}</ul>`
}

export const stateMark = ({ say }: Page, state: TargetView['state']): string =>
  html`<span class="state ${state}">${say(`state.${state}`)}</span>`

function row(page: Page, target: TargetView, packed: Packed | undefined): string {
  return html`<tr id="${target.id}"><th scope="row">!${page.quoted(target.name)}
!${sourceOnDemand(page, target.source, { more: more(page, target), label: target.name })}</th>
<td class="amount"><span class="pair">!${current(page, target)}<span class="goal"> / !${goal(page, target, packed)}</span></span>!${pace(page, target)}</td>
<td>!${stateMark(page, target.state)}</td></tr>`
}

/** How many targets stand how. */
export function targetsInShort({ say }: Page, targets: readonly TargetView[]): string {
  const said = STATES.map((state) => ({ state, count: targets.filter((t) => t.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) => say('targets.stateCount', { state: say(`state.${state}`), count }))
  return say('targets.summary', { count: targets.length, states: said.join(say('list.comma')) })
}

/** What is entered by hand carries no origin; in a demonstration all of it is the demonstration's. */
const inDemo = (target: TargetView): TargetView => ({
  ...target,
  isSimulated: target.isSimulated || (target.measure !== 'indicator' && target.value !== null),
})

export function targetsTable(page: Page, { overview, pack, programme }: CountyReading): string {
  const targets = programme.isDemo ? overview.targets.map(inDemo) : overview.targets
  const { say } = page
  const packed = new Map(pack.targets.map((target) => [target.id, target]))
  const groups = Map.groupBy(targets, ({ category }) => category)
  return html`<table class="targets"><caption>${say('targets.caption', { count: targets.length })}</caption>
<thead><tr><th scope="col">${say('targets.name')}</th><th scope="col" class="amount">${say('targets.value')}</th><th scope="col">${say('targets.state')}</th></tr></thead>
!${[...groups].map(
    ([category, members]) =>
      html`<tbody><tr class="group"><th scope="rowgroup" colspan="3">!${page.quoted(category)}</th></tr>!${members.map((target) => row(page, target, packed.get(target.id)))}</tbody>`,
  )}</table>`
}
