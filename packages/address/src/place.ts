/** Province, prefecture, county, town, village: a place's level, by the length of its code. */
export type Level = 0 | 1 | 2 | 3 | 4

const LEVELS: readonly (readonly [length: number, level: Level])[] = [
  [2, 0],
  [4, 1],
  [6, 2],
  [9, 3],
  [12, 4],
]

/** A division: statistical code (2, 4, 6, 9 or 12 digits, 国统字〔2009〕91号) and its name in full. */
export type Place = { code: string; name: string }

/** Another name of a place, and whether people say it (alias) or the state once did (former). */
export type OtherName = Place & { how: 'former' | 'alias' }

export function levelOf(code: string): Level {
  const found = LEVELS.find(([length]) => length === code.length)
  if (!found) throw new RangeError(`not a division code: ${code}`)
  return found[1]
}

/** The peoples whose name stands in the name of an autonomous prefecture, county or township. */
const PEOPLES =
  '蒙古族|蒙古|回族|回|藏族|维吾尔族|维吾尔|苗族|彝族|壮族|布依族|朝鲜族|满族|侗族|瑶族|白族|土家族|哈尼族|哈萨克族|哈萨克|傣族|黎族|傈僳族|佤族|畲族|高山族|拉祜族|水族|东乡族|东乡|纳西族|景颇族|柯尔克孜族|柯尔克孜|土族|达斡尔族|达斡尔|仫佬族|羌族|布朗族|撒拉族|毛南族|仡佬族|锡伯族|锡伯|阿昌族|普米族|塔吉克族|塔吉克|怒族|乌孜别克族|俄罗斯族|俄罗斯|鄂温克族|鄂温克|德昂族|保安族|裕固族|京族|塔塔尔族|独龙族|鄂伦春族|鄂伦春|赫哲族|门巴族|珞巴族|基诺族|各族'
const PEOPLED = new RegExp(`(?:${PEOPLES})+$`)

/** What ends a name in full, by level: the first that fits is taken off. */
const ENDINGS: readonly (readonly string[])[] = [
  ['特别行政区', '自治区', '省', '市'],
  ['自治州', '地区', '盟', '州', '市'],
  ['自治县', '自治旗', '林区', '特区', '新区', '矿区', '县', '市', '区', '旗'],
  ['街道办事处', '办事处', '街道', '民族苏木', '民族乡', '民族镇', '苏木', '地区', '镇', '乡'],
  [
    '社区居民委员会',
    '社区居委会',
    '居民委员会',
    '村民委员会',
    '社区村委会',
    '社区委员会',
    '村委会',
    '居委会',
    '家委会',
    '管委会',
    '社区',
    '嘎查',
    '村',
  ],
]
/** An autonomous place is named without its people too: 三台傣族乡 is 三台, 连南瑶族自治县 连南. */
const PEOPLED_ENDINGS = new Set(['自治区', '自治州', '自治县', '自治旗', '乡', '镇', '苏木'])

/** Rows of the statistics that hold what has no prefecture, no county or no village. */
export const NO_PLACES = new Set(['市辖区', '县', '省直辖县级行政区划', '自治区直辖县级行政区划'])
const isNoPlace = (name: string): boolean =>
  NO_PLACES.has(name) || name.includes('类似乡级') || name.includes('类似村级')

/**
 * The part of a name by which people know a place: 大坝 of 大坝村民委员会, 连南 of 连南瑶族自治县. A part of one character is no
 * name (沙县, 东区): the whole stays. Empty for rows that are no place.
 */
export function coreOf(name: string, level: Level): string {
  if (isNoPlace(name)) return ''
  const ending = ENDINGS[level]?.find((one) => name.endsWith(one)) ?? ''
  const cut = name.slice(0, name.length - ending.length)
  const mayBePeopled = PEOPLED_ENDINGS.has(ending) && (level < 3 || cut.endsWith('族'))
  const bare = mayBePeopled ? cut.replace(PEOPLED, '') : cut
  if (bare.length >= 2) return bare
  return cut.length >= 2 ? cut : name
}

/** A village row of the statistics is a residents' community or a villagers' committee by its name; some say neither. */
export const isCommunity = (name: string): boolean => /(?:社区|居委会|居民委员会)/.test(name)
