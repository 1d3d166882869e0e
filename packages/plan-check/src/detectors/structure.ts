import type { Source } from '@xiangji/county-pack'
import { type Passage, quoteOf, quoteWhole } from '../reading/passage.ts'
import { cellIn, columnsOf, type MoneyTable, type Row, type Table } from '../reading/table.ts'
import { type Finding, isEqual } from '../result.ts'
import { distinct, finding, type ReadContext } from './context.ts'

const INDEXED = /^指标\s*(\d+)\s*[：:]/

interface Indexed {
  row: Row
  number: number
  label: Passage | undefined
}

function indexedRows(table: Table): Indexed[] {
  return table.rows.flatMap((row) => {
    const at = row.cells.findIndex((cell) => INDEXED.test(cell.text))
    const number = Number(INDEXED.exec(row.cells[at]?.text ?? '')?.[1] ?? 0)
    if (at < 0) return []
    return [{ row, number, label: row.cells.slice(0, at).find((cell) => cell.text !== '') }]
  })
}

/** The row as it stands, from its first filled cell to its last. */
function quoteRow(context: ReadContext, row: Row): Source {
  const filled = row.cells.filter((cell) => cell.text !== '')
  const [first] = filled
  return first === undefined ? { quote: '', line: 1 } : quoteWhole(filled.at(-1) ?? first, context.lines)
}

/** Numbering that starts again marks a new group; a label elsewhere has slipped. */
function slippedLabels(context: ReadContext, table: Table): Finding[] {
  const rows = indexedRows(table)
  if (rows.length < 4) return []
  const slipped = rows.filter((item, at) => {
    const goesOn = item.number === (rows[at - 1]?.number ?? 0) + 1 && at > 0
    return item.label !== undefined && goesOn && item.number > 1
  })
  const restarts = rows.filter((item, at) => at > 0 && item.number === 1)
  if (slipped.length === 0) return []
  const { say } = context
  const labels = [...slipped, ...restarts.filter((item) => item.label !== undefined)]
  return [
    finding(
      'D-STRUCT',
      'error',
      labels.flatMap((item) => (item.label === undefined ? [] : [quoteWhole(item.label, context.lines)])),
      {
        title: say('指标表的分类标签与编号对不上', 'The labels of the indicator table do not fit its numbering'),
        why: say('标签格错位，按标签汇总会把指标归到别的类', 'Labels have slipped: indicators land in another class'),
        decide: say('按编号重新分组并由原件确认', 'Group by the numbers and confirm against the original'),
      },
    ),
  ]
}

/** Blank cells between text and money: when they are dropped every figure moves, and the totals still come out. */
function droppedCells(context: ReadContext, { table, rows, total }: MoneyTable): Finding[] {
  if (total === undefined || table.layout === 'stacked') return []
  const blank = rows.filter((row) => row.money.some((money) => money === null))
  const beside = rows.filter((row) =>
    row.row.cells.slice(1).some((cell, at) => cell.text === '' && at + 1 >= 3 && isBeforeMoney(row.row, at + 1)),
  )
  if (blank.length === 0 || beside.length === 0) return []
  const { say } = context
  return [
    finding('D-STRUCT', 'error', [quoteRow(context, total.row), ...beside.map((row) => quoteRow(context, row.row))], {
      title: say(
        '表中金额前有空格，列可以读成几种',
        'Blank cells before the money: the columns can be read in several ways',
      ),
      why: say(
        '折叠空格后金额左移一列，列合计仍可能相等，合计相等不能证明列正确',
        'With the blanks dropped the money moves a column and the totals may still come out: equal totals prove nothing',
      ),
      decide: say('按原件逐格确认各列', 'Confirm each column against the original'),
    }),
  ]
}

function isBeforeMoney(row: Row, column: number): boolean {
  return (
    row.cells.slice(column + 1).some((cell) => /^\d/.test(cell.text)) &&
    row.cells.slice(column + 1).every((cell) => cell.text === '' || /^\d/.test(cell.text))
  )
}

/** A stacked row with fewer figures than the table has columns: which one is missing the totals may not say. */
function stackedColumns(context: ReadContext, { table, rows, total, width }: MoneyTable): Finding[] {
  if (total === undefined || table.layout !== 'stacked' || width < 2) return []
  const short = rows.filter((row) => row.money.filter((money) => money !== null).length < width)
  if (short.length === 0) return []
  const readings = countReadings(
    rows.map((row) => row.money.map((money) => money?.value ?? null)),
    total.money.map((money) => money?.value ?? 0),
  )
  const { say } = context
  const quotes = [...short, total].flatMap((row) =>
    row.money.filter((money) => money !== null).map((money) => quoteWhole(money.cell, context.lines)),
  )
  return [
    finding('D-STRUCT', 'warn', quotes, {
      title: say(
        '有的行金额格数少于列数，归哪一列要看空格',
        'Rows with fewer figures than columns: the column rests on a blank',
      ),
      why:
        readings > 1
          ? say(
              `有 ${readings} 种摆法都符合合计，合计相等不能证明列正确`,
              `${readings} ways of placing them fit the totals: equal totals prove nothing`,
            )
          : say(
              '只有一种摆法符合合计，但空格一丢就读错',
              'One way alone fits the totals, yet a lost blank misreads it',
            ),
      decide: say('按原件确认各列', 'Confirm each column against the original'),
    }),
  ]
}

const MANY = 50_000

/** Adds one way of placing a row's figures to what the columns hold so far; undefined where a total is passed. */
function added(sums: readonly number[], placed: readonly number[], totals: readonly number[]): string | undefined {
  const after = sums.map((sum, column) => sum + (placed[column] ?? 0))
  return after.some((sum, column) => sum > (totals[column] ?? 0) + 1e-6) ? undefined : after.join()
}

type States = ReadonlyMap<string, number>

function afterRow(states: States, figures: readonly number[], totals: readonly number[]): States {
  const next = new Map<string, number>()
  const ways = placements(figures, totals.length)
  for (const [key, count] of states) {
    const sums = key.split(',').map(Number)
    for (const placed of ways) {
      const after = added(sums, placed, totals)
      if (after !== undefined) next.set(after, (next.get(after) ?? 0) + count)
    }
  }
  return next
}

/** In how many ways can each row's figures, in their order, stand in the columns so that every column keeps its total? */
export function countReadings(rows: readonly (readonly (number | null)[])[], totals: readonly number[]): number {
  let states: States = new Map([[totals.map(() => 0).join(), 1]])
  for (const row of rows) {
    const figures = row.filter((value) => value !== null)
    states = afterRow(states, figures, totals)
    if (states.size > MANY) return Number.POSITIVE_INFINITY
  }
  const isFull = (key: string): boolean =>
    key.split(',').every((sum, column) => isEqual(Number(sum), totals[column] ?? 0))
  return [...states].reduce((ways, [key, count]) => (isFull(key) ? ways + count : ways), 0)
}

function placements(figures: readonly number[], width: number): number[][] {
  if (figures.length === 0) return [Array.from({ length: width }, () => 0)]
  const [first = 0, ...rest] = figures
  const result: number[][] = []
  for (let column = 0; column + rest.length < width; column++) {
    for (const tail of placements(rest, width - column - 1)) {
      result.push([...Array.from({ length: column }, () => 0), first, ...tail])
    }
  }
  return result
}

const LIMIT = /(?:不得|不)(?:低于|高于|超过)\s*(\d+(?:\.\d+)?)\s*%/

interface Remark {
  cell: Passage
  next: Row
  limit: number
  own: number | null
  joint: number | null
  fails: boolean
}

/** Remarks with a limit whose next row has none: the cell was merged there. */
function mergedRemarks(table: Table): Remark[] {
  const [column = -1] = columnsOf(table, 'remark')
  const rows = table.rows.filter((row) => row.serial !== null)
  return rows.flatMap((row, at) => {
    const cell = row.cells[column]
    const next = rows[at + 1]
    const rule = LIMIT.exec(cell?.text ?? '')
    if (cell === undefined || next === undefined || rule === null || next.cells[column]?.text !== '') return []
    const [own, other] = [shareOf(row), shareOf(next)]
    const limit = Number(rule[1])
    const joint = own === null || other === null ? null : own + other
    return [{ cell, next, limit, own, joint, fails: own !== null && rule[0].includes('低于') && own < limit }]
  })
}

/** A rule in the remarks of one row, the next row's remark blank: the rule is over both rows, but nothing says so. */
function mergedRemark(context: ReadContext, { table }: MoneyTable): Finding[] {
  const { say } = context
  return mergedRemarks(table).map(({ cell, next, limit, own, joint, fails }) => {
    const name = cellIn(table, next, 'name')
    const quotes = [cell, ...(name === undefined ? [] : [name])].map((passage) => quoteWhole(passage, context.lines))
    return finding('D-STRUCT', fails ? 'error' : 'warn', quotes, {
      title: say(
        '备注是合并单元格，规则管几行不明',
        'The remark was a merged cell: which rows the rule governs is lost',
      ),
      why: fails
        ? say(
            `只看这一行为 ${own}%，不满足 ${limit}%；连同下一行为 ${joint ?? '？'}%`,
            `This row alone is ${own}% and fails ${limit}%; with the next it is ${joint ?? '?'}%`,
          )
        : say('下一行的备注是空的', 'The next row has no remark'),
      decide: say('写明规则合计哪几行', 'Say which rows the rule adds up'),
    })
  })
}

function shareOf(row: Row): number | null {
  for (const cell of row.cells) {
    const match = /[（(]\s*(\d+(?:\.\d+)?)\s*%\s*[）)]/.exec(cell.text)
    if (match !== null) return Number(match[1])
  }
  return null
}

const FOREIGN = /<\/?[a-zA-Z][^>]*>|\[bookmark:[^\]]*\]|&nbsp;|\uFFFD+|\u00c3[\u0080-\u00bf]/
const RESIDUE = new RegExp(`${FOREIGN.source}|\\*\\*[^*]{1,20}\\*\\*|(?:^|\\s)-{3,}(?:\\s|$)`)

/** What a conversion left behind. */
function residue(context: ReadContext): Finding[] {
  // In a text that was written as Markdown its marks are no residue.
  const isMarkdown = context.lines.filter((text) => /^#{1,6} \S/.test(text)).length > 1
  const quotes: Source[] = context.lines.flatMap((text, at) => {
    const match = (isMarkdown ? FOREIGN : RESIDUE).exec(text)
    return match === null ? [] : [{ quote: match[0].trim() === '' ? text : match[0], line: at + 1 }]
  })
  if (quotes.length === 0) return []
  const { say } = context
  return [
    finding('D-STRUCT', 'info', distinct(quotes), {
      title: say('转换残留：标签、书签、分隔线', 'Left by a conversion: tags, bookmarks, rules'),
      why: say('混进单元格会被当作内容', 'Inside a cell it is taken for content'),
      decide: say('导入时清洗', 'Clean on import'),
    }),
  ]
}

/** A sentence that a page broke in two. */
function brokenSentences(context: ReadContext): Finding[] {
  const quotes = context.reading.passages.flatMap((passage) =>
    passage.cell !== null
      ? []
      : passage.segments.slice(1).map((segment) => quoteOf(passage, context.lines, segment.from - 4, segment.from + 4)),
  )
  if (quotes.length === 0) return []
  const { say } = context
  return [
    finding('D-STRUCT', 'info', quotes, {
      title: say('断页把句子切开', 'Sentences broken by a page'),
      why: say('按行抽取会得到半个词', 'Reading line by line gives half a word'),
      decide: say('导入前接好段落', 'Join the paragraphs before import'),
    }),
  ]
}

const TORN_LINES = 5

/** A table without a heading for its columns, or with the heading broken off. */
function tornHeader(context: ReadContext, table: Table): Finding[] {
  const numbered = table.rows.filter((row) => row.serial !== null)
  const longest = Math.max(0, ...numbered.map((row) => row.cells.filter((cell) => cell.text !== '').length))
  const heading = table.header.filter((text) => text !== '').length
  if (numbered.length < 3 || heading >= longest || table.layout !== 'stacked') return []
  const [head] = table.rows
  // A title or a list that runs into the table was torn with it.
  const before = context.reading.passages.filter(
    (passage) =>
      passage.cell === null && table.firstLine - passage.line <= TORN_LINES && passage.line < table.firstLine,
  )
  const { say } = context
  return [
    finding(
      'D-STRUCT',
      'warn',
      [...before, ...(head?.cells ?? []).filter((cell) => cell.text !== '')].map((cell) =>
        quoteWhole(cell, context.lines),
      ),
      {
        title: say(
          `表头残缺：${longest} 列只有 ${heading} 个列名`,
          `A torn heading: ${heading} names for ${longest} columns`,
        ),
        why: say('列名丢了，金额归哪类资金靠猜', 'Without names the kind of money is a guess'),
        decide: say('按原件补齐列名', 'Restore the names from the original'),
      },
    ),
  ]
}

/** Tables that lost their shape, and text that a conversion damaged. */
export function detectStructure(context: ReadContext): Finding[] {
  return [
    ...context.reading.tables.flatMap((table) => [...slippedLabels(context, table), ...tornHeader(context, table)]),
    ...context.money.flatMap((money) => [
      ...droppedCells(context, money),
      ...stackedColumns(context, money),
      ...mergedRemark(context, money),
    ]),
    ...residue(context),
    ...brokenSentences(context),
  ]
}
