import type { Source } from '@xiangji/county-pack'
import { issuedOf, numberOf, printedDay } from '../reading/issue.ts'
import { quoteOf, quoteWhole } from '../reading/passage.ts'
import type { Finding } from '../result.ts'
import { clausesWith, finding, quotesOf, quotesOfClauses, type ReadContext } from './context.ts'

const SHORT = 60

/** Lines that stand alone, where a document says what it is. */
function standing(context: ReadContext, pattern: RegExp): Source[] {
  return context.reading.passages
    .filter((passage) => passage.text.length <= SHORT && passage.cell === null && pattern.test(passage.text))
    .map((passage) => quoteWhole(passage, context.lines))
}

function draft(context: ReadContext): Finding[] {
  const quotes = standing(context, /征求意见稿|讨论稿|送审稿|草案|草稿|代拟稿/)
  if (quotes.length === 0) return []
  const { say } = context
  return [
    finding('D-STATUS', 'warn', quotes, {
      title: say('文件是征求意见稿，尚未定稿', 'The document is a draft for comment'),
      why: say('数字和分工可能变动，不作考核和拨付依据', 'Figures and duties may change; it is no ground for payment'),
      decide: say('等正式文件，或以草案状态导入', 'Wait for the final text or import it as a draft'),
    }),
  ]
}

function repealed(context: ReadContext): Finding[] {
  const quotes = quotesOf(context, /[^，。；]{0,4}(?:废止|作废|停止执行)[^。；]{0,80}|自.{0,20}起废止/).filter(
    (source) => /《|号/.test(source.quote),
  )
  if (quotes.length === 0) return []
  const { say } = context
  return [
    finding('D-STATUS', 'error', quotes, {
      title: say('本文件废止旧文', 'The document puts an earlier one out of force'),
      why: say(
        '按旧文执行中的目标、预算和合同须迁移',
        'Targets, budgets and contracts under the old text must be moved',
      ),
      decide: say('冻结旧版，列出新旧差异并逐项定去留', 'Freeze the old version, list the differences and settle each'),
    }),
  ]
}

function closed(context: ReadContext): Finding[] {
  const quotes = quotesOf(
    context,
    /公开方式\s*[：:]\s*(?:依申请公开|不予公开)|[（(]?(?:此件)?(?:依申请公开|不予公开)[）)]?/,
  )
  if (quotes.length === 0) return []
  const { say } = context
  const [first] = quotes
  return [
    finding('D-STATUS', 'error', first === undefined ? [] : [first], {
      title: say('文件不是主动公开', 'The document is not published of its own accord'),
      why: say(
        '综合示范要求公开方案和资金安排（政府信息公开条例第十九、二十条）',
        'The programme must publish plan and money (Regulations on Open Government Information, articles 19 and 20)',
      ),
      decide: say('改为主动公开，或写明另行公开的版本', 'Publish it or name the version that is published'),
    }),
  ]
}

function title(context: ReadContext): Source[] {
  const first = context.reading.passages.find((passage) => /方案|计划|通知|办法/.test(passage.text))
  return first === undefined ? [] : [quoteWhole(first, context.lines)]
}

function unnumbered(context: ReadContext): Finding[] {
  const { say } = context
  const findings: Finding[] = []
  if (numberOf(context.reading) === undefined) {
    findings.push(
      finding('D-STATUS', 'info', title(context), {
        title: say('没有发文字号', 'No document number'),
        why: say('归档、引用和版本衔接靠字号', 'Filing and versions go by the number'),
        decide: say('导入时补上，没有的注明原因', 'Add it on import or say why there is none'),
      }),
    )
  }
  const issued = issuedOf(context.reading)
  if (issued === undefined || issued.from.endsWith('-01-01')) {
    const quotes = issued === undefined ? title(context) : [issued.source]
    findings.push(
      finding('D-MISS', 'info', quotes, {
        title: say('没有成文日期', 'No day of issue'),
        why: say('时限的起算和逾期的判断要用', 'Deadlines are counted from it'),
        decide: say('导入时补上', 'Add it on import'),
      }),
    )
  }
  return findings
}

const ISSUE = /(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*(?:印发)?\s*$/

function twoDays(context: ReadContext): Finding[] {
  const lines = context.reading.passages.filter(
    (passage) => passage.cell === null && passage.text.length < SHORT && ISSUE.test(passage.text),
  )
  const days = new Set(lines.map((passage) => ISSUE.exec(passage.text)?.slice(1, 4).join('-')))
  if (days.size < 2) return []
  const { say } = context
  return [
    finding(
      'D-DATE',
      'error',
      lines.map((passage) => quoteWhole(passage, context.lines)),
      {
        title: say(`成文日期不一：${[...days].join(' / ')}`, `Two days of issue: ${[...days].join(' / ')}`),
        why: say('时限的起算日说不清', 'It cannot be said from which day time runs'),
        decide: say('以印发日为准，改正另一处', 'Take the day of printing and correct the other'),
      },
    ),
  ]
}

/** The year in the document's own number must be that of its day. */
function numberAndDay(context: ReadContext): Finding[] {
  const [day, number] = [printedDay(context.reading), numberOf(context.reading)]
  if (day === undefined || number === undefined) return []
  const year = number.from.slice(0, 4)
  if (day.from.startsWith(year)) return []
  const { say } = context
  return [
    finding('D-DATE', 'error', [number.source, day.source], {
      title: say(
        `文号的年份与成文日期不一：${year} / ${day.from}`,
        `The number and the day of issue are of two years: ${year} / ${day.from}`,
      ),
      why: say('时限的起算日说不清，归档也会错年', 'It cannot be said from which day time runs'),
      decide: say('查原件，改正其中一处', 'Look at the original and correct one of them'),
    }),
  ]
}

const CITED = /(?:《([^《》]{4,80})》\s*)?[（(]?\s*([\u4e00-\u9fa5]{2,12})\s*[〔[]\s*(\d{4})\s*[〕\]]\s*(\d+)\s*号/g

interface Cited {
  code: string
  year: string
  number: string
  source: Source
}

function citedOf(context: ReadContext): Cited[] {
  return context.reading.passages.flatMap((passage) =>
    [...passage.text.matchAll(CITED)].map((match) => {
      const [all, , code = '', year = '', number = ''] = match
      const from = match.index + all.lastIndexOf(code)
      return {
        code: code.replace(/^.*(?:根据|按照|通知|关于|文件)/, ''),
        year,
        number,
        source: quoteOf(passage, context.lines, from, match.index + all.length),
      }
    }),
  )
}

/** One document cited with two numbers: the office's code and either year or number are the same. */
function miscited(context: ReadContext): Finding[] {
  const { say } = context
  const byCode = Map.groupBy(citedOf(context), (cited) => cited.code)
  return [...byCode].flatMap(([code, all]) => {
    const kinds = new Map(all.map((cited) => [`${cited.year}-${cited.number}`, cited]))
    const values = [...kinds.values()]
    const isClash = values.some((one) =>
      values.some((other) => one !== other && (one.year === other.year) !== (one.number === other.number)),
    )
    if (!isClash || all.length === values.length) {
      if (!isClash || values.length !== 2) return []
    }
    return [
      finding(
        'D-VAL',
        'error',
        all.map((cited) => cited.source),
        {
          title: say(`同一文件的字号不一：${code}`, `One document cited with two numbers: ${code}`),
          why: [...kinds.keys()].join(' / '),
          decide: say('查原文，改正字号', 'Look the document up and correct the number'),
        },
      ),
    ]
  })
}

const NAMED_YEAR = /(\d{4})\s*年\s*([\u4e00-\u9fa5][\u4e00-\u9fa5 ]{8,16})/g

/** One programme with two years. */
function twoYears(context: ReadContext): Finding[] {
  const { say } = context
  const named = context.reading.passages.flatMap((passage) =>
    [...passage.text.matchAll(NAMED_YEAR)].map((match) => ({
      year: match[1] ?? '',
      name: (match[2] ?? '').replaceAll(' ', '').slice(0, 9),
      source: quoteOf(passage, context.lines, match.index, match.index + match[0].length),
    })),
  )
  return [...Map.groupBy(named, (one) => one.name)].flatMap(([name, all]) => {
    const years = new Set(all.map((one) => one.year))
    if (years.size < 2) return []
    const counts = Map.groupBy(all, (one) => one.year)
    const rare = [...counts.values()].toSorted((a, b) => a.length - b.length)[0] ?? []
    const common = all.find((one) => !rare.includes(one))
    return [
      finding('D-VAL', 'error', [...rare.map((one) => one.source), ...(common === undefined ? [] : [common.source])], {
        title: say(
          `同一项目年度不一：${name}（${[...years].join(' / ')}）`,
          `One programme, two years: ${name} (${[...years].join(' / ')})`,
        ),
        why: say(
          '资金按年度批次管理，写错年度会记到另一批',
          'Money is kept by year: a wrong year books it to another batch',
        ),
        decide: say('核对立项年度，统一改正', 'Check the year of approval and correct it'),
      }),
    ]
  })
}

/** 申请中央资金110万元: what is applied for is not yet granted (Budget Law, article 13: no spending without an approved budget). */
function appliedFor(context: ReadContext): Finding[] {
  const clauses = clausesWith(context, /(?:申请|争取|拟申请)[^，。；\d]{0,8}(?:资金|补助)\s*\d+(?:\.\d+)?\s*万元/)
  if (clauses.length === 0) return []
  const { say } = context
  return [
    finding('D-STATUS', 'info', quotesOfClauses(context, clauses), {
      title: say('资金写作“申请”“争取”，是否已经下达不明', 'Money that is applied for: granted or not is open'),
      why: say(
        '未经批准的预算不能支出（预算法第十三条），批少了由谁补没有写',
        'Nothing may be spent without an approved budget (Budget Law, article 13)',
      ),
      decide: say('附资金下达文件，或写明批少时减哪一项', 'Attach the grant or say what is cut if less comes'),
    }),
  ]
}

/** What the document is: draft, repealed, published, numbered, dated, and what it cites. */
export function detectStatus(context: ReadContext): Finding[] {
  return [
    ...draft(context),
    ...repealed(context),
    ...appliedFor(context),
    ...closed(context),
    ...unnumbered(context),
    ...twoDays(context),
    ...numberAndDay(context),
    ...miscited(context),
    ...twoYears(context),
  ]
}
