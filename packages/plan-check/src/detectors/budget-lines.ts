import { quantitiesOf } from '../grammar/quantity.ts'
import { type Passage, quoteOf, quoteWhole } from '../reading/passage.ts'
import { type Fields, rowFields } from '../reading/table.ts'
import type { Finding } from '../result.ts'
import { finding, type ReadContext } from './context.ts'

/** Several figures of money in one cell that stand after the last of a list: 甲；乙；丙（安排资金 14 万元）. */
function sharedAmount(context: ReadContext): Finding[] {
  const { say } = context
  const found = context.reading.passages.flatMap((passage) => {
    const items = [...passage.text.matchAll(/[^；;。]+/g)]
    const isPriced = (text: string): boolean => /安排[^；。]{0,14}\d+(?:\.\d+)?\s*(?:万元|元)/.test(text)
    if (items.filter((item) => isPriced(item[0])).length < 2) return []
    return items.flatMap((item, at) => {
      const before = items[at - 1]
      if (
        before === undefined ||
        !isPriced(item[0]) ||
        isPriced(before[0]) ||
        !/费用|建设|购置|系统|平台|服务/.test(before[0])
      )
        return []
      const from = items.slice(0, at).findLastIndex((other) => isPriced(other[0])) + 1
      const start = items[from]?.index ?? item.index
      if (/每年|以上/.test(passage.text.slice(start, item.index))) return []
      return [quoteOf(passage, context.lines, start, item.index + item[0].length)]
    })
  })
  if (found.length === 0) return []
  return [
    finding('D-MISS', 'warn', found, {
      title: say('几项费用只写一个金额', 'Several items and one amount'),
      why: say(
        '金额是几项合计还是最后一项的，原文未明',
        'Whether it is the sum or the last item’s the text does not say',
      ),
      decide: say('逐项写金额', 'Give each item its amount'),
    }),
  ]
}

/** A row with two kinds of money whose parts do not say which pays for what. */
function unassignedFunds(context: ReadContext): Finding[] {
  const { say } = context
  return context.money.flatMap(({ table, rows, width }) => {
    if (width < 3) return []
    const mixed = rows.filter((row) => {
      const { content } = rowFields(table, row.row)
      const parts = (content?.text.match(/\d+(?:\.\d+)?\s*万元/g) ?? []).length
      return parts >= 2 && row.money.slice(1).filter((money) => (money?.value ?? 0) > 0).length >= 2
    })
    if (mixed.length === 0) return []
    const quotes = mixed.flatMap((row) => {
      const { content } = rowFields(table, row.row)
      const figures = row.money.filter((money) => money !== null).map((money) => quoteWhole(money.cell, context.lines))
      return [...figures, ...(content === undefined ? [] : [quoteWhole(content, context.lines)])]
    })
    return [
      finding('D-MISS', 'info', quotes, {
        title: say('一行有两种资金，子项没有分清用哪一种', 'Two kinds of money in a row, its parts not assigned'),
        why: say('中央资金的用途限制落不到子项上', 'The limits on central money cannot be held against any part'),
        decide: say('逐项写明资金来源', 'State the source of each part'),
      }),
    ]
  })
}

/** Money for a share or for everything, where no number says how many that is. */
function uncountedMoney(context: ReadContext): Finding[] {
  const { say } = context
  const quotes = context.reading.passages.flatMap((passage) =>
    [
      ...passage.text.matchAll(
        /[^；;。（(]{0,40}(?:全覆盖|覆盖率[^；;。，]{0,20})，?\s*安排资金\s*\d+(?:\.\d+)?\s*万元/g,
      ),
    ].map((match) => quoteOf(passage, context.lines, match.index, match.index + match[0].length)),
  )
  if (quotes.length === 0) return []
  return [
    finding('D-MISS', 'warn', quotes, {
      title: say('有金额和覆盖率，没有个数', 'An amount and a share, and no number of objects'),
      why: say('单价算不出来，验收多少个才够没有依据', 'No price per object, and nothing says how many are enough'),
      decide: say(
        '写明总数、新建数、改造数和单价',
        'State how many in all, how many new, how many upgraded, and the price',
      ),
    }),
  ]
}

function isPromise(passage: Passage | undefined): boolean {
  return passage !== undefined && quantitiesOf(passage).some(({ unit }) => unit !== '万元')
}

const LONG_CONTENT = 30

/** Lines of money whose work and effect hold no number at all. */
function unmeasuredLines(context: ReadContext): Finding[] {
  const { say } = context
  const lines = context.money.flatMap(({ table, rows }) => rows.map((row) => rowFields(table, row.row)))
  const worded = lines.filter(({ content }) => (content?.text.length ?? 0) >= LONG_CONTENT)
  const isOpen = ({ content, effect }: Fields): boolean => !isPromise(content) && !isPromise(effect)
  const open = worded.filter(isOpen)
  if (open.length === 0 || open.length * 2 > worded.length) return []
  const quotes = open.flatMap(({ content, effect }) => [content, effect]).filter((cell) => cell !== undefined)
  return [
    finding(
      'D-MISS',
      'info',
      quotes.map((cell) => quoteWhole(cell, context.lines)),
      {
        title: say('有资金，没有一个可以考核的数', 'Money without a single number to judge by'),
        why: say('钱花完了，做到没有无从判断', 'The money can be spent and nobody can say whether the work was done'),
        decide: say('补数量、完成标志或产出清单', 'Add numbers, a mark of completion or a list of results'),
      },
    ),
  ]
}

const THINGS = 3

/** A line of several things with one amount, where other lines of the table divide theirs. */
function undividedLines(context: ReadContext): Finding[] {
  const { say } = context
  return context.money.flatMap(({ table, rows }) => {
    const parts = rows.map((row) => {
      const { content } = rowFields(table, row.row)
      const all = content === undefined ? [] : quantitiesOf(content)
      const amounts = all.filter(({ unit }) => unit === '万元').length
      const things = all.filter(({ unit }) => ['个', '套', '场', '家', '条', '款', '项'].includes(unit)).length
      return { row, content, amounts, things }
    })
    const isDivided = parts.filter(({ amounts }) => amounts >= 2).length >= 2
    const whole = parts.filter(({ amounts, things }) => amounts === 0 && things >= THINGS)
    if (!isDivided || whole.length === 0) return []
    const quotes = whole.flatMap(({ row, content }) => [
      ...(content === undefined ? [] : [quoteWhole(content, context.lines)]),
      ...row.money.filter((money) => money !== null).map((money) => quoteWhole(money.cell, context.lines)),
    ])
    return [
      finding('D-MISS', 'info', quotes, {
        title: say('一行几项内容，只有一个总数', 'Several things in a line and one amount'),
        why: say(
          '别的行分了项，这一行各项多少没有写',
          'Other lines are divided; what each thing here costs is not said',
        ),
        decide: say('逐项写金额', 'Give each thing its amount'),
      }),
    ]
  })
}

/** What a line of the budget should say of its money: for what, how many, from which fund. */
export function detectBudgetLines(context: ReadContext): Finding[] {
  return [
    ...sharedAmount(context),
    ...uncountedMoney(context),
    ...unassignedFunds(context),
    ...unmeasuredLines(context),
    ...undividedLines(context),
  ]
}
