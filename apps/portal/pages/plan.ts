import { html } from 'ghtml'
import type { BudgetView, PlanService } from '#modules/programme'
import type { CountyReading } from '../county-reading.ts'
import { wan, yuan } from '../format.ts'
import { layout } from '../layout.ts'
import type { Page } from '../page.ts'
import { sourceOnDemand } from '../pieces.ts'
import { disclosureRules } from './documents.ts'
import { type Rule, rulesSection } from './plan-rules.ts'
import { documentFacts, phaseList } from './programme.ts'

type Task = Awaited<ReturnType<PlanService['tasks']>>[number]
export type PlanReading = { reading: CountyReading; budget: BudgetView; rules: readonly Rule[]; tasks: readonly Task[] }

const CONTENTS = [
  ['basis', 'plan.basis'],
  ['stage', 'stage.title'],
  ['lines', 'plan.lines'],
  ['rules', 'plan.rules'],
  ['tasks', 'plan.tasks'],
] as const

export function planPage(page: Page, { reading, budget, rules, tasks }: PlanReading): string {
  const { say } = page
  const contents = CONTENTS.map(([id, key]) => html`<li><a href="#${id}">${say(key)}</a></li>`)
  const main = html`<h1>${say('plan.title')}</h1>
<p class="lead">!${page.quoted(reading.programme.document.title)}</p>
<p>${say('plan.lead', { county: page.county.name })}</p>
<nav aria-label="${say('nav.contents')}"><ul class="chips">!${contents}</ul></nav>
!${documentFacts(page, reading)}
!${basis(page, reading)}
!${phases(page, reading)}
!${lines(page, budget)}
!${rulesSection(page, rules)}
!${tasksTable(page, tasks)}
!${disclosureRules(page, reading)}`
  return layout(page, { title: say('plan.title'), main, section: 'plan', reading })
}

function phases(page: Page, reading: CountyReading): string {
  const { say } = page
  return html`<section aria-labelledby="stage"><h2 id="stage">${say('stage.title')}</h2>
<p><b class="state onTrack">${say(`stage.${reading.programme.stage}`)}</b></p>!${phaseList(page, reading)}</section>`
}

type Basis = CountyReading['pack']['document']['basedOn']

function basis(page: Page, { pack }: CountyReading): string {
  const { say } = page
  const { basedOn, repeals } = pack.document
  const { leadingGroup } = pack.county
  const list = (all: Basis) =>
    html`<ul>!${all.map(({ title, number, source }) => html`<li>!${page.quoted([title, number].filter(Boolean).join(' ') || '—')} !${source ? html`<span class="note">${say('targets.line', { line: source.line })}</span>` : ''}</li>`)}</ul>`
  return html`<section aria-labelledby="basis"><h2 id="basis">${say('plan.basis')}</h2>
!${basedOn.length > 0 ? list(basedOn) : html`<p class="note">${say('plan.none')}</p>`}
!${repeals.length > 0 ? html`<h3>${say('plan.repeals')}</h3>!${list(repeals)}` : ''}
!${leadingGroup ? html`<h3>${say('plan.group')}</h3><p>!${page.quoted([leadingGroup.name, leadingGroup.head, leadingGroup.deputy].filter(Boolean).join('，'))}</p>!${sourceOnDemand(page, leadingGroup.source)}` : ''}</section>`
}

const FUNDS = ['total', 'central', 'local', 'social'] as const

function lineItem(page: Page, line: BudgetView['lines'][number]): string {
  const { say } = page
  const period =
    line.startOn && line.endOn
      ? say('plan.period', { range: say('date.range', { from: line.startOn, to: line.endOn }) })
      : ''
  const supporting =
    line.supportingUnits.length > 0 ? say('plan.supporting', { units: line.supportingUnits.join(say('list.and')) }) : ''
  const units = `${say('plan.units', { lead: line.leadUnit })}${supporting}`
  return html`<li id="${line.id}"><div><h3>!${page.quoted(line.project)}</h3><p class="note">!${page.quoted(line.category)}</p>
<p>!${page.quoted(line.scope ?? '—')}</p><p class="note">${units}</p>!${period ? html`<p class="note">${period}</p>` : ''}!${sourceOnDemand(page, line.source, { label: line.project })}</div>
!${amounts(page, line)}</li>`
}

function amounts(
  { say }: Page,
  { plannedFen, paidFen, spentFen }: Pick<BudgetView, 'plannedFen' | 'paidFen' | 'spentFen'>,
): string {
  const cells: [string, number][] = [
    ...FUNDS.map((fund): [string, number] => [say(`lines.${fund}`), plannedFen[fund]]),
    [say('lines.paid'), paidFen.total],
    [say('plan.spent'), spentFen.total],
  ]
  return html`<dl class="amounts">!${cells.map(
    ([term, fen]) =>
      html`<div title="${say('figure.exact', { yuan: yuan(fen) })}"><dt>${term}</dt><dd class="num">${fen === 0 ? '0' : wan(fen)}</dd></div>`,
  )}</dl>`
}

function lines(page: Page, budget: BudgetView): string {
  const { say } = page
  const { central, local, social } = budget.fundSources
  const sources = say('plan.sources', { central: central ?? '—', local: local ?? '—', social: social ?? '—' })
  return html`<section aria-labelledby="lines"><h2 id="lines">${say('plan.lines')}</h2>
<p class="note">${say('plan.linesUnit')}</p>
<ol class="lines"><li><div><h3>${say('lines.all')}</h3><p class="note">${sources}</p></div>!${amounts(page, budget)}</li>!${budget.lines.map((line) => lineItem(page, line))}</ol></section>`
}

const TASK_TONES = { todo: 'notReported', doing: 'onTrack', done: 'met' } as const

function taskRow(page: Page, task: Task): string {
  const { say } = page
  const overdue = task.isOverdue ? html` <span class="state red">${say('task.overdue')}</span>` : ''
  return html`<tr><th scope="row">!${page.quoted(task.text)} <span class="note">${say(`plan.${task.role}.role`)}</span>!${sourceOnDemand(page, task.source, { label: task.text })}</th>
<td class="day">${task.dueOn ?? say('plan.noDue')}</td><td><span class="state ${TASK_TONES[task.state]}">${say(`task.${task.state}`)}</span>!${overdue}</td></tr>`
}

function tasksTable(page: Page, tasks: readonly Task[]): string {
  const { say } = page
  const head = html`<h2 id="tasks">${say('plan.tasks')}</h2>`
  if (tasks.length === 0)
    return html`<section aria-labelledby="tasks">!${head}<p class="note">${say('plan.none')}</p></section>`
  const groups = Map.groupBy(tasks, ({ unit }) => unit)
  return html`<section aria-labelledby="tasks">!${head}<table><caption>${say('plan.tasksCaption')}</caption>
<thead><tr><th scope="col">${say('plan.task')}</th><th scope="col">${say('plan.due')}</th><th scope="col">${say('plan.taskState')}</th></tr></thead>
!${[...groups].map(
    ([unit, members]) =>
      html`<tbody><tr class="group"><th scope="rowgroup" colspan="3">!${page.quoted(unit)}</th></tr>!${members.map((task) => taskRow(page, task))}</tbody>`,
  )}</table></section>`
}
