import { type Clause, type Passage, quoteClause } from '../reading/passage.ts'
import type { Finding } from '../result.ts'
import { clausesWith, finding, type ReadContext } from './context.ts'

const RELATIVE = /(?:高于|不低于|优于)[^，。；]{0,6}(?:平均|水平)/

/** One growth target with a number and with an average that moves: met by one and missed by the other. */
function doubleStandard(context: ReadContext): Finding[] {
  const { say } = context
  const clauses = clausesWith(context, RELATIVE)
  const found = clauses.flatMap((clause) => {
    const near = context.counted.filter(
      (thing) =>
        thing.passage === clause.passage &&
        thing.unit === '%' &&
        /增长|增速/.test(thing.clause.text) &&
        Math.abs(thing.from - clause.from) < 80,
    )
    return near.length === 0
      ? []
      : [quoteClause(clause, context.lines), ...near.map((thing) => quoteClause(thing.clause, context.lines))]
  })
  if (found.length === 0) return []
  return [
    finding('D-VAL', 'warn', found, {
      title: say('同一增速两个标准：定数和平均水平', 'One growth target, two standards: a number and an average'),
      why: say(
        '平均水平高于定数时两个标准结论相反；写“或”的只取其低',
        'When the average lies above the number the two disagree; with “or” the lower one is enough',
      ),
      decide: say(
        '写明同时满足还是任一满足，平均水平以谁公布的为准',
        'Say whether both or either must be met, and who publishes the average',
      ),
    }),
  ]
}

const GROWTH = /同比增长|同比增速|增速|增长率/
const ABOVE = /(?:高于|不低于|超过)[^，。；]{0,10}(?:平均|水平)/

/** 零售额高于平均 in one place and 零售额同比增长高于平均 in another: a level and a rate. */
function levelOrGrowth(context: ReadContext): Finding[] {
  const { say } = context
  const rowText = (passage: Passage): string => {
    const { cell } = passage
    return cell === null
      ? ''
      : (context.reading.tables[cell.table]?.rows[cell.row]?.cells.map((one) => one.text).join(' ') ?? '')
  }
  const levels = context.clauses.filter(
    (clause) =>
      ABOVE.test(clause.text) && clause.passage.cell === null && !GROWTH.test(clause.text) && /额|量/.test(clause.text),
  )
  const rates = context.clauses.filter(
    (clause) => GROWTH.test(clause.text) && (ABOVE.test(clause.text) || ABOVE.test(rowText(clause.passage))),
  )
  const noun = (clause: Clause): string => /[\u4e00-\u9fa5]{2,8}(?:额|量)/.exec(clause.text)?.[0].slice(-5) ?? ''
  const pairs = levels.flatMap((level) => {
    const rate = rates.filter((other) => noun(other) !== '' && noun(other) === noun(level))
    return rate.length === 0 ? [] : [level, ...rate]
  })
  if (pairs.length === 0) return []
  return [
    finding(
      'D-VAL',
      'warn',
      pairs.map((clause) => quoteClause(clause, context.lines)),
      {
        title: say('一处比绝对额，一处比增速', 'A level in one place, a rate of growth in another'),
        why: say(
          '绝对额与全国平均不可比，两种口径结论不同',
          'A county’s level cannot be held against an average; the two differ',
        ),
        decide: say('按增速考核，改正另一处', 'Judge by growth and correct the other'),
      },
    ),
  ]
}

const STANDARD = /(?:不高于|不低于|低于|高于|持平|相当于)/
const MEASURED = /(?:成本|价格|费用|零售额|销售额|收费)/

/** One price or cost held against two standards: 不高于平均 here, 基本持平 there. */
function twoStandards(context: ReadContext): Finding[] {
  const { say } = context
  const clauses = context.clauses.filter(
    (clause) => STANDARD.test(clause.text) && MEASURED.test(clause.text) && !/%/.test(clause.text),
  )
  const noun = (clause: Clause): string => {
    const end = clause.text.search(MEASURED) + 2
    return clause.text.slice(Math.max(0, end - 8), end)
  }
  const groups = Map.groupBy(clauses, noun)
  return [...groups].flatMap(([name, all]) => {
    const standards = new Set(
      all.map((clause) => (/持平/.test(clause.text) ? '持平' : (STANDARD.exec(clause.text)?.[0] ?? ''))),
    )
    if (name.length < 6 || standards.size < 2) return []
    return [
      finding(
        'D-VAL',
        'warn',
        all.map((clause) => quoteClause(clause, context.lines)),
        {
          title: say(
            `同一指标两个标准：${name}（${[...standards].join(' / ')}）`,
            `One measure, two standards: ${name} (${[...standards].join(' / ')})`,
          ),
          why: say(
            '一处可以更低，一处要一样，考核结论不同',
            'Lower is enough in one place, equal is asked in the other',
          ),
          decide: say('定一个标准和比较对象', 'Settle one standard and what it is compared with'),
        },
      ),
    ]
  })
}

/** One measure that is held against two standards: a number and an average, a level and a rate, lower and equal. */
export function detectStandards(context: ReadContext): Finding[] {
  return [...doubleStandard(context), ...levelOrGrowth(context), ...twoStandards(context)]
}
