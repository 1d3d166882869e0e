import type { Source } from '@xiangji/county-pack'
import { type Clause, quoteWhole } from '../reading/passage.ts'
import { rowFields } from '../reading/table.ts'
import type { Finding, Severity } from '../result.ts'
import { type Counted, clausesWith, finding, quotesOfClauses, quoteThing, type ReadContext } from './context.ts'
import { moneyBeside } from './restated.ts'

interface Lexical {
  pattern: RegExp
  severity: Severity
  words: [zh: string, en: string]
  why: [zh: string, en: string]
  decide: [zh: string, en: string]
  /** How many it pays for can be told by the project's money only: that is quoted too. */
  needsMoney?: true
  /** Which years it adds to can be told by the years of operation that are paid already: they are quoted too. */
  needsYears?: true
}

const LEXICAL: readonly Lexical[] = [
  {
    pattern: /(?:超过|多于|大于|高于)\s*[\d一二三四五六七八九十]+[^，。；]{0,6}以上/,
    severity: 'warn',
    words: ['“超过”和“以上”并用，本数算不算不明', '“Over” and “or more” together: is the number itself in?'],
    why: [
      '“超过”不含本数，“以上”含本数（民法典第一千二百五十九条）',
      '“超过” leaves the number out, “以上” includes it (Civil Code, article 1259)',
    ],
    decide: ['只留一个比较词；距离另写直线还是道路', 'Keep one word; for a distance say by road or straight'],
  },
  {
    pattern: /每(?:增加|超过|满|多)\s*\d+\s*(?:人|户|个|家)?/,
    severity: 'warn',
    words: ['递增规则有两种读法', 'A step rule with two readings'],
    why: ['不足一档的算不算一档，结果不同', 'Whether a part of a step counts as a step changes the result'],
    decide: ['写明不足一档舍去还是进一，附例子', 'Say whether parts are dropped or rounded up, with an example'],
  },
  {
    pattern: /平均每(?:个|家|户|站).{0,8}不超过|平均.{0,6}不超过/,
    severity: 'warn',
    words: ['限额是“平均每个”，单个对象没有上限', 'An average cap leaves each object without a ceiling'],
    why: [
      '总额除以个数才知道超没超，拨第一笔时无法核对',
      'Only the total over the number tells: the first payment cannot be checked',
    ],
    decide: ['写单个上限，或写明总数和复核时点', 'Set a cap per object, or the number and when it is checked'],
    needsMoney: true,
  },
  {
    pattern: /子项目.{0,8}(?:补贴|补助|支持).{0,10}不超过|每个.{0,4}(?:补贴|补助)额度.{0,6}不超过/,
    severity: 'warn',
    words: ['限额的对象没有定义', 'A cap on objects that nobody defined'],
    why: ['“子项目”怎么拆，限额就怎么绕', 'Splitting the object gets round the cap'],
    decide: ['定义对象，禁止拆分', 'Define the object and forbid splitting'],
    needsMoney: true,
  },
  {
    pattern: /全额补[贴助]/,
    severity: 'warn',
    words: ['“全额补贴”与上限、社会投入并列', 'Full cost paid, beside a cap and private money'],
    why: ['按实际发生额全补则上限和社会投入落空', 'If all cost is paid, the cap and the private share are void'],
    decide: ['写明以谁为准、自筹比例', 'Say which prevails and the private share'],
    needsMoney: true,
  },
  {
    pattern: /(?:第\s*[二三四五2-5]\s*年起|到期后).{0,20}(?:财政|核拨|拨付|负担)/,
    severity: 'warn',
    words: ['到期后由谁接着付钱没有写清', 'Who pays after expiry is not clear'],
    why: [
      '已安排的运营年限与另付的年度可能重叠，第一年由谁付也不明',
      'The years paid already may overlap with those paid anew, and who pays the first is open',
    ],
    decide: ['写明起止年度、每年金额和科目', 'State the years, the amount and the budget item'],
    needsYears: true,
  },
  {
    pattern:
      /进入实际实施时|视.{0,6}(?:情况|实际)(?!.*全额)|根据.{0,8}(?:实际|进展).{0,8}(?:拨付|调整)|以.{0,2}实际.{0,8}为准|按照实际.{0,8}为准/,
    severity: 'warn',
    words: ['拨付或调整的时点、依据不明', 'Payment or change on an open condition'],
    why: ['什么算“实际”没有凭证，早付晚付都说得通', 'No paper proves the condition: any time can be defended'],
    decide: ['写明以哪份材料、哪一天为准', 'Name the paper and the day that count'],
  },
  {
    pattern: /(?:累计|合计).{0,6}(?:补贴|补助).{0,6}不超过|(?:补贴|补助).{0,6}累计.{0,4}不超过/,
    severity: 'warn',
    words: ['累计限额的起止和范围不明', 'A cumulative cap without period or scope'],
    why: [
      '按年还是按项目期、关联主体合不合并，都没有写',
      'By year or by programme, related bodies together or apart: not said',
    ],
    decide: [
      '写明期间、主体合并规则和用完怎么办',
      'State the period, who counts together and what happens when it is used up',
    ],
  },
  {
    pattern: /《[^》]*管理办法》或[^，。；]{0,10}规定/,
    severity: 'info',
    words: ['标准二选一', 'One of two standards'],
    why: ['两个办法的标准不同', 'The two differ'],
    decide: ['选定一个', 'Choose one'],
  },
  {
    pattern:
      /(?:在不违反|经.{0,8}同意|取得.{0,8}同意).{0,30}(?:调整|变更).{0,6}|(?:可|可以)对.{0,10}(?:比例|资金).{0,10}调整/,
    severity: 'info',
    words: ['资金可以调整，幅度和权限没有写', 'Money may be moved; how far and by whom is open'],
    why: ['无上限的调整会突破比例规则', 'Without a limit the rules on shares can be broken'],
    decide: ['写明幅度和批准层级', 'State the limit and who approves'],
  },
]

/** 3年运营费用（安排资金86万元）, 周期为3年: operation that a line of the budget pays for years. */
function operatingYears(context: ReadContext): Source[] {
  const years = context.counted.filter(
    ({ unit, passage, clause }) =>
      unit === '年' && passage.cell !== null && /运营|维护|周期/.test(clause.text) && /安排资金/.test(passage.text),
  )
  return years.map((thing) => quoteThing(context, thing))
}

function lexical(context: ReadContext): Finding[] {
  const { say } = context
  return LEXICAL.flatMap((rule) => {
    const clauses = clausesWith(context, rule.pattern)
    if (clauses.length === 0) return []
    const money = rule.needsMoney ? clauses.flatMap(({ passage }) => moneyBeside(context, passage)) : []
    const years = rule.needsYears ? operatingYears(context) : []
    return [
      finding('D-RULE', rule.severity, [...quotesOfClauses(context, clauses), ...money, ...years], {
        title: say(...rule.words),
        why: say(...rule.why),
        decide: say(...rule.decide),
      }),
    ]
  })
}

const RATIO = /(?:不得|不)(?:低于|高于|超过|少于)\s*\d+(?:\.\d+)?\s*%/
const SHARE = /资金|比例|占比|投资|费用/

function ratioClauses(context: ReadContext): Clause[] {
  return clausesWith(context, RATIO).filter(
    (clause) =>
      SHARE.test(clause.text) || (clause.passage.cell !== null && /原则上|文件|规定/.test(clause.passage.text)),
  )
}

/** A share over several kinds of work: which lines are in the numerator? */
function numerators(context: ReadContext): Finding[] {
  const { say } = context
  const joint = ratioClauses(context).filter(
    (clause) =>
      !SPENDING.test(clause.text) && /体系和|和.{2,10}(?:体系|建设|项目)|、.{2,20}(?:合计|和)/.test(clause.text),
  )
  if (joint.length === 0) return []
  return [
    finding('D-RULE', 'warn', quotesOfClauses(context, joint), {
      title: say('比例规则的分子包括哪些预算行不明', 'A rule on shares whose numerator is open'),
      why: say('同一笔支出算进算不进，比例不同', 'The share changes with every line that is counted in or out'),
      decide: say('逐行列明哪些计入', 'List the lines that count'),
    }),
  ]
}

/** A share of what, when the table has the money of several batches. */
function bases(context: ReadContext): Finding[] {
  const { say } = context
  const clauses = ratioClauses(context).filter((clause) => clause.passage.cell !== null)
  const tables = new Set(clauses.map((clause) => clause.passage.cell?.table))
  return context.money.flatMap(({ table, total }) => {
    const batches = table.header.filter((heading) => /首期|二期|一期|三期|累计|本期|上期/.test(heading))
    if (!tables.has(table.index) || batches.length < 2 || total === undefined) return []
    const own = clauses.filter((clause) => clause.passage.cell?.table === table.index)
    const sums = total.money.filter((money) => money !== null).map((money) => quoteWhole(money.cell, context.lines))
    return [
      finding('D-RULE', 'error', [...quotesOfClauses(context, own), ...sums], {
        title: say('比例的基数是本期还是累计没有写', 'A share of this batch or of all batches: not said'),
        why: say(
          `表中有${batches.join('、')}几种基数，单期和累计的结论可以相反`,
          'The table has several bases; one batch and all together may disagree',
        ),
        decide: say('把基数和期次写进规则', 'Write base and batch into the rule'),
      }),
    ]
  })
}

const SPENDING = /硬件设备购置|设备购置|装修|人员经费|工作经费|宣传费|运营费|培训费/

/** A share of a kind of spending where the money is divided by work. */
function spendTypes(context: ReadContext): Finding[] {
  const { say } = context
  const clauses = ratioClauses(context).filter((clause) => SPENDING.test(clause.text))
  if (clauses.length === 0) return []
  return [
    finding('D-RULE', 'error', quotesOfClauses(context, clauses), {
      title: say(
        '比例按支出类型定，预算按内容分，无法核对',
        'A share of a kind of spending; the budget is divided by work',
      ),
      why: say(
        '没有设备、装修的单列金额，拿整行去比会误判',
        'Equipment and fitting-out have no amounts: the whole row would be judged wrongly',
      ),
      decide: say('合同明细带上支出类型', 'Have the contracts state the kind of spending'),
    }),
  ]
}

const LEVELS = /[县镇村]/g

/** 镇村级站点 includes 乡镇级中心: the levels of one cap's object are some of those of the other's. */
function mayInclude(one: Counted, other: Counted): boolean {
  const [own, its] = [one, other].map(({ subject }) => new Set(subject.match(LEVELS)))
  if (own === undefined || its === undefined || own.size === its.size || its.size === 0) return false
  return its.isSubsetOf(own)
}

function capsOf(context: ReadContext): Counted[] {
  return context.counted.filter(({ unit, comparison }) => unit === '万元' && comparison === '<=')
}

/** Two caps on objects of which one may include the other. */
function overlapping(context: ReadContext): Finding[] {
  const { say } = context
  const caps = capsOf(context)
  const pairs = caps.filter((cap) =>
    caps.some((other) => other.passage === cap.passage && (mayInclude(cap, other) || mayInclude(other, cap))),
  )
  if (pairs.length === 0) return []
  return [
    finding(
      'D-RULE',
      'warn',
      pairs.map((cap) => quoteThing(context, cap)),
      {
        title: say('两个限额的对象可能重叠', 'Two caps whose objects may overlap'),
        why: say('一个对象可以两头申报，限额落空', 'One object may claim under both'),
        decide: say('写明互斥，每个对象限一次', 'State that they exclude each other, once per object'),
      },
    ),
  ]
}

/** 不超过20万: yuan or not is left to the reader. */
function bareCaps(context: ReadContext): Finding[] {
  const { say } = context
  const bare = capsOf(context).filter(({ text }) => /\d\s*万$/.test(text))
  if (bare.length === 0) return []
  return [
    finding(
      'D-UNIT',
      'info',
      bare.map((cap) => quoteThing(context, cap)),
      {
        title: say('限额只写“万”，没有写“元”', 'A cap in “ten thousand” without its unit'),
        why: say('其余各处写“万元”，拨付依据须写全', 'Other places write it in full; a ground for payment must'),
        decide: say('补上“元”', 'Add the unit'),
      },
    ),
  ]
}

/** 建设 in the content, 提升改造 in the column of nature: new and upgraded are paid differently. */
function nature(context: ReadContext): Finding[] {
  const { say } = context
  const found = context.reading.tables.flatMap((table) =>
    table.rows.flatMap((row) => {
      const { content } = rowFields(table, row)
      const kind = row.cells.find((cell) => /^(?:提升改造|改造|升级改造|改扩建|新建)$/.test(cell.text))
      if (row.serial === null || content === undefined || kind === undefined) return []
      const isNew = /^(?:新建|建设|建成|创建|打造)/.test(content.text)
      const isOld = /^(?:提升|改造|升级|完善|优化)/.test(content.text)
      return (isNew && kind.text !== '新建') || (isOld && kind.text === '新建')
        ? [quoteWhole(content, context.lines), quoteWhole(kind, context.lines)]
        : []
    }),
  )
  if (found.length === 0) return []
  return [
    finding('D-VAL', 'warn', found, {
      title: say('内容写“建设”，性质写“提升改造”', 'The content says “build”, the column says “upgrade”'),
      why: say(
        '新建和改造的补助标准、资产登记不同',
        'New and upgraded differ in support and in the register of assets',
      ),
      decide: say('逐行定新建还是改造', 'Settle new or upgraded for each row'),
    }),
  ]
}

/** Rules whose base, scope, period or object is not stated. */
export function detectRules(context: ReadContext): Finding[] {
  return [
    ...lexical(context),
    ...numerators(context),
    ...bases(context),
    ...spendTypes(context),
    ...overlapping(context),
    ...bareCaps(context),
    ...nature(context),
  ]
}
