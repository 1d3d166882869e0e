import { contains, fold, type Gazetteer } from './gazetteer.ts'
import { endOf, MARK, markAt, markOf } from './marks.ts'
import { addPiece, HOW, isFull, type Pieces, type Terminals } from './pieces.ts'
import type { Level, OtherName } from './place.ts'
import { QUALITY, qualityOf } from './quality.ts'
import { FLAG, isCut, isDigit, isHan, isParted, type Text } from './text.ts'
import { buildTrie, step, type Trie } from './trie.ts'

/** A county for whose addresses one asks: its places, what it lies in, and the names that were learnt there. */
export type Home = {
  gazetteer: Gazetteer
  county: number
  /** Entries of the county and of what it lies in, by node of the trie: values[starts[n]] up to values[starts[n + 1]]. */
  starts: Int32Array
  values: Int32Array
  aliases: Trie
}

/** Number of the place of a code; undefined when the gazetteer has none. */
export function numberOf({ places }: Gazetteer, code: string): number | undefined {
  let low = 0
  let high = places.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = places[middle]?.code ?? ''
    if (found === code) return middle
    if (found < code) low = middle + 1
    else high = middle - 1
  }
  return undefined
}

export function createHome(gazetteer: Gazetteer, code: string, aliases: readonly OtherName[]): Home {
  const county = numberOf(gazetteer, code)
  if (county === undefined) throw new RangeError(`no county has the code ${code}`)
  const { names } = gazetteer
  const isOurs = (place: number) => contains(gazetteer, county, place) || contains(gazetteer, place, county)
  const starts = new Int32Array(names.starts.length)
  const values: number[] = []
  for (let node = 0; node + 1 < names.starts.length; node++) {
    starts[node] = values.length
    const until = names.starts[node + 1] as number // the loop ends one before the last
    for (let i = names.starts[node] as number; i < until; i++) {
      const value = names.values[i] as number // within the trie
      if (isOurs(value >> 1)) values.push(value)
    }
  }
  starts[names.starts.length - 1] = values.length
  const known = aliases.flatMap(({ code: of, name }) => {
    const place = numberOf(gazetteer, of)
    return place !== undefined && contains(gazetteer, county, place) && name.length >= 2
      ? [{ name: fold(name), place }]
      : []
  })
  return {
    gazetteer,
    county,
    starts,
    values: Int32Array.from(values),
    aliases: buildTrie(
      known.map(({ name }) => name),
      known.map(({ place }) => place),
    ),
  }
}

const SURNAMES = new Set(
  [
    ...'王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟蓝聂齐向申葛柴伍覃骆关焦柳欧祝纪尚毕耿芦左季管符辛苗詹曲欧靳祁路涂兰甘裴梅童翁霍游阮尤岳柯牟滕谷舒卜成饶宁凌盛查单冉鲍华包屈房喻解蒲卫简时连车项闵邬吉党阳司费蒙席晏隋古强穆姬宫景米麦谈柏瞿艾沙鄢桂窦郁缪畅巩卓褚栾戚全娄甄郎池丛边岑农苟迟保商臧佘卞虞刁冷应匡栗仇练楚揭师官佟封燕桑巫敖原植邝仲荆储宗楼干苑寇盖南屠鞠荣井乐银奚明麻雍花闻冼木郜廉衣蔺和冀占公门帅利满',
  ].map((char) => char.charCodeAt(0)),
)
const COLLECT = '收'.charCodeAt(0)
const MOST_NAME = 4

/** Whether something else ends before a position: the line, a separator, a name with its form. */
function isEnd(text: Text, at: number, known: Pieces): boolean {
  if (isCut(text, at)) return true
  for (let i = 0; i < known.count; i++) if (known.end[i] === at && known.mark[i] !== 0) return true
  return false
}

/** 李云龙 is a person, not the village 云龙; 云龙 beside a telephone number may be either. */
function personFactor(text: Text, { start, core }: { start: number; core: number }, known: Pieces): number {
  let left = start
  while (left > 0 && start - left < MOST_NAME && !isEnd(text, left, known) && isHan(text.units[left - 1] as number))
    left-- // left > 0
  let right = core
  while (right - core < MOST_NAME && !isCut(text, right) && isHan(text.units[right] as number)) right++ // isCut ends it
  const ends = right > core && text.units[right - 1] === COLLECT ? right - 1 : right
  if (!SURNAMES.has(text.units[left] as number) || ends - left > MOST_NAME) return 1 // within
  const isBesidePhone = ((text.flags[left] as number) | (text.flags[right] as number)) & FLAG.byPhone // within
  if (start - left === 1) return 0
  return start === left && ends === core && (isBesidePhone || ends < right) ? 0.5 : 1
}

/** Whether a span is, or begins, what is written like a person's name. */
export function isPerson(text: Text, at: { start: number; core: number }, known: Pieces): boolean {
  let end = at.core
  while (end - at.start < MOST_NAME + 2 && !isCut(text, end) && isHan(text.units[end] as number)) end++ // isCut ends it
  return personFactor(text, { start: at.start, core: end }, known) < 1
}

function isSpaced(text: Text, { start, core }: { start: number; core: number }): boolean {
  for (let i = start + 1; i < core; i++) if (isCut(text, i)) return true
  return false
}

/** 莲池 乡 勐 莲97栋: a name with spaces in it and without its form begins where something ended; a village ends there too. */
function isAlone(text: Text, { start, core, level }: { start: number; core: number; level: number }, known: Pieces) {
  if (!isCut(text, start) && isHan(text.units[start - 1] as number) && !isEnd(text, start, known)) return false // not cut: start > 0
  return level < 4 || isCut(text, core) || !isHan(text.units[core] as number) || isGroupAt(text, core) // within
}

function cutFactor(text: Text, at: number, { isBare }: { isBare: boolean }): number {
  if (isParted(text, at)) return isBare ? 0 : QUALITY.split
  return isBare ? 1 : QUALITY.spaced
}

/** What the surroundings of a name take from it. */
function surroundings(
  text: Text,
  at: { start: number; core: number; isBare: boolean; level: number },
  known: Pieces,
): number {
  let factor = (text.flags[at.start] as number) & FLAG.bracketed ? QUALITY.bracketed : 1 // within
  for (let i = at.start + 1; i < at.core; i++) if (isCut(text, i)) factor *= cutFactor(text, i, at)
  if (at.isBare && isSpaced(text, at)) factor *= isAlone(text, at, known) ? QUALITY.spacedBare : 0
  return at.isBare && at.level >= 3 ? factor * personFactor(text, at, known) : factor
}

const VILLAGE_FORMS = MARK.village | MARK.community
const LONGER = 3

/** 大坝 in 大坝头村 is the beginning of another name: a form of a village follows soon, but not at once. */
function isBeginning(text: Text, core: number): boolean {
  for (
    let i = core + 1;
    i <= core + LONGER && !isCut(text, i - 1) && isHan(text.units[i - 1] as number);
    i++ // isCut ends it
  )
    if (markOf(markAt(text, i)) & VILLAGE_FORMS) return true
  return false
}

/** 大池 in 大池农场, 仁和 in 仁和集镇: a name without form that begins a longer one is hardly meant. */
const OVERSHADOWED = 0.3

function weaken(pieces: Pieces, { start, core }: { start: number; core: number }): void {
  for (let i = pieces.count - 1; i >= 0 && pieces.start[i] === start; i--)
    if (pieces.mark[i] === 0 && (pieces.core[i] as number) < core) (pieces.quality[i] as number) *= OVERSHADOWED // a piece
}

/** 楚雄市 where the prefecture is 楚雄州: as a rule its seat, a county of that name, and sometimes a slip for the prefecture. */
export const isOtherLevel = ({ places }: Gazetteer, place: number, mark: number): boolean =>
  (mark & MARK.county) !== 0 && !places[place]?.name.endsWith('市')

/** How far a name counts as one of the places that have it, by its form and by the others. */
function readingQuality(
  home: Home,
  text: Text,
  at: { place: number; level: Level; mark: number; core: number; first: number; last: number },
): number {
  const { gazetteer } = home
  const quality = qualityOf(at.level, at.mark, gazetteer.kind[at.place] as number) // a place
  if (quality === 0) return 0
  if (at.level === 1 && isOtherLevel(gazetteer, at.place, at.mark)) return QUALITY.cityOfPrefecture
  return at.mark === 0 && at.level >= 3 ? bareQuality(home, text, { ...at, quality }) : quality
}

/** Reads one name of the line as each place of the county that has it. */
function addReadings(
  home: Home,
  text: Text,
  at: { start: number; core: number; node: number; mark: number },
  to: Pieces,
): void {
  const { gazetteer, starts, values } = home
  const first = starts[at.node] as number // a node of the trie
  const last = starts[at.node + 1] as number // the table has one more
  if (first === last) return
  const mark = markOf(at.mark)
  for (let i = first; i < last; i++) {
    const value = values[i] as number // within
    const place = value >> 1
    const level = gazetteer.level[place] as Level // a place
    const quality = readingQuality(home, text, { place, level, mark, core: at.core, first, last })
    if (quality === 0) continue
    if (quality >= QUALITY.villageFacility) weaken(to, at)
    const isFormer = (value & 1) === 1
    addPiece(to, {
      start: at.start,
      core: at.core,
      end: markTakes(level, mark) ? endOf(at.mark) : at.core,
      place,
      mark,
      how: isFormer ? HOW.former : HOW.name,
      quality:
        quality *
        (isFormer ? QUALITY.former : 1) *
        surroundings(text, { start: at.start, core: at.core, isBare: mark === 0, level }, to),
    })
  }
}

function hasLevel(
  { values, gazetteer }: Home,
  { first, last }: { first: number; last: number },
  level: Level,
): boolean {
  for (let i = first; i < last; i++) if (gazetteer.level[(values[i] as number) >> 1] === level) return true // within
  return false
}

const GROUP = new Set([...'组队社'].map((char) => char.charCodeAt(0)))
const ORDINAL = new Set([...'第一二三四五六七八九十'].map((char) => char.charCodeAt(0)))
const MOST_ORDINAL = 4

/** 3组, 第三村民小组, 二社: what a village is divided into, and a town is not. */
function isGroupAt({ units }: Text, at: number): boolean {
  let i = at
  while (i < at + MOST_ORDINAL && (isDigit(units[i] as number) || ORDINAL.has(units[i] as number))) i++ // the buffer ends with a zero
  if (i === at) return false
  return GROUP.has(units[i] as number) || (units[i] === VILLAGERS && units[i + 1] === VILLAGERS_2) // as above
}
const VILLAGERS = '村'.charCodeAt(0)
const VILLAGERS_2 = '民'.charCodeAt(0)

/** A town or village without form: what else of that name there is, and what follows, say how likely it is meant. */
function bareQuality(
  home: Home,
  text: Text,
  { level, quality, core, first, last }: { level: Level; quality: number; core: number; first: number; last: number },
): number {
  if (level === 3) return hasLevel(home, { first, last }, 2) ? quality * QUALITY.bareTwin : quality
  if (isGroupAt(text, core)) return Math.max(quality, QUALITY.group)
  const isTwin = hasLevel(home, { first, last }, 3)
  const bare = isTwin ? Math.min(quality, QUALITY.bareTwin) : quality
  return quality === QUALITY.bare && isBeginning(text, core) ? bare * QUALITY.beginning : bare
}

const OWN_MARK: readonly number[] = [MARK.province, MARK.city, MARK.county, MARK.town, VILLAGE_FORMS]

/** 元马镇 includes its 镇; 元谋县政府 only its 县. */
const markTakes = (level: Level, mark: number): boolean => (mark & (OWN_MARK[level] as number)) !== 0 // five levels

function scanAliases(home: Home, text: Text, from: number, to: Pieces): void {
  let node = 0
  for (let at = from; at < text.length; at++) {
    node = step(home.aliases, node, text.units[at] as number) // within
    if (node === 0) return
    const until = home.aliases.starts[node + 1] as number // a node
    for (let i = home.aliases.starts[node] as number; i < until; i++) {
      const place = home.aliases.values[i] as number // within
      addPiece(to, { start: from, core: at + 1, end: at + 1, place, mark: 0, how: HOW.alias, quality: QUALITY.alias })
    }
  }
}

/** Finds every name in a line: all of them as terminals, those of the county as pieces. */
export function scan(home: Home, text: Text, { terminals, pieces }: { terminals: Terminals; pieces: Pieces }): void {
  const { names } = home.gazetteer
  terminals.count = 0
  pieces.count = 0
  for (let start = 0; start < text.length; start++) {
    const unit = text.units[start] as number // within
    if (!isHan(unit) && !isDigit(unit)) continue
    let node = 0
    for (let at = start; at < text.length; at++) {
      node = step(names, node, text.units[at] as number) // within
      if (node === 0) break
      if (names.starts[node] === names.starts[node + 1] || isFull(terminals)) continue
      const mark = markAt(text, at + 1)
      const count = terminals.count++
      terminals.start[count] = start
      terminals.core[count] = at + 1
      terminals.node[count] = node
      terminals.mark[count] = mark
      addReadings(home, text, { start, core: at + 1, node, mark }, pieces)
    }
    scanAliases(home, text, start, pieces)
  }
}
