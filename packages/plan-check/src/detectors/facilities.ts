import type { Source } from '@xiangji/county-pack'
import { type Clause, clausesOf, type Passage, quoteClause, quoteWhole } from '../reading/passage.ts'
import { type MoneyTable, rowFields } from '../reading/table.ts'
import type { Finding, Severity } from '../result.ts'
import { clausesWith, finding, quotesOfClauses, type ReadContext } from './context.ts'

interface Facility {
  shown: [zh: string, en: string]
  word: RegExp
  severity: Severity
}

/** Things that a budget buys once and that two of its lines may both buy; services come last and weigh less. */
const FACILITIES: readonly Facility[] = [
  { shown: ['展厅、展区', 'exhibition rooms'], word: /展厅|展区|展示厅|展销厅|体验馆/, severity: 'warn' },
  {
    shown: ['仓储', 'storage'],
    word: /仓储物流中心|中转仓|云仓|前置仓|公共仓|仓储系统|产地仓|仓储物流建设/,
    severity: 'warn',
  },
  { shown: ['冷链、冷库', 'cold chain'], word: /冷链设施|冷链仓储|冷库|冷藏|气调库/, severity: 'info' },
  { shown: ['直播间', 'live rooms'], word: /直播间|直播基地|直播孵化/, severity: 'warn' },
  { shown: ['检测', 'testing'], word: /检测室|检测中心|检测设备/, severity: 'warn' },
  {
    shown: ['站点人员培训', 'training of stations'],
    word: /(?:站点|站长|工作人员)[^，。；]{0,6}培训/,
    severity: 'info',
  },
]
const BOUGHT = /建设|新建|打造|购置|配备|补充|升级|改造|完善|开展|设立|扶持|支持|引进|\d+\s*(?:个|间|套|座|处)/

/** The first clause of a line's work, else of its effect, that buys the thing. */
function boughtIn(fields: readonly (Passage | undefined)[], word: RegExp): Clause | undefined {
  return fields
    .flatMap((passage) => (passage === undefined ? [] : clausesOf(passage)))
    .find(({ text }) => word.test(text) && BOUGHT.test(text))
}

interface Shared {
  facility: Facility
  clauses: readonly Clause[]
}

/** Kinds of thing that two lines of one budget buy. */
function sharedBy({ table, rows }: MoneyTable): Shared[] {
  return FACILITIES.flatMap((facility) => {
    const clauses = rows.flatMap(({ row }) => {
      const { content, effect } = rowFields(table, row)
      const clause = boughtIn([content, effect], facility.word)
      return clause === undefined ? [] : [clause]
    })
    return clauses.length < 2 ? [] : [{ facility, clauses }]
  })
}

/** One kind of thing in two lines of the budget: two payments for one place, or two things nobody told apart. */
function inTwoLines(context: ReadContext): Finding[] {
  const { say } = context
  const shared = context.money.flatMap(sharedBy)
  return (['warn', 'info'] as const).flatMap((severity) => {
    const told = shared.filter(({ facility }) => facility.severity === severity)
    if (told.length === 0) return []
    const [zh, en] = [0, 1].map((at) => told.map(({ facility }) => facility.shown[at]).join(at === 0 ? '、' : ', '))
    return [
      finding(
        'D-COMP',
        severity,
        told.flatMap(({ clauses }) => clauses.map((clause) => quoteClause(clause, context.lines))),
        {
          title: say(`两行都列了同类设施，可能重复支持：${zh}`, `Two lines of the budget have the same: ${en}`),
          why: say(
            '是不是同一处、同一套，各付哪一部分，没有写',
            'Whether it is one place and which part each pays is not said',
          ),
          decide: say('写明地点、数量和各行的界线', 'State place, number and where one line ends'),
        },
      ),
    ]
  })
}

const SERVICES = ['培训', '宣传', '冷链', '直播', '溯源'] as const
/** Services that have a line of their own and are given under another line too. */
function underAnotherLine(context: ReadContext): Finding[] {
  const { say } = context
  const quotes = context.money.flatMap(({ table, rows }) =>
    SERVICES.flatMap((service) => {
      const fields = rows.map(({ row }) => rowFields(table, row))
      const own = fields.find(({ name }) => name?.text.includes(service))
      const given = new RegExp(`(?:开展|组织|举办|对)[^，。；]{0,12}${service}`)
      const others = fields.flatMap((field) => {
        if (own === undefined || field.content === undefined || field.name?.text.includes(service)) return []
        return clausesOf(field.content).filter(({ text }) => given.test(text))
      })
      if (own?.content === undefined || others.length === 0) return []
      return [quoteWhole(own.content, context.lines), ...others.map((clause) => quoteClause(clause, context.lines))]
    }),
  )
  if (quotes.length === 0) return []
  return [
    finding('D-COMP', 'info', quotes, {
      title: say('单列一行的服务，别的行又列了', 'A service with a line of its own stands under another line too'),
      why: say('同一场培训、同一次宣传可能两处报账', 'One class or campaign may be paid for twice'),
      decide: say('写明哪一行付，另一行删去', 'Say which line pays and strike the other'),
    }),
  ]
}

const OTHER_FUND = /(?:运用|使用|利用|争取|统筹|整合)[^，。；]{0,14}专项资金[^，。；]{0,4}(?:支持|用于|建设)/
const FUNDED = /冷链|冷库|仓储|展厅|直播|服务站|物流配送中心/
const HELPED = /补助|补贴|奖补|支持|建设|改造|工程/

/** What another special fund pays, and this plan too. */
function otherFunds(context: ReadContext): Finding[] {
  const { say } = context
  return clausesWith(context, OTHER_FUND).flatMap((clause) => {
    const word = FUNDED.exec(clause.text)?.[0]
    const same = clausesWith(context, HELPED).filter(
      (other) =>
        word !== undefined &&
        other.passage !== clause.passage &&
        other.passage.kind !== 'heading' &&
        other.text.includes(word),
    )
    if (word === undefined || same.length === 0) return []
    return [
      finding('D-COMP', 'info', quotesOfClauses(context, [...same, clause]), {
        title: say(`另有专项资金支持同类建设：${word}`, 'Another special fund pays for the same'),
        why: say('同一设施两笔财政资金，可能重复支持', 'One building, two funds: it may be paid for twice'),
        decide: say('写明各支持哪一处，申报时互查', 'Say which fund supports which and compare applications'),
      }),
    ]
  })
}

const SIZED = /冷库|仓储物流|物流配送中心|分拨中心|集散中心|前置仓|展厅|公共服务中心/
const COUNTED = /\d+\s*(?:个|座|处|间)|(?:项目|中心)\d+\s*个/
const SIZE = /平方米|平米|㎡|m2|立方米|吨|亩|库容|面积|规模为|日处理/

/** A building that is paid for by number alone: neither area nor capacity. */
function withoutSize(context: ReadContext): Finding[] {
  const { say } = context
  const quotes = context.reading.passages.flatMap((passage): Source[] => {
    const isWork = passage.cell !== null && context.money.some(({ table }) => table.index === passage.cell?.table)
    if (!isWork || SIZE.test(passage.text)) return []
    return clausesOf(passage)
      .filter(({ text }) => SIZED.test(text) && COUNTED.test(text))
      .map((clause) => quoteClause(clause, context.lines))
  })
  if (quotes.length === 0) return []
  return [
    finding('D-MISS', 'info', quotes, {
      title: say('只写个数，没有面积、库容', 'A number of buildings, and neither area nor capacity'),
      why: say('大小不定，单价和验收都没有依据', 'Without a size there is no price per unit and nothing to accept'),
      decide: say('写明面积、库容或日处理量', 'State area, capacity or throughput'),
    }),
  ]
}

const HOUSE = /公共服务中心|物流配送中心|分拨中心|集散中心|中转站|服务站|展厅|孵化基地|直播基地/g
const WITHIN = /设在|设于|合署|共用场地|共用场所|合并建设/

/** One building set up inside another, each with a line of its own: room and fittings may be paid twice. */
function withinAnother(context: ReadContext): Finding[] {
  const { say } = context
  const lines = context.money.flatMap(({ table, rows }) =>
    rows.flatMap(({ row }) => rowFields(table, row).content ?? rowFields(table, row).name ?? []),
  )
  return clausesWith(context, WITHIN).flatMap((clause) => {
    const houses = [...new Set(clause.text.match(HOUSE))]
    const paid = houses.flatMap((house) => lines.find(({ text }) => text.includes(house)) ?? [])
    const own = [...new Set(paid)]
    if (own.length < 2) return []
    return [
      finding(
        'D-COMP',
        'warn',
        [quoteClause(clause, context.lines), ...own.map((passage) => quoteWhole(passage, context.lines))],
        {
          title: say(`两处设施同址，各有预算行：${houses.join('、')}`, 'Two facilities at one place, each with a line'),
          why: say('同一处的场地、装修可能在两行列支', 'Room and fittings of one place may be paid under both'),
          decide: say('写明各行付哪一部分，按地点查重', 'Say which part each line pays and compare by place'),
        },
      ),
    ]
  })
}

/** What is built: twice, or of no size. */
export function detectFacilities(context: ReadContext): Finding[] {
  return [
    ...inTwoLines(context),
    ...underAnotherLine(context),
    ...withinAnother(context),
    ...otherFunds(context),
    ...withoutSize(context),
  ]
}
