import type { Clause } from '../reading/passage.ts'
import type { Finding, Severity } from '../result.ts'
import { clausesWith, finding, quotesOfClauses, type ReadContext } from './context.ts'

interface Vague {
  pattern: RegExp
  severity: Severity
  words: [zh: string, en: string]
  decide: [zh: string, en: string]
}

/** Words that promise without a measure, the ones that stand for a number first. */
const VAGUE: readonly Vague[] = [
  {
    pattern: /若干|(?<![A-Za-z+])[NnXx]\s*(?:个|家|条|场|款|名)/,
    severity: 'warn',
    words: ['目标没有数：若干、N 个', 'A target without a number: “several”, “N”'],
    decide: ['写出个数', 'Write the number'],
  },
  {
    pattern:
      /(?:明显|显著|大幅|较大幅度).{0,6}(?:低于|高于|增长|提高|提升|下降|降低|增强|增多|改善)|(?:增长|增强|增多|提高|改善).{0,2}(?:明显|显著)/,
    severity: 'warn',
    words: ['“明显”没有标准，无法考核', '“Markedly” without a threshold cannot be judged'],
    decide: ['写出比例、基准和出处', 'Write the share, what it is compared with and the source'],
  },
  {
    pattern: /(?:新建|建设|打造|升级|挑选|培育|引进|带动|转化|创新|形成)[^，。；]{0,4}(?:一|\d+\s*)批/,
    severity: 'info',
    words: ['“一批”没有数', '“A batch” is no number'],
    decide: ['写出个数', 'Write the number'],
  },
  {
    pattern:
      /(?:打造|培育|创建|制定)[^，。；]{0,4}[“"][^，。；]{2,60}[”"]等[^，。；\d]{0,10}(?:品牌|产品|标准|活动|基地)/,
    severity: 'info',
    words: ['列举以“等”收尾，没有数', 'An enumeration that ends in “and so on”, without a number'],
    decide: ['写全名单，或写出个数', 'List all of them or write the number'],
  },
  {
    pattern: /力争|尽量|争取|逐步/,
    severity: 'info',
    words: ['“力争”“逐步”不能考核', '“Strive to” and “step by step” cannot be judged'],
    decide: ['写明是承诺还是努力方向', 'Say whether it is a promise or a direction'],
  },
  {
    pattern: /基本持平|稳定.{0,6}价格/,
    severity: 'info',
    words: ['“持平”“稳定”没有容差和口径', '“Level” or “stable” without a tolerance'],
    decide: ['写出容差、样本和数据来源', 'Write tolerance, sample and source'],
  },
  {
    pattern: /服务覆盖运营|(?:基本|有效)覆盖/,
    severity: 'info',
    words: ['“覆盖”没有比例和口径', '“Cover” without a share'],
    decide: ['写出覆盖多少、怎么算覆盖', 'Write how many and what counts as covered'],
  },
  {
    pattern: /降低[^，。；\d]{0,12}(?:成本|费用|价格)(?![^，。；]{0,6}\d)/,
    severity: 'info',
    words: ['“降低”没有幅度和基期', '“Lower” without a share and a year to compare with'],
    decide: ['写出幅度、基期和口径', 'Write the share, the year and what is counted'],
  },
  {
    // 提高培训转化率; an efficiency is no share.
    pattern: /(?:提高|提升|增加)[^，。；\d]{0,14}(?<!效)率(?![^，。；]{0,8}\d)/,
    severity: 'info',
    words: ['“提高……率”没有目标值', '“Raise the rate” without the rate to be reached'],
    decide: ['写出目标值、基期和算法', 'Write the rate, the year to compare with and how it is computed'],
  },
  {
    // 覆盖100%的乡镇、现有服务站
    pattern: /覆盖[^，。；]{0,12}现有/,
    severity: 'info',
    words: ['覆盖的是“现有”的，现有多少没有数', 'What “exists” is covered, and no number says how much exists'],
    decide: ['附现有名录，写出总数', 'List what exists and how many they are'],
  },
  {
    // 1个电商强镇或特色产业园
    pattern: /\d+\s*(?:个|家|条|套|场|批)[^，。；、]{2,18}或(?!者)[^，。；]{2,16}/,
    severity: 'info',
    words: ['目标是两样之一', 'A target that is one of two things'],
    decide: ['定做哪一样，或写明各做几个', 'Settle which one, or how many of each'],
  },
  {
    pattern: /原则上/,
    severity: 'info',
    words: ['“原则上”的规定可以例外', '“In principle” allows exceptions'],
    decide: ['写明谁批准例外、如何留痕', 'Say who approves an exception and how it is recorded'],
  },
  {
    pattern: /项目实施期内|综合示范工作期内|服务期内|项目存续期间?|建设期内/,
    severity: 'info',
    words: ['“期内”没有起止', 'A period without beginning and end'],
    decide: ['写出起止日期', 'Write the first and last day'],
  },
]

function told({ say }: ReadContext, vague: Vague, clauses: readonly Clause[], quotes: Finding['quotes']): Finding {
  const words = new Set(clauses.map((clause) => vague.pattern.exec(clause.text)?.[0] ?? ''))
  return finding('D-AMBIG', vague.severity, quotes, {
    title: say(...vague.words),
    why: say(
      `${[...words].slice(0, 6).join('、')}：完成与否各说各话，验收没有依据`,
      `${[...words]
        .slice(0, 6)
        .map((word) => `“${word}”`)
        .join(', ')}: whether it is met is anybody’s opinion`,
    ),
    decide: say(...vague.decide),
  })
}

/** 提高转化率，达到10%以上: the next clause may give the number. */
const SETTLED = /^[，,]\s*(?:达|不低于|不少于|超过|高于|降幅|增幅|同比)[^，。；]{0,6}\d/

/** Promises that nobody can measure. */
function unmeasured(context: ReadContext): Finding[] {
  return VAGUE.flatMap((vague) => {
    const clauses = clausesWith(context, vague.pattern).filter(
      ({ passage, to }) => !SETTLED.test(passage.text.slice(to)),
    )
    return clauses.length === 0 ? [] : [told(context, vague, clauses, quotesOfClauses(context, clauses))]
  })
}

const CHANGE =
  /翻(?:一番|两番|番)|(?:增收|增加收入)\s*\d+\s*元|(?:降低|下降|减少|提高|提升|增长)\s*(?:了|到|达)?\s*\d+(?:\.\d+)?\s*[%％]/
const BASED = /同比|比上年|较上年|比\d{4}年|较\d{4}年|以\d{4}年|比去年|环比|年均/

/** A change in per cent of nothing named. */
function withoutBaseline(context: ReadContext): Finding[] {
  const { say } = context
  const clauses = clausesWith(context, CHANGE).filter((clause) => !BASED.test(clause.text))
  if (clauses.length === 0) return []
  return [
    finding('D-MISS', 'warn', quotesOfClauses(context, clauses), {
      title: say('升降百分比没有基期', 'A change in per cent without a baseline'),
      why: say('没有基期和口径，升降多少算不出来', 'Without a baseline the change cannot be computed'),
      decide: say('写明基期、基数和数据来源', 'State the base year, the base figure and its source'),
    }),
  ]
}

/** 送达（派出） and the like: two events of one clock. */
function twoEvents(context: ReadContext): Finding[] {
  const { say } = context
  const clauses = clausesWith(context, /送达\s*[（(]\s*派出|派出\s*[（(]\s*送达|偏远.{0,4}\d+\s*天/)
  if (clauses.length === 0) return []
  return [
    finding('D-AMBIG', 'warn', quotesOfClauses(context, clauses), {
      title: say('时效的起止点和适用范围不明', 'A service time without a clear end or scope'),
      why: say(
        '送达和派出可差一两天；“偏远”没有名录',
        'Delivered and sent out may be days apart; “remote” has no list',
      ),
      decide: say('定以签收还是派出为准，附偏远村名录', 'Settle which event counts and list the remote villages'),
    }),
  ]
}

/** 不低于 10 款甲和 10 款乙: does 不低于 govern the second number? */
function sharedOperator(context: ReadContext): Finding[] {
  const { say } = context
  const clauses = clausesWith(
    context,
    /(?:不低于|不少于|至少)\s*\d+\s*\S{1,12}(?:和|及|、)\s*\d+\s*(?:款|个|家|条|场|名)/,
  )
  if (clauses.length === 0) return []
  return [
    finding('D-AMBIG', 'info', quotesOfClauses(context, clauses), {
      title: say('“不低于”是否管到后一个数', 'Does “at least” govern the second number?'),
      why: say('两种读法下目标不同', 'The target differs by the reading'),
      decide: say('两个数各写比较词', 'Write the comparison with each number'),
    }),
  ]
}

/** Promises that cannot be measured, and words that can be read in two ways. */
export function detectVague(context: ReadContext): Finding[] {
  return [...unmeasured(context), ...withoutBaseline(context), ...twoEvents(context), ...sharedOperator(context)]
}
