import type { Source } from '@xiangji/county-pack'
import { spansOf } from '../grammar/day.ts'
import { heldIn } from '../grammar/subject.ts'
import { quoteOf, quoteWhole } from '../reading/passage.ts'
import { amountsOf, type Section, sectionsOf } from '../reading/sections.ts'
import { rowFields } from '../reading/table.ts'
import { type Dated, datedRows } from '../reading/timetable.ts'
import type { Finding } from '../result.ts'
import { clausesWith, finding, quotesOfClauses, type ReadContext } from './context.ts'

const HELD = 0.8

/** The one section that tells the task of a row. */
function sectionOf(dated: Dated, sections: readonly Section[]): Section | undefined {
  const { name, content } = rowFields(dated.table, dated.row)
  const words = (content ?? name)?.text.replaceAll(/\s/g, '') ?? ''
  if (words.length < 8) return undefined
  const telling = sections.filter(
    ({ passages }) =>
      heldIn(words.slice(0, 60), passages.map(({ text }) => text.replaceAll(/\s/g, '')).join('')) >= HELD,
  )
  return telling.length === 1 ? telling[0] : undefined
}

interface Unlike {
  dated: Dated
  name: string
  source: Source
}

const known = new WeakMap<ReadContext, Unlike[]>()

/** Rows whose day is not that of their task in the text; several detectors ask, so one reading of a text keeps them. */
export function unlikeRows(context: ReadContext): Unlike[] {
  const rows = known.get(context) ?? unlikeRowsOf(context)
  known.set(context, rows)
  return rows
}

function unlikeRowsOf(context: ReadContext): Unlike[] {
  const sections = sectionsOf(context.reading)
  return datedRows(context.reading).flatMap((dated) => {
    const section = sectionOf(dated, sections)
    const days = section?.passages.flatMap((passage) => spansOf(passage).map((span) => ({ passage, span }))) ?? []
    const [only] = days
    if (only === undefined || days.length > 1 || only.span.endOn === null || only.span.endOn === dated.endOn) return []
    const source = quoteOf(only.passage, context.lines, only.span.from, only.span.to)
    return [{ dated, name: section?.name ?? '', source }]
  })
}

/** One task with a day in the text and another in the table of tasks. */
function unlikeDays(context: ReadContext): Finding[] {
  const { say } = context
  return unlikeRows(context).map(({ dated, name, source }) =>
    finding('D-DATE', 'error', [source, quoteWhole(dated.time, context.lines)], {
      title: say(
        `完成时间正文与表中不一：${name}（${source.quote} / ${dated.time.text}）`,
        `One task, one day in the text and another in the table: ${name}`,
      ),
      why: say(`正文“${source.quote}”，表中“${dated.time.text}”`, `“${source.quote}” and “${dated.time.text}”`),
      decide: say('定一个日期，另一处改为一致', 'Settle one and correct the other'),
    }),
  )
}

const FEWEST = 4
const MOST = 0.6

/** The few sections without money where most of their kind have an amount. */
function withoutMoney(context: ReadContext): Finding[] {
  const sections = sectionsOf(context.reading)
  const open = sections.filter((section) => amountsOf(section).length === 0)
  const paid = sections.length - open.length
  if (sections.length < FEWEST || open.length === 0 || paid / sections.length < MOST || context.money.length > 0)
    return []
  const { say } = context
  return [
    finding(
      'D-MISS',
      'warn',
      open.flatMap(({ passages }) => passages.slice(0, 1)).map((passage) => quoteWhole(passage, context.lines)),
      {
        title: say(
          `任务没有资金：${open.map(({ name }) => name).join('、')}`,
          `Tasks without money: ${open.map(({ name }) => name).join(', ')}`,
        ),
        why: say('其他各项都写了金额，这一项由谁付钱不明', 'All others have an amount; who pays for this is open'),
        decide: say('补金额，或写明由哪一项列支', 'Add the amount or say which other pays'),
      },
    ),
  ]
}

/** 拨付30%, 预付30%, 拨付至95% */
const PAID_OUT = /(?:拨付|支付|拨款|预付|预拨)([^，。；%]{0,12}?)(\d{1,3})\s*[%％]/g
const UP_TO = /至|到|累计/
const WHOLE = 100

/** Instalments in per cent that come to more than everything, or end before it. */
function overpaid(context: ReadContext): Finding[] {
  const { say } = context
  return context.reading.passages.flatMap((passage) => {
    const shares = [...passage.text.matchAll(PAID_OUT)]
    const isUpTo = shares.some((match) => UP_TO.test(match[1] ?? ''))
    const sum = shares.reduce(
      (total, [, words = '', share]) => (UP_TO.test(words) ? Number(share) : total + Number(share)),
      0,
    )
    const isClosed =
      /终期|最终|尾款|终验/.test(passage.text) && !/剩余|余款|质保金|保证金/.test(passage.text) && !isUpTo
    if (shares.length < 2 || sum === WHOLE || (sum < WHOLE && !isClosed)) return []
    return [
      finding(
        'D-SUM',
        'error',
        shares.map((match) => quoteOf(passage, context.lines, match.index, match.index + match[0].length)),
        {
          title: say(`分期拨付比例合计 ${sum}%`, `The instalments come to ${sum} %`),
          why: say('各期之和应为 100%', 'They should come to 100 %'),
          decide: say('改正比例，或写明余款何时付', 'Correct the shares or say when the rest is paid'),
        },
      ),
    ]
  })
}

const AT_ONCE = /一次性(?:拨付|支付|拨款|兑付)/
const IN_PARTS = /预拨|分期拨付|分批拨付|(?:启动|开工|签订合同)[^，。；]{0,8}拨付|首期|首付/

/** Money that is paid at once here, and in advance or in parts there. */
function paidInTwoWays(context: ReadContext): Finding[] {
  const [once, parts] = [clausesWith(context, AT_ONCE), clausesWith(context, IN_PARTS)]
  if (once.length === 0 || parts.length === 0) return []
  const { say } = context
  return [
    finding('D-RULE', 'warn', quotesOfClauses(context, [...once, ...parts]), {
      title: say('一处一次性拨付，一处预拨或分期', 'Paid at once here, in advance or in parts there'),
      why: say('什么时候付、付多少有两种说法', 'When and how much is paid is told in two ways'),
      decide: say('定一种拨付方式', 'Settle one way of payment'),
    }),
  ]
}

/** What the paragraphs of the work say of money and days, against one another and against the tables. */
export function detectProse(context: ReadContext): Finding[] {
  return [...unlikeDays(context), ...withoutMoney(context), ...overpaid(context), ...paidInTwoWays(context)]
}
