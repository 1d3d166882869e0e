import { isNear, subjectOf } from '../grammar/subject.ts'
import { type Passage, quoteWhole } from '../reading/passage.ts'
import { CONTENT, GOALS, isUnder } from '../reading/sections.ts'
import { columnsOf, type Row, rowFields, type Table } from '../reading/table.ts'
import type { Finding } from '../result.ts'
import { type Counted, finding, quoteThing, type ReadContext } from './context.ts'

function indicatorTable(context: ReadContext): Table | undefined {
  return context.reading.tables.find(
    (table) => columnsOf(table, 'value').length > 0 && columnsOf(table, 'indicator').length > 0,
  )
}

interface Indicator {
  row: Row
  name: Passage
  subject: string
  thing: Counted | undefined
}

function indicatorsOf(context: ReadContext, table: Table): Indicator[] {
  return table.rows.flatMap((row) => {
    const { name } = rowFields(table, row)
    if (row.isHeader || name === undefined) return []
    const subject = subjectOf(name.text.replaceAll(/[（(][^（()）]*[)）]/g, ''), context.reading.ownNames)
    const thing = context.counted.find(
      ({ passage }) => passage.cell?.table === table.index && passage.cell.row === name.cell?.row,
    )
    return [{ row, name, subject, thing }]
  })
}

function isSameThing(indicator: Indicator, thing: Counted): boolean {
  return (
    isNear(indicator.subject, thing.subject) || (thing.subject.length >= 2 && indicator.subject.endsWith(thing.subject))
  )
}

function textTargets(context: ReadContext): Counted[] {
  return context.counted.filter(
    (thing) =>
      thing.passage.cell === null &&
      (isUnder(thing.passage, GOALS) || isUnder(thing.passage, CONTENT)) &&
      thing.subject.length >= 2 &&
      !['年', '万元', '个月'].includes(thing.unit),
  )
}

/** Targets of the text that the table of indicators does not hold: nobody will judge them. */
function unjudged(context: ReadContext, indicators: readonly Indicator[]): Finding[] {
  const rest = textTargets(context).filter((thing) => !indicators.some((indicator) => isSameThing(indicator, thing)))
  const bySubject = [...Map.groupBy(rest, (thing) => thing.subject).values()].flatMap((things) => things.slice(0, 1))
  if (bySubject.length === 0) return []
  const { say } = context
  return [
    finding(
      'D-MISS',
      'warn',
      bySubject.map((thing) => quoteThing(context, thing)),
      {
        title: say('正文目标不在绩效表', 'Targets of the text that the table of indicators lacks'),
        why: say(
          `${bySubject.map((thing) => thing.subject).join('、')}：绩效评价时没有人考核`,
          'Nobody will judge them at evaluation',
        ),
        decide: say('补进绩效表，或写明不考核', 'Add them to the table or say that they are not judged'),
      },
    ),
  ]
}

/** Indicators that the text does not have, and 是 as a value: what proves them? */
function unfounded(context: ReadContext, indicators: readonly Indicator[]): Finding[] {
  const isYes = (indicator: Indicator): boolean => indicator.row.cells.some((cell) => /^[是否有无]$/.test(cell.text))
  const yes = indicators.filter(isYes)
  const { say } = context
  if (yes.length === 0) return []
  return [
    finding(
      'D-MISS',
      'warn',
      yes.map((indicator) => quoteWhole(indicator.name, context.lines)),
      {
        title: say('绩效表指标值只写“是”，没有证据要求', 'Indicators whose value is “yes”, with no proof asked'),
        why: say('做没做、做到多少，凭什么认定都没有写', 'What was done, how much and what proves it is not said'),
        decide: say('补数量或证据类型', 'Add a number or the kind of proof'),
      },
    ),
  ]
}

/** Indicators whose number stands in no other place. */
function onlyInTable(context: ReadContext, indicators: readonly Indicator[]): Finding[] {
  const texts = context.counted.filter((thing) => thing.passage.cell?.table !== indicators[0]?.name.cell?.table)
  const alone = indicators.filter(
    (indicator) =>
      indicator.thing !== undefined &&
      !texts.some((thing) => isSameThing(indicator, thing) && thing.value === indicator.thing?.value),
  )
  const lone = alone.filter((indicator) => !texts.some((thing) => isSameThing(indicator, thing)))
  if (lone.length === 0) return []
  const { say } = context
  return [
    finding(
      'D-MISS',
      'info',
      lone.map((indicator) => quoteWhole(indicator.name, context.lines)),
      {
        title: say('数量只在绩效表出现', 'Numbers that only the table of indicators has'),
        why: say(
          '正文和概算表没有数量，建多少、按什么付钱没有依据',
          'Text and budget give no number to build or pay by',
        ),
        decide: say('正文或概算表补上数量', 'Add the number to text or budget'),
      },
    ),
  ]
}

function commonStart(a: string, b: string): number {
  let at = 0
  while (at < Math.min(a.length, b.length) && a[at] === b[at]) at++
  return at
}

/** Two different things with one number, unit and half a name: the table replaced one by the other. */
function lookalikes(context: ReadContext, indicators: readonly Indicator[]): Finding[] {
  const targets = textTargets(context)
  const { say } = context
  return indicators.flatMap((indicator) => {
    const { thing } = indicator
    if (thing === undefined || targets.some((target) => isSameThing(indicator, target))) return []
    const twin = targets.find(
      (target) =>
        target.value === thing.value &&
        target.unit === thing.unit &&
        commonStart(target.subject, indicator.subject) >= 3 &&
        !indicators.some((other) => isSameThing(other, target)) &&
        targets.every((other) => other.subject !== target.subject || other.value === target.value),
    )
    if (twin === undefined) return []
    return [
      finding('D-VAL', 'error', [quoteThing(context, twin), quoteWhole(indicator.name, context.lines)], {
        title: say(
          `同为 ${thing.value} ${thing.unit}，说的是两件事：${twin.subject} / ${indicator.subject}`,
          `Both ${thing.value} ${thing.unit}, two different things: ${twin.subject} / ${indicator.subject}`,
        ),
        why: say(
          '做成一件不等于做成另一件，不得合并考核',
          'One done does not mean the other done: they must not be merged',
        ),
        decide: say('定考核哪一件，或两件都列', 'Settle which one is judged or list both'),
      }),
    ]
  })
}

/** The table of indicators against the text: what one has and the other lacks. */
export function detectIndicators(context: ReadContext): Finding[] {
  const table = indicatorTable(context)
  if (table === undefined) return []
  const indicators = indicatorsOf(context, table)
  return [
    ...unjudged(context, indicators),
    ...unfounded(context, indicators),
    ...onlyInTable(context, indicators),
    ...lookalikes(context, indicators),
  ]
}
