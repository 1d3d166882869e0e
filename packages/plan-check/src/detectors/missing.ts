import type { Source } from '@xiangji/county-pack'
import { type Passage, quoteWhole } from '../reading/passage.ts'
import { amountsOf, sectionsOf } from '../reading/sections.ts'
import { columnsOf, type Row, roleOf, rowFields, type Table } from '../reading/table.ts'
import type { Finding } from '../result.ts'
import { clausesWith, finding, quotesOfClauses, type ReadContext } from './context.ts'

const LISTED = /^(?:[-*]\s*)?(?:附\s*件\s*[：:]\s*)?(\d)\s*[.．、]\s*(\S.+)$/
const ANNEX_LIST = /附\s*件\s*[：:]\s*1\s*[.．、]/
const HEADER = /^附\s*件\s*(\d*)\s*[：:]?$/

const LONGEST_LIST = 10

interface ListedAnnex {
  number: string
  passage: Passage
  name: string
}

/** The list of annexes below the text: where it begins, and what it names. */
function annexListOf({ reading: { passages } }: ReadContext): { start: number; listed: ListedAnnex[] } {
  const start = passages.findIndex((passage) => ANNEX_LIST.test(passage.text))
  const listed = (start < 0 ? [] : passages.slice(start, start + LONGEST_LIST)).flatMap((passage) => {
    const match = LISTED.exec(passage.text)
    return match === null ? [] : [{ number: match[1] ?? '', passage, name: match[2] ?? '' }]
  })
  return { start, listed }
}

/** Annexes that the list names and the document does not hold. */
function missingAnnexes(context: ReadContext): Finding[] {
  const { passages } = context.reading
  const { start, listed } = annexListOf(context)
  const held = new Set(
    passages.map((passage) => HEADER.exec(passage.text)?.[1]).filter((number) => number !== undefined),
  )
  const { say } = context
  if (start < 0) return annexAlone(context)
  const gone = listed.filter(({ number, passage }) => {
    const isTitled = passages.some(
      (other) => other !== passage && other.text === listed.find((item) => item.passage === passage)?.name,
    )
    // Annexes without a heading of their own are known by their tables, the first by the first.
    const isTable = held.size === 0 && context.reading.tables.length >= Number(number)
    return !held.has(number) && !isTitled && !isTable
  })
  const isUncertain = (number: string): boolean =>
    number === '1' &&
    context.reading.tables.some(
      (table) => table.firstLine > (passages[start]?.line ?? 0) && !isAfterHeader(context, table),
    )
  const missing = gone.filter(({ number }) => !isUncertain(number))
  if (missing.length === 0) return []
  // The annex that does follow shows that the missing one was left out.
  const following = passages.find((passage, at) => at > start && HEADER.test(passage.text))
  return [
    finding(
      'D-MISS',
      'warn',
      [...missing.map(({ passage }) => passage), ...(following === undefined ? [] : [following])].map((passage) =>
        quoteWhole(passage, context.lines),
      ),
      {
        title: say(
          `附件在目录中列出，文件中没有：附件${missing.map(({ number }) => number).join('、')}`,
          `Annexes listed and not there: ${missing.map(({ number }) => number).join(', ')}`,
        ),
        why: say('方案引用的内容不在手上，分工或金额无从核对', 'What the plan rests on is not at hand'),
        decide: say('向发文单位补要附件后再导入', 'Ask the issuing office for it before import'),
      },
    ),
  ]
}

/** One slip of a number is one finding: the annex that is not there, or the heading that is not listed. */
function annexes(context: ReadContext): Finding[] {
  const missing = missingAnnexes(context)
  return missing.length > 0 ? missing : unlistedHeadings(context)
}

/** An annex whose heading has a number that the list does not have. */
function unlistedHeadings(context: ReadContext): Finding[] {
  const { start, listed } = annexListOf(context)
  const known = new Set(listed.map(({ number }) => number))
  const headings = (start < 0 ? [] : context.reading.passages.slice(start)).flatMap((passage) => {
    const number = HEADER.exec(passage.text)?.[1] ?? ''
    return number === '' || known.has(number) ? [] : [{ number, passage }]
  })
  // A list that fills all that is looked at may go on.
  if (headings.length === 0 || listed.length >= LONGEST_LIST - 1) return []
  const { say } = context
  const numbers = headings.map(({ number }) => number)
  return [
    finding(
      'D-MISS',
      'warn',
      [...listed, ...headings].map(({ passage }) => quoteWhole(passage, context.lines)),
      {
        title: say(
          `目录中没有的附件：附件${numbers.join('、')}`,
          `Annexes that the list does not name: ${numbers.join(', ')}`,
        ),
        why: say('附件编号与目录对不上，引用时不知指哪一个', 'List and headings differ: a reference may mean either'),
        decide: say('改正编号，或在目录中补上', 'Correct the number, or add it to the list'),
      },
    ),
  ]
}

function isAfterHeader(context: ReadContext, table: Table): boolean {
  const before = context.reading.passages.findLast(
    (passage) => passage.line < table.firstLine && HEADER.test(passage.text),
  )
  return before !== undefined
}

/** A document that begins with 附件 is an annex without its text. */
function annexAlone(context: ReadContext): Finding[] {
  const [first, second] = context.reading.passages
  if (first === undefined || !HEADER.test(first.text)) return []
  const { say } = context
  const quotes = [first, ...(second === undefined ? [] : [second])].map((passage) => quoteWhole(passage, context.lines))
  return [
    finding('D-MISS', 'warn', quotes, {
      title: say('只有附件，没有正文', 'An annex without its document'),
      why: say(
        '目标、阶段、资金规则和发文信息都在正文里',
        'Targets, phases, rules of money and the issue are in the text',
      ),
      decide: say('补上正文再导入，或注明只有附件', 'Add the text or note that only the annex is held'),
    }),
  ]
}

/** The cell of an indicator's value that is blank. */
function blankValues(context: ReadContext, table: Table): Finding[] {
  const [value] = columnsOf(table, 'value')
  if (value === undefined) return []
  const blank = table.rows.filter(
    (row) =>
      !row.isHeader &&
      rowFields(table, row).name !== undefined &&
      (row.cells[value]?.text ?? '') === '' &&
      isIndicator(table, row),
  )
  const { say } = context
  if (blank.length === 0) return []
  return [
    finding(
      'D-MISS',
      'warn',
      blank.map((row) => quoteOfName(context, table, row)),
      {
        title: say(
          `指标值为空：${blank.map((row) => rowFields(table, row).name?.text ?? '').join('、')}`,
          `Indicators without a value: ${blank.length}`,
        ),
        why: say('可能与上一行合并，也可能漏填', 'It may be merged with the row above or forgotten'),
        decide: say('按原件补上指标值', 'Fill in the value from the original'),
      },
    ),
  ]
}

function isIndicator(table: Table, row: Row): boolean {
  const columns = columnsOf(table, 'indicator')
  return columns.some((column) => (row.cells[column]?.text ?? '') !== '')
}

function quoteOfName(context: ReadContext, table: Table, row: Row): Source {
  const name = rowFields(table, row).name ?? row.cells[0]
  return name === undefined ? { quote: '', line: table.firstLine } : quoteWhole(name, context.lines)
}

/** Rows without a deadline where the other rows have one. */
function blankTimes(context: ReadContext, table: Table): Finding[] {
  const rows = table.rows.filter((row) => row.serial !== null)
  const undated = rows.filter((row) => rowFields(table, row).time === undefined)
  const { say } = context
  if (undated.length === 0 || undated.length * 2 >= rows.length) return []
  const quotes = undated.flatMap((row) => {
    const { name, content } = rowFields(table, row)
    return [name, content].filter((cell) => cell !== undefined).map((cell) => quoteWhole(cell, context.lines))
  })
  return [
    finding('D-MISS', 'warn', quotes, {
      title: say('有的行没有完成时间', 'Rows without a deadline'),
      why: say('没有时限就没有逾期，也定不了付款日', 'Without a deadline nothing is late and no payment falls due'),
      decide: say('补上完成时间', 'Add the deadline'),
    }),
  ]
}

const FEW = 4

/** Rows that nobody answers for, where nearly all others have an office. */
function blankOffices(context: ReadContext, table: Table): Finding[] {
  const rows = table.rows.filter((row) => row.serial !== null)
  const unowned = rows.filter((row) => rowFields(table, row).unit === undefined)
  const { say } = context
  if (unowned.length === 0 || unowned.length * FEW > rows.length) return []
  return [
    finding(
      'D-MISS',
      'warn',
      unowned.map((row) => quoteOfName(context, table, row)),
      {
        title: say('有的行没有责任单位', 'Rows without an office'),
        why: say('没有责任单位就没有人办，也没有人问责', 'Nobody does it and nobody answers for it'),
        decide: say('补上责任单位', 'Name the office'),
      },
    ),
  ]
}

const OPEN_OWNER = /^(?:[\u4e00-\u9fa5]{2,8}[：:]\s*)?(?:待定|未定|暂缺|另行确定|待确定)$/

/** 待定 where somebody should answer. */
function openOwners(context: ReadContext): Finding[] {
  const quotes = context.reading.passages
    .filter((passage) => OPEN_OWNER.test(passage.text))
    .map((passage) => quoteWhole(passage, context.lines))
  if (quotes.length === 0) return []
  const { say } = context
  return [
    finding('D-MISS', 'warn', quotes, {
      title: say('承办单位待定', 'The implementer is still open'),
      why: say('没有责任主体，不能签合同，也不能拨款', 'Nobody to contract with and nobody to pay'),
      decide: say('拨款前确定承办单位', 'Name the implementer before any payment'),
    }),
  ]
}

/** A vague unit among the implementers: 相关单位, 等. */
function vagueOwners(context: ReadContext): Finding[] {
  const rows = context.reading.tables.flatMap((table) =>
    table.rows.flatMap((row) => {
      const { unit } = rowFields(table, row)
      return row.serial !== null &&
        unit !== undefined &&
        unit.text.length < 40 &&
        /相关单位|相关部门|等$/.test(unit.text) &&
        !/牵头/.test(unit.text)
        ? [unit]
        : []
    }),
  )
  if (rows.length === 0) return []
  const { say } = context
  return [
    finding(
      'D-MISS',
      'info',
      rows.map((cell) => quoteWhole(cell, context.lines)),
      {
        title: say('承办单位写作“相关单位”“等”', 'Implementers written as “units concerned” or “etc.”'),
        why: say('责任落不到一家', 'Nobody in particular is answerable'),
        decide: say('列全单位，写明牵头的一家', 'List them and name the leading one'),
      },
    ),
  ]
}

const LOCAL = /配套|本级|县级|县财政|市财政|地方/

/** The total of the column of local money. */
function localTotals(context: ReadContext): Source[] {
  return context.money.flatMap(({ table, total }) => {
    const headings = table.header.filter((heading) => roleOf(heading) === 'money')
    // The columns are known where each figure of the total has its heading.
    if (total === undefined || headings.length !== total.money.length) return []
    const cells = total.money.filter((_, at) => LOCAL.test(headings[at] ?? ''))
    return cells.filter((money) => money !== null).map((money) => quoteWhole(money.cell, context.lines))
  })
}

const SUPPORT =
  /(?:给予|予以|进行)\s*(?:适当)?(?:的)?(?:奖补|补助|补贴|奖励|资金支持)|奖补金额|一定(?:数量|比例|标准|额度|金额|规模)|适当放大|资金配套|安排配套资金/
/** A rate in a sentence nearby settles what is paid, unless this clause leaves it open by itself. */
const RATE = /每(?:个|家|户|单|人)[^，。]{0,6}\d|元\s*[/／]|标准为|不超过\s*\d+(?:\.\d+)?\s*万/
const OPEN = /一定|适当|资金配套|安排配套资金/
const AMOUNT = /\d+(?:\.\d+)?\s*(?:元|万|%)|不予|不得/

/** Money promised without amount, rate or condition. */
function openAmounts(context: ReadContext): Finding[] {
  const clauses = clausesWith(context, SUPPORT).filter(
    (clause) => !AMOUNT.test(clause.text) && (OPEN.test(clause.text) || !RATE.test(clause.passage.text)),
  )
  if (clauses.length === 0) return []
  const { say } = context
  const matching = clauses.some((clause) => /配套资金/.test(clause.text)) ? localTotals(context) : []
  return [
    finding('D-MISS', 'warn', [...quotesOfClauses(context, clauses), ...matching], {
      title: say('补助、奖补或配套没有标准和金额', 'Support or matching money without rate or amount'),
      why: say(
        '谁够格、补多少没有依据，兑付会有争议',
        'Who qualifies and for how much has no ground: payment will be disputed',
      ),
      decide: say('写明条件、标准、上限和期限', 'State condition, rate, ceiling and period'),
    }),
  ]
}

const MONEY_TOTAL = /\d+(?:\.\d+)?\s*万元/

/** Money named, and no table that divides it. */
function undivided(context: ReadContext): Finding[] {
  if (context.money.length > 0) return []
  const clauses = clausesWith(context, /(?:资金|投资|经费)[^，。；]{0,10}\d+(?:\.\d+)?\s*万元/).filter((clause) =>
    MONEY_TOTAL.test(clause.text),
  )
  const isListed = context.reading.passages.some((passage) => (passage.text.match(/\d+\s*万元/g) ?? []).length >= 4)
  const isInSections =
    new Set(clauses.map(({ passage }) => passage.headings.at(-1))).size >= 2 ||
    sectionsOf(context.reading).filter((section) => amountsOf(section).length > 0).length >= 2
  if (clauses.length === 0 || isListed || isInSections) return []
  const { say } = context
  return [
    finding('D-MISS', 'warn', quotesOfClauses(context, clauses), {
      title: say('资金没有按建设内容分项', 'The money is not divided by content'),
      why: say(
        '任何比例规则都无法核对，付款没有对应的预算行',
        'No rule on shares can be checked and no payment has a line',
      ),
      decide: say('要求补资金分项表', 'Ask for a table that divides it'),
    }),
  ]
}

/** Values, annexes, owners, deadlines and amounts that the plan should have and has not. */
export function detectMissing(context: ReadContext): Finding[] {
  return [
    ...annexes(context),
    ...context.reading.tables.flatMap((table) => [
      ...blankValues(context, table),
      ...blankTimes(context, table),
      ...blankOffices(context, table),
    ]),
    ...openOwners(context),
    ...vagueOwners(context),
    ...openAmounts(context),
    ...undivided(context),
  ]
}
