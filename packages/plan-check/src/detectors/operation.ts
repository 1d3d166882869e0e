import { quantitiesOf } from '../grammar/quantity.ts'
import { type Passage, quoteOf, quoteWhole } from '../reading/passage.ts'
import { rowFields } from '../reading/table.ts'
import { datedRows, phasesOf, type TextPhase } from '../reading/timetable.ts'
import type { Finding } from '../result.ts'
import { finding, quotesOfClauses, type ReadContext } from './context.ts'

const YEAR_MS = 365 * 86_400_000
const OPERATES = /运营|维护|租金|服务|周期|平台/

/** Years of operation that do not fit between start and end, and costs of a year after the end. */
function afterEnd(content: Passage, startOn: string | null, endOn: string): { from: number; to: number }[] {
  const room = startOn === null ? 0 : (Date.parse(endOn) - Date.parse(startOn)) / YEAR_MS
  const operating = quantitiesOf(content).filter(
    ({ unit, value, from, to }) =>
      unit === '年' && value > room && OPERATES.test(content.text.slice(Math.max(0, from - 10), to + 6)),
  )
  const later = [...content.text.matchAll(/(\d{4})\s*年(?!度?全国|\s*\d)/g)].filter(
    ([, year]) => Number(year) > Number(endOn.slice(0, 4)),
  )
  return [
    ...operating.map(({ from, to }) => ({ from: Math.max(0, from - 8), to })),
    ...later.map(({ index }) => ({ from: index, to: Math.min(content.text.length, index + 16) })),
  ]
}

/** Years of operation, or costs of a later year, in a row that must be finished before. */
function operationAfterEnd(context: ReadContext): Finding[] {
  const { say } = context
  const dated = new Map(datedRows(context.reading).map((item) => [item.row, item]))
  // A row without a deadline is held against the one that most rows have.
  const [common] = [...Map.groupBy(dated.values(), (item) => item.endOn).values()].toSorted(
    (a, b) => b.length - a.length,
  )
  const last = common?.[0]?.endOn ?? undefined
  if (last === undefined) return []
  const quotes = context.reading.tables.flatMap((table) =>
    table.rows.flatMap((row) => {
      const { content, time } = rowFields(table, row)
      if (row.serial === null || content === undefined) return []
      const own = dated.get(row)
      const places = afterEnd(content, own?.startOn ?? null, own?.endOn ?? last)
      const due = time === undefined || places.length === 0 ? [] : [quoteWhole(time, context.lines)]
      return [...places.map(({ from, to }) => quoteOf(content, context.lines, from, to)), ...due]
    }),
  )
  if (quotes.length === 0) return []
  return [
    finding('D-DATE', 'warn', quotes, {
      title: say('完成时间之后还有运营期或费用', 'Years of operation or costs after the deadline'),
      why: say(
        '完成时间管建设还是管运营没有分开，按它验收时运营还没有开始',
        'The deadline does not say whether it ends building or operation; at acceptance operation has hardly begun',
      ),
      decide: say('分写建设完成日和运营期起止', 'State the end of building and the years of operation apart'),
    }),
  ]
}

const CHOICE = /确定.{0,4}承办(?:企业|单位|主体)/

/** The choice of the contractor, which two phases both claim. */
function sharedMilestones(context: ReadContext, phases: readonly TextPhase[]): Finding[] {
  if (phases.length < 2) return []
  const { say } = context
  const phaseOf = (passage: Passage): string | undefined =>
    passage.headings.findLast((heading) => phases.some((phase) => phase.passage.text.startsWith(heading)))
  const clauses = context.clauses.filter((clause) => CHOICE.test(clause.text) && phaseOf(clause.passage) !== undefined)
  const claimed = new Set(clauses.map((clause) => phaseOf(clause.passage)))
  if (claimed.size < 2) return []
  return [
    finding('D-DATE', 'warn', quotesOfClauses(context, clauses), {
      title: say('确定承办单位写在两个阶段里', 'Choosing the contractor stands in two phases'),
      why: say('合同何时签定、从何时算工期说不清', 'When the contract is signed and time begins to run cannot be said'),
      decide: say('写明在哪个阶段、哪一天前确定', 'Say in which phase and by which day'),
    }),
  ]
}

/** What runs on after the deadline, and what two phases both claim. */
export function detectOperation(context: ReadContext): Finding[] {
  return [...operationAfterEnd(context), ...sharedMilestones(context, phasesOf(context.reading))]
}
