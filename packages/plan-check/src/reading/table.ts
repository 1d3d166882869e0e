import { type Passage, type Place, passageOf } from './passage.ts'
import { isColumnTotal, type RawCell, type RawTable, SERIAL } from './table-layout.ts'

export type Role =
  | 'serial'
  | 'name'
  | 'category'
  | 'content'
  | 'effect'
  | 'nature'
  | 'unit'
  | 'time'
  | 'money'
  | 'value'
  | 'indicator'
  | 'remark'

export interface Row {
  cells: readonly Passage[]
  /** The serial number in front; null for a heading, a group or a total. */
  serial: number | null
  isTotal: boolean
  isHeader: boolean
  /** The group that the row stands under, such as 一、筹备阶段. */
  group: string
}

export interface Table {
  index: number
  rows: readonly Row[]
  header: readonly string[]
  layout: RawTable['layout']
  firstLine: number
  lastLine: number
}

const ROLES: readonly [Role, RegExp][] = [
  ['serial', /^序\s*号?$/],
  ['value', /指标值|目标值/],
  ['indicator', /指标|标值/],
  ['nature', /性质/],
  ['time', /时间|时限|期限|进度/],
  ['remark', /备注|说明/],
  ['unit', /单位|部门|责任人/],
  ['money', /资金|投资|万元|合计|中央|配套|社会|专项|概算|预算|占比/],
  ['effect', /效果|效益|目标/],
  ['content', /内容|规模|任务$/],
  ['name', /名称|项目|方向|事项/],
  ['category', /类别|类型/],
]

/** What a column holds, by the words of its heading. */
export function roleOf(heading: string): Role | undefined {
  const close = heading.replaceAll(/\s/g, '')
  if (/类别|类型/.test(close)) return 'category'
  if (/名称/.test(close) && !/指标/.test(close)) return 'name'
  return ROLES.find(([, words]) => words.test(close))?.[0]
}

export function columnsOf(table: Table, role: Role): number[] {
  return table.header.flatMap((heading, column) => (roleOf(heading) === role ? [column] : []))
}

const MAX_HEADING = 24

/** The row of headings: two or more short cells that name a column, before any numbered row; -1 where there is none. */
function headerIndex(rows: readonly (readonly RawCell[])[]): number {
  const firstSerial = rows.findIndex((row) => serialOf(row) !== null)
  const above = firstSerial < 0 ? rows : rows.slice(0, firstSerial)
  return above.findIndex(
    (row) => row.filter((cell) => cell.text.length <= MAX_HEADING && roleOf(cell.text) !== undefined).length >= 2,
  )
}

function serialOf(cells: readonly RawCell[]): number | null {
  const first = cells.find((cell) => cell.text !== '')
  if (first === undefined || !SERIAL.test(first.text)) return null
  const isAlone = cells.filter((cell) => cell.text !== '').length > 1
  return isAlone ? Number(first.text) : null
}

const GROUP = /^[一二三四五六七八九十]+、/

/** A row that only names what follows, such as 一、筹备阶段. */
function groupOf(cells: readonly RawCell[]): string | undefined {
  const filled = cells.filter((cell) => cell.text !== '')
  const [only] = filled
  return filled.length === 1 && only !== undefined && GROUP.test(only.text) ? only.text : undefined
}

/** A table that a heading or a page cut in two has its headings in the part before. */
function inheritedHeader(raw: RawTable, before: readonly Table[]): readonly string[] {
  const last = before.at(-1)
  const width = raw.rows[0]?.length ?? 0
  const isPart = last !== undefined && last.header.length === width && raw.firstLine - last.lastLine <= 4
  return isPart ? last.header : []
}

export function tableOf(raw: RawTable, place: Place, before: readonly Table[]): Table {
  const index = before.length
  const headerAt = headerIndex(raw.rows)
  let group = place.headings.find((heading) => GROUP.test(heading)) ?? ''
  const rows = raw.rows.map((cells, at): Row => {
    const isHeader = at <= headerAt
    group = (isHeader ? undefined : groupOf(cells)) ?? group
    return {
      cells: cells.map((cell, column) => passageOf('cell', cell.pieces, place, { table: index, row: at, column })),
      serial: isHeader ? null : serialOf(cells),
      isTotal: !isHeader && isColumnTotal(cells),
      isHeader,
      group,
    }
  })
  const own = (raw.rows[headerAt] ?? []).map((cell) => cell.text)
  const header = headerAt < 0 ? inheritedHeader(raw, before) : own
  return { index, rows, header, layout: raw.layout, firstLine: raw.firstLine, lastLine: raw.lastLine }
}

/** The cell of a row in the first column of that role. */
export function cellIn(table: Table, row: Row, role: Role): Passage | undefined {
  const [column] = columnsOf(table, role)
  return column === undefined ? undefined : row.cells[column]
}

const MONEY_CELL = /^(\d[\d,]*(?:\.\d+)?)\s*(?:万元)?\s*(?:[（(]\s*(\d+(?:\.\d+)?)\s*[%％]\s*[）)])?$/

export interface MoneyCell {
  value: number
  /** The share that is printed beside it, in per cent. */
  share: number | null
  cell: Passage
}

export function moneyOf(cell: Passage | undefined): MoneyCell | null {
  const match = cell === undefined ? null : MONEY_CELL.exec(cell.text)
  if (match === null || cell === undefined) return null
  return {
    value: Number((match[1] ?? '').replaceAll(',', '')),
    share: match[2] === undefined ? null : Number(match[2]),
    cell,
  }
}

export interface MoneyRow {
  row: Row
  /** One per column of money; null where the cell is blank. */
  money: (MoneyCell | null)[]
}

export interface MoneyTable {
  table: Table
  rows: MoneyRow[]
  total: MoneyRow | undefined
  width: number
}

/** The run of cells between the first and the last figure of a row, the serial number left out. */
function figureRun(row: Row): Passage[] {
  const from = row.serial === null ? 0 : row.cells.findIndex((cell) => cell.text !== '') + 1
  const at = row.cells.map((cell, column) => (column >= from && moneyOf(cell) !== null ? column : -1))
  const columns = at.filter((column) => column >= 0)
  const first = columns[0]
  const last = columns.at(-1)
  if (first === undefined || last === undefined) return []
  return row.cells.slice(first, last + 1)
}

function byColumns(row: Row, columns: readonly number[]): MoneyRow {
  return { row, money: columns.map((column) => moneyOf(row.cells[column])) }
}

function isFigured(row: Row): boolean {
  return !row.isHeader && !row.isTotal && row.cells.some((cell) => moneyOf(cell) !== null)
}

/** A stacked row keeps its figures together but not in columns: they are counted from the left of the run. */
function byRun(row: Row, width: number): MoneyRow {
  const run = figureRun(row)
  const start = run[0]
  const at = start === undefined ? -1 : row.cells.indexOf(start)
  const cells = Array.from({ length: width }, (_, offset) => (at < 0 ? undefined : row.cells[at + offset]))
  return { row, money: cells.map((cell) => moneyOf(cell)) }
}

/** 村级服务点（个）, 培训人数: a column that counts things. */
const COUNTS = /[（(]\s*(?:个|家|人|人次|户|名|场|次|座|处|辆|台|套|亩|吨|村|%)\s*[)）]|数量|[个人户村]数$/

const NAMED = /[（(]\s*(万元|元|个|家|人|人次|户|名|场|次|座|处|辆|台|套|亩|吨|村|%)\s*[)）]|([个人户村])数$/

/** The unit that a column's heading names: 中央（万元）, 村级服务点（个）, 培训人数; undefined where it names none, empty where it counts in any. */
export function unitNamed(heading: string): string | undefined {
  const match = NAMED.exec(heading)
  return match === null ? (COUNTS.test(heading) ? '' : undefined) : (match[1] ?? match[2])
}

/** The columns of money of a table with a total; undefined where it has none. */
export function moneyTable(table: Table): MoneyTable | undefined {
  return figuresOf(table, (heading) => !COUNTS.test(heading))
}

/** The columns of a table with a total that count things, as columns of money are given. */
export function countTable(table: Table): MoneyTable | undefined {
  return table.layout === 'stacked' ? undefined : figuresOf(table, (heading) => COUNTS.test(heading))
}

function figuresOf(table: Table, isHeld: (heading: string) => boolean): MoneyTable | undefined {
  const totalRow = table.rows.findLast((row) => row.isTotal)
  const numbered = table.rows.filter((row) => row.serial !== null)
  // Without serial numbers a row is what stands above the total and has figures.
  const rows = numbered.length > 0 ? numbered : table.rows.filter((row) => isFigured(row))
  if (totalRow === undefined || rows.length < 2) return undefined
  if (table.layout !== 'stacked') {
    const columns = totalRow.cells.flatMap((cell, column) =>
      moneyOf(cell) !== null && isHeld(table.header[column] ?? '') ? [column] : [],
    )
    if (columns.length === 0) return undefined
    return {
      table,
      rows: rows.map((row) => byColumns(row, columns)),
      total: byColumns(totalRow, columns),
      width: columns.length,
    }
  }
  const width = figureRun(totalRow).length
  if (width === 0) return undefined
  return { table, rows: rows.map((row) => byRun(row, width)), total: byRun(totalRow, width), width }
}

/** What the cells of a row say, whatever the layout of its table. */
export interface Fields {
  name?: Passage
  content?: Passage
  effect?: Passage
  unit?: Passage
  time?: Passage
}

const DATE = /\d{4}\s*年/
const UNIT = /单位[：:]|(?:局|部|委|办公室|公司|中心|机构|企业|单位|待定|会|联|院|处|所|等|[）)]|村|镇|社)$/
const MAX_TIME = 40
const MAX_UNIT = 60

/** A stacked row has no columns: what a cell is, its words tell. */
function stackedFields(row: Row): Fields {
  const cells = row.cells.slice(1).filter((cell) => cell.text !== '' && moneyOf(cell) === null)
  const time = cells.find((cell) => cell.text.length <= MAX_TIME && DATE.test(cell.text))
  const rest = cells.filter((cell) => cell !== time)
  const [name] = rest
  const long = rest.slice(1).toSorted((a, b) => b.text.length - a.text.length)
  const unit = rest
    .slice(1)
    .find((cell) => /单位[：:]/.test(cell.text) || (cell.text.length <= MAX_UNIT && UNIT.test(cell.text)))
  const longest = long.find((cell) => cell !== unit)
  const others = rest.filter((cell) => cell !== name && cell !== longest && cell !== unit)
  const other = others.toSorted((a, b) => b.text.length - a.text.length)[0]
  const [content, effect] = [longest, other].toSorted((a, b) => (a?.line ?? 0) - (b?.line ?? 0))
  return fieldsOf({
    name,
    content: content ?? longest ?? name,
    effect: content === undefined ? undefined : effect,
    unit,
    time,
  })
}

function fieldsOf(given: { [Key in keyof Fields]: Passage | undefined }): Fields {
  return Object.fromEntries(Object.entries(given).filter(([, cell]) => cell !== undefined && cell.text !== ''))
}

/** Of several levels of indicators the last names what is measured. */
function indicatorIn(table: Table, row: Row): Passage | undefined {
  const column = columnsOf(table, 'indicator').at(-1)
  return column === undefined ? undefined : row.cells[column]
}

/** The fields of a row, by the headings of the columns or, where the cells are stacked, by their words. */
export function rowFields(table: Table, row: Row): Fields {
  if (table.layout === 'stacked') return stackedFields(row)
  return fieldsOf({
    name: cellIn(table, row, 'name') ?? indicatorIn(table, row),
    content: cellIn(table, row, 'content'),
    effect: cellIn(table, row, 'effect'),
    unit: cellIn(table, row, 'unit'),
    time: cellIn(table, row, 'time'),
  })
}
