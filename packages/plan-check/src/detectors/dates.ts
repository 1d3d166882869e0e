import { dayAfter, type Span, spansOf } from '../grammar/day.ts'
import { readNumber } from '../grammar/number.ts'
import { isDayOfIssue, issuedOf, printedDay } from '../reading/issue.ts'
import { clausesOf, quoteClause, quoteOf } from '../reading/passage.ts'
import { CONTENT, isUnder } from '../reading/sections.ts'
import { datedRows, isInOrder, isReversed, meant, phasesOf, type TextPhase } from '../reading/timetable.ts'
import type { Finding } from '../result.ts'
import { finding, type ReadContext } from './context.ts'

function seams({ say }: ReadContext, phases: readonly TextPhase[]): Finding[] {
  return phases.slice(1).flatMap((next, index) => {
    const before = phases[index]
    if (before === undefined || next.startOn === dayAfter(before.endOn)) return []
    if (isReversed(before) || isReversed(next)) return []
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
  return phases.filter(isReversed).map((phase) =>
    finding('D-DATE', 'error', [phase.source], {
      title: say(`阶段的终点早于起点：${phase.name}`, `A phase ends before it starts: ${phase.name}`),
      why: `${phase.startOn} — ${phase.endOn}`,
      decide: say('改正年月', 'Correct the dates'),
    }),
  )
}

/** 2023年12月1日至9月30日 in the text: a time that ends before it begins, where no phase is told. */
function reversedTimes(context: ReadContext, phases: readonly TextPhase[]): Finding[] {
  const { say } = context
  return context.reading.passages.flatMap((passage) => {
    if (passage.cell !== null || phases.some((phase) => phase.passage === passage)) return []
    return spansOf(passage)
      .filter(({ startOn, endOn }) => startOn !== null && endOn !== null && endOn < startOn)
      .map(({ from, to, startOn, endOn, text }) =>
        finding('D-DATE', 'error', [quoteOf(passage, context.lines, from, to)], {
          title: say(`时间的终点早于起点：${text}`, `A time that ends before it begins: ${text}`),
          why: `${startOn} — ${endOn}`,
          decide: say('改正年月', 'Correct the dates'),
        }),
      )
  })
}

/** A phase is over only when both its printed and its meant end are: a slip in the next phase's start is told there. */
function overBeforeIssue(context: ReadContext, phases: readonly TextPhase[], printed: readonly TextPhase[]): Finding[] {
  const issued = issuedOf(context.reading)
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
  const past = phases.filter(
    (phase, at) => phase.endOn < issued.from && (printed[at]?.endOn ?? phase.endOn) < issued.from,
  )
  const begun = phases.filter((phase) => phase.startOn < issued.from && !past.includes(phase))
  const names = (some: readonly TextPhase[]): string => some.map((phase) => phase.name).join('、')
  return [
    ...told(past, 'error', {
      title: say('发文时已经结束的阶段', 'Phases that were over when the document was issued'),
      why: say(
        `发文不早于 ${issued.from}，而“${names(past)}”在此之前已结束`,
        `Issued on ${issued.from} at the earliest; “${names(past)}” ended before it`,
      ),
    }),
    ...told(begun, 'info', {
      title: say('发文前已经开始的阶段', 'Phases that began before the document was issued'),
      why: say(
        `${names(begun)}：发文不早于 ${issued.from}`,
        `${names(begun)}: issued on ${issued.from} at the earliest`,
      ),
    }),
  ]
}

const VALID = /有效期[^，。；]{0,10}$/

/** A day by which the text promises something, after the last phase. */
function dueAfterEnd(context: ReadContext, phases: readonly TextPhase[]): Finding[] {
  const last = phases.at(-1)
  if (last === undefined || isReversed(last) || !isInOrder(phases)) return []
  const places = context.reading.passages.flatMap((passage) => {
    // An annex repeats what its tables say, and so does the work: there the two are compared. A phase is looked at itself.
    if (passage.cell !== null || passage.annex > 0 || phases.some((phase) => phase.passage === passage)) return []
    if (isUnder(passage, CONTENT) && datedRows(context.reading).length > 0) return []
    return spansOf(passage)
      .filter(({ from }) => !VALID.test(passage.text.slice(0, from)))
      .filter((span) => span.startOn === null && (span.endOn ?? '') > last.endOn && isDue(passage.text, span))
      .map((span) => quoteOf(passage, context.lines, span.from, span.to))
  })
  if (places.length === 0) return []
  const { say } = context
  return [
    finding('D-DATE', 'warn', [...places, last.source], {
      title: say(
        `期限晚于最后阶段：${places.map(({ quote }) => quote).join('、')}`,
        `Due after the last phase: ${places.map(({ quote }) => quote).join(', ')}`,
      ),
      why: say(`最后阶段止于 ${last.endOn}`, `The last phase ends on ${last.endOn}`),
      decide: say('改正期限，或延长阶段', 'Correct the day or prolong the phase'),
    }),
  ]
}

function isDue(text: string, { from, to }: Span): boolean {
  return (
    /前$/.test(text.slice(from, to)) || /(?:到|至|截至|截止|(?:时限|期限|时间)\s*[：:])\s*$/.test(text.slice(0, from))
  )
}

/** A day inside the paragraph of a phase that lies outside of the phase itself. */
function outsideOwnPhase(context: ReadContext, phases: readonly TextPhase[]): Finding[] {
  const { say } = context
  return phases.flatMap((phase) => {
    const days = spansOf(phase.passage).filter(
      ({ startOn, endOn, from }) =>
        startOn === null &&
        endOn !== null &&
        (endOn < phase.startOn || endOn > phase.endOn) &&
        phase.from <= from &&
        from < phase.to,
    )
    if (days.length === 0 || isReversed(phase)) return []
    const quotes = days.map(({ from, to }) => quoteOf(phase.passage, context.lines, from, to))
    return [
      finding('D-DATE', 'warn', [phase.source, ...quotes], {
        title: say(`阶段里的日期不在阶段之内：${phase.name}`, `A day that lies outside of its phase: ${phase.name}`),
        why: say(
          `该阶段为 ${phase.startOn} — ${phase.endOn}，而 ${quotes.map(({ quote }) => quote).join('、')}`,
          `The phase runs ${phase.startOn} — ${phase.endOn}`,
        ),
        decide: say('改正日期，或改定阶段', 'Correct the day or the phase'),
      }),
    ]
  })
}

/** A plan that is out of force before its last phase is over. */
function expiresEarly(context: ReadContext, phases: readonly TextPhase[]): Finding[] {
  const last = phases.at(-1)
  const { say } = context
  return context.reading.passages.flatMap((passage) => {
    const span = spansOf(passage).find(({ from }) => VALID.test(passage.text.slice(0, from)))
    if (last === undefined || span?.endOn === undefined || span.endOn === null || span.endOn >= last.endOn) return []
    return [
      finding('D-DATE', 'warn', [quoteOf(passage, context.lines, span.from, span.to), last.source], {
        title: say('文件有效期先于最后阶段届满', 'The document expires before its last phase is over'),
        why: say(`有效期至 ${span.endOn}，最后阶段止于 ${last.endOn}`, `${span.endOn} and ${last.endOn}`),
        decide: say('延长有效期', 'Prolong it'),
      }),
    ]
  })
}

/** Days by which the text asks for something, before the day of its own issue; phases that are over tell the same. */
function dueBeforeIssue(context: ReadContext, phases: readonly TextPhase[]): Finding[] {
  const issued = printedDay(context.reading)
  const isTold = issued === undefined || phases.some(({ endOn }) => endOn < issued.from)
  if (isTold || context.reading.passages.filter(isDayOfIssue).length > 1) return []
  const quotes = context.reading.passages.flatMap((passage) => {
    if (passage.cell !== null || passage.annex > 0) return []
    return spansOf(passage)
      .filter(({ startOn, endOn, text }) => startOn === null && (endOn ?? LAST) < issued.from && /前$/.test(text))
      .map(({ from, to }) => quoteOf(passage, context.lines, from, to))
  })
  if (quotes.length === 0) return []
  const { say } = context
  return [
    finding('D-DATE', 'warn', [...quotes, issued.source], {
      title: say('期限早于成文日期', 'Due before the day of issue'),
      why: say(`成文日期为 ${issued.from}`, `Issued on ${issued.from}`),
      decide: say('改正期限或成文日期', 'Correct the one or the other'),
    }),
  ]
}

const LAST = '9999-12-31'
const YEARS_SAID = /(?:利用|通过|力争用|用)\s*([一二两三四五1-5])\s*年(?:左右)?的?(?:时间|建设|努力)/
const MONTHS_OFF = 6
const MONTH_MS = 30.44 * 86_400_000

/** 利用三年时间, and phases that run for half of it. */
function otherDuration(context: ReadContext, phases: readonly TextPhase[]): Finding[] {
  const [first, last] = [phases[0], phases.at(-1)]
  if (first === undefined || last === undefined || first === last || !isInOrder(phases)) return []
  const months = Math.round((Date.parse(last.endOn) - Date.parse(first.startOn)) / MONTH_MS)
  const { say } = context
  return context.reading.passages.flatMap((passage) => {
    const said = YEARS_SAID.exec(passage.text)
    if (said === null || Math.abs(readNumber(said[1] ?? '') * 12 - months) <= MONTHS_OFF) return []
    const source = quoteOf(passage, context.lines, said.index, said.index + said[0].length)
    return [
      finding('D-DATE', 'warn', [source, first.source, last.source], {
        title: say('写明的年数与各阶段的起止不合', 'The years that are named are not those of the phases'),
        why: say(`“${said[0]}”，各阶段共 ${months} 个月`, `“${said[0]}”, and the phases run for ${months} months`),
        decide: say('改成一致', 'Make them agree'),
      }),
    ]
  })
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

/** Days against each other: phases, the day of issue and the investment period. */
export function detectDates(context: ReadContext): Finding[] {
  const printed = phasesOf(context.reading)
  const phases = meant(printed)
  return [
    ...reversed(context, printed),
    ...reversedTimes(context, printed),
    ...seams(context, printed),
    ...overBeforeIssue(context, phases, printed),
    ...outsideInvestment(context, phases),
    ...dueAfterEnd(context, printed),
    ...dueBeforeIssue(context, phases),
    ...otherDuration(context, phases),
    ...outsideOwnPhase(context, phases),
    ...expiresEarly(context, phases),
    ...unclearBefore(context),
  ]
}
