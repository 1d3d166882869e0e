import { FLAG, isHan, type Text } from './text.ts'

/** What the characters after a name say that it is; bits, for 市 may be three things. */
export const MARK = {
  province: 1,
  city: 2,
  county: 4,
  town: 8,
  village: 16,
  community: 32,
  road: 64,
  facility: 128,
  /** With `village`: a form that only a committee has, no hamlet. */
  committee: 256,
} as const

const WORDS: readonly (readonly [mark: number, words: string])[] = [
  // 良溪国道旁, 良溪县道边: roads that have numbers and no names; the first character is no form of what stands before.
  [0, '国道 省道 县道 乡道'],
  [MARK.province, '省 自治区 特别行政区'],
  [MARK.province | MARK.city | MARK.county, '市'],
  [MARK.city, '自治州 州 盟 专区'],
  [MARK.city | MARK.town, '地区'],
  [MARK.county, '县 区 旗 自治县 自治旗 新区 林区 特区 矿区 县城'],
  [MARK.town, '镇 乡 街道 街道办 街道办事处 街办 办事处 苏木 民族乡 公社 镇人民政府 乡人民政府 镇政府 乡政府'],
  [MARK.village, '村 大队 生产大队 嘎查'],
  [MARK.village | MARK.committee, '村民委员会 村委会 村委 行政村 村行政村 委会 村民委'],
  [
    MARK.community | MARK.committee,
    '社区 居委会 居民委员会 社区居委会 社区居民委员会 社区委员会 社区居委 居委 居民委 社区村委会 村居委会 家委会',
  ],
  [MARK.road, '路 街 大道 大街 巷 弄 胡同 公路 高速 街口 路口 老街 中路 东路 西路 南路 北路'],
  [
    MARK.facility,
    '小区 花园 公寓 大厦 广场 学校 小学 中学 一中 二中 三中 完小 幼儿园 医院 卫生院 卫生所 卫生室 超市 商店 酒店 宾馆 饭店 车站 客运站 加油站 市场 农贸市场 菜市场 集市 驿站 快递 水库 电站 工业园 产业园 开发区 派出所 法院 银行 信用社 政府 人民政府 服务站 服务点 公司 工厂 砖厂 茶厂 山庄 大桥 新城 名城 家园 新苑 商城 大酒店 农家乐 收费站 养殖场 合作社',
  ],
]

/** The peoples' names are written with these; before 乡, 镇, 县, 州 they are part of the form and not of the name. */
const PEOPLES = new Set(
  [
    ...'蒙古回藏维吾尔苗彝壮布依朝鲜满侗瑶白土家哈尼萨克傣黎傈僳佤畲高山拉祜水东乡纳西景颇柯孜达斡仫佬羌朗撒毛南仡锡伯阿昌普米塔吉怒乌别俄罗斯鄂温德昂保安裕固京独龙伦春赫哲门巴珞基诺各族',
  ].map((char) => char.charCodeAt(0)),
)
/** Last character of a people's name in a form: 族 as a rule, and those that go without. */
const PEOPLE_ENDS = new Set([...'族尔克古回春伯'].map((char) => char.charCodeAt(0)))
type Word = { units: Uint16Array; mark: number }
const unitsOf = (word: string): Uint16Array => Uint16Array.from(word, (char) => char.charCodeAt(0))

/** By first unit, the longest word first. */
const byFirst = new Map<number, Word[]>()
for (const [mark, words] of WORDS)
  for (const word of words.split(' ')) {
    const first = word.charCodeAt(0)
    byFirst.set(first, [...(byFirst.get(first) ?? []), { units: unitsOf(word), mark }])
  }
for (const words of byFirst.values()) words.sort((a, b) => b.units.length - a.units.length)

function matches(word: Uint16Array, units: Uint16Array, at: number): boolean {
  for (let i = 0; i < word.length; i++) if (units[at + i] !== word[i]) return false
  return true
}

function wordAt(units: Uint16Array, at: number): Word | undefined {
  const words = byFirst.get(units[at] as number) // the buffer ends with a zero
  if (words) for (const word of words) if (matches(word.units, units, at)) return word
  return undefined
}

/** A mark and where it ends, packed into one number: no object for each of a hundred looks a line. */
const SHIFT = 512
export const markOf = (packed: number): number => Math.floor(packed / SHIFT)
export const endOf = (packed: number): number => packed % SHIFT

/** The first unit of a bracket. */
const OPENED = FLAG.bracketed | FLAG.parted

const MOST_PEOPLE = 16
const FORMS_OF_PEOPLE: readonly Word[] = (
  [
    [MARK.county, '自治县 自治旗 县'],
    [MARK.city, '自治州 州'],
    [MARK.province, '自治区'],
    [MARK.town, '民族乡 乡 镇 苏木 街道办事处 街道'],
  ] as const
).flatMap(([mark, words]) => words.split(' ').map((word) => ({ units: unitsOf(word), mark })))

/** 彝族自治州, 瑶族自治县, 傣族乡: the form that begins here, as `markAt` gives it, or -1. */
function peopledAt(units: Uint16Array, at: number): number {
  for (let i = at; i < at + MOST_PEOPLE && PEOPLES.has(units[i] as number); i++) {
    if (!PEOPLE_ENDS.has(units[i] as number)) continue // as above
    for (const { units: form, mark } of FORMS_OF_PEOPLE)
      if (matches(form, units, i + 1)) return mark * SHIFT + i + 1 + form.length
  }
  return -1
}

/** What stands after a name: mark × 512 + end. No mark: `at` itself. 大通（镇上自提） is not 大通镇. */
export function markAt({ units, flags }: Text, at: number): number {
  if (!isHan(units[at] as number) || ((flags[at] as number) & OPENED) === OPENED) return at // the buffer ends with a zero
  const peopled = peopledAt(units, at)
  if (peopled > 0) return peopled
  const word = wordAt(units, at)
  return word?.mark ? word.mark * SHIFT + at + word.units.length : at
}
