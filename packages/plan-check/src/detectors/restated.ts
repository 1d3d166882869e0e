import type { Source } from '@xiangji/county-pack'
import { spansOf } from '../grammar/day.ts'
import { isNear, subjectOf } from '../grammar/subject.ts'
import { type Passage, quoteOf, quoteWhole } from '../reading/passage.ts'
import { type Fields, type Row, rowFields } from '../reading/table.ts'
import type { Finding } from '../result.ts'
import { finding, type ReadContext } from './context.ts'

/** A project told in lines of the kind 项目名称：… after its number. */
interface Block {
  fields: Map<string, { passage: Passage; from: number }>
  order: number
}

const LABEL = /^([\u4e00-\u9fa5]{2,16})\s*[：:]\s*(?=\S)/
const STARTS = /^(?:项目|子项目|任务)\s*[\d一二三四五六七八九十]+\s*[：:]?\s*$/

function blocksOf(context: ReadContext): Block[] {
  const blocks: Block[] = []
  let open: Block | undefined
  for (const passage of context.reading.passages) {
    if (passage.cell !== null) continue
    if (STARTS.test(passage.text)) {
      open = { fields: new Map(), order: blocks.length }
      blocks.push(open)
      continue
    }
    const label = LABEL.exec(passage.text)
    if (open === undefined || label === null) continue
    open.fields.set(label[1] ?? '', { passage, from: label[0].length })
  }
  return blocks
}

interface Pair {
  name: string
  row: Row
  fields: Fields
  block: Block
}

function fieldOf(block: Block, label: RegExp): { passage: Passage; from: number } | undefined {
  return [...block.fields].find(([key]) => label.test(key))?.[1]
}

/** Rows and blocks belong together by their order when there are as many of one as of the other. */
function pairsOf(context: ReadContext): Pair[] {
  const blocks = blocksOf(context)
  const table = context.reading.tables.find(
    (candidate) => candidate.rows.filter((row) => row.serial !== null).length === blocks.length,
  )
  if (table === undefined || blocks.length < 2) return []
  const rows = table.rows.filter((row) => row.serial !== null)
  return blocks.flatMap((block, at) => {
    const row = rows[at]
    if (row === undefined) return []
    const fields = rowFields(table, row)
    return [{ name: fields.name?.text ?? '', row, fields, block }]
  })
}

/** The sentence on the money of the project under which a passage stands, where the document tells its projects in blocks. */
export function moneyBeside(context: ReadContext, passage: Passage): Source[] {
  const block = blocksOf(context).find(({ fields }) => [...fields.values()].some((field) => field.passage === passage))
  const money = block === undefined ? undefined : fieldOf(block, /资金概算|资金来源|投资/)
  return money === undefined || money.passage === passage ? [] : [whole(context, money)]
}

/** The name that another annex gives to the project of a row. */
export function restatedNames(context: ReadContext, row: Row): Source[] {
  const block = pairsOf(context).find((pair) => pair.row === row)?.block
  const name = block === undefined ? undefined : fieldOf(block, /名称/)
  return name === undefined ? [] : [whole(context, name)]
}

/** Does another annex tell the projects again? Then their deadlines are compared there. */
export function isRestated(context: ReadContext): boolean {
  return pairsOf(context).length > 0
}

function whole(context: ReadContext, { passage, from }: { passage: Passage; from: number }): Source {
  return quoteOf(passage, context.lines, from, Math.min(passage.text.length, from + 60))
}

function daysIn(text: string): string {
  return spansOf({ text })
    .map((span) => span.endOn ?? span.startOn ?? '')
    .join('、')
}

function beforesIn(text: string): number {
  return (text.match(/月\s*(?:底|末)?\s*(?:之)?前/g) ?? []).length
}

function differingTimes(context: ReadContext, pair: Pair): Finding[] {
  const stated = fieldOf(pair.block, /时间|时限|期限|进度|节点/)
  const { time } = pair.fields
  if (stated === undefined || time === undefined) return []
  const text = stated.passage.text.slice(stated.from)
  const { say } = context
  if (daysIn(text) === daysIn(time.text)) {
    if (beforesIn(text) === beforesIn(time.text)) return []
    return [
      finding('D-DATE', 'info', [quoteWhole(time, context.lines), whole(context, stated)], {
        title: say(`一处“某月前”、一处“某月”：${pair.name}`, `“Before” a month here, in it there: ${pair.name}`),
        why: say(`一处“${time.text}”，一处“${text}”`, `“${time.text}” in one place, “${text}” in the other`),
        decide: say('统一写到日', 'Write the day in both'),
      }),
    ]
  }
  return [
    finding('D-DATE', 'error', [quoteWhole(time, context.lines), whole(context, stated)], {
      title: say(
        `完成时间前后不一：${pair.name}（${daysIn(time.text)} / ${daysIn(text)}）`,
        `Two deadlines for one project: ${pair.name} (${daysIn(time.text)} / ${daysIn(text)})`,
      ),
      why: say(`一处“${time.text}”，一处“${text}”`, `“${time.text}” in one place, “${text}” in the other`),
      decide: say('定一个日期，另一处改为一致', 'Settle one and correct the other'),
    }),
  ]
}

function differingUnits(context: ReadContext, pair: Pair): Finding[] {
  const stated = fieldOf(pair.block, /单位/)
  const { unit } = pair.fields
  if (stated === undefined || unit === undefined) return []
  const text = stated.passage.text.slice(stated.from).trim()
  if (text === unit.text) return []
  const { say } = context
  return [
    finding('D-VAL', 'warn', [quoteWhole(unit, context.lines), whole(context, stated)], {
      title: say(`承办单位前后不一：${pair.name}`, `Two implementers for one project: ${pair.name}`),
      why: `${unit.text} / ${text}`,
      decide: say('定一个承办单位', 'Settle the implementer'),
    }),
  ]
}

function differingNames(context: ReadContext, pair: Pair): Finding[] {
  const stated = fieldOf(pair.block, /名称/)
  const { name } = pair.fields
  if (stated === undefined || name === undefined) return []
  const text = stated.passage.text.slice(stated.from).trim()
  if (text === name.text) return []
  const { say } = context
  // A row may name its project twice, in the words of the project and of its kind.
  const others = pair.row.cells.filter((cell) => cell !== name && cell.text.length > 4 && isNear(cell.text, text))
  const names = [name, ...others].map((cell) => quoteWhole(cell, context.lines))
  const isSame = subjectOf(text, context.reading.ownNames) === subjectOf(name.text, context.reading.ownNames)
  return [
    finding('D-NAME', 'info', [...names, whole(context, stated)], {
      title: say(`项目名称不一：${name.text} / ${text}`, `Two names for one project: ${name.text} / ${text}`),
      why: isSame
        ? say('只差县名，合同与台账仍须用一个名称', 'Only the county’s name differs; contract and ledger need one name')
        : say('合同、台账和拨付凭证须用一个名称', 'Contract, ledger and payment need one name'),
      decide: say('定一个名称，另一个作别名', 'Settle one name and keep the other as an alias'),
    }),
  ]
}

/** A project of the table that another annex tells again: deadline, implementer and name must be the same. */
export function detectRestated(context: ReadContext): Finding[] {
  return pairsOf(context).flatMap((pair) => [
    ...differingTimes(context, pair),
    ...differingUnits(context, pair),
    ...differingNames(context, pair),
  ])
}
