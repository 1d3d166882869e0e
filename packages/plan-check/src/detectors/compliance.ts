import type { Source } from '@xiangji/county-pack'
import { isNear, likeness } from '../grammar/subject.ts'
import { type Passage, quoteClause, quoteWhole } from '../reading/passage.ts'
import { columnsOf, type MoneyRow, type MoneyTable, moneyTable, rowFields, type Table } from '../reading/table.ts'
import { type Finding, figure, rounded, type Severity } from '../result.ts'
import { type Counted, clausesWith, finding, quotesOfClauses, quoteThing, type ReadContext } from './context.ts'

interface Paid {
  table: Table
  money: MoneyRow
  content: Passage
  thing: Counted
  /** The first fund's figure over the number of objects, in 万元. */
  price: number
}

/** Budget lines that build a number of like objects. */
function counted(context: ReadContext, { table, rows }: MoneyTable): Paid[] {
  return rows.flatMap((money) => {
    const { content } = rowFields(table, money.row)
    const thing = context.counted.find(
      (one) => one.passage === content && ['个', '家', '所'].includes(one.unit) && one.value > 1,
    )
    const first = money.money.find((cell) => cell !== null)
    if (content === undefined || thing === undefined || first === undefined || first === null) return []
    return [{ table, money, content, thing, price: first.value / thing.value }]
  })
}

/** What a line pays for beside its object: 包括装修、功能设备购置等. */
function purposeOf(content: string): string {
  return /(?:包括|含|用于)(.+)$/.exec(content)?.[1]?.replaceAll(/\s/g, '') ?? ''
}

/** The level that the objects stand at: town or village. */
function levelOf({ thing }: Paid): string {
  return /[镇村]/.exec(thing.subject)?.[0] ?? ''
}

/** Objects of one level that are paid for the same. */
function isAlike(one: Paid, other: Paid): boolean {
  const purpose = purposeOf(one.content.text)
  return (
    levelOf(one) !== '' &&
    levelOf(one) === levelOf(other) &&
    purpose !== '' &&
    purpose === purposeOf(other.content.text)
  )
}

const LEANS = /依托|利用现有|在现有|结合现有/

/** Two lines of objects at one level that pay for the same: the same place may be paid twice. */
function doubled(context: ReadContext, table: MoneyTable): Finding[] {
  const lines = counted(context, table)
  const { say } = context
  const pairs = lines.flatMap((one, at) =>
    lines.slice(at + 1).flatMap((other) => {
      return isAlike(one, other) ? [[one, other] as const] : []
    }),
  )
  if (pairs.length === 0) return []
  const leaning = context.clauses.filter((clause) => LEANS.test(clause.text) && /站|点/.test(clause.text))
  const rule = clausesWith(context, /不得重复|避免重复|不重复支持/)
  const quotes = [
    ...pairs.flat().map((line) => quoteWhole(line.content, context.lines)),
    ...quotesOfClauses(context, leaning),
    ...quotesOfClauses(context, rule),
  ]
  return [
    finding('D-COMP', leaning.length > 0 ? 'error' : 'warn', quotes, {
      title: say(
        '同一地点可能重复支持：两行层级相同、用途相同',
        'The same place may be paid twice: two lines of one level and purpose',
      ),
      why: say(
        pairs.map(([one, other]) => `${one.thing.clause.text}与${other.thing.clause.text}`).join('；'),
        'A place that leans on another one is fitted out under both lines',
      ),
      decide: say(
        '按地点和设备编号查重，同址两笔须说明',
        'Compare place and equipment numbers; two payments at one place need a reason',
      ),
    }),
  ]
}

/** A number that differs from another place is told there; no price can be worked out by it. */
function isSettled(context: ReadContext, thing: Counted): boolean {
  return context.counted.every(
    (other) => other.unit !== thing.unit || other.subject !== thing.subject || other.value === thing.value,
  )
}

const OUTLIER = 2

/** An object that leans on another and costs more than it. */
function dearer(context: ReadContext, table: MoneyTable): Finding[] {
  const lines = counted(context, table)
  const { say } = context
  return lines.flatMap((one, at) =>
    lines.slice(at + 1).flatMap((other) => {
      if (!isAlike(one, other) || !isSettled(context, one.thing) || !isSettled(context, other.thing)) return []
      const [low, high] = one.price <= other.price ? [one, other] : [other, one]
      if (low.price === 0 || high.price / low.price < OUTLIER) return []
      const cheap = figure(say, rounded(low.price, 2), '万元')
      const dear = figure(say, rounded(high.price, 2), '万元')
      return [
        finding('D-COMP', 'warn', [quoteWhole(low.content, context.lines), quoteWhole(high.content, context.lines)], {
          title: say(
            `附属点的单价高于所依托的站点：${high.thing.subject}`,
            `A point that leans on a station costs more than it: ${high.thing.subject}`,
          ),
          why: say(
            `${high.thing.clause.text}每个 ${dear}，${low.thing.clause.text}每个 ${cheap}`,
            `${dear} for each against ${cheap}`,
          ),
          decide: say('要求单价依据，财评时重点核', 'Ask for the ground of the price and review it'),
        }),
      ]
    }),
  )
}

/** 在现有某站点设立某点: what is paid under one line is set up at a place of another. */
function setUpAtAnother(context: ReadContext): Finding[] {
  const clauses = clausesWith(
    context,
    /(?:在|依托|利用)?现有[^，。；]{2,14}(?:站点|服务站|服务点|网点)(?:设立|设置|建设|加挂)|(?:把|将)[^，。；]{2,14}(?:站点|服务站|服务点|网点)(?:升级|改造|提升)为/,
  )
  if (clauses.length === 0) return []
  // A station that becomes something else remains one station.
  const isSecond = clauses.some((clause) => !/(?:升级|改造|提升)为/.test(clause.text))
  const { say } = context
  const hosts = clauses.flatMap((clause) => hostLines(context, clause.passage))
  return [
    finding('D-COMP', isSecond ? 'warn' : 'info', [...quotesOfClauses(context, clauses), ...hosts], {
      title: isSecond
        ? say(
            '在另一行已经支持的站点上再设点，可能重复支持',
            'A point set up at a station that another line pays: it may be paid twice',
          )
        : say('已经支持的站点改作他用', 'A station that was paid for is turned into something else'),
      why: say('同一处房屋、设备、网络可能在两行列支', 'Room, equipment and network of one place may be booked twice'),
      decide: say('以地点和设备编号查重，写明共用哪些', 'Compare place and equipment numbers and say what is shared'),
    }),
  ]
}

/** The rows of other lines that fit out the same stations. */
function hostLines(context: ReadContext, passage: Passage): Source[] {
  const { cell } = passage
  if (cell === null) return []
  return context.money.flatMap(({ table, rows }) =>
    table.index !== cell.table
      ? []
      : rows.flatMap(({ row }) => {
          const { content } = rowFields(table, row)
          if (content === undefined || content === passage || !/(?:站点|服务站|服务点)/.test(content.text)) return []
          return /(?:改造|新建|升级)[^。]{0,30}(?:站|点)/.test(content.text) ? [quoteWhole(content, context.lines)] : []
        }),
  )
}

interface Barred {
  word: RegExp
  shown: string
  severity: Severity
}

/** What a barred purpose is called where it is bought. */
const BARRED: readonly Barred[] = [
  { word: /流量/, shown: '流量', severity: 'warn' },
  { word: /网上商城|线上商城|交易平台|购物平台/, shown: '网络交易平台', severity: 'warn' },
  { word: /楼堂馆所|土建|征地|拆迁/, shown: '楼堂馆所、土建', severity: 'warn' },
  { word: /工作经费|业务费用|学习考察|考察费|差旅|招待/, shown: '工作经费', severity: 'warn' },
  { word: /人员经费|工资福利|专职(?:服务)?人员|运营团队的/, shown: '人员经费', severity: 'info' },
]
const PROHIBITION = /(?:不得|不能|严禁)(?:用于|支持|列支)/
const ALWAYS = /工作经费|业务费用|学习考察|考察费用|购买流量|小额贷款|贷款贴息|贴息/

function prohibitions(context: ReadContext): { passage: Passage; text: string; source: Source }[] {
  return clausesWith(context, PROHIBITION).map((clause) => ({
    passage: clause.passage,
    text: clause.text,
    source: quoteClause(clause, context.lines),
  }))
}

/** Words of the document's own list of what is barred, in what the plan buys. */
function barred(context: ReadContext): Finding[] {
  const lists = prohibitions(context)
  const { say } = context
  return BARRED.flatMap(({ word, shown, severity }) => {
    const list = lists.filter(({ text }) => word.test(text) || shown.split('、').some((name) => text.includes(name)))
    if (list.length === 0) return []
    const bought = clausesWith(context, word).filter(
      (clause) =>
        !list.some(({ passage }) => passage === clause.passage) &&
        !PROHIBITION.test(clause.text) &&
        !/不含|不包括/.test(clause.text),
    )
    const isPlanned = bought.filter((clause) => clause.passage.cell !== null || clause.passage.headings.length > 0)
    if (isPlanned.length === 0) return []
    return [
      finding('D-COMP', severity, [...list.map(({ source }) => source), ...quotesOfClauses(context, isPlanned)], {
        title: say(`建设内容涉及文内禁止的支出：${shown}`, `The work touches what the document bars: ${shown}`),
        why: say('中央资金付了这一类就要追回', 'Central money spent on it must be paid back'),
        decide: say('逐条审支出事由，改用其他资金或删去', 'Judge each purpose; pay it otherwise or drop it'),
      }),
    ]
  })
}

/** Purposes that the higher rules bar from central money, wherever they have an amount. */
function riskyPurposes(context: ReadContext): Finding[] {
  const clauses = clausesWith(context, ALWAYS).filter(
    (clause) => !PROHIBITION.test(clause.text) && (clause.passage.cell !== null || clause.passage.annex > 0),
  )
  if (clauses.length === 0) return []
  const { say } = context
  return [
    finding('D-COMP', 'warn', quotesOfClauses(context, clauses), {
      title: say(
        '贷款、考察、业务经费一类支出须核对上位规则',
        'Loans, study trips, working costs: check the higher rules',
      ),
      why: say(
        '中央服务业发展专项资金不得用于工作经费和与项目无直接关系的支出，投放贷款的本息回收也没有安排',
        'Central money may not pay working costs or what does not belong to the project; nobody says how loans come back',
      ),
      decide: say(
        '写明资金来源、杠杆倍数、回收和风险承担',
        'State the source, the multiple, the return and who bears the risk',
      ),
    }),
  ]
}

/** Room and running costs paid for years: a service that stops when the money does. */
function runningCosts(context: ReadContext): Finding[] {
  const clauses = clausesWith(
    context,
    /(?:房租|水电|网租|场地租金|上网费用|日常运营维护|\d+\s*年运营费用|\d+\s*年维护费用|委托运营费用)/,
  ).filter((clause) => /补贴|负担|补助|用于|安排资金|费用/.test(clause.passage.text))
  if (clauses.length === 0) return []
  const { say } = context
  return [
    finding('D-COMP', 'info', quotesOfClauses(context, clauses), {
      title: say('财政资金支付房租、水电、运营维护', 'Public money for rent, power and running costs'),
      why: say(
        '运营性支出有年限，到期后服务容易停',
        'Running costs are paid for years only; the service stops with them',
      ),
      decide: say('写明年限、上限和到期后的来源', 'State years, ceiling and what pays afterwards'),
    }),
  ]
}

/** One contract for everything, where rules and funds are kept by line. */
function bundled(context: ReadContext): Finding[] {
  const clauses = clausesWith(context, /整体打包|打包招标|整体招标|打包方式/)
  if (clauses.length === 0) return []
  const { say } = context
  return [
    finding('D-COMP', 'warn', quotesOfClauses(context, clauses), {
      title: say('整体打包招标，而资金和规则按行核算', 'One tender for all, while money and rules are kept by line'),
      why: say(
        '一个合同覆盖各行，比例和负面清单无法逐行核',
        'A contract over all lines: neither shares nor bars can be checked by line',
      ),
      decide: say('合同价拆分到预算行', 'Divide the contract price by budget line'),
    }),
  ]
}

const EVENT = /(?:场|次)$|场|次/

/** One event in two tasks: two owners, one result. */
function eventTwice(context: ReadContext): Finding[] {
  const events = context.counted.filter(
    (thing) => thing.unit === '场' && EVENT.test(thing.text) && thing.subject.length >= 6,
  )
  const owned = events.filter((thing) => isTask(context, thing.passage))
  const { say } = context
  return owned.flatMap((one, at) => {
    const other = owned
      .slice(at + 1)
      .find((thing) => thing.place !== one.place && isNear(bare(thing.subject), bare(one.subject)))
    if (other === undefined) return []
    const same = events.filter((thing) => likeness(bare(thing.subject), bare(one.subject)) >= 0.6)
    return [
      finding(
        'D-VAL',
        'error',
        same.map((thing) => quoteThing(context, thing)),
        {
          title: say(`同一活动列在两个任务里：${one.subject}`, `One event in two tasks: ${one.subject}`),
          why: say(
            '一场还是两场、谁付钱不明，一份成果会报两次',
            'One or two, and who pays: one result may be reported twice',
          ),
          decide: say('定一个任务和一个责任单位', 'Settle one task and one owner'),
        },
      ),
    ]
  })
}

function bare(subject: string): string {
  return subject.replaceAll(/公共|大型的?|的/g, '')
}

function isTask(context: ReadContext, passage: Passage): boolean {
  const table = passage.cell === null ? undefined : context.reading.tables[passage.cell.table]
  return table !== undefined && columnsOf(table, 'unit').length > 0 && moneyTable(table) === undefined
}

const HUB = /(?:物流配送中心|分拨中心|集散中心|仓储物流中心|统仓共配)/

/** Two hubs for the same goods among the goals. */
function twinHubs(context: ReadContext): Finding[] {
  const hubs = context.counted.filter(
    (thing) => thing.unit === '个' && HUB.test(thing.subject) && thing.passage.cell === null,
  )
  const bySubject = [...Map.groupBy(hubs, (thing) => thing.subject).values()].flatMap((things) => things.slice(0, 1))
  const inOne = bySubject.filter((thing) =>
    bySubject.some((other) => other !== thing && other.place === thing.place && !isNear(other.subject, thing.subject)),
  )
  if (inOne.length < 2) return []
  const others = bySubject.filter((thing) => !inOne.includes(thing))
  const { say } = context
  return [
    finding(
      'D-COMP',
      'warn',
      [...inOne, ...others].map((thing) => quoteThing(context, thing)),
      {
        title: say(
          `两个中心功能相近，可能重复建设：${inOne.map((thing) => thing.subject).join('、')}`,
          'Two hubs of one function: one may be built twice',
        ),
        why: say(
          '都做仓储、分拣、配送，场地和设备能否共用没有写',
          'Both store, sort and deliver; whether they share room and equipment is not said',
        ),
        decide: say(
          '写明是否同址、各管什么、钱分别从哪里出',
          'Say whether they share a place, what each does and who pays',
        ),
      },
    ),
  ]
}

/** What may break the document's own rules or those above it. */
export function detectCompliance(context: ReadContext): Finding[] {
  return [
    ...context.money.flatMap((table) => [...doubled(context, table), ...dearer(context, table)]),
    ...setUpAtAnother(context),
    ...barred(context),
    ...riskyPurposes(context),
    ...runningCosts(context),
    ...bundled(context),
    ...eventTwice(context),
    ...twinHubs(context),
  ]
}
