import type { Source } from '@xiangji/county-pack'
import { readNumber } from '../grammar/number.ts'
import type { PlanReading } from './document.ts'
import { type Passage, quoteWhole } from './passage.ts'

/** The first day on which the document can have been issued, as a civil day, and where it says so. */
interface Issued {
  from: string
  source: Source
}

/** 2020年1月27日, 某县人民政府办公室 2020年1月27日印发, 二〇二〇年一月二十七日 */
const ISSUE_LINE =
  /^\s*\S*?\s*(\d{4}|[一二三四五六七八九〇○零]{4})\s*年\s*(\d{1,2}|[一二三四五六七八九十]{1,2})\s*月\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*日\s*(?:印发)?\s*$/
const YEAR_DIGITS = '〇一二三四五六七八九'

/** A year is spelt digit by digit: 二〇二〇. */
function yearIn(text: string): number {
  const digits = [...text.replaceAll(/[○零]/g, '〇')].map((char) => YEAR_DIGITS.indexOf(char))
  return /^\d/.test(text) ? Number(text) : Number(digits.join(''))
}
/** 某政函〔2021〕5号, 某政办〔2021〕第5号 */
const NUMBER = /[\u4e00-\u9fa5]+\s*[〔[（(]\s*(\d{4})\s*[〕\]）)]\s*第?\s*\d+\s*号/
const MAX_LINE = 60
/** The number stands above the title, among the first lines or in the table that a web page sets above them. */
const HEAD_PASSAGES = 16
const MAX_NUMBER_LINE = 40

/** A line that holds nothing but the day of issue, with its office in front. */
export function isDayOfIssue({ text, cell }: Passage): boolean {
  return text.length < MAX_LINE && cell === null && ISSUE_LINE.test(text)
}

/** The earliest of the days that stand on a line of their own. */
export function printedDay(reading: PlanReading): Issued | undefined {
  const days = reading.passages.flatMap((passage) => {
    const match = isDayOfIssue(passage) ? ISSUE_LINE.exec(passage.text) : null
    if (match === null) return []
    const [, year = '', month = '', day = ''] = match
    const [numberOfMonth, numberOfDay] = [month, day].map((text) => String(readNumber(text)).padStart(2, '0'))
    const from = `${yearIn(year)}-${numberOfMonth}-${numberOfDay}`
    return [{ from, source: quoteWhole(passage, reading.lines) }]
  })
  // That two places give two days is told of itself.
  return days.toSorted((a, b) => a.from.localeCompare(b.from))[0]
}

/** The document's own number, with the first day of its year. */
export function numberOf(reading: PlanReading): Issued | undefined {
  const head = reading.passages.slice(0, HEAD_PASSAGES)
  const numbered = head.find((passage) => passage.text.length < MAX_NUMBER_LINE && NUMBER.test(passage.text))
  const year = numbered === undefined ? undefined : NUMBER.exec(numbered.text)?.[1]
  if (numbered === undefined || year === undefined) return undefined
  return { from: `${year}-01-01`, source: quoteWhole(numbered, reading.lines) }
}

function yearOf({ from }: Issued): string {
  return from.slice(0, 4)
}

/** The day of issue, else the first day of the year in the document's number; of the two where the day is of a later year. */
export function issuedOf(reading: PlanReading): Issued | undefined {
  const [day, number] = [printedDay(reading), numberOf(reading)]
  if (day === undefined || number === undefined) return day ?? number
  return yearOf(day) > yearOf(number) ? number : day
}
