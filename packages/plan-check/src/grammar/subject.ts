/** Nouns of one meaning in one writing, the longer first; a reader takes them for the same thing. */
const SAME: readonly [RegExp, string][] = [
  [/电子商务|电商/g, ''],
  [/公用品牌/g, '公共品牌'],
  [/快递物流|物流快递/g, '物流'],
  [/行政村级|行政村|村级/g, '村'],
  [/乡镇级|乡\s*[（(]\s*镇\s*[）)]\s*级?|乡镇|镇级/g, '镇'],
  [/县域|县级/g, '县'],
  [/市级|市域/g, '市'],
  [/服务站点|服务点|服务站|站点/g, '服务站'],
  [/人才培训|人员培训|培训人才|培训人员/g, '培训'],
  [/培训人数|培训人次/g, '培训'],
  [/覆盖比例|覆盖面/g, '覆盖率'],
  [/特色农产品/g, '农产品'],
  [/分类分层|分层分类|各级各类|各类/g, ''],
]
const LEADING =
  /^(?:(?:并|和|及|以及|同时|再|还|将|拟|计划|力争|重点|继续|持续|优先|新增|新建|建设|建成|建立|打造|创建|培育|培养|购置|配置|组建|开展|开发|完成|实现|整合|制作|举办|组织|搭建|设计|提升|引进|支持|扶持|设立|配备|选择|优化|升级|改造|完善|推进|带动|每年|年均|累计|其中|主要包含|包含|包括|依托|安排|针对|不同|类别|具有|至少|指标|目标|各|的|了|到|为|一|是|[：:、\d.．]|年|月|前|底)+)/
const TRAILING = /(?:的|达|达到|数量|人数|不|为|共|有|等|总数|次数|得|累计|并|均|应|应当|力争|在|和|及|以及|原则上)+$/
const COUNTING =
  /不少于|不低于|不小于|不超过|不高于|不多于|最高|至少|超过|达到|累计|以上|以下|以内|左右|人次|同比|示范县|[“”"'（）()《》\s]/g

/** The county's own names as its document writes them: before 人民政府, 电子商务, 全国 and the like. */
export function ownNamesOf(lines: readonly string[]): string[] {
  const counts = new Map<string, number>()
  const NAME =
    /([\u4e00-\u9fa5]{2,7}?(?:自治县|县|市))(?=人民政府|电子商务|全国|国家|农村|综合|农|委|\d{4}|\s\d{4}|境内|内$)/g
  for (const line of lines) {
    for (const match of line.matchAll(NAME)) {
      const name = (match[1] ?? '').replace(
        /^(?:各|本|我|关于|印发|由|对|经|成立|支持|根据|与|和|在|强化|实施|升级)+/,
        '',
      )
      if (/^(?:示范|建设|全|每|县域|乡|示范县|综合)/.test(name) || name.length < 3) continue
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
  }
  const [best] = [...counts].toSorted((a, b) => b[1] - a[1])
  if (best === undefined || best[1] < 2) return []
  const [full] = best
  const short = full.replace(/(?:[\u4e00-\u9fa5]{1,3}族)?自治县$|[县市]$/, '')
  return short.length >= 2 ? [full, short] : [full]
}

/** What is counted, in one writing: no county's name, no verb in front, no words of comparison. */
export function subjectOf(text: string, ownNames: readonly string[] = []): string {
  let subject = text.replace(/^指标\s*\d+\s*[：:]/, '').replaceAll(COUNTING, '')
  for (const name of ownNames) subject = subject.replaceAll(name, '')
  subject = subject.replace(/^[我本全]\s*[县市]/, '')
  for (const [words, one] of SAME) subject = subject.replaceAll(words, one)
  return subject.replace(LEADING, '').replace(TRAILING, '')
}

/** Pairs of neighbouring characters, each as one number. This is the innermost loop of the checker: no text is cut. */
function pairsOf(text: string): Map<number, number> {
  const pairs = new Map<number, number>()
  for (let at = 0; at + 1 < text.length; at++) {
    const pair = text.charCodeAt(at) * 65_536 + text.charCodeAt(at + 1)
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1)
  }
  return pairs
}

/** How much of the pairs of characters two texts share: 1 the same, 0 nothing (Dice 1945). */
export function likeness(a: string, b: string): number {
  const [one, other] = [pairsOf(a), pairsOf(b)]
  let shared = 0
  for (const [pair, count] of one) shared += Math.min(count, other.get(pair) ?? 0)
  const all = Math.max(0, a.length - 1) + Math.max(0, b.length - 1)
  return all === 0 ? Number(a === b) : (2 * shared) / all
}

/** How much of the first text's pairs of characters the second holds. */
export function heldIn(part: string, whole: string): number {
  const [one, other] = [pairsOf(part), pairsOf(whole)]
  let shared = 0
  for (const [pair, count] of one) shared += Math.min(count, other.get(pair) ?? 0)
  return part.length < 2 ? Number(whole.includes(part)) : shared / (part.length - 1)
}

const NEAR = 0.75
const MIN_HELD = 4
const MIN_LONG = 6
/** 转化率 and 培训转化率 are one; what a 覆盖率 covers must be said. */
const MIN_RATE = 3

/** Two subjects that a reader takes for one: equal, one inside the other, or nearly the same characters. */
export function isNear(a: string, b: string): boolean {
  if (a === b) return true
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (short.length >= MIN_HELD && long.includes(short) && short.length / long.length >= 0.5) return true
  if (
    short.length >= MIN_RATE &&
    /(?<!覆盖)率$/.test(short) &&
    long.endsWith(short) &&
    short.length / long.length >= 0.5
  )
    return true
  if (short.length >= MIN_LONG && short.length / long.length >= 0.5 && heldIn(short, long) >= 0.8) return true
  // Texts of unlike length cannot share enough, whatever they hold.
  const most = (2 * (short.length - 1)) / (short.length + long.length - 2)
  return short.length >= MIN_HELD && most >= NEAR && likeness(a, b) >= NEAR
}
