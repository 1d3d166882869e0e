import { LOOKS, PARTS, SIMPLE, SOUNDS } from './characters.gen.ts'

/** How near a wrong character is to the right one. */
export type Likeness = 'sound' | 'nearSound' | 'look'

const BMP = 65536

/** Up to four sounds a character; 0 is none. */
const SOUNDS_EACH = 4
const soundsOf = new Uint16Array(BMP * SOUNDS_EACH)
/** The same as people hear them who tell no n from l, no z from zh, no n from ng (西南官话, 粤, 赣, 江淮). */
const heardOf = new Uint16Array(BMP * SOUNDS_EACH)

const heard = (sound: string): string =>
  sound
    .replace(/^([zcs])h/, '$1')
    .replace(/^n/, 'l')
    .replace(/^(?:hu|h)(?=[aeiou])/, (initial) => (initial === 'hu' ? 'fu' : 'h'))
    .replace(/([aei])ng$/, '$1n')
    .replace('ü', 'v')

function put(table: Uint16Array, unit: number, value: number): void {
  for (let slot = unit * SOUNDS_EACH; slot < (unit + 1) * SOUNDS_EACH; slot++)
    if (table[slot] === 0) {
      table[slot] = value
      return
    }
}

function loadSounds(): void {
  const groups = new Map<string, number>()
  for (const [index, line] of SOUNDS.split('\n').entries()) {
    const [sound = '', of = ''] = line.split(' ')
    const group = groups.get(heard(sound)) ?? groups.size + 1
    groups.set(heard(sound), group)
    for (let i = 0; i < of.length; i++) {
      put(soundsOf, of.charCodeAt(i), index + 1)
      put(heardOf, of.charCodeAt(i), group)
    }
  }
}

/** Pairs of units that look alike, the lower × 65536 + the higher. */
const looks = new Set<number>()

/** Pairs that a hand or a camera confuses although their ink differs more than a printer's would. */
const CONFUSED =
  '未末 己已 己巳 已巳 土士 人入 人八 入八 日曰 日目 田由 田甲 由甲 甲申 田申 大太 大犬 太犬 天夭 天夫 夫失 木本 木术 木禾 白自 自目 百白 马鸟 鸟乌 王玉 王主 玉主 石右 右古 古石 河何 坪评 坝贝 坝坎 千干 干于 千于 土工 上土 刀力 力九 万方 东车 见贝 儿几 历厉 今令 令冷 办为 办力 户尸 戊戌 戌戍 戊戍 折拆 析折 市巾 币巾 巨臣 因困 困囚 团因 园圆 囤团 往住 佳往 庄压 庄圧 柏伯 泊柏 桥侨 栗粟 粟票 栗票 亨享 辛幸 宇字 字学 间问 问闻 们扪 免兔 免晚 侯候 茶荼 莱菜 萊菜 蒲浦 浦埔 埔铺 铺浦 塘糖 溏塘 垌洞 洞桐 桐铜 铜洞 岗冈 岗岚 冈网 岭领 坑炕 坑抗 坡披 坡波 披波 湖糊 湾弯 寨赛 塞寨 徐除 余佘 余金 孔扎 陈阵 杨扬 场扬 汤扬 易昜 锦绵 绵棉 锅祸 梅悔 海悔 沙抄 炒沙 沟构 构勾 泥尼 龙尤 优尤 凤风 夙风 官宫 宣宜 且目 宜且 直真 真具 具直 员贝 赤亦 赤走 青责 清请 情清 晴睛 旱早 星里 里黑 黑墨 丰年 午牛 生牛 年午 乎平 平半 米来 末来 朱未 未来 井并 开井 并开 川州 洲州 光先 兴六 兴典 共兴 洪共 合台 吉古 吉告 口曰 口日 仓仑 合会 全金 企全 北比 化比 代伐 戈弋 爪瓜 斤斥 厂广 三二 七匕 元无 元先 云去 支友 友反 双又 右左 左石 布市 布右 尾屋 局居 层居 屈居 后石 后右 舌古 西酉 四西 回四 田回 因田 固因 同司 问同 泉皇 帛皇 穴空 究穴 名各 多夕 外处 冬各 务各 条冬 夏复 头买 实头 卖买 老考 孝考 孝老 者老 荒芒 芒芷 芋芊 芳芬 苏办 兰三 关兰 羊关 美羊 姜美 善美 善普 普昔 晋普 亚业 显业 虚虎 虑虎 荷苛 莲连 链莲 蓬莲 渡度 席度 庆厌 压庆 床庆 麻床 麻林 杖村 材村 村衬 镇填 镇慎 街衔 社杜 社灶 永水 明朋 和知 岩若 高亭 头斗'

const pairOf = (a: number, b: number): number => (a < b ? a * BMP + b : b * BMP + a)

function loadLooks(): void {
  for (const line of [...LOOKS.split('\n'), ...CONFUSED.split(' ')])
    for (let i = 1; i < line.length; i++) looks.add(pairOf(line.charCodeAt(0), line.charCodeAt(i)))
}

/** Up to three parts a character, and itself: of 埔 the 甫 and 埔. */
const PARTS_EACH = 4
const partsOf = new Uint16Array(BMP * PARTS_EACH)

function loadParts(): void {
  for (const line of PARTS.split('\n')) {
    const at = line.charCodeAt(0) * PARTS_EACH
    for (let i = 1; i < Math.min(line.length, PARTS_EACH); i++) partsOf[at + i] = line.charCodeAt(i)
  }
  for (let unit = 0; unit < BMP; unit++) partsOf[unit * PARTS_EACH] = unit
}

loadSounds()
loadLooks()
loadParts()

/** Whether two rows of four have a number in common; zeros end a row. */
function share(table: Uint16Array, a: number, b: number): boolean {
  for (let i = a * 4; i < a * 4 + 4; i++) {
    const one = table[i] as number // within the table: a is a UTF-16 unit
    if (one === 0) return false
    for (let j = b * 4; j < b * 4 + 4 && table[j] !== 0; j++) if (table[j] === one) return true
  }
  return false
}

/** Whether people write one character for another (UTF-16 units), and by what: undefined when they hardly would. */
export function likeness(written: number, meant: number): Likeness | undefined {
  if (share(soundsOf, written, meant)) return 'sound'
  if (looks.has(pairOf(written, meant)) || share(partsOf, written, meant)) return 'look'
  if (share(heardOf, written, meant)) return 'nearSound'
  return undefined
}

/** Simple form of a traditional character, half width of a full one, a plain digit for a banker's: each unit to one. */
export const folded: Uint16Array = (() => {
  const table = Uint16Array.from({ length: BMP }, (_, unit) => unit)
  for (let unit = 0xff01; unit <= 0xff5e; unit++) table[unit] = unit - 0xfee0
  table[0x3000] = 0x20
  for (let i = 0; i < SIMPLE.length; i += 2) table[SIMPLE.charCodeAt(i)] = SIMPLE.charCodeAt(i + 1)
  for (const [from, to] of [
    '壹一',
    '贰二',
    '貳二',
    '叁三',
    '參三',
    '肆四',
    '伍五',
    '柒七',
    '捌八',
    '玖九',
    '〇零',
    '邨村',
  ])
    table[(from as string).charCodeAt(0)] = (to as string).charCodeAt(0)
  for (let unit = 0x41; unit <= 0x5a; unit++) table[unit] = unit + 0x20
  for (let unit = 0xff21; unit <= 0xff3a; unit++) table[unit] = unit - 0xfee0 + 0x20
  return table
})()
