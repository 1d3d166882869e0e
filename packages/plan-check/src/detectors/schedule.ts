import type { Source } from '@xiangji/county-pack'
import { quoteWhole } from '../reading/passage.ts'
import { moneyTable, rowFields } from '../reading/table.ts'
import { type Dated, datedRows, isReversed, meant, phasesOf, type TextPhase, widest } from '../reading/timetable.ts'
import type { Finding } from '../result.ts'
import { finding, type ReadContext } from './context.ts'
import { unlikeRows } from './prose.ts'
import { isRestated } from './restated.ts'
import { beforeWriting, issuedTooEarly } from './sessions.ts'

/** The one phase in which things are built; 启动 and 验收 alone are others. */
function buildingPhase(phases: readonly TextPhase[]): TextPhase | undefined {
  const named = phases.filter((phase) => /实施|建设/.test(phase.name))
  return named.length === 1 ? named[0] : undefined
}

/** A row whose day the text contradicts is told with the text. */
function outsideOf(context: ReadContext, building: TextPhase): Dated[] {
  const told = new Set(unlikeRows(context).map(({ dated }) => dated.row))
  return datedRows(context.reading).filter(
    (dated) =>
      (!told.has(dated.row) && (dated.endOn ?? '') > building.endOn) ||
      (dated.startOn !== null && dated.startOn < building.startOn),
  )
}

/** Rows of a few that lie outside the building phase are told there, and not once more as unlike the others. */
function isToldOutside(context: ReadContext, dated: Dated): boolean {
  const building = buildingPhase(widest(phasesOf(context.reading)))
  const outside = building === undefined ? [] : outsideOf(context, building)
  return outside.some(({ row }) => row === dated.row) && outside.length * 2 < datedRows(context.reading).length
}

function rowsOutside(context: ReadContext, phases: readonly TextPhase[]): Finding[] {
  const building = buildingPhase(phases)
  if (building === undefined) return []
  const outside = outsideOf(context, building)
  if (outside.length === 0) return []
  const { say } = context
  const [common] = [...Map.groupBy(outside, (dated) => dated.endOn).values()].toSorted((a, b) => b.length - a.length)
  const isOneDay = common !== undefined && common.length >= 4 && common.length >= outside.length - 2
  const sources = outside.map((dated) => quoteWhole(dated.time, context.lines))
  const after = phases.slice(phases.indexOf(building) + 1).map((phase) => phase.source)
  const isEarly = outside.some(({ startOn }) => startOn !== null && startOn < building.startOn)
  const before = isEarly ? phases.slice(0, phases.indexOf(building)).map((phase) => phase.source) : []
  return [
    finding('D-DATE', 'warn', [building.source, ...before, ...(isOneDay ? after : []), ...sources], {
      title: isOneDay
        ? say(`任务同一时限，且都在“${building.name}”之后`, `The tasks share one deadline after “${building.name}”`)
        : say(`事项的起止与“${building.name}”不合`, `Items do not fit “${building.name}”`),
      why: say(
        `该阶段为 ${building.startOn} — ${building.endOn}，这些事项的时间在其外，逾期与否说不清`,
        `It runs ${building.startOn} — ${building.endOn}; whether these items are late cannot be said`,
      ),
      decide: say('逐项定时限，使之落在所属阶段内', 'Give each item a deadline inside its phase'),
    }),
  ]
}

const ALIKE = 5

/** The one row whose deadline is not that of all the others, and stands in no second place. */
function oddDeadline(context: ReadContext): Finding[] {
  const byTable = Map.groupBy(datedRows(context.reading), (dated) => dated.table)
  const { say } = context
  return [...byTable.values()].flatMap((rows) => {
    const groups = [...Map.groupBy(rows, (dated) => dated.endOn ?? '').entries()].toSorted(
      (a, b) => b[1].length - a[1].length,
    )
    const [most, odd] = groups
    if (
      groups.length !== 2 ||
      most === undefined ||
      odd === undefined ||
      rows.length < ALIKE ||
      odd[1].length > 1 ||
      isRestated(context)
    )
      return []
    const [one] = odd[1]
    const [other] = most[1]
    if (one === undefined || other === undefined || isToldOutside(context, one)) return []
    return [
      finding(
        'D-DATE',
        'warn',
        [one, other].map((dated) => quoteWhole(dated.time, context.lines)),
        {
          title: say(
            `一行的时限与其余各行不同：${one.time.text}`,
            `One row has another deadline than all others: ${one.time.text}`,
          ),
          why: say(
            `其余 ${most[1].length} 行都是“${other.time.text}”`,
            `The other ${most[1].length} rows say “${other.time.text}”`,
          ),
          decide: say('核对是有意的还是笔误', 'Check whether it is meant or a slip'),
        },
      ),
    ]
  })
}

/** A row whose time ends before it begins. */
function reversedRows(context: ReadContext): Finding[] {
  const { say } = context
  const rows = isRestated(context) ? [] : datedRows(context.reading)
  return rows
    .filter((dated) => dated.startOn !== null && (dated.endOn ?? '') < dated.startOn)
    .map((dated) =>
      finding('D-DATE', 'error', [quoteWhole(dated.time, context.lines)], {
        title: say(`时间的终点早于起点：${dated.time.text}`, `A time that ends before it begins: ${dated.time.text}`),
        why: `${dated.startOn} — ${dated.endOn}`,
        decide: say('改正年月', 'Correct the dates'),
      }),
    )
}

const STEPS = 5

/** The one step of a schedule that is not in the order of all the others; the lines of a budget follow no order. */
function outOfOrder(context: ReadContext): Finding[] {
  const { say } = context
  if (isRestated(context)) return []
  return [...Map.groupBy(datedRows(context.reading), (dated) => dated.table).values()].flatMap((rows) => {
    const days = rows.map((dated) => dated.endOn ?? '')
    const isRising = (list: readonly string[]): boolean =>
      list.every((day, at) => at === 0 || (list[at - 1] ?? '') <= day)
    const isBudget = rows[0] !== undefined && moneyTable(rows[0].table) !== undefined
    if (isBudget || rows.length < STEPS || new Set(days).size < 3 || isRising(days)) return []
    const odd = rows.filter((_, at) => isRising(days.toSpliced(at, 1)))
    const [first] = odd
    const building = buildingPhase(widest(phasesOf(context.reading)))
    const outside = building === undefined ? [] : outsideOf(context, building)
    // A step outside of the building phase, one after the final acceptance, or that acceptance itself, is told as such.
    const final = datedRows(context.reading).find((dated) => FINAL.test(nameAndContent(dated)))
    if (
      first === undefined ||
      odd.some(({ row }) => outside.some((dated) => dated.row === row)) ||
      odd.some((dated) => (dated.endOn ?? '') > (final?.endOn ?? LAST_DAY) || dated.row === final?.row)
    )
      return []
    // Two neighbours may both be the one: the day of either is to be looked at.
    const beside =
      odd.length > 1
        ? odd
        : [first, rows[rows.indexOf(first) + 1] ?? rows.at(-2)].filter((dated) => dated !== undefined)
    return [
      finding(
        'D-DATE',
        'warn',
        beside.map((dated) => quoteWhole(dated.time, context.lines)),
        {
          title: say(`一步的时限不在先后次序里：${first.time.text}`, `One step is out of order: ${first.time.text}`),
          why: say('其余各步都按先后排列，只有它不是', 'All other steps follow one another'),
          decide: say('核对是有意的还是笔误', 'Check whether it is meant or a slip'),
        },
      ),
    ]
  })
}

const OFFICES = 10

/** The day on which all offices must be done, when it is not the day on which the last phase ends. */
function endOfTasks(context: ReadContext, phases: readonly TextPhase[]): Finding[] {
  const last = phases.at(-1)
  const [common] = [...Map.groupBy(datedRows(context.reading), (dated) => dated.endOn).values()].toSorted(
    (a, b) => b.length - a.length,
  )
  const [first] = common ?? []
  if (last === undefined || first === undefined || (common?.length ?? 0) < OFFICES) return []
  if (first.endOn === last.endOn || isReversed(last)) return []
  const { say } = context
  return [
    finding('D-DATE', 'warn', [last.source, quoteWhole(first.time, context.lines)], {
      title: say(
        '任务的统一时限不是最后阶段的终点',
        'The common deadline of the tasks is not the end of the last phase',
      ),
      why: say(
        `最后阶段止于 ${last.endOn}，任务时限为 ${first.endOn}`,
        `The last phase ends on ${last.endOn}, the tasks on ${first.endOn}`,
      ),
      decide: say('改成一致，或写明为什么', 'Make them agree or say why'),
    }),
  ]
}

const LAST_DAY = '9999-12-31'
const CONTRACT = /确定.{0,6}(?:服务商|承办|中标|供应商|运营商)|合同签订|签订合同/
const FINAL = /最终验收|终期验收|终验|省.{0,4}验收/
const SELF_CHECK = /全部完成后/

function nameAndContent(dated: Dated): string {
  const { name, content } = rowFields(dated.table, dated.row)
  return `${name?.text ?? ''} ${content?.text ?? ''}`
}

/** Work that starts before its contractor is known, or goes on after the last acceptance. */
function taskOrder(context: ReadContext): Finding[] {
  const rows = datedRows(context.reading)
  const final = rows.find((dated) => FINAL.test(nameAndContent(dated)))
  // A contract after the final acceptance is told as such, and puts no other task out of order.
  const contract = rows.find(
    (dated) => CONTRACT.test(nameAndContent(dated)) && (dated.endOn ?? '') <= (final?.endOn ?? LAST_DAY),
  )
  const check = rows.find((dated) => SELF_CHECK.test(nameAndContent(dated)))
  const at = (dated: Dated | undefined): Source[] =>
    dated === undefined ? [] : [quoteWhole(dated.time, context.lines)]
  const { say } = context
  const early = rows.filter(
    (dated) =>
      contract !== undefined &&
      dated.row.group !== contract.row.group &&
      dated.startOn !== null &&
      dated.startOn <= (contract.endOn ?? ''),
  )
  const late = rows.filter(
    (dated) => final !== undefined && dated !== final && (dated.endOn ?? '') > (final.endOn ?? ''),
  )
  const overlapping = early.filter((dated) => check !== undefined && (dated.endOn ?? '') >= (check.endOn ?? ''))
  const findings: Finding[] = []
  if (early.length > 0) {
    const words = overlapping.length > 0 ? at(check) : []
    findings.push(
      finding('D-DATE', 'warn', [...at(contract), ...early.flatMap(at), ...words], {
        title: say(
          '任务在确定承办单位之前开始，或拖到自查总结之后',
          'Tasks start before the contractor is chosen, or outlast the final review',
        ),
        why: say('没有合同就没有人干、没有依据付款', 'Without a contract nobody works and nothing can be paid'),
        decide: say('改定先后，或写明合同之前由谁做', 'Change the order or say who works before the contract'),
      }),
    )
  }
  if (late.length > 0) {
    findings.push(
      finding('D-DATE', 'warn', [...late.flatMap(at), ...at(final)], {
        title:
          late.length * 2 > rows.length
            ? say('最终验收早于多数任务', 'The final acceptance comes before most tasks')
            : say('最终验收之后还有任务', 'Tasks after the final acceptance'),
        why: say('验收之后的责任单位和资金没有着落', 'Nobody answers or pays for them after acceptance'),
        decide: say('写明运营期由谁负责、钱从哪里出', 'Say who is answerable and who pays'),
      }),
    )
  }
  return findings
}

/** The deadlines of rows against the phases and against one another. */
export function detectSchedule(context: ReadContext): Finding[] {
  const phases = meant(phasesOf(context.reading))
  return [
    ...beforeWriting(context, phases),
    ...issuedTooEarly(context),
    ...rowsOutside(context, widest(phasesOf(context.reading))),
    ...oddDeadline(context),
    ...reversedRows(context),
    ...outOfOrder(context),
    ...endOfTasks(context, phases),
    ...taskOrder(context),
  ]
}
