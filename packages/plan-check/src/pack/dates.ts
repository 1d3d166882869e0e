import type { BudgetLine, Phase, PlanDocument } from '@xiangji/county-pack'
import { dayAfter } from '../grammar/day.ts'
import { type Checked, present, type Told } from '../result.ts'

function finding(severity: Told['severity'], title: string, quotes: Told['quotes'], why: string): Told {
  return { detector: 'D-DATE', severity, title, quotes, why }
}

/** The first day on which the document can have been issued. */
function issuedFrom(document: PlanDocument): string | null {
  return document.issuedOn ?? (document.issuedYear === null ? null : `${document.issuedYear}-01-01`)
}

function seamsOfPhases({ pack, say }: Checked): Told[] {
  return pack.phases.slice(1).flatMap((next, index) => {
    const previous = pack.phases[index]
    if (previous === undefined || next.startOn === dayAfter(previous.endOn)) return []
    const isOverlap = next.startOn <= previous.endOn
    const title = isOverlap
      ? say(`阶段重叠：${previous.name}与${next.name}`, `Phases overlap: ${previous.name} and ${next.name}`)
      : say(`阶段之间有空档：${previous.name}与${next.name}`, `A gap between phases: ${previous.name} and ${next.name}`)
    const why = say(
      `前一阶段止于 ${previous.endOn}，后一阶段始于 ${next.startOn}`,
      `The first ends on ${previous.endOn}, the next starts on ${next.startOn}`,
    )
    // Months that are not printed but were worked out from the tasks of a phase may well overlap.
    const isPrinted = [previous, next].every((phase) => /\d{4}/.test(phase.source?.quote ?? ''))
    return [finding(isPrinted ? 'warn' : 'info', title, present(previous.source, next.source), why)]
  })
}

function phasesBeforeIssue({ pack, say }: Checked): Told[] {
  const from = issuedFrom(pack.document)
  const past = pack.phases.filter((phase) => from !== null && phase.endOn < from)
  if (past.length === 0) return []
  const names = past.map((phase) => phase.name).join(say('、', ', '))
  return [
    finding(
      'error',
      say(`发文时已经结束的阶段：${names}`, `Phases that were over when the document was issued: ${names}`),
      present(pack.document.issuedSource ?? pack.document.numberSource, ...past.map((phase) => phase.source)),
      say(
        `发文不早于 ${from}，而这些阶段在此之前已结束`,
        `Issued on ${from} at the earliest; these phases end before it`,
      ),
    ),
  ]
}

function phasesAfterInvestment({ pack, say }: Checked): Told[] {
  const period = pack.investmentPeriod
  const late = pack.phases.filter((phase) => period !== null && phase.endOn > period.endOn)
  if (period === null || late.length === 0) return []
  const names = late.map((phase) => phase.name).join(say('、', ', '))
  return [
    finding(
      'warn',
      say(`投资期之外的阶段：${names}`, `Phases outside the investment period: ${names}`),
      present(period.source, ...late.map((phase) => phase.source)),
      say(
        `投资期为${period.text}，尾款支付须另定截止日`,
        `Investment runs ${period.text}; the last payment needs a date`,
      ),
    ),
  ]
}

/** The one phase in which things are built, if the names of the phases tell it. */
function buildingPhase(phases: readonly Phase[]): Phase | undefined {
  const named = phases.filter((phase) => /实施|建设/.test(phase.name))
  return named.length === 1 ? named[0] : undefined
}

function lineSources(line: BudgetLine): Told['quotes'] {
  return present(line.scheduleSource ?? line.source)
}

function linesOutsidePhases({ pack, say }: Checked): Told[] {
  const first = pack.phases[0]
  const last = pack.phases.at(-1)
  if (first === undefined || last === undefined) return []
  return pack.budget.lines.flatMap((line) => {
    const isEarly = line.startOn !== null && line.startOn < first.startOn
    const isLate = line.endOn !== null && line.endOn > last.endOn
    if (!isEarly && !isLate) return []
    const title = say(`${line.id} 的时间在各阶段之外`, `${line.id} lies outside the phases`)
    const span = `${line.startOn ?? '…'} — ${line.endOn ?? '…'}`
    const why = say(
      `${span}，而各阶段为 ${first.startOn} — ${last.endOn}`,
      `${span}, but the phases run ${first.startOn} — ${last.endOn}`,
    )
    return [finding('error', title, [...lineSources(line), ...present(first.source, last.source)], why)]
  })
}

function linesOutsideBuilding({ pack, say }: Checked): Told[] {
  const phase = buildingPhase(pack.phases)
  if (phase === undefined) return []
  const outside = pack.budget.lines.filter(
    (line) =>
      (line.startOn !== null && line.startOn < phase.startOn) || (line.endOn !== null && line.endOn > phase.endOn),
  )
  if (outside.length === 0) return []
  const ids = outside.map((line) => line.id).join(', ')
  const spans = outside.map((line) => `${line.id} ${line.startOn ?? '…'} — ${line.endOn ?? '…'}`).join(say('；', '; '))
  return [
    finding(
      'warn',
      say(`与“${phase.name}”起止不合的预算行：${ids}`, `Budget lines that do not fit “${phase.name}”: ${ids}`),
      [...present(phase.source), ...outside.flatMap(lineSources)],
      say(
        `该阶段为 ${phase.startOn} — ${phase.endOn}；${spans}`,
        `It runs ${phase.startOn} — ${phase.endOn}; ${spans}`,
      ),
    ),
  ]
}

function differingDeadlines({ pack, say }: Checked): Told[] {
  return pack.budget.lines.flatMap((line) =>
    line.restatements
      .filter((other) => other.endOn !== null && line.endOn !== null && other.endOn !== line.endOn)
      .map((other) =>
        finding(
          'error',
          say(
            `${line.id} 完成时间不一：${line.endOn} / ${other.endOn}`,
            `${line.id} has two deadlines: ${line.endOn} / ${other.endOn}`,
          ),
          [...lineSources(line), ...other.sources],
          say(
            `预算表“${line.schedule ?? line.endOn}”，${other.place}“${other.schedule ?? other.endOn}”`,
            `Budget table “${line.schedule ?? line.endOn}”, ${other.place} “${other.schedule ?? other.endOn}”`,
          ),
        ),
      ),
  )
}

function tasksAndPhases({ pack, say }: Checked): Told[] {
  const last = pack.phases.at(-1)
  return pack.tasks.flatMap((task) => {
    const { dueOn } = task
    if (dueOn === null || last === undefined) return []
    const phase = pack.phases.find((candidate) => candidate.id === task.phase) ?? null
    const isOutside = phase !== null && (dueOn < phase.startOn || dueOn > phase.endOn)
    if (!isOutside && dueOn <= last.endOn) return []
    const title = say(`${task.id} 的时限与阶段不合：${task.text}`, `${task.id} does not fit its phase: ${task.text}`)
    const bounds = phase ?? last
    const why = say(
      `时限 ${dueOn}，“${bounds.name}”为 ${bounds.startOn} — ${bounds.endOn}`,
      `Due on ${dueOn}; “${bounds.name}” runs ${bounds.startOn} — ${bounds.endOn}`,
    )
    return [finding('warn', title, present(task.source, bounds.source), why)]
  })
}

function tasksBeforeIssue({ pack, say }: Checked): Told[] {
  const from = issuedFrom(pack.document)
  const past = pack.tasks.filter((task) => from !== null && task.dueOn !== null && task.dueOn < from)
  if (past.length === 0) return []
  const ids = past.map((task) => task.id).join(', ')
  return [
    finding(
      'info',
      say(`发文时已到期的任务：${ids}`, `Tasks that were due before the document was issued: ${ids}`),
      present(pack.document.issuedSource ?? pack.document.numberSource, ...past.map((task) => task.source)),
      say(`发文不早于 ${from}；导入时应标为完成或逾期`, `Issued on ${from} at the earliest; mark them done or overdue`),
    ),
  ]
}

function targetsAfterPhases({ pack, say }: Checked): Told[] {
  const last = pack.phases.at(-1)
  const late = pack.targets.filter((target) => last !== undefined && target.dueOn !== null && target.dueOn > last.endOn)
  return late.map((target) =>
    finding(
      'warn',
      say(
        `${target.id} 的期限晚于最后阶段：${target.name}`,
        `${target.id} is due after the last phase: ${target.name}`,
      ),
      present(target.source, last?.source),
      say(
        `期限 ${target.dueOn}，最后阶段止于 ${last?.endOn}`,
        `Due on ${target.dueOn}; the last phase ends ${last?.endOn}`,
      ),
    ),
  )
}

/** Days against each other: phases, budget lines, tasks, targets and the day of issue. */
export function checkDates(checked: Checked): Told[] {
  return [
    ...seamsOfPhases(checked),
    ...phasesBeforeIssue(checked),
    ...phasesAfterInvestment(checked),
    ...linesOutsidePhases(checked),
    ...linesOutsideBuilding(checked),
    ...differingDeadlines(checked),
    ...tasksAndPhases(checked),
    ...tasksBeforeIssue(checked),
    ...targetsAfterPhases(checked),
  ]
}
