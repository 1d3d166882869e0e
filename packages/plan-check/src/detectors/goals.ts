import type { Source } from '@xiangji/county-pack'
import { heldIn, isNear, subjectOf } from '../grammar/subject.ts'
import { type Clause, type Passage, quoteClause, quoteWhole } from '../reading/passage.ts'
import { CONTENT, GOALS, isUnder } from '../reading/sections.ts'
import { columnsOf, moneyTable } from '../reading/table.ts'
import type { Finding } from '../result.ts'
import { type Counted, finding, quoteThing, type ReadContext } from './context.ts'

const LEVEL = /^全?([市县镇村])/

/** A number of things and the money that they turn over are not one target, nor are those of town and county. */
function isOneKind(one: Counted, other: Counted): boolean {
  if ((one.unit === '万元') !== (other.unit === '万元')) return false
  const [own, its] = [one, other].map(({ subject }) => LEVEL.exec(subject)?.[1])
  return own === undefined || its === undefined || own === its
}

/** A growth, a share or a turnover is what comes of the work, and no work of its own. */
function isOutcome({ unit, clause }: Counted): boolean {
  if (unit === '万元') return /零售额|交易额|销售额|产值|营业额/.test(clause.text)
  return unit === '%' && /增长|增速|下降|降低|提高|占/.test(clause.text)
}

/** Targets of the goals that no part of the work carries. */
function withoutWork(context: ReadContext): Finding[] {
  const goals = context.counted.filter(
    (thing) => thing.passage.cell === null && isUnder(thing.passage, GOALS) && thing.subject.length >= 4,
  )
  const work = context.reading.passages.filter(
    (passage) => passage.cell !== null || (isUnder(passage, CONTENT) && !isUnder(passage, GOALS)),
  )
  const numbers = context.counted.filter((thing) => work.includes(thing.passage))
  if (goals.length < 3 || work.length < 3) return []
  const unworked = goals.filter((thing) => {
    if (isOutcome(thing) || thing.unit === '年') return false
    const isCounted = numbers.some(
      (other) =>
        isOneKind(thing, other) &&
        (isNear(other.subject, thing.subject) ||
          other.subject.includes(thing.subject) ||
          (thing.subject.includes(other.subject) && other.subject.length >= 4)),
    )
    return !isCounted
  })
  const bySubject = [...Map.groupBy(unworked, (thing) => thing.subject).values()].flatMap((things) =>
    things.slice(0, 1),
  )
  const places = new Set(work)
  const mentions = bySubject.flatMap((thing) => nearest(context, thing, places))
  if (bySubject.length === 0) return []
  const { say } = context
  // One or two may be told in other words; more of them are a gap.
  const severity = bySubject.length > 2 ? 'warn' : 'info'
  return [
    finding('D-MISS', severity, [...bySubject.map((thing) => quoteThing(context, thing)), ...mentions], {
      title: say('目标里的数在实施内容里没有', 'Numbers of the goals that the work does not have'),
      why: say(
        `${bySubject.map((thing) => thing.subject).join('、')}：由谁做、怎么做、花多少没有写`,
        'Who does them, how and for how much is not said',
      ),
      decide: say('实施内容逐项补数量、责任单位和资金', 'Give each its number, owner and money in the work'),
    }),
  ]
}

/** The clause of the work that speaks of the same thing without its number. */
function nearest(context: ReadContext, thing: Counted, work: ReadonlySet<Passage>): Source[] {
  let best: { clause: Clause; held: number } | undefined
  for (const clause of context.clauses) {
    if (!work.has(clause.passage) || !clause.text.includes(LEVEL.exec(thing.subject)?.[1] ?? '')) continue
    const held = heldIn(thing.subject, clause.text.replaceAll('电子商务', ''))
    if (held >= 0.6 && held > (best?.held ?? 0)) best = { clause, held }
  }
  return best === undefined ? [] : [quoteClause(best.clause, context.lines)]
}

const SINGLE_NUMBER = /(?:一|1)\s*个/

/** 1 个 in one place, 一批 in another. */
function oneOrBatch(context: ReadContext): Finding[] {
  const { say } = context
  const batches = context.clauses.filter((clause) => /(?:打造|培育|建设|形成|创建)一批/.test(clause.text))
  return batches.flatMap((clause) => {
    const noun = subjectOf(clause.text.replace(/^.*一批/, ''), context.reading.ownNames)
    if (noun.length < 4) return []
    const single = context.counted.filter(
      (thing) => thing.value === 1 && SINGLE_NUMBER.test(thing.text) && isNear(thing.subject, noun),
    )
    if (single.length === 0) return []
    return [
      finding(
        'D-VAL',
        'warn',
        [...single.map((thing) => quoteThing(context, thing)), quoteClause(clause, context.lines)],
        {
          title: say(`同一目标一处 1 个、一处“一批”：${noun}`, `One target, “one” here and “a batch” there: ${noun}`),
          why: say('按一个验收还是按一批验收，结论不同', 'Accepting one or several comes out differently'),
          decide: say('定一个数', 'Settle the number'),
        },
      ),
    ]
  })
}

const MANY_GOALS = 5

/** A table of tasks by office that carries none of the numbers of the goals. */
function undividedGoals(context: ReadContext): Finding[] {
  const goals = context.counted.filter(
    (thing) => thing.passage.cell === null && isUnder(thing.passage, GOALS) && thing.unit === '个',
  )
  const { say } = context
  return context.reading.tables.flatMap((table) => {
    if (columnsOf(table, 'unit').length === 0 || goals.length < MANY_GOALS || moneyTable(table) !== undefined) return []
    const rows = table.rows.filter((row) => row.serial !== null)
    const carried = context.counted.filter((thing) => thing.passage.cell !== null && thing.unit === '个')
    if (rows.length < MANY_GOALS || carried.length > 0) return []
    const [first] = goals
    const title = context.reading.passages.findLast(
      (passage) => passage.line < table.firstLine && /表$/.test(passage.text),
    )
    const quotes = [
      ...(first === undefined ? [] : [quoteThing(context, first)]),
      ...(title === undefined ? [] : [quoteWhole(title, context.lines)]),
    ]
    return [
      finding('D-MISS', 'info', quotes, {
        title: say('任务分解表没有分解目标数', 'The table of tasks divides none of the numbers'),
        why: say('每个数由哪个单位完成没有写，考核落不到人', 'Which office answers for which number is not said'),
        decide: say('逐项目标定责任单位和时限', 'Give each target an office and a deadline'),
      }),
    ]
  })
}

const ANNEX_UNITS = new Set(['个', '家', '人', '场', '户', '款', '条', '套'])
const FEW = 12

/** The same noun, or the same number of a noun that shares half of its words. */
function isSameTarget(one: Counted, other: Counted): boolean {
  if (isNear(one.subject, other.subject)) return true
  const [short, long] =
    one.subject.length <= other.subject.length ? [one.subject, other.subject] : [other.subject, one.subject]
  return one.value === other.value && one.unit === other.unit && heldIn(short, long) >= 0.4
}

/** Numbers that only the tables and annexes have: what is reached by them, the text does not promise. */
function annexOnly(context: ReadContext): Finding[] {
  const isBody = ({ passage }: Counted): boolean => passage.cell === null && passage.annex === 0
  const body = context.counted.filter(isBody)
  const said = context.reading.passages
    .filter((passage) => passage.cell === null && passage.annex === 0)
    .map(({ text }) => text.replaceAll(/\s/g, ''))
    .join('')
  const added = context.counted.filter(
    (thing) =>
      !isBody(thing) &&
      ANNEX_UNITS.has(thing.unit) &&
      thing.subject.length >= 3 &&
      !said.includes(thing.text.replaceAll(/\s/g, '')) &&
      !body.some((other) => isOneKind(thing, other) && isSameTarget(other, thing)),
  )
  const first = [...Map.groupBy(added, (thing) => thing.subject).values()].flatMap((things) => things.slice(0, 1))
  if (body.length < 3 || first.length === 0 || first.length > FEW) return []
  const { say } = context
  return [
    finding(
      'D-MISS',
      'info',
      first.map((thing) => quoteThing(context, thing)),
      {
        title: say('附件、表格里的数正文没有', 'Numbers of annexes and tables that the text does not have'),
        why: say(
          `${first.map((thing) => thing.clause.text).join('、')}：正文目标没有它，考核按哪一处不明`,
          'The goals of the text do not promise them; which of the two is judged is open',
        ),
        decide: say('写进正文目标，或写明只作参考', 'Put them into the goals or say that they are reference only'),
      },
    ),
  ]
}

const NEW = /新建|建成|建设|建立|组建/
const UPGRADE = /提升|升级|改造|优化|整合/

type Way = 'new' | 'upgrade' | 'both'

function wayOf({ clause }: Counted): Way | undefined {
  const [isNew, isUpgrade] = [NEW.test(clause.text), UPGRADE.test(clause.text)]
  if (isNew && isUpgrade) return 'both'
  return isNew ? 'new' : isUpgrade ? 'upgrade' : undefined
}

/** As many of the same thing, built here and upgraded there: the money and the proof of the two differ. */
function builtOrUpgraded(context: ReadContext): Finding[] {
  const things = context.counted.filter((thing) => thing.unit === '个' && thing.subject.length >= 4)
  const { say } = context
  const seen = new Set<string>()
  return things.flatMap((one, at) => {
    const way = wayOf(one)
    const other = things
      .slice(at + 1)
      .find(
        (thing) =>
          thing.place !== one.place &&
          thing.value === one.value &&
          isOneKind(one, thing) &&
          isNear(thing.subject, one.subject) &&
          wayOf(thing) !== undefined &&
          wayOf(thing) !== way,
      )
    if (way === undefined || other === undefined || seen.has(one.subject)) return []
    seen.add(one.subject).add(other.subject)
    return [
      finding('D-VAL', 'info', [quoteThing(context, one), quoteThing(context, other)], {
        title: say(`一处新建、一处提升改造：${one.subject}`, `Built here, upgraded there: ${one.subject}`),
        why: say(
          `“${one.clause.text}”与“${other.clause.text}”：补助标准、资产登记不同`,
          `“${one.clause.text}” and “${other.clause.text}”: the grant and the register of assets differ`,
        ),
        decide: say('写明新建几个、改造几个', 'State how many are built and how many upgraded'),
      }),
    ]
  })
}

/** The numbers that a plan promises, in its goals and in what stands behind them. */
export function detectGoals(context: ReadContext): Finding[] {
  return [
    ...withoutWork(context),
    ...oneOrBatch(context),
    ...undividedGoals(context),
    ...annexOnly(context),
    ...builtOrUpgraded(context),
  ]
}
