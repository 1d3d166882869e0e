import type { Source } from '@xiangji/county-pack'
import { heldIn, likeness, subjectOf } from '../grammar/subject.ts'
import { type Clause, clausesOf, type Passage, quoteClause, quoteOf, quoteWhole } from '../reading/passage.ts'
import { rowFields } from '../reading/table.ts'
import type { Finding } from '../result.ts'
import { finding, quotesOf, type ReadContext } from './context.ts'

/** Words that may rightly stand twice. */
const TWICE =
  /^(?:研究|逐步|多多|常常|时时|处处|步步|层层|种种|家家|户户|人人|村村|户户|点点|年年|月月|天天|方方|面面|共同)$/

/** A word that stands twice in a row. */
function doubled(context: ReadContext): Source[] {
  return context.reading.passages.flatMap((passage) =>
    [...passage.text.matchAll(/([\u4e00-\u9fa5]{2,4})\1/g)]
      .filter((match) => !TWICE.test(match[1] ?? ''))
      .map((match) => quoteOf(passage, context.lines, match.index, match.index + match[0].length)),
  )
}

/** A character that a broken page printed on both sides. */
function doubledAtBreak(context: ReadContext): Source[] {
  return context.reading.passages.flatMap((passage) =>
    passage.segments.slice(1).flatMap(({ from }) => {
      const isTwice = passage.text[from - 1] === passage.text[from] && /[\u4e00-\u9fa5]/.test(passage.text[from] ?? '')
      return isTwice ? [quoteOf(passage, context.lines, from - 2, from + 2)] : []
    }),
  )
}

interface Slip {
  pattern: RegExp
  note: [zh: string, en: string]
}

/** Slips that grammar shows: marks before a conjunction, digits for letters, a verb that takes no such object. */
const SLIPS: readonly Slip[] = [
  {
    pattern: /[、，](?:和|及(?![时其早至格])|以及)(?=[\u4e00-\u9fa5])/,
    note: ['顿号与“和”并用', 'a mark before “and”'],
  },
  { pattern: /(?<![\dO])0[2２]0(?!\d)/, note: ['数字 0 代替字母 O', 'a zero for the letter O'] },
  { pattern: /签定/, note: ['“签定”应为“签订”', '“签定” for “签订”'] },
]

function slips(context: ReadContext): Finding[] {
  const { say } = context
  const quotes = [
    ...doubled(context),
    ...doubledAtBreak(context),
    ...SLIPS.flatMap(({ pattern }) => quotesOf(context, pattern)),
    ...headerSlips(context),
  ]
  if (quotes.length === 0) return []
  return [
    finding('D-TYPO', 'info', quotes, {
      title: say('错字、重字、标点', 'Slips of words and marks'),
      why: say('抽取和检索会漏掉写错的词', 'Search and extraction miss a misspelt word'),
      decide: say('导入时改正并保留原文', 'Correct on import and keep the original'),
    }),
  ]
}

/** 一级指标、二级指标、三级标值: a series of headings of which one breaks off. */
function headerSlips(context: ReadContext): Source[] {
  return context.reading.tables.flatMap((table) => {
    const series = table.rows.flatMap((row) =>
      row.cells.filter((cell) => /^[一二三四]级/.test(cell.text) && cell.text.length <= 6),
    )
    const tails = Map.groupBy(series, (cell) => cell.text.slice(2))
    if (series.length < 3 || tails.size < 2) return []
    const rare = [...tails.values()].toSorted((a, b) => a.length - b.length)[0] ?? []
    return rare.map((cell) => quoteWhole(cell, context.lines))
  })
}

/** 建议一个: advising where something is to be made. */
function wrongVerb(context: ReadContext): Finding[] {
  const quotes = quotesOf(context, /建议\s*(?:[一二两三\d]+\s*)(?:个|套|家|条)[\u4e00-\u9fa5]{2,12}/)
  if (quotes.length === 0) return []
  const { say } = context
  return [
    finding('D-TYPO', 'warn', quotes, {
      title: say('动词疑有误：“建议”后面是建设对象', 'The verb looks wrong: “advise” before a thing to be made'),
      why: say('按字面不是任务，目标会漏', 'Taken literally it is no task, and the target is lost'),
      decide: say('核原件，改为“建立”一类', 'Check the original: “establish” or the like'),
    }),
  ]
}

const MIN_SENTENCE = 14

function close(text: string): string {
  return text.replaceAll(/[\s“”"'（）()，,。；;：:、]/g, '').replaceAll(/<[^>]*>/g, '')
}

interface Told {
  clause: Clause
  text: string
  place: string
}

function toldClauses(context: ReadContext): Told[] {
  return context.reading.passages.flatMap((passage, index) =>
    clausesOf(passage).flatMap((clause) => {
      const text = close(clause.text)
      if (text.length < MIN_SENTENCE) return []
      const place = passage.cell === null ? `p${index}` : `t${passage.cell.table}r${passage.cell.row}`
      return [{ clause, text, place }]
    }),
  )
}

const GRAM = 5
/** A clause that stands in more places is quoted at the first of them. */
const MOST_PLACES = 3

/** Clauses by their runs of five characters: only those that share one are compared. */
function index(told: readonly Told[]): Map<string, Told[]> {
  const byGram = new Map<string, Told[]>()
  for (const one of told) {
    for (let at = 0; at + GRAM <= one.text.length; at++) {
      const gram = one.text.slice(at, at + GRAM)
      const list = byGram.get(gram)
      if (list === undefined) byGram.set(gram, [one])
      else if (list.at(-1) !== one) list.push(one)
    }
  }
  return byGram
}

function closest(one: Told, byGram: ReadonlyMap<string, readonly Told[]>): { other: Told; alike: number } | undefined {
  const shared = new Map<Told, number>()
  for (let at = 0; at + GRAM <= one.text.length; at++) {
    for (const other of byGram.get(one.text.slice(at, at + GRAM)) ?? []) {
      if (other.place !== one.place) shared.set(other, (shared.get(other) ?? 0) + 1)
    }
  }
  const [best] = [...shared].toSorted((a, b) => b[1] - a[1])
  return best === undefined ? undefined : { other: best[0], alike: likeness(one.text, best[0].text) }
}

/** What one has and the other has not, between their common beginning and end. */
export function difference(a: string, b: string): [string, string] {
  let start = 0
  while (start < Math.min(a.length, b.length) && a[start] === b[start]) start++
  let end = 0
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end++
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)]
}

/** Words that set the condition under which something is done or paid. */
const CONDITION = /条件|空白|贫困|现有|新建|应当|可以|不得|必须|仅|全部|所有|部分|每|至少/

/** The same clause in two places with other words. */
function rewordings(context: ReadContext): Finding[] {
  const { say } = context
  const told = toldClauses(context)
  const byGram = index(told)
  const seen = new Set<string>()
  const pairs = told.flatMap((one) => {
    const best = closest(one, byGram)
    if (best === undefined || best.alike < 0.8 || best.other.text === one.text) return []
    if (told.some((other) => other.text === one.text && other.place !== one.place)) return []
    const key = [one.text, best.other.text].toSorted().join('|')
    if (seen.has(key)) return []
    seen.add(key)
    const differ = difference(one.text, best.other.text)
    const isFigure = /\d/.test(differ.join(''))
    return isFigure ? [] : [{ one, other: best.other, differ }]
  })
  const grave = pairs.filter(
    ({ differ }) => differ.every((words) => words.length >= 2) && CONDITION.test(differ.join('')),
  )
  const light = pairs.filter((pair) => !grave.includes(pair))
  const quotes = (list: typeof pairs): Source[] =>
    list.flatMap(({ one, other }) => {
      const places = told.filter(({ text }) => text === other.text).slice(0, MOST_PLACES)
      return [one, ...places].map(({ clause }) => quoteClause(clause, context.lines))
    })
  const findings: Finding[] = grave.map((pair) =>
    finding('D-TEXT', 'warn', quotes([pair]), {
      title: say(
        `同一规定两处条件不同：${pair.differ.join(' / ')}`,
        `One rule, two conditions: ${pair.differ.join(' / ')}`,
      ),
      why: say(
        '适用范围不同，能不能支持、支持谁会得出不同结论',
        'The scope differs: who may be supported comes out differently',
      ),
      decide: say('定一种说法', 'Settle one wording'),
    }),
  )
  if (light.length > 0) {
    findings.push(
      finding('D-TEXT', 'info', quotes(light), {
        title: say('同一内容两处文字不同', 'The same content in other words'),
        why: light
          .slice(0, 8)
          .map(({ differ }) => `${differ[0] || '∅'} / ${differ[1] || '∅'}`)
          .join(say('；', '; ')),
        decide: say('以正文为准，附件改为一致', 'Take the text and correct the annex'),
      }),
    )
  }
  return findings
}

const MONTHS = /\d{4}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?/g
const MIN_SKELETON = 10

/** The same clause with another month. */
function otherMonths(context: ReadContext): Finding[] {
  const { say } = context
  const dated = toldClauses(context).filter(({ text }) => /\d{4}年\d{1,2}月/.test(text))
  const groups = Map.groupBy(dated, ({ text }) => text.replaceAll(MONTHS, '#'))
  return [...groups].flatMap(([skeleton, told]) => {
    const months = new Map(told.map((one) => [[...one.text.matchAll(MONTHS)].map(String).join('、'), one]))
    const places = new Set(told.map(({ place }) => place))
    if (skeleton.length < MIN_SKELETON || months.size < 2 || places.size < 2) return []
    return [
      finding(
        'D-DATE',
        'error',
        told.map(({ clause }) => quoteClause(clause, context.lines)),
        {
          title: say(
            `同一句话两个日期：${[...months.keys()].join(' / ')}`,
            `One sentence, two dates: ${[...months.keys()].join(' / ')}`,
          ),
          why: say('按哪个日期算逾期说不清', 'Which date decides what is late cannot be said'),
          decide: say('定一个日期，另一处改为一致', 'Settle one and correct the other'),
        },
      ),
    ]
  })
}

/** A line of the budget whose content has little to do with the section of the same name. */
function otherContent(context: ReadContext): Finding[] {
  const { reading, say } = context
  const names = reading.ownNames
  return reading.tables.flatMap((table) =>
    table.rows.flatMap((row) => {
      const { name, content } = rowFields(table, row)
      if (
        row.serial === null ||
        name === undefined ||
        content === undefined ||
        name === content ||
        content.text.length < 60
      )
        return []
      const title = subjectOf(name.text, names)
      const section = reading.passages.find(
        (passage) => passage.cell === null && passage.text.length > 120 && isTitled(passage, title, names),
      )
      if (section === undefined || title.length < 5) return []
      const shared = heldIn(close(content.text), close(section.text))
      if (shared >= 0.6) return []
      const [own, other] = [leastShared(content, section.text), leastShared(section, content.text)]
      const quotes = [own, other]
        .filter((clause) => clause !== undefined)
        .map((clause) => quoteClause(clause, context.lines))
      return [
        finding('D-TEXT', 'warn', quotes, {
          title: say(
            `同名事项正文与概算表内容不同：${name.text}`,
            `One name, other work in text and budget: ${name.text}`,
          ),
          why: say('钱与事不对应，验收按哪一处说不清', 'Money and work do not match; which one is accepted is open'),
          decide: say('统一建设内容，或分成两行', 'Make them one or divide the line'),
        }),
      ]
    }),
  )
}

function isTitled(passage: Passage, title: string, names: readonly string[]): boolean {
  const first = passage.text.split(/[。：:]/)[0] ?? ''
  return first.length < 40 && subjectOf(first.replace(/^\d+\s*[.．、]\s*/, ''), names) === title
}

/** The clause of which the other text has least. */
function leastShared(passage: Passage, text: string): Clause | undefined {
  const other = close(text)
  let least: { clause: Clause; held: number } | undefined
  for (const clause of clausesOf(passage)) {
    if (clause.text.length < 10) continue
    const held = heldIn(close(clause.text), other)
    if (held < (least?.held ?? 2)) least = { clause, held }
  }
  return least?.clause
}

/** Misspelt and doubled words, and the same content told in two ways. */
export function detectWording(context: ReadContext): Finding[] {
  return [
    ...slips(context),
    ...wrongVerb(context),
    ...rewordings(context),
    ...otherMonths(context),
    ...otherContent(context),
  ]
}
