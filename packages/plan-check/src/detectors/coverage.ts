import { heldIn, isNear, subjectOf } from '../grammar/subject.ts'
import { type Clause, clausesOf, type Passage, quoteClause, quoteOf, quoteWhole } from '../reading/passage.ts'
import { CONTENT, isUnder } from '../reading/sections.ts'
import { columnsOf, moneyTable, type Row, rowFields } from '../reading/table.ts'
import type { Finding } from '../result.ts'
import { finding, type ReadContext } from './context.ts'
import { restatedNames } from './restated.ts'

const ITEM = /[（(]\s*\d{1,2}\s*[)）]/g

/** Work that an annex's table adds to the text: the rest of the table repeats it. */
function addedWork(context: ReadContext): Finding[] {
  const body = context.reading.passages
    .filter((passage) => passage.cell === null && passage.annex === 0)
    .map((passage) => passage.text.replaceAll(/\s/g, ''))
    .join('')
  const items = context.reading.passages.flatMap((passage) => (passage.cell === null ? [] : itemsOf(passage)))
  if (items.length < 4) return []
  const truly = items.filter((item) => !isRepeated(clean(item.text), body))
  if (truly.length === 0 || truly.length * 2 > items.length) return []
  const { say } = context
  return [
    finding(
      'D-MISS',
      'warn',
      truly.map((item) => quoteClause(item, context.lines)),
      {
        title: say('附件比正文多出的任务', 'Work that the annex adds to the text'),
        why: say('正文没有，资金也没有按它安排', 'The text has none of it and no money is set aside'),
        decide: say('任务取并集，补资金来源', 'Take both together and name the money'),
      },
    ),
  ]
}

function clean(text: string): string {
  return text.replaceAll(/<[^>]*>|\s/g, '').replace(/^[（(]\d+[)）]/, '')
}

const WINDOW = 8

/** Half of the windows of eight characters stand in the body: it is told there. */
function isRepeated(text: string, body: string): boolean {
  let found = 0
  let all = 0
  for (let at = 0; at + WINDOW <= text.length; at += 2) {
    all++
    if (body.includes(text.slice(at, at + WINDOW))) found++
  }
  return all > 0 && found / all >= 0.4
}

function itemsOf(passage: Passage): Clause[] {
  const starts = [...passage.text.matchAll(ITEM)].map((match) => match.index)
  if (starts.length < 2) return []
  return starts.map((from, at) => {
    const raw = passage.text.slice(from, starts[at + 1] ?? passage.text.length)
    const text = raw.replace(/\s*(?:<\/?p>\s*)+$/, '')
    return { passage, from, to: from + text.length, text }
  })
}

/** A task of the work that no line of the budget pays, where all others of its group have one. */
function unpaidTasks(context: ReadContext): Finding[] {
  const budget = context.reading.tables.flatMap((table) => {
    const money = moneyTable(table)
    return money === undefined
      ? []
      : money.rows.map(({ row }) => subjectOf(rowFields(table, row).name?.text ?? '', context.reading.ownNames))
  })
  const { say } = context
  return context.reading.tables.flatMap((table) => {
    if (columnsOf(table, 'unit').length === 0 || moneyTable(table) !== undefined) return []
    const groups = Map.groupBy(
      table.rows.filter((row) => row.serial !== null),
      (row) => row.group,
    )
    return [...groups.values()].flatMap((rows) => {
      const isPaid = (row: Row): boolean => {
        const name = subjectOf(rowFields(table, row).name?.text ?? '', context.reading.ownNames)
        return budget.some((line) => line !== '' && isNear(line, name))
      }
      const unpaid = rows.filter((row) => !isPaid(row))
      if (unpaid.length === 0 || unpaid.length * 2 >= rows.length) return []
      const quotes = unpaid.flatMap((row) =>
        row.cells
          .filter((cell) => cell.text !== '' && cell.cell?.column !== 0)
          .slice(0, 2)
          .map((cell) => quoteWhole(cell, context.lines)),
      )
      return [
        finding('D-MISS', 'error', quotes, {
          title: say(
            `任务没有资金行：${unpaid.map((row) => rowFields(table, row).name?.text ?? '').join('、')}`,
            'A task without a line of money',
          ),
          why: say(
            '同组其他任务都有预算行，这一项由谁付钱不明',
            'The other tasks of its group have one; who pays for this is open',
          ),
          decide: say('补资金行，或写明由哪一行列支', 'Add a line or say which line pays'),
        }),
      ]
    })
  })
}

const PROMISE = /全覆盖|覆盖率|\d+\s*(?:场|次|人|个|家|户|套|%)/

/** Numbers and promises that only the column of effects has: nothing is set aside for them. */
function effectsOnly(context: ReadContext): Finding[] {
  const { say } = context
  const quotes = context.reading.tables.flatMap((table) =>
    table.rows.flatMap((row) => {
      const { content, effect } = rowFields(table, row)
      if (row.serial === null || content === undefined || effect === undefined || table.layout !== 'stacked') return []
      const promised = clausesOf(effect).filter(
        (clause) => PROMISE.test(clause.text) && !/仅|每增加|距离|超过\d/.test(clause.text),
      )
      const absent = promised.filter(
        (clause) => !isNamed(context, clause.text, content.text) && !isElsewhere(context, clause),
      )
      if (absent.length === 0) return []
      return [
        ...absent.map((clause) => quoteClause(clause, context.lines)),
        quoteOf(content, context.lines, 0, Math.min(content.text.length, 40)),
      ]
    }),
  )
  if (quotes.length === 0) return []
  return [
    finding('D-MISS', quotes.length > 2 ? 'warn' : 'info', quotes, {
      title: say('只在“预期效果”里出现的指标，建设内容没有', 'Targets that only the expected effect has'),
      why: say('没有内容和资金与它对应，做不到时没有人负责', 'No work and no money stand behind them'),
      decide: say(
        '写进建设内容并安排资金，或改为参考指标',
        'Put them into the work with money, or mark them as reference',
      ),
    }),
  ]
}

/** A number for the same thing in another paragraph or row; that it may be another number is told apart. */
function isElsewhere(context: ReadContext, clause: Clause): boolean {
  const own = context.counted.filter(
    (thing) => thing.passage === clause.passage && thing.from >= clause.from && thing.to <= clause.to,
  )
  return own.some((thing) =>
    context.counted.some(
      (other) => other.place !== thing.place && other.unit === thing.unit && isNear(other.subject, thing.subject),
    ),
  )
}

function isNamed(context: ReadContext, clause: string, content: string): boolean {
  const figure = /\d+(?:\.\d+)?/.exec(clause)?.[0]
  const subject = subjectOf(
    clause.replaceAll(/\d+(?:\.\d+)?\s*(?:场|次|人|个|家|户|套|%)?|全覆盖/g, ''),
    context.reading.ownNames,
  )
  const close = subjectOf(content, context.reading.ownNames)
  const isFigure = figure === undefined || content.includes(figure)
  return isFigure && heldIn(subject, close) >= 0.6
}

const FACILITY = /(?:公共仓|云仓|前置仓|冷库|冷藏|冷冻|保鲜|预冷|加工车间|生产线|展厅|中转仓|检测室|直播间|孵化基地)/
const BUILD = /建设|打造|新建|购置|配备|完善|升级/

/** Facilities that the text builds and no line of the budget names. */
function unbudgeted(context: ReadContext): Finding[] {
  const budget = context.money
    .flatMap(({ table, rows }) =>
      rows.map(({ row }) => `${rowFields(table, row).name?.text ?? ''}${rowFields(table, row).content?.text ?? ''}`),
    )
    .join('')
  const hasContent = context.money.some(({ table, rows }) =>
    rows.some(({ row }) => (rowFields(table, row).content?.text.length ?? 0) > 10 && table.layout !== 'stacked'),
  )
  if (!hasContent) return []
  const clauses = context.clauses.filter((clause) => {
    const word = FACILITY.exec(clause.text)?.[0]
    return (
      clause.passage.cell === null &&
      word !== undefined &&
      BUILD.test(clause.text) &&
      isUnder(clause.passage, CONTENT) &&
      !budget.includes(word)
    )
  })
  if (clauses.length === 0) return []
  const { say } = context
  return [
    finding(
      'D-MISS',
      'warn',
      clauses.map((clause) => quoteClause(clause, context.lines)),
      {
        title: say('正文要建的设施没有预算行', 'Facilities that the text builds and no budget line names'),
        why: say('建了没有钱付，付了没有行记', 'Built without money, or paid without a line'),
        decide: say('补预算行，或写明由哪一行列支', 'Add a line or say which line pays'),
      },
    ),
  ]
}

/** A kind of work in the name of a line that its content does not have: 规划和宣传, and no 规划. */
function namedOnly(context: ReadContext): Finding[] {
  const { say } = context
  const quotes = context.reading.tables.flatMap((table) =>
    table.rows.flatMap((row) => {
      const { content } = rowFields(table, row)
      if (row.serial === null || content === undefined || content.text.length < 60) return []
      return row.cells.slice(1, 4).flatMap((cell) => {
        const pair = cell.text.length <= 20 ? /([\u4e00-\u9fa5]{2})和([\u4e00-\u9fa5]{2})$/.exec(cell.text) : null
        const absent = pair?.slice(1, 3).filter((word) => !content.text.includes(word)) ?? []
        return absent.length === 1
          ? [quoteWhole(cell, context.lines), quoteWhole(content, context.lines), ...restatedNames(context, row)]
          : []
      })
    }),
  )
  if (quotes.length === 0) return []
  return [
    finding('D-MISS', 'warn', quotes, {
      title: say('名称里有的工作，建设内容没有', 'Work in the name of a line that its content does not have'),
      why: say('这一项做不做、花多少没有写', 'Whether it is done and for how much is not said'),
      decide: say('补内容，或改名称', 'Add the content or change the name'),
    }),
  ]
}

/** What stands in one part of the plan and should stand in another too. */
export function detectCoverage(context: ReadContext): Finding[] {
  return [
    ...addedWork(context),
    ...unpaidTasks(context),
    ...effectsOnly(context),
    ...unbudgeted(context),
    ...namedOnly(context),
  ]
}
