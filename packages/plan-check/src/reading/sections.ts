import { type Quantity, quantitiesOf } from '../grammar/quantity.ts'
import { subjectOf } from '../grammar/subject.ts'
import type { PlanReading } from './document.ts'
import type { Passage } from './passage.ts'

/** Headings under which a plan says what is to be reached, and what is to be done. */
export const GOALS = /目标/
/** Headings under which it says how things are: figures of the past are no targets. */
export const STATE =
  /(?:基本|完成|工作|进展|建设|实施)情况|概况|现状|回顾|(?:发展|工作|现有)基础|背景|存在的?(?:主要)?问题|取得的?成效/
export const CONTENT = /实施内容|建设内容|主要任务|重点任务|工作任务|工作内容/

export function isUnder(passage: Passage, heading: RegExp): boolean {
  return passage.headings.some((text) => heading.test(text))
}

/** A task told in a section of the text, such as （二）建设镇村服务网络。… */
export interface Section {
  /** What its heading calls it, in one writing. */
  name: string
  passages: readonly Passage[]
}

const NUMBERED = /^(?:[（(][一二三四五六七八九十]+[）)]|\d{1,2}[.．、]|#+)\s*/

/** The sections under the work of a plan, each with all of its paragraphs. */
export function sectionsOf(reading: PlanReading): Section[] {
  const inside = reading.passages.filter(
    (passage) => passage.cell === null && passage.headings.length >= 2 && isUnder(passage, CONTENT),
  )
  return [...Map.groupBy(inside, (passage) => passage.headings.slice(0, 2).join('\n'))].map(([, passages]) => ({
    name: subjectOf((passages[0]?.headings[1] ?? '').replace(NUMBERED, ''), reading.ownNames),
    passages,
  }))
}

const SET_ASIDE = /(?:安排|投入|补助|预算|所需)(?:中央|财政|专项|资金|共|约|投资)*\s*$|共补助\s*$|资金\s*$/

/** The amounts of a section, prices of single things left out. */
export function amountsOf({ passages }: Section): Quantity[] {
  return passages.flatMap((passage) => quantitiesOf(passage).filter(({ unit, value }) => unit === '万元' && value >= 1))
}

/** The amount that a section sets aside for itself: the only one behind 安排资金. */
export function amountOf(section: Section): Quantity | undefined {
  const amounts = amountsOf(section).filter(({ passage, from }) => SET_ASIDE.test(passage.text.slice(0, from)))
  return amounts.length === 1 ? amounts[0] : undefined
}
