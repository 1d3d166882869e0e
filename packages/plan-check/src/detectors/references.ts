import { type Clause, quoteOf } from '../reading/passage.ts'
import type { Finding } from '../result.ts'
import { clausesWith, finding, quotesOfClauses, type ReadContext } from './context.ts'

const PAPER = '办法|制度|细则|规程|流程|标准'
const SUBJECT = '资金管理|资金拨付|项目管理|验收|考核|考评|绩效评价|绩效评估|奖补|补助|招投标|采购|培训费|档案'
const DRAFTED = new RegExp(
  `(?:制定|制订|拟定|拟订|出台|起草|编制|完善|建立健全)[^。；]{0,160}?(?:${SUBJECT})[^，。；、]{0,6}(?:${PAPER})`,
)
const RELIED = new RegExp(
  `(?:依据|按照|根据|依照|按)[^，。；《》〔]{0,16}?(?:${SUBJECT})[^，。；《》]{0,4}(?:${PAPER})`,
)
const SUBJECTS = new RegExp(SUBJECT, 'g')

const subjectsIn = (text: string): Set<string> => new Set(text.match(SUBJECTS) ?? [])

/** Rules that decide on money or acceptance and that the same plan has yet to draft: nothing can be judged by them. */
function unwrittenRules(context: ReadContext): Finding[] {
  const relied = clausesWith(context, RELIED).filter((clause) => !/〔|》/.test(clause.text))
  const drafted = clausesWith(context, DRAFTED)
  const pairs = relied.flatMap((clause): Clause[] => {
    const subjects = subjectsIn(RELIED.exec(clause.text)?.[0] ?? '')
    const sources = drafted.filter(
      (other) =>
        other.passage !== clause.passage && [...subjectsIn(other.text)].some((subject) => subjects.has(subject)),
    )
    return sources.length === 0 ? [] : [...sources, clause]
  })
  if (pairs.length === 0) return []
  const { say } = context
  return [
    finding('D-MISS', 'info', quotesOfClauses(context, pairs), {
      title: say('依据的办法还没有制定，也没有附上', 'Rules that are relied on have yet to be drafted'),
      why: say(
        '验收、拨款按它办，而它的内容不在文件里',
        'Acceptance and payment go by them, and what they say is not in the document',
      ),
      decide: say('写明何时制定、由谁批准，未出台前不拨款', 'Say when they are made and by whom; pay nothing before'),
    }),
  ]
}

const POINTED = /(?:见|详见|按照?|参照)\s*附\s*件\s*(\d)/g
const LIST = /附\s*件\s*[：:]\s*1/
const HEADED = /^附\s*件\s*(\d)/
const ITEM = /^(?:附\s*件\s*[：:]\s*)?(\d)\s*[.．、]/
const LONGEST_LIST = 10

/** An annex that the text points to and that is neither listed nor there. */
function unlistedAnnexes(context: ReadContext): Finding[] {
  const { passages } = context.reading
  const start = passages.findIndex(({ text }) => LIST.test(text))
  const list = start < 0 ? [] : passages.slice(start, start + LONGEST_LIST)
  const known = new Set(
    [...passages.map(({ text }) => HEADED.exec(text)?.[1]), ...list.map(({ text }) => ITEM.exec(text)?.[1])].filter(
      (number) => number !== undefined,
    ),
  )
  const quotes = passages.flatMap((passage) =>
    [...passage.text.matchAll(POINTED)]
      .filter((match) => !known.has(match[1] ?? ''))
      .map((match) => quoteOf(passage, context.lines, match.index, match.index + match[0].length)),
  )
  if (quotes.length === 0) return []
  const { say } = context
  return [
    finding('D-MISS', 'warn', quotes, {
      title: say('正文指向的附件没有列出，也没有附上', 'An annex that the text points to is neither listed nor there'),
      why: say('引用的内容不在手上', 'What is pointed to is not at hand'),
      decide: say('补附件，或改正编号', 'Add the annex or correct its number'),
    }),
  ]
}

/** What the plan relies on outside of itself. */
export function detectReferences(context: ReadContext): Finding[] {
  return [...unwrittenRules(context), ...unlistedAnnexes(context)]
}
