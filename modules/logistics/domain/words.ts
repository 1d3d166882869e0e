import type { Fault } from '@xiangji/routing'
import type { Day, LeftReason, RouteWishes } from '../schema.ts'

/** The language of the words on screen and in sheets. */
export type Locale = 'zh' | 'en'

const DIGITS = 2
const clock = (seconds: number): string => {
  const minutes = Math.round(seconds / 60)
  return [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(DIGITS, '0')).join(':')
}

export { clock as timeOfDay }

const minutes = (seconds: number): number => Math.ceil(seconds / 60)
const km = (metres: number): string => (metres / 1000).toFixed(1)
const yuan = (fen: number): string => String(fen / 100)

/** 面包车 2号 */
export const vehicleName = ({ vehicle, number }: { vehicle: string; number: number }, locale: Locale): string =>
  locale === 'zh' ? `${vehicle}${number}号` : `${vehicle} ${number}`

const LEFT: Record<LeftReason, Record<Locale, string>> = {
  capacity: {
    zh: '装不下：剩下的车次件数或重量都不够',
    en: 'No room: what is left of all trips is too small in pieces or weight',
  },
  window: {
    zh: '赶不到：在该点收货时段和司机班次内排不进任何车次',
    en: 'No time: no trip reaches it within its hours and the shifts of the drivers',
  },
  distance: { zh: '太远：会超过车辆每日里程上限', en: 'Too far: it would exceed the daily distance of every vehicle' },
  skill: { zh: '没有能冷藏的车', en: 'No vehicle is cold' },
  apart: {
    zh: '只剩下与“不能同车次”的点同车次的位置',
    en: 'Only places remain beside a stop that it may not share a trip with',
  },
  cheaperToLeave: {
    zh: '绕过去的花费高于所填“不送的代价”',
    en: 'Going there costs more than the price that was set on leaving it out',
  },
  notFound: {
    zh: '测算用时内没有找到位置：延长测算用时再算',
    en: 'No place was found in the time: search longer',
  },
  unplaced: {
    zh: '没有坐标，也没有所在乡镇的实测坐标，无法排线：到“区划地图”录入实测坐标',
    en: 'Nobody has surveyed it or its town, so no vehicle can be sent: enter coordinates on the map of divisions',
  },
  notPlanned: { zh: '方案没有排到它', en: 'The plan does not name it' },
}

export const leftText = (reason: LeftReason, locale: Locale): string => LEFT[reason][locale]

type Named = { stops: ReadonlyMap<string, string>; wishes: RouteWishes; day: Day; locale: Locale }
type Kind = Fault['kind']

/** By kind, and where a stop is named otherwise than a vehicle, by kind with it. A load is told by `overloadText`, which knows the trip. */
const FAULTS: Record<Kind | 'unknownStop' | 'twiceStop' | 'shiftStop', Record<Locale, string>> = {
  unknown: { zh: '没有这辆车', en: 'there is no such vehicle' },
  unknownStop: { zh: '没有这个停靠点：{stop}', en: 'There is no such stop: {stop}' },
  twice: { zh: '排了两条线路', en: 'it has two routes' },
  twiceStop: { zh: '{stop} 排了不止一次', en: '{stop} is visited more than once' },
  missing: { zh: '{stop} 没有排进任何车次', en: '{stop} is on no trip' },
  capacity: { zh: '超载', en: 'it carries too much' },
  window: { zh: '到 {stop} 晚 {minutes} 分钟（最迟 {until}）', en: '{minutes} minutes late at {stop} (until {until})' },
  shift: { zh: '收车比下班晚 {minutes} 分钟', en: 'back {minutes} minutes after the shift has ended' },
  shiftStop: { zh: '到 {stop} 时已下班 {minutes} 分钟', en: 'at {stop} {minutes} minutes after the shift has ended' },
  rest: { zh: '司机休息晚了 {minutes} 分钟', en: 'the driver’s rest is {minutes} minutes late' },
  distance: { zh: '比每日里程上限多 {km} 公里', en: '{km} km more than it may drive a day' },
  skill: { zh: '{stop} 是冷链货，这辆车不能冷藏', en: '{stop} needs a cold vehicle and this is none' },
  apart: { zh: '{stop} 与 {others} 不能同车次', en: '{stop} may not share a trip with {others}' },
  shipment: {
    zh: '{stop} 的取送不在同一车次',
    en: '{stop} is taken up and put down on different trips',
  },
  trips: { zh: '比每日车次上限多 {by} 趟', en: '{by} trips more than it may drive a day' },
  frozen: { zh: '锁定的部分被改动', en: 'the part that is locked was changed' },
  cost: { zh: '费用不符', en: 'the cost is not right' },
}

const BY_STOP: Partial<Record<Kind, 'unknownStop' | 'twiceStop' | 'shiftStop'>> = {
  unknown: 'unknownStop',
  twice: 'twiceStop',
  shift: 'shiftStop',
}
const OF_NO_VEHICLE: ReadonlySet<Kind | 'unknownStop' | 'twiceStop' | 'shiftStop'> = new Set([
  'unknownStop',
  'twiceStop',
  'missing',
] as const)

/** What is wrong, as one says it to whoever drew the plan. */
export function faultText(fault: Fault, { stops, wishes, day, locale }: Named): string {
  const { kind, by = 0, number = 1, vehicle, stop } = fault
  const nameOf = (id: string) => stops.get(id) ?? id
  const others = wishes.apart.flatMap((pair) => {
    if (pair.stop === stop) return nameOf(pair.other)
    return pair.other === stop ? nameOf(pair.stop) : []
  })
  const facts: Record<string, string | number> = {
    ...{ stop: nameOf(stop ?? ''), by, minutes: minutes(by), km: km(by) },
    until: clock(day.stops.find(({ id }) => id === stop)?.toS ?? 0),
    others: others.join(locale === 'zh' ? '、' : ', '),
  }
  const key = (stop !== undefined && BY_STOP[kind]) || kind
  const said = FAULTS[key][locale].replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? ''))
  if (vehicle === undefined || OF_NO_VEHICLE.has(key)) return said
  return `${vehicleName({ vehicle, number }, locale)}${locale === 'zh' ? '：' : ': '}${said}`
}

type Overload = { vehicle: string; number: number; trip: number; pieces: number; weightG: number }

/** How much too much is on a trip; amounts of 0 fit. */
export function overloadText({ pieces, weightG, trip, ...of }: Overload, locale: Locale): string {
  const kg = weightG / 1000
  const over =
    locale === 'zh'
      ? [pieces > 0 ? `${pieces} 件` : '', kg > 0 ? `${kg} 公斤` : ''].filter(Boolean).join('、')
      : [pieces > 0 ? `${pieces} pieces` : '', kg > 0 ? `${kg} kg` : ''].filter(Boolean).join(' and ')
  const name = vehicleName(of, locale)
  return locale === 'zh' ? `${name}：第 ${trip} 车次超载 ${over}` : `${name}: trip ${trip} carries ${over} too much`
}

/** More names than these are read in the table of what is left out. */
const NAMED = 12

function unplacedTexts(unplaced: Day['unplaced'], locale: Locale): string[] {
  if (unplaced.length === 0) return []
  const zh = locale === 'zh'
  const named = unplaced.slice(0, NAMED).map(({ name }) => name)
  const isCut = unplaced.length > NAMED
  return [
    zh
      ? `${unplaced.length} 处没有坐标，没有参加排线：${named.join('、')}${isCut ? '等，全部见“未送到”表' : ''}。`
      : `${unplaced.length} places have no coordinates and were not planned: ${named.join(', ')}${isCut ? ' and others, all in the table of stops left out' : ''}.`,
  ]
}

/** What the answer stands on, a sentence each. */
export function assumptionTexts({ hub, stops, unplaced }: Day, wishes: RouteWishes, locale: Locale): string[] {
  const { detour, townKmh, villageKmh } = wishes.road
  const estimated = stops.filter(({ isEstimated }) => isEstimated).length
  const zh = locale === 'zh'
  const optional = stops.filter(({ skipFen }) => skipFen !== null)
  return [
    zh
      ? `没有路网数据：里程＝直线距离×${detour}（绕行系数），车速按往来乡镇 ${townKmh}、往来村 ${villageKmh} 公里/小时计，都是假定，请按本县实际在“路况”中填写。缺省的绕行系数参照山区（Kim 等 2015：1.435）；缺省车速取三、四级公路设计速度的范围，没有实测。`
      : `There is no road network: a way is the great circle × ${detour} (detour), driven at ${townKmh} km/h between towns and ${villageKmh} km/h to and from villages. These are assumptions: set your county’s own under “Roads”. The default detour follows mountains (Kim et al. 2015: 1.435); the default speeds lie in the range of design speeds of third- and fourth-class roads and were not measured.`,
    ...(estimated > 0
      ? [
          zh
            ? `${stops.length} 个停靠点中有 ${estimated} 个未实测坐标，按所在乡镇附近估计（地图上为空心）；实测后里程和费用会变。`
            : `${estimated} of ${stops.length} stops have no surveyed coordinates and are taken to lie near their town (hollow on the map); a survey will change distances and cost.`,
        ]
      : []),
    ...unplacedTexts(unplaced, locale),
    ...(hub.isEstimated
      ? [zh ? `出车点 ${hub.name} 的坐标是估计的。` : `The coordinates of the hub ${hub.name} are estimated.`]
      : []),
    ...(optional.length > 0
      ? [
          zh
            ? `${optional.length} 处可以不送，不送的代价合计 ${yuan(optional.reduce((sum, { skipFen }) => sum + (skipFen ?? 0), 0))} 元，只用来取舍，不计入费用。`
            : `${optional.length} stops may be left out, at prices of ${yuan(optional.reduce((sum, { skipFen }) => sum + (skipFen ?? 0), 0))} yuan together, which only decide and are no part of the cost.`,
        ]
      : []),
  ]
}
