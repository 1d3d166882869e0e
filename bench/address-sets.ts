/**
 * Addresses with their answers, made with a seed. Two families written apart: `tuned` is what the parameters of packages/address
 * were set on, `unseen` writes addresses in another way, with other mistakes, and is only reported.
 */
import { coreOf } from '@xiangji/address'
import { SOUNDS } from '../packages/address/src/characters.gen.ts'

export type Row = { code: string; name: string }
/** `code` null: must be refused or left undecided. `isForeign`: of another county. */
export type Case = { line: string; code: string | null; kind: string; isForeign: boolean; namesVillage: boolean }
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
/** The first two thousand of GB 2312 are the characters in use; a slip of the keyboard gives one of those. */
const isUsual = (char: string) => {
  const common =
    '的一是不了在有人这大来上国个到说们为子中你时年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学之都好看起发当没成只如事把还用第样道想作种开美乳阴液茎欲呻肉交性胸私穴淫臀舔射脱裸骚唇明东西南北新山水田土河湖海江林木石金银铜铁古老高低长短方圆红黄白黑青蓝绿花草树竹梅兰菊松柏杨柳桃李杏梨枣栗麻豆米麦谷油盐糖茶酒牛马羊猪狗鸡鸭鱼虎龙凤龟鹤鹿兔鼠猴王张刘陈赵周吴徐孙朱胡郭何罗宋谢唐韩曹许邓冯曾程蔡彭潘袁董余苏叶吕魏蒋杜丁沈姜范傅钟卢汪戴崔任陆廖姚方邱夏谭韦贾邹熊孟秦阎薛侯雷段郝孔邵史毛常万顾赖武康贺严尹钱施洪龚汤陶黎温莫易樊乔文安庄章鲁倪庞'
  return common.includes(char)
}

function homophone(random: Random, char: string): string | undefined {
  const all = [...(homophones.get(char) ?? '')].filter((other) => other !== char)
  const usual = all.filter(isUsual)
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

function tunedHome({ country, villages, random }: Ground): Case {
  const village = pick(random, villages)
  const p = parts(country, village.code)
  const kinds: string[] = []
  const roll = (share: number, kind: string) => {
    const is = random() < share
    if (is) kinds.push(kind)
    return is
  }
  let town = p.town
  let name = villageForm(random, p.village)
  const hasTown = !roll(0.2, 'noTown')
  const hasForm = !roll(0.15, 'noForm')
  if (!hasForm) name = core(p.village, 4)
  if (hasTown && roll(0.2, 'townShort')) town = core(town, 3)
  let typo: string | undefined
  if (roll(0.15, 'typo')) {
    const way = random() < 0.6 ? 'sound' : 'look'
    const isTown = hasTown && random() < 0.3
    typo = misspell(random, isTown ? core(p.town, 3) : core(p.village, 4), way)
    if (typo && isTown) {
      town = town.replace(core(p.town, 3), typo)
      kinds.push(`${way}Town`)
    } else if (typo) {
      name = name.replace(core(p.village, 4), typo)
      kinds.push(`${way}Village`)
    }
  }
  const upper = roll(0.35, 'noProvince') ? '' : random() < 0.4 ? shortUpper(p.province) : p.province
  const middle = roll(0.35, 'noCity') ? '' : shortPrefecture(random, p.city)
  const county = roll(0.2, 'noCounty') ? '' : random() < 0.25 ? shortCounty(p.county) : p.county
  let list = [upper, middle, county, hasTown ? town : '', name].filter((part) => part !== '')
  if (roll(0.08, 'doubled')) {
    const at = Math.floor(random() * list.length)
    list = [...list.slice(0, at), list[at] ?? '', ...list.slice(at)]
  }
  const separator = roll(0.25, 'separated') ? pick(random, [' ', '，', '-', '/', '、', '·']) : ''
  let line = list.join(separator) + detail(random)
  if (roll(0.2, 'person'))
    line = random() < 0.5 ? `${person(random)} ${phone(random)} ${line}` : `${line} ${person(random)}${phone(random)}`
  if (roll(0.1, 'remark'))
    line += pick(random, ['（送货前打电话）', '(放驿站)', ' 不要放快递柜', '【易碎】', '（周末不在家）'])
  if (roll(0.05, 'wide')) line = line.replace(/[0-9]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
  const others = namesakes(villages, village).filter(({ code }) => code !== village.code)
  const isOpen = others.some(({ code, name: other }) => {
    const isSameKind = /居|社区/.test(other) === /居|社区/.test(village.name)
    return (!hasTown && (isSameKind || !hasForm)) || (code.slice(0, 9) === village.code.slice(0, 9) && !hasForm)
  })
  return {
    line,
    code: isOpen ? null : village.code,
    kind: kinds.join('+') || 'clean',
    isForeign: false,
    namesVillage: true,
  }
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
  return { line: line + detail(random), code: null, kind: 'foreign', isForeign: true, namesVillage: true }
}

function tunedTown({ country, towns, random }: Ground): Case {
  const town = pick(random, towns)
  const p = parts(country, town.code)
  const line = [random() < 0.5 ? p.province : '', random() < 0.5 ? p.city : '', p.county, p.town].join('')
  return {
    line: line + pick(random, ['', '人民路12号', '政府旁边', `${number(random, 99)}号`, '卫生院']),
    code: town.code,
    kind: 'townOnly',
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

function unseenHome({ country, villages, random }: Ground): Case {
  const village = pick(random, villages)
  const p = parts(country, village.code)
  const isCommunity = /居|社区/.test(p.village)
  const upper = spoken(random, p)
  const townWay = random()
  const bareTown = core(p.town, 3)
  const otherForm = p.town.endsWith('镇') ? '乡' : '镇'
  let town = p.town
  if (townWay < 0.18) town = ''
  else if (townWay < 0.3) town = bareTown
  else if (townWay < 0.36 && bareTown !== p.town) town = bareTown + otherForm
  else if (townWay < 0.4 && p.town.endsWith('街道')) town = `${bareTown}街道办事处`
  const bare = core(p.village, 4)
  const formWay = random()
  let name = `${bare}${isCommunity ? '社区' : '村'}`
  if (formWay < 0.15) name = bare
  else if (formWay < 0.3) name = p.village
  else if (formWay < 0.4) name = `${bare}${isCommunity ? '居委' : '村委会'}`
  let kind = `town${Math.floor(townWay * 10)}`
  const slip = random()
  if (slip < 0.12) {
    const wrong = misspell(random, bare, slip < 0.06 ? 'sound' : 'look')
    if (wrong) {
      name = name.replace(bare, wrong)
      kind = slip < 0.06 ? 'slipSound' : 'slipLook'
    }
  } else if (slip < 0.16 && town !== '') {
    const wrong = misspell(random, bareTown, slip < 0.14 ? 'sound' : 'look')
    if (wrong) {
      town = town.replace(bareTown, wrong)
      kind = 'slipTown'
    }
  }
  const rest = pick(random, [
    '',
    '下队',
    '3-12',
    '七组15号',
    '坡脚',
    '新房子',
    '二社',
    `${number(random, 60)}#`,
    '大榕树下',
    '卫生室对面',
    '幼儿园门口',
  ])
  const separator = random() < 0.3 ? pick(random, ['  ', ',', '|', '—', ' - ', '\t']) : ''
  let line = [...upper, town, name].filter((part) => part !== '').join(separator)
  if (random() < 0.06) line = `${p.county}${line}`
  if (random() < 0.05) line = `${line}${name}`
  line = pick(random, LABELS)(line + rest, person(random), phone(random))
  const others = namesakes(villages, village).filter(({ code }) => code !== village.code)
  const hasForm = name !== bare && name.length > bare.length
  const isOpen = others.some(({ code, name: other }) => {
    const isSameKind = /居|社区/.test(other) === isCommunity
    return (town === '' && (isSameKind || !hasForm)) || (code.slice(0, 9) === village.code.slice(0, 9) && !hasForm)
  })
  return {
    line,
    code: isOpen ? null : village.code,
    kind: isOpen ? 'open' : kind,
    isForeign: false,
    namesVillage: true,
  }
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
  return { line, code: null, kind: 'foreign', isForeign: true, namesVillage: true }
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
    kind: 'townOnly',
    isForeign: false,
    namesVillage: false,
  }
}
