/**
 * Addresses with their answers, made with a seed. Two families written apart: `tuned` is what the parameters of packages/address
 * were set on, `unseen` writes addresses in another way, with other mistakes, and is only reported.
 */
import { coreOf } from '@xiangji/address'
import { SOUNDS } from '../packages/address/src/characters.gen.ts'

export type Row = { code: string; name: string }
/** `code` null: must be refused or left undecided. `isForeign`: of another county. */
export type Case = { line: string; code: string | null; isForeign: boolean; namesVillage: boolean }
export type Country = { rows: Map<string, string>; codes: string[] }

export function chance(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

type Random = () => number
const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T // never empty

const homophones = new Map<string, string>()
for (const line of SOUNDS.split('\n')) {
  const of = line.split(' ')[1] ?? ''
  for (const char of of) homophones.set(char, (homophones.get(char) ?? '') + of)
}
/** GB 2312, first level: the 3,755 characters in common use; a slip of the keyboard gives one of those. */
const USUAL = new Set(
  Array.from({ length: 0xd8 - 0xb0 }, (_, row) =>
    Array.from({ length: 94 }, (_, cell) =>
      new TextDecoder('gb18030').decode(new Uint8Array([0xb0 + row, 0xa1 + cell])),
    ),
  ).flat(),
)

function homophone(random: Random, char: string): string | undefined {
  const all = [...(homophones.get(char) ?? '')].filter((other) => other !== char)
  const usual = all.filter((other) => USUAL.has(other))
  const from = usual.length > 0 && random() < 0.7 ? usual : all.slice(0, 60)
  return from.length > 0 ? pick(random, from) : undefined
}

/** 形近字, from school books: groups whose members are taken for each other. */
const ALIKE =
  '未末 己已巳 土士 人入八 日曰目 田由甲申 大太犬 天夭夫 木本术 白自 马鸟乌 王玉主 石右古 河何荷 坪评苹 坝贝钡 千干于 刀力 万方 东车 历厉 今令 办为 户尸 戊戌戍 折拆析 市巾 巨臣 因困囚 圆园 往住注柱 佳桂挂 压庄 柏伯泊拍 桥侨轿骄娇 栗粟票 亨享 幸辛 间问闻 兔免 侯候 茶荼 莱菜 蒲浦埔铺捕 塘糖搪溏 洞桐铜垌 岗岚 领岭铃 坑炕抗 坡波披被 湖糊 弯湾 寨塞赛 徐除涂 余佘 陈阵 扬杨场汤 绵锦棉 梅悔海 抄沙炒 沟构钩购 泥呢 优尤龙 风凤夙 宫官宣 宜宣且 直真 贝见 员贝圆 赤亦 青清请情晴 早旱 里黑墨 丰年 牛午 平乎半 米来 井并开 州洲川 光先 兴共 合台 吉古告 仓仑 北比 伐代 瓜爪 斤斥 广厂 云去 支友 双又 左右 布市 尾屋 局居 后石 西酉 四回 网冈 同司 泉皇 穴空究 名各 多夕 外处 务冬条 夏复 头买卖 老考孝 荒芒 芬芳 兰关 羊美 善普晋 虚虎 莲连链 渡度 麻床 村衬材 镇填慎 社杜肚 柴紫 堤提题 溪奚 潭谭 峰锋蜂 堆推维 维堆唯 猛孟锰 糯儒 迤拖 班斑 别另 格恪洛 租组祖阻 查杳 那哪 软欠 灰灭 树村 溪奚鸡 资姿 鱼鲁 拉垃 潘番 里理埋 怀坏 哨消稍 桃挑 保堡 鲁鱼 阿啊 尼泥 进近 化花 岔忿 班斑 乍作'
const alike = new Map<string, string>()
for (const group of ALIKE.split(' '))
  for (const char of group) alike.set(char, (alike.get(char) ?? '') + group.replaceAll(char, ''))

function misspell(random: Random, name: string, way: 'sound' | 'look'): string | undefined {
  const places = [...name].map((_, i) => i)
  for (let tries = 0; tries < 8; tries++) {
    const at = pick(random, places)
    const char = name.charAt(at)
    const wrong = way === 'sound' ? homophone(random, char) : [...(alike.get(char) ?? '')].at(Math.floor(random() * 3))
    if (wrong && wrong !== char) return name.slice(0, at) + wrong + name.slice(at + 1)
  }
  return undefined
}

const core = (name: string, level: 2 | 3 | 4) => coreOf(name, level)
const SURNAMES = [...'王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高罗']
const GIVEN = [
  '伟',
  '秀英',
  '建国',
  '志强',
  '丽华',
  '小红',
  '永平',
  '云龙',
  '国兴',
  '春花',
  '文昌',
  '明',
  '大山',
  '新华',
]
const person = (random: Random) => pick(random, SURNAMES) + pick(random, GIVEN)
const phone = (random: Random) =>
  `1${pick(random, ['38', '59', '77', '86', '99'])}${String(Math.floor(random() * 1e8)).padStart(8, '0')}`
const number = (random: Random, most: number) => 1 + Math.floor(random() * most)

function shortUpper(name: string): string {
  const cut = name.replace(/(省|市|壮族自治区|回族自治区|维吾尔自治区|自治区)$/, '')
  return cut.length >= 2 ? cut : name
}
function shortPrefecture(random: Random, name: string): string {
  const bare = coreOf(name, 1)
  if (!name.endsWith('自治州')) return random() < 0.5 ? bare : name
  return pick(random, [name, `${bare}州`, bare])
}
const shortCounty = (name: string) => core(name, 2)

function villageForm(random: Random, name: string): string {
  const bare = core(name, 4)
  const forms = /居|社区/.test(name)
    ? [name, `${bare}社区`, `${bare}居委会`, `${bare}居民委员会`, `${bare}社区居委会`]
    : [name, `${bare}村委会`, `${bare}村民委员会`, `${bare}村`, `${bare}村委`]
  return pick(random, forms)
}

function detail(random: Random): string {
  return pick(random, [
    '',
    `${number(random, 12)}组`,
    `${number(random, 12)}队${number(random, 99)}号`,
    `${number(random, 300)}号`,
    `第${pick(random, [...'一二三四五六七八'])}村民小组`,
    '小河边',
    '老屋组',
    `上寨${number(random, 20)}号`,
    '学校旁边',
    '小卖部旁边',
  ])
}

const parts = ({ rows }: Country, code: string) => ({
  province: rows.get(code.slice(0, 2)) ?? '',
  city: /^(市辖区|县|.*直辖县级行政区划)$/.test(rows.get(code.slice(0, 4)) ?? '')
    ? ''
    : (rows.get(code.slice(0, 4)) ?? ''),
  county: rows.get(code.slice(0, 6)) ?? '',
  town: rows.get(code.slice(0, 9)) ?? '',
  village: rows.get(code) ?? '',
})

/** Codes of the county's villages that a line without town, or without form, may mean as well. */
function namesakes(villages: readonly Row[], village: Row): Row[] {
  return villages.filter(({ name }) => core(name, 4) === core(village.name, 4))
}

type Ground = { country: Country; county: string; villages: Row[]; towns: Row[]; random: Random }

/** Whether a line leaves open which village it means: another has the name, and neither town nor form decides. */
function isOpen(
  villages: readonly Row[],
  village: Row,
  { hasTown, hasForm }: { hasTown: boolean; hasForm: boolean },
): boolean {
  const isCommunity = (name: string) => /居|社区/.test(name)
  return namesakes(villages, village).some(({ code, name }) => {
    if (code === village.code) return false
    const isSameKind = isCommunity(name) === isCommunity(village.name)
    return (!hasTown && (isSameKind || !hasForm)) || (code.slice(0, 9) === village.code.slice(0, 9) && !hasForm)
  })
}

const home = (line: string, code: string | null): Case => ({ line, code, isForeign: false, namesVillage: true })

/** Town and village with, now and then, one wrong character in either. */
function misspelt(random: Random, written: { town: string; name: string }, p: ReturnType<typeof parts>) {
  const way = random() < 0.6 ? 'sound' : 'look'
  const isTown = written.town !== '' && random() < 0.3
  const right = isTown ? core(p.town, 3) : core(p.village, 4)
  const wrong = misspell(random, right, way) ?? right
  return isTown
    ? { ...written, town: written.town.replace(right, wrong) }
    : { ...written, name: written.name.replace(right, wrong) }
}

function doubled(random: Random, list: readonly string[]): string[] {
  const at = Math.floor(random() * list.length)
  return [...list.slice(0, at), list[at] ?? '', ...list.slice(at)]
}

/** Names, telephone numbers and remarks around a line; digits of full width. */
function dressed(random: Random, line: string): string {
  let all = line
  if (random() < 0.2)
    all = random() < 0.5 ? `${person(random)} ${phone(random)} ${all}` : `${all} ${person(random)}${phone(random)}`
  if (random() < 0.1)
    all += pick(random, ['（送货前打电话）', '(放驿站)', ' 不要放快递柜', '【易碎】', '（周末不在家）'])
  const wide = (digit: string) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)
  return random() < 0.05 ? all.replace(/[0-9]/g, wide) : all
}

function tunedHome({ country, villages, random }: Ground): Case {
  const village = pick(random, villages)
  const p = parts(country, village.code)
  const hasTown = random() >= 0.2
  const hasForm = random() >= 0.15
  const town = random() < 0.2 ? core(p.town, 3) : p.town
  const right = { town: hasTown ? town : '', name: hasForm ? villageForm(random, p.village) : core(p.village, 4) }
  const { town: writtenTown, name } = random() < 0.15 ? misspelt(random, right, p) : right
  const upper = random() < 0.35 ? '' : random() < 0.4 ? shortUpper(p.province) : p.province
  const middle = random() < 0.35 ? '' : shortPrefecture(random, p.city)
  const county = random() < 0.2 ? '' : random() < 0.25 ? shortCounty(p.county) : p.county
  const list = [upper, middle, county, writtenTown, name].filter((part) => part !== '')
  const separator = random() < 0.25 ? pick(random, [' ', '，', '-', '/', '、', '·']) : ''
  const line = (random() < 0.08 ? doubled(random, list) : list).join(separator) + detail(random)
  return home(dressed(random, line), isOpen(villages, village, { hasTown, hasForm }) ? null : village.code)
}

function foreignVillage({ country, county, random }: Ground): string {
  const near = random() < 0.5 ? county.slice(0, random() < 0.5 ? 4 : 2) : ''
  for (;;) {
    const code = pick(random, country.codes)
    if (code.startsWith(near) && !code.startsWith(county)) return code
  }
}

function tunedForeign(ground: Ground): Case {
  const { country, random } = ground
  const p = parts(country, foreignVillage(ground))
  const upper = random() < 0.35 ? '' : random() < 0.4 ? shortUpper(p.province) : p.province
  const middle = random() < 0.35 ? '' : shortPrefecture(random, p.city)
  const county = random() < 0.25 && upper && middle ? shortCounty(p.county) : p.county
  const name = random() < 0.5 && p.village ? villageForm(random, p.village) : p.village
  const line = [upper, middle, county, random() < 0.15 ? '' : p.town, name]
    .filter((part) => part !== '')
    .join(random() < 0.2 ? ' ' : '')
  return { line: line + detail(random), code: null, isForeign: true, namesVillage: true }
}

function tunedTown({ country, towns, random }: Ground): Case {
  const town = pick(random, towns)
  const p = parts(country, town.code)
  const line = [random() < 0.5 ? p.province : '', random() < 0.5 ? p.city : '', p.county, p.town].join('')
  return {
    line: line + pick(random, ['', '人民路12号', '政府旁边', `${number(random, 99)}号`, '卫生院']),
    code: town.code,
    isForeign: false,
    namesVillage: false,
  }
}

export type Family = 'tuned' | 'unseen'

export function addresses(family: Family, ground: Ground, count: number): Case[] {
  const { random } = ground
  const make = family === 'tuned' ? [tunedHome, tunedForeign, tunedTown] : [unseenHome, unseenForeign, unseenTown]
  return Array.from({ length: count }, () => {
    const which = random()
    return (make[which < 0.75 ? 0 : which < 0.93 ? 1 : 2] as (of: Ground) => Case)(ground) // three
  })
}

/* The second family: a line is written as a form is filled in or a message is typed, not put together from parts. */

const LABELS: readonly ((line: string, who: string, call: string) => string)[] = [
  (line) => line,
  (line, who, call) => `收件人：${who}，电话：${call}，地址：${line}`,
  (line, who, call) => `${line}，${who}收，${call}`,
  (line, who, call) => `${who}\t${call}\t${line}`,
  (line, who) => `${line}（${who}家）`,
  (line, _, call) => `${line}联系电话${call.slice(0, 3)}-${call.slice(3, 7)}-${call.slice(7)}`,
  (line, who, call) => `寄：${line}${who}${call}`,
]

function spoken(random: Random, p: ReturnType<typeof parts>): string[] {
  const bareCounty = core(p.county, 2)
  const ways: readonly (readonly string[])[] = [
    [p.province, p.city, p.county],
    [shortUpper(p.province), coreOf(p.city, 1), bareCounty],
    [`${shortUpper(p.province)}${p.county}`],
    [p.county],
    [bareCounty],
    [p.city, p.county],
    [`${bareCounty}${pick(random, ['县', '市'])}`],
    [p.province, p.county],
    [],
  ]
  return [...pick(random, ways)]
}

/** A town left out, without its form, with that of another kind, or with its office. */
function townWritten(random: Random, town: string): string {
  const way = random()
  const bare = core(town, 3)
  if (way < 0.18) return ''
  if (way < 0.3) return bare
  if (way < 0.36 && bare !== town) return `${bare}${town.endsWith('镇') ? '乡' : '镇'}`
  return way < 0.4 && town.endsWith('街道') ? `${bare}街道办事处` : town
}

function villageWritten(random: Random, village: string): string {
  const way = random()
  const bare = core(village, 4)
  const isCommunity = /居|社区/.test(village)
  if (way < 0.15) return bare
  if (way < 0.3) return village
  if (way < 0.4) return `${bare}${isCommunity ? '居委' : '村委会'}`
  return `${bare}${isCommunity ? '社区' : '村'}`
}

const slipped = (random: Random, written: string, right: string, way: 'sound' | 'look') =>
  written.replace(right, misspell(random, right, way) ?? right)

const RESTS = ['', '下队', '3-12', '七组15号', '坡脚', '新房子', '二社', '28#', '大榕树下', '卫生室对面', '幼儿园门口']

function unseenHome({ country, villages, random }: Ground): Case {
  const village = pick(random, villages)
  const p = parts(country, village.code)
  const upper = spoken(random, p)
  const bare = core(p.village, 4)
  let town = townWritten(random, p.town)
  let name = villageWritten(random, p.village)
  const facts = { hasTown: town !== '', hasForm: name.length > bare.length }
  const slip = random()
  if (slip < 0.12) name = slipped(random, name, bare, slip < 0.06 ? 'sound' : 'look')
  else if (slip < 0.16) town = slipped(random, town, core(p.town, 3), slip < 0.14 ? 'sound' : 'look')
  const separator = random() < 0.3 ? pick(random, ['  ', ',', '|', '—', ' - ', '\t']) : ''
  let line = [...upper, town, name].filter((part) => part !== '').join(separator)
  if (random() < 0.06) line = `${p.county}${line}`
  if (random() < 0.05) line = `${line}${name}`
  line = pick(random, LABELS)(line + pick(random, RESTS), person(random), phone(random))
  return home(line, isOpen(villages, village, facts) ? null : village.code)
}

function unseenForeign(ground: Ground): Case {
  const { country, random } = ground
  const p = parts(country, foreignVillage(ground))
  const ways = [
    `${p.province}${p.city}${p.county}${p.town}${p.village}`,
    `${p.city}${p.county}${p.town}`,
    `${p.county}${p.town}${core(p.village, 4)}`,
    `${shortUpper(p.province)} ${coreOf(p.city, 1)} ${p.county} ${p.village}`,
    `${p.province}${p.city}${p.town}${p.village}`,
    `${shortUpper(p.province)}${p.county}${core(p.village, 4)}村`,
  ]
  const line = pick(random, LABELS)(pick(random, ways), person(random), phone(random))
  return { line, code: null, isForeign: true, namesVillage: true }
}

function unseenTown({ country, towns, random }: Ground): Case {
  const town = pick(random, towns)
  const p = parts(country, town.code)
  const line = [...spoken(random, p), p.town, pick(random, ['', '中心街5号', '客运站', '农贸市场门口', '镇政府'])].join(
    '',
  )
  return {
    line: pick(random, LABELS)(line, person(random), phone(random)),
    code: town.code,
    isForeign: false,
    namesVillage: false,
  }
}
