import type { Source } from '@xiangji/county-pack'
import { isNear } from '../grammar/subject.ts'
import { type Finding, rounded } from '../result.ts'
import { type Counted, finding, quoteThing, type ReadContext } from './context.ts'

/** Things counted with different measure words are still the same thing: 个, 家 and 户, 场 and 次. */
const KINDS: Readonly<Record<string, string>> = {
  户: '个',
  家: '个',
  条: '个',
  套: '个',
  款: '个',
  项: '个',
  人次: '人',
}
/** A number of years is compared with dates, not here. */
const ELSEWHERE = new Set(['年', '期', '个月'])
const MIN_SUBJECT = 2

function kindOf(unit: string): string {
  return KINDS[unit] ?? unit
}

/** What is sold is a target, where what is spent is a sum. */
const TURNOVER = /(?:零售额|交易额|销售额|产值|营业额)(?:达到?|突破)?$/

const PAID = new Set(['万元', '%'])
/** 单个项目最高, 中央财政补助: who pays and how, and nothing of what for. Each heading has such words for another object. */
const PAYMENT =
  /^(?:中央|省级?|市级?|县级?|本级|地方|各级|财政|专项|资金|补助|补贴|奖补|奖励|支持|扶持|给予|予以|按|比例|标准|额度|金额|总额|总?投资额?|总?造价|审定|实际|建设|设备|单[个项]|每[个家户座人店站点吨亩]|每?立方米|每?平方米|项目|企业|主体|对象|一次性|原则上|累计|合计|[的为等和不])+$/

interface Group {
  subject: string
  kind: string
  stage: string | null
  things: Counted[]
}

/** 甲镇42个、乙镇38个、丙街道51个: a list by place says where, and what it counts stands before it. */
const PLACE = /(?:镇|乡|街道|办事处|社区|村|区|县)$/
const PLACES = 3

function listedPlaces(counted: readonly Counted[]): ReadonlySet<Counted> {
  const places = Map.groupBy(
    counted.filter(({ subject }) => PLACE.test(subject)),
    ({ place, unit }) => `${place}|${unit}`,
  )
  return new Set([...places.values()].filter((things) => things.length >= PLACES).flat())
}

function groupsOf(counted: readonly Counted[]): Group[] {
  const places = listedPlaces(counted)
  // Money is compared as sums are; a threshold such as 超 1000 万元 says what is counted.
  const isCompared = (thing: Counted): boolean =>
    thing.unit !== '万元' || thing.comparison !== '=' || TURNOVER.test(thing.subject)
  const usable = counted.filter(
    (thing) =>
      !ELSEWHERE.has(thing.unit) &&
      isCompared(thing) &&
      thing.subject.length >= MIN_SUBJECT &&
      !places.has(thing) &&
      !(PAID.has(thing.unit) && PAYMENT.test(thing.subject)),
  )
  const byName = Map.groupBy(
    usable,
    (thing) => `${thing.subject}|${kindOf(thing.unit)}|${thing.isYearly}|${thing.stage}`,
  )
  return [...byName.values()].flatMap((things) => {
    const [first] = things
    return first === undefined ? [] : [{ subject: first.subject, kind: kindOf(first.unit), stage: first.stage, things }]
  })
}

function placesOf(group: Group): Set<string> {
  return new Set(group.things.map((thing) => thing.place))
}

/** Two subjects that one paragraph or row counts side by side are two things, however alike their names. */
function canJoin(a: Group, b: Group): boolean {
  if (a.kind !== b.kind || a.stage !== b.stage) return false
  if (!a.things.some((thing) => isNear(thing.subject, b.subject))) return false
  const places = placesOf(a)
  return ![...placesOf(b)].some((place) => places.has(place))
}

/** Groups of one subject in nearly the same words; the nearest are joined first by taking the longest subjects first. */
function joined(groups: readonly Group[]): Group[] {
  const result: Group[] = []
  for (const group of groups.toSorted((a, b) => b.subject.length - a.subject.length)) {
    const home = result.find((other) => canJoin(other, group))
    if (home === undefined) result.push({ ...group, things: [...group.things] })
    else home.things.push(...group.things)
  }
  return result
}

/**
 * A paragraph that gives one subject two numbers lists different things, and is left out, unless it has none of the numbers
 * of the other places.
 */
function settled(group: Group): Counted[] {
  const places = [...Map.groupBy(group.things, (thing) => thing.place).values()]
  const isOne = (things: readonly Counted[]): boolean => new Set(things.map(amountOf)).size === 1
  const single = places.filter(isOne).flatMap((things) => things.slice(0, 1))
  const values = new Set(single.map(amountOf))
  const strange = places.filter((things) => !isOne(things) && !things.some((thing) => values.has(amountOf(thing))))
  return [...single, ...(single.length > 0 ? strange.flat() : [])]
}

/** The number, or both ends of a range. */
function amountOf({ lower, value }: Counted): string {
  return lower === null ? `${value}` : `${lower}–${value}`
}

const SIGNS = { '=': '', '>=': '≥ ', '<=': '≤ ', '>': '> ', '<': '< ', '~': '≈ ' } as const

const YUAN = 10_000

function shown(things: readonly Counted[]): string {
  const measure = (thing: Counted): string =>
    thing.unit === '万元' && thing.value < 1
      ? `${rounded(thing.value * YUAN, 2)} 元`
      : `${amountOf(thing)} ${thing.unit}`
  return [...new Set(things.map((thing) => `${SIGNS[thing.comparison]}${measure(thing)}`))].join(' / ')
}

function sources(context: ReadContext, things: readonly Counted[]): Source[] {
  return things.map((thing) => quoteThing(context, thing))
}

function isInTable(thing: Counted): boolean {
  return thing.passage.cell !== null
}

/** The shortest of the names that still says what it is. */
function nameOf(things: readonly Counted[]): string {
  return things.map((thing) => thing.subject).toSorted((a, b) => a.length - b.length)[0] ?? ''
}

function differing(context: ReadContext, group: Group): Finding[] {
  const things = settled(group)
  const values = new Set(things.map(amountOf))
  const { say } = context
  const name = nameOf(things)
  if (things.length < 2) return []
  if (values.size > 1) {
    return [
      finding('D-VAL', 'error', sources(context, things), {
        title: say(
          `同一目标数值不一：${name}（${shown(things)}）`,
          `One target, different values: ${name} (${shown(things)})`,
        ),
        why: say(
          '验收和绩效评价按哪一处会得出不同结论',
          'Acceptance and evaluation come out differently depending on which one counts',
        ),
        decide: say('定一个数，其余各处改为一致', 'Settle one value and correct the other places'),
      }),
    ]
  }
  return unlikeComparisons(context, things)
}

const AT_LEAST = new Set(['>=', '>'])
const AT_MOST = new Set(['<=', '<'])

/** One number as a floor here and a ceiling there, or as a bound in the text and exact in the table. */
function unlikeComparisons(context: ReadContext, things: readonly Counted[]): Finding[] {
  const { say } = context
  const name = nameOf(things)
  const floors = things.filter((thing) => AT_LEAST.has(thing.comparison))
  const ceilings = things.filter((thing) => AT_MOST.has(thing.comparison))
  if (floors.length > 0 && ceilings.length > 0) {
    return [
      finding('D-VAL', 'error', sources(context, [...floors, ...ceilings]), {
        title: say(
          `同一目标一处是下限、一处是上限：${name}（${shown(things)}）`,
          `One target, a floor here and a ceiling there: ${name} (${shown(things)})`,
        ),
        why: say('做多了算超额还是算违规，结论相反', 'Doing more is a merit in one place and a breach in the other'),
        decide: say('定是“以上”还是“以下”，各处一致', 'Settle floor or ceiling and make all places agree'),
      }),
    ]
  }
  const inTable = things.filter(isInTable)
  const inText = things.filter((thing) => !isInTable(thing))
  const exact = inTable.filter((thing) => thing.comparison === '=')
  const bounded = inText.filter((thing) => thing.comparison !== '=' && thing.comparison !== '~')
  if (exact.length === 0 || bounded.length === 0) return []
  return [
    finding('D-VAL', 'warn', sources(context, [...bounded, ...exact]), {
      title: say(
        `同一目标比较关系不一：${name}（${shown(things)}）`,
        `One target, different comparisons: ${name} (${shown(things)})`,
      ),
      why: say(
        '“以上”包括本数并允许更多，表中的定数不允许（民法典第一千二百五十九条）',
        '“以上” includes the number and allows more; the figure in the table does not (Civil Code, article 1259)',
      ),
      decide: say('表中补上“以上”或“以内”', 'Add the comparison to the table'),
    }),
  ]
}

/** One number of persons here and of attendances there. */
function personsOrTimes(context: ReadContext, group: Group): Finding[] {
  const things = settled(group)
  const units = new Set(things.map((thing) => thing.unit))
  if (group.kind !== '人' || units.size < 2 || new Set(things.map(amountOf)).size > 1) return []
  const { say } = context
  return [
    finding('D-UNIT', 'error', sources(context, things), {
      title: say(
        `同一个数一处按人、一处按人次：${nameOf(things)}（${shown(things)}）`,
        `One number, persons here and attendances there: ${nameOf(things)} (${shown(things)})`,
      ),
      why: say('一人可算几个人次，两处不是一个目标', 'One person may attend several times: these are two targets'),
      decide: say('定一个单位，其余各处改为一致', 'Settle one unit and correct the other places'),
    }),
  ]
}

/** One thing counted in 个 here and in 条 there, where that place lists more of it: the counts cannot be compared. */
function mismeasured(context: ReadContext, group: Group): Finding[] {
  const units = new Set(group.things.map((thing) => thing.unit))
  if (units.size < 2 || group.kind === '人') return []
  const byUnit = [...units].map((unit) => group.things.filter((thing) => thing.unit === unit))
  const places = placesOf(group)
  const siblings = context.counted.filter(
    (thing) =>
      units.has(thing.unit) &&
      places.has(thing.place) &&
      thing.subject !== group.subject &&
      thing.subject.endsWith(group.subject) &&
      !byUnit.flat().includes(thing),
  )
  if (siblings.length === 0) return []
  const all = [...group.things, ...siblings]
  const { say } = context
  return [
    finding('D-VAL', 'error', sources(context, all), {
      title: say(
        `同一对象量词、数量不一：${group.subject}`,
        `One thing in different measure words and numbers: ${group.subject}`,
      ),
      why: say(
        `${shown(all)}：各处数的不是同一样东西，无法对账`,
        `${shown(all)}: the places do not count the same thing, so they cannot be compared`,
      ),
      decide: say('定下数的是什么、新建几个、提升几个', 'Say what is counted, how many are new and how many upgraded'),
    }),
  ]
}

const SCOPES = [/累计/, /新增/, /每年|年均/]

/** One number told as 累计 here and as 新增 there. */
function scopes(context: ReadContext, group: Group): Finding[] {
  const kinds = SCOPES.map((scope) => group.things.filter((thing) => scope.test(thing.clause.text))).filter(
    (things) => things.length > 0,
  )
  const values = new Set(group.things.map((thing) => thing.value))
  if (kinds.length < 2 || values.size > 1) return []
  const { say } = context
  return [
    finding('D-VAL', 'warn', sources(context, group.things), {
      title: say(
        `同一个数一处“累计”、一处“新增”：${nameOf(group.things)}`,
        `One number, cumulative here and new there: ${nameOf(group.things)}`,
      ),
      why: say('以前的算不算进去，结论不同', 'Whether earlier ones count changes the result'),
      decide: say('写明从哪一天起算', 'State the day from which it counts'),
    }),
  ]
}

/** One number as that of every year here and of all years there: the two differ as many times as there are years. */
function yearlyOrWhole(context: ReadContext): Finding[] {
  const { say } = context
  const yearly = context.counted.filter((thing) => thing.isYearly && thing.unit !== '%' && thing.subject.length >= 2)
  return yearly.flatMap((thing) => {
    const whole = context.counted.filter(
      (other) =>
        !other.isYearly &&
        other.place !== thing.place &&
        other.unit === thing.unit &&
        other.value === thing.value &&
        other.value > 1 &&
        isNear(other.subject, thing.subject.replace(/^(?:全年|年度|每年)/, '')),
    )
    if (whole.length === 0) return []
    return [
      finding('D-VAL', 'warn', sources(context, [thing, ...whole]), {
        title: say(
          `同一个数一处按年、一处按整个项目期：${nameOf([thing, ...whole])}`,
          `One number, of every year here and of the whole there: ${nameOf([thing, ...whole])}`,
        ),
        why: say('项目跨几年，两处就差几倍', 'The two differ as many times as there are years'),
        decide: say('写明是每年之数还是期末之数', 'Say whether it is each year’s or that of the end'),
      }),
    ]
  })
}

/** The same thing with different numbers, or with the same number compared differently. */
export function detectValues(context: ReadContext): Finding[] {
  const groups = groupsOf(context.counted)
  const measures = groups.map((group) => ({ group, told: mismeasured(context, group) }))
  const all = joined(groups).map((group) => ({ group, told: differing(context, group) }))
  const apart = new Set(all.flatMap(({ group, told }) => (told.length > 0 ? group.things : [])))
  return [
    ...all.flatMap(({ group, told }) => [...told, ...scopes(context, group), ...personsOrTimes(context, group)]),
    ...yearlyOrWhole(context),
    // Where the numbers themselves differ, that is the fault, and not the measure word.
    ...measures.flatMap(({ group, told }) => (group.things.some((thing) => apart.has(thing)) ? [] : told)),
  ]
}
