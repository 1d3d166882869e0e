import type { Source } from '@xiangji/county-pack'
import { dayAfter, type Span, spansOf } from '../grammar/day.ts'
import { quantitiesOf } from '../grammar/quantity.ts'
import { clausesOf, type Passage, quoteClause, quoteOf, quoteWhole } from '../reading/passage.ts'
import { type Row, rowFields, type Table } from '../reading/table.ts'
import type { Finding } from '../result.ts'
import { finding, quotesOfClauses, type ReadContext } from './context.ts'
import { isRestated } from './restated.ts'

export interface TextPhase {
  name: string
  startOn: string
  endOn: string
  source: Source
  passage: Passage
}

const PHASE = /阶段|启动|筹备|实施|建设|验收|巩固|总结|推广|评价|完善|提升/
const LONG_HEADING = 60

/** Headings such as （二）实施阶段（2020年4月—2020年12月）, in the order of the document. */
export function phasesOf(context: ReadContext): TextPhase[] {
  return context.reading.passages.flatMap((passage) => {
    if (passage.cell !== null || passage.text.length > LONG_HEADING || !PHASE.test(passage.text)) return []
    const span = spansOf(passage).find((candidate) => candidate.startOn !== null && candidate.endOn !== null)
    if (span === undefined || !/[（(]\s*$/.test(passage.text.slice(0, span.from))) return []
    const name = passage.text
      .slice(0, span.from)
      .replace(/^[（(]?[一二三四五六七八九十\d]+[）)、.．]\s*/, '')
      .replace(/[（(]\s*$/, '')
    return [
      {
        name: name.trim(),
        startOn: span.startOn ?? '',
        endOn: span.endOn ?? '',
        source: quoteWhole(passage, context.lines),
        passage,
      },
    ]
  })
}

interface Issued {
  from: string
  source: Source
}

const ISSUE_LINE = /^\s*\S*?\s*(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*(?:印发)?\s*$/
const NUMBER = /[\u4e00-\u9fa5]+\s*[〔[（(]\s*(\d{4})\s*[〕\]）)]\s*\d+\s*号/

/** The day of issue on a line of its own, else the first day of the year in the document's number. */
export function issuedOf(context: ReadContext): Issued | undefined {
  const { passages } = context.reading
  for (const passage of passages) {
    const match = passage.text.length < 60 ? ISSUE_LINE.exec(passage.text) : null
    if (match === null || passage.cell !== null) continue
    const [, year = '', month = '', day = ''] = match
    return {
      from: `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`,
      source: quoteWhole(passage, context.lines),
    }
  }
  const numbered = passages.slice(0, 8).find((passage) => passage.text.length < 40 && NUMBER.test(passage.text))
  const year = numbered === undefined ? undefined : NUMBER.exec(numbered.text)?.[1]
  if (numbered === undefined || year === undefined) return undefined
  return { from: `${year}-01-01`, source: quoteWhole(numbered, context.lines) }
}

function seams({ say }: ReadContext, phases: readonly TextPhase[]): Finding[] {
  return phases.slice(1).flatMap((next, index) => {
    const before = phases[index]
    if (before === undefined || next.startOn === dayAfter(before.endOn)) return []
    const isOverlap = next.startOn <= before.endOn
    return [
      finding('D-DATE', 'warn', [before.source, next.source], {
        title: isOverlap
          ? say(`阶段重叠：${before.name}与${next.name}`, `Phases overlap: ${before.name} and ${next.name}`)
          : say(
              `阶段之间有空档：${before.name}与${next.name}`,
              `A gap between phases: ${before.name} and ${next.name}`,
            ),
        why: say(
          `前一阶段止于 ${before.endOn}，后一阶段始于 ${next.startOn}`,
          `The first ends on ${before.endOn}, the next starts on ${next.startOn}`,
        ),
        decide: say('改正起止月份，或写明为什么', 'Correct the months or say why'),
      }),
    ]
  })
}

function reversed({ say }: ReadContext, phases: readonly TextPhase[]): Finding[] {
  return phases
    .filter((phase) => phase.endOn < phase.startOn)
    .map((phase) =>
      finding('D-DATE', 'error', [phase.source], {
        title: say(`阶段的终点早于起点：${phase.name}`, `A phase ends before it starts: ${phase.name}`),
        why: `${phase.startOn} — ${phase.endOn}`,
        decide: say('改正年月', 'Correct the dates'),
      }),
    )
}

function overBeforeIssue(context: ReadContext, phases: readonly TextPhase[]): Finding[] {
  const issued = issuedOf(context)
  if (issued === undefined) return []
  const { say } = context
  const told = (
    some: readonly TextPhase[],
    severity: Finding['severity'],
    words: { title: string; why: string },
  ): Finding[] =>
    some.length === 0
      ? []
      : [
          finding('D-DATE', severity, [issued.source, ...some.map((phase) => phase.source)], {
            ...words,
            decide: say('导入时标明已完成到哪一步，或改定新的起止', 'Say on import how far they are, or set new dates'),
          }),
        ]
  const past = phases.filter((phase) => phase.endOn < issued.from)
  const begun = phases.filter((phase) => phase.startOn < issued.from && phase.endOn >= issued.from)
  const names = (some: readonly TextPhase[]): string => some.map((phase) => phase.name).join('、')
  return [
    ...told(past, 'error', {
      title: say(
        `发文时已经结束的阶段：${names(past)}`,
        `Phases that were over when the document was issued: ${names(past)}`,
      ),
      why: say(
        `发文不早于 ${issued.from}，而这些阶段在此之前已结束`,
        `Issued on ${issued.from} at the earliest; these phases end before it`,
      ),
    }),
    ...told(begun, 'info', {
      title: say(
        `发文前已经开始的阶段：${names(begun)}`,
        `Phases that began before the document was issued: ${names(begun)}`,
      ),
      why: say(`发文不早于 ${issued.from}`, `Issued on ${issued.from} at the earliest`),
    }),
  ]
}

const INVESTMENT = /投资|资金|概算/

function outsideInvestment(context: ReadContext, phases: readonly TextPhase[]): Finding[] {
  const { say } = context
  return context.reading.passages.flatMap((passage) => {
    if (passage.cell !== null || !INVESTMENT.test(passage.text)) return []
    const span = spansOf(passage).find((candidate) => /^\d{4}\s*年?\D{1,4}\d{4}\s*年$/.test(candidate.text))
    if (span?.endOn === undefined || span.endOn === null) return []
    if (!/投资/.test(passage.text.slice(span.to, span.to + 8))) return []
    const end = span.endOn
    const late = phases.filter((phase) => phase.endOn > end)
    if (late.length === 0) return []
    const names = late.map((phase) => phase.name).join('、')
    const [clause] = clausesOf(passage).filter((candidate) => candidate.from <= span.from && span.to <= candidate.to)
    const source =
      clause === undefined ? quoteOf(passage, context.lines, span.from, span.to) : quoteClause(clause, context.lines)
    return [
      finding('D-DATE', 'warn', [source, ...late.map((phase) => phase.source)], {
        title: say(`投资期之外的阶段：${names}`, `Phases outside the investment period: ${names}`),
        why: say(
          `投资期止于 ${end}，验收和尾款支付在其后`,
          `Investment ends on ${end}; acceptance and the last payment come after`,
        ),
        decide: say('另定支付截止日', 'Set a last day of payment'),
      }),
    ]
  })
}

interface Dated {
  row: Row
  table: Table
  time: Passage
  startOn: string | null
  endOn: string | null
}

function datedRows(context: ReadContext): Dated[] {
  return context.reading.tables.flatMap((table) =>
    table.rows.flatMap((row) => {
      const { time } = rowFields(table, row)
      if (row.serial === null || time === undefined) return []
      const [startOn, endOn] = boundsOf(time)
      return endOn === null ? [] : [{ row, table, time, startOn, endOn }]
    }),
  )
}

function boundsOf(passage: Passage): [start: string | null, end: string | null] {
  const spans = spansOf(passage)
  const year = /(\d{4})\s*年\s*全年/.exec(passage.text)
  if (year !== null) return [`${year[1]}-01-01`, `${year[1]}-12-31`]
  const start = spans.find((span) => span.startOn !== null)?.startOn ?? null
  const end = spans.findLast((span: Span) => span.endOn !== null)?.endOn ?? null
  return [start, end]
}

/** The one phase in which things are built; 启动 and 验收 alone are others. */
function buildingPhase(phases: readonly TextPhase[]): TextPhase | undefined {
  const named = phases.filter((phase) => /实施|建设/.test(phase.name))
  return named.length === 1 ? named[0] : undefined
}

function rowsOutside(context: ReadContext, phases: readonly TextPhase[]): Finding[] {
  const building = buildingPhase(phases)
  if (building === undefined) return []
  const outside = datedRows(context).filter(
    (dated) => (dated.endOn ?? '') > building.endOn || (dated.startOn !== null && dated.startOn < building.startOn),
  )
  if (outside.length === 0) return []
  const { say } = context
  const last = phases.at(-1)
  const [common] = [...Map.groupBy(outside, (dated) => dated.endOn).values()].toSorted((a, b) => b.length - a.length)
  const isOneDay =
    common !== undefined && common.length >= 4 && common.length >= outside.length - 2 && last !== undefined
  const sources = outside.map((dated) => quoteWhole(dated.time, context.lines))
  return [
    finding('D-DATE', 'warn', [building.source, ...(isOneDay && last !== undefined ? [last.source] : []), ...sources], {
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
  const byTable = Map.groupBy(datedRows(context), (dated) => dated.table)
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
    if (one === undefined || other === undefined) return []
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

const OFFICES = 10

/** The day on which all offices must be done, when it is not the day on which the last phase ends. */
function endOfTasks(context: ReadContext, phases: readonly TextPhase[]): Finding[] {
  const last = phases.at(-1)
  const [common] = [...Map.groupBy(datedRows(context), (dated) => dated.endOn).values()].toSorted(
    (a, b) => b.length - a.length,
  )
  const [first] = common ?? []
  if (last === undefined || first === undefined || (common?.length ?? 0) < OFFICES || first.endOn === last.endOn)
    return []
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

const CONTRACT = /确定.{0,6}(?:服务商|承办|中标|供应商|运营商)|合同签订|签订合同/
const FINAL = /最终验收|终期验收|终验|省.{0,4}验收/
const SELF_CHECK = /全部完成后/

function nameAndContent(dated: Dated): string {
  const { name, content } = rowFields(dated.table, dated.row)
  return `${name?.text ?? ''} ${content?.text ?? ''}`
}

/** Work that starts before its contractor is known, or goes on after the last acceptance. */
function taskOrder(context: ReadContext): Finding[] {
  const rows = datedRows(context)
  const contract = rows.find((dated) => CONTRACT.test(nameAndContent(dated)))
  const final = rows.find((dated) => FINAL.test(nameAndContent(dated)))
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
        title: say('最终验收之后还有任务', 'Tasks after the final acceptance'),
        why: say('验收之后的责任单位和资金没有着落', 'Nobody answers or pays for them after acceptance'),
        decide: say('写明运营期由谁负责、钱从哪里出', 'Say who is answerable and who pays'),
      }),
    )
  }
  return findings
}

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
  const dated = new Map(datedRows(context).map((item) => [item.row, item]))
  const ends = [...dated.values()].map((item) => item.endOn).filter((day) => day !== null)
  const last = ends.toSorted().at(-1)
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

const MILESTONES = [/确定.{0,4}承办(?:企业|单位|主体)/, /招(?:投)?标/, /成立.{0,12}领导小组/]

/** One milestone that two phases both claim. */
function sharedMilestones(context: ReadContext, phases: readonly TextPhase[]): Finding[] {
  if (phases.length < 2) return []
  const { say } = context
  const phaseOf = (passage: Passage): string | undefined =>
    passage.headings.findLast((heading) => phases.some((phase) => phase.passage.text.startsWith(heading)))
  const [first] = MILESTONES
  if (first === undefined) return []
  const clauses = context.clauses.filter((clause) => first.test(clause.text) && phaseOf(clause.passage) !== undefined)
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

/** 11月前 may end on the last of October or of November. */
function unclearBefore(context: ReadContext): Finding[] {
  const { say } = context
  const hits = context.reading.passages.flatMap((passage) =>
    [...passage.text.matchAll(/\d{4}\s*年\s*\d{1,2}\s*月\s*前/g)].map((match) =>
      quoteOf(passage, context.lines, match.index, match.index + match[0].length),
    ),
  )
  if (hits.length === 0) return []
  return [
    finding('D-DATE', 'info', hits, {
      title: say('“某月前”没有写到日', '“Before a month” without a day'),
      why: say(
        '可以读作该月一日之前，也可以读作该月底之前',
        'It may mean before the first or before the last of the month',
      ),
      decide: say('统一写作“某月底前”', 'Write the last day of the month throughout'),
    }),
  ]
}

/** Days against each other: phases, deadlines, the day of issue and the investment period. */
export function detectDates(context: ReadContext): Finding[] {
  const phases = phasesOf(context)
  return [
    ...reversed(context, phases),
    ...seams(context, phases),
    ...overBeforeIssue(context, phases),
    ...outsideInvestment(context, phases),
    ...rowsOutside(context, phases),
    ...oddDeadline(context),
    ...endOfTasks(context, phases),
    ...taskOrder(context),
    ...operationAfterEnd(context),
    ...sharedMilestones(context, phases),
    ...unclearBefore(context),
  ]
}
