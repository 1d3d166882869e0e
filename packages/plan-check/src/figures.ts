const UNITS = '个|户|家|人次|人|场|次|款|条|套|名|小时|平方米|平米|%'
const COMPARATORS = /以上|以下|以内|不少于|不低于|不超过|不高于|达到|至少|累计|[达共]/g
const LEADING_VERBS =
  /^(?:(?:优化升级|建设|新建|建成|打造|创建|培育|组建|开展|开发|完成|实现|整合|制作|举办|组织|搭建|设计|提升|新增|引进|支持|扶持|建立|其中|的)+)/
const FIGURE = new RegExp(`(\\d+(?:\\.\\d+)?)(${UNITS})`)
const VALUE_CELL = new RegExp(`\\t\\s*(\\d+(?:\\.\\d+)?\\s*(?:${UNITS})\\s*(?:以上|以内)?)\\s*$`)
const MIN_NOUN = 4

/** A number that the text gives for a noun, such as 5 个 for 知名平台网上商城. */
export interface Figure {
  noun: string
  value: number
  unit: string
  line: number
  clause: string
}

function clausesOf(line: string): string[] {
  // In a table the name and its value are cells of one statement.
  return line.replace(VALUE_CELL, '$1').split(/[，。；;：:、（）()\t,]/)
}

function figureOf(clause: string, line: number): Figure | undefined {
  const close = clause.replaceAll(/\s/g, '')
  if ((close.match(/\d+(?:\.\d+)?/g) ?? []).length !== 1) return undefined
  const match = FIGURE.exec(close)
  if (match === null) return undefined
  const [whole, value, unit] = match
  const noun = close.replace(whole, '').replaceAll(COMPARATORS, '').replace(LEADING_VERBS, '')
  if (noun.length < MIN_NOUN) return undefined
  return { noun, value: Number(value), unit: unit === '平米' ? '平方米' : (unit ?? ''), line, clause: clause.trim() }
}

/** The figures of a text, clause by clause; a clause with two numbers is left to a human reader. */
export function figuresOf(planText: string): Figure[] {
  return planText.split('\n').flatMap((line, index) =>
    clausesOf(line)
      .map((clause) => figureOf(clause, index + 1))
      .filter((figure) => figure !== undefined),
  )
}

/** Within one paragraph a noun that comes back with another number is mostly a list of different things. */
function differAcrossLines(group: readonly Figure[]): boolean {
  return group.some((one) => group.some((other) => other.value !== one.value && other.line !== one.line))
}

/** The figures that give the same noun in the same unit different numbers. */
export function disagreements(figures: readonly Figure[]): Figure[][] {
  const groups = Map.groupBy(figures, (figure) => `${figure.noun}|${figure.unit}`)
  return [...groups.values()].filter(differAcrossLines)
}
