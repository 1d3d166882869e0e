import type { Source } from '@xiangji/county-pack'
import { isNear, likeness, subjectOf } from '../grammar/subject.ts'
import { issuedOf } from '../reading/issue.ts'
import { type Passage, quoteOf, quoteWhole } from '../reading/passage.ts'
import { rowFields } from '../reading/table.ts'
import type { Finding } from '../result.ts'
import { type Counted, finding, quotesOf, type ReadContext } from './context.ts'

interface Variants {
  what: [zh: string, en: string]
  /** Words for one thing; two or more of them in one document make a finding. */
  words: readonly RegExp[]
}

const VARIANTS: readonly Variants[] = [
  {
    what: ['区域品牌', 'the regional brand'],
    words: [/区域公共品牌/, /区域公用品牌/, /(?<!区域公[共用])(?:主品牌|区域品牌)/],
  },
  {
    what: ['村级站点', 'the village station'],
    words: [
      /(?<!农)村级?(?:电子商务|电商)服务站(?!点)/,
      /(?<!农)(?:行政)?村级?(?:电子商务|电商)服务站点/,
      /(?<!农)(?:行政)?村级?(?:电子商务|电商)服务点/,
      /村级服务(?:站|点)/,
      /农村(?:电子商务|电商)(?:综合)?服务(?:站点|站|点)/,
    ],
  },
  {
    what: ['乡镇站点', 'the town station'],
    words: [
      /(?:乡镇|镇)级(?:电子商务|电商)服务站(?!点)/,
      /(?:乡镇|镇)级(?:电子商务|电商)服务站点/,
      /(?:乡镇|镇)级(?:电子商务|电商)公共服务(?:中心|站)/,
      /乡镇(?:电子商务|电商)公共服务中心/,
    ],
  },
  {
    what: ['县级物流中心', 'the county’s hub'],
    words: [/物流配送中心/, /物流集散中心/, /公共配送中心/, /分拨中心/, /仓储物流中心|物流仓储中心/],
  },
  { what: ['社会投入', 'private money'], words: [/社会资本/, /社会资金/, /社会投入|社会投资/] },
  { what: ['中央资金', 'central money'], words: [/中央财政资金/, /中央资金/, /国家专项资金|中央财政专项资金/] },
  { what: ['退役军人', 'veterans'], words: [/退伍军人/, /退役军人/] },
  { what: ['面积单位', 'the unit of area'], words: [/平米/, /平方米/, /m\s*²|㎡/] },
]

function variants(context: ReadContext): Finding[] {
  const { say } = context
  return VARIANTS.flatMap(({ what, words }) => {
    const found = words.map((word) => quotesOf(context, word)).filter((quotes) => quotes.length > 0)
    if (found.length < 2) return []
    const names = [...new Set(found.map(([first]) => first?.quote.replaceAll(/\s/g, '') ?? ''))]
    if (names.length < 2) return []
    return [
      finding(
        'D-NAME',
        'info',
        found.flatMap((quotes) => quotes.slice(0, 3)),
        {
          title: say(
            `同一对象几种叫法：${what[0]}（${names.join(' / ')}）`,
            `Several names for ${what[1]}: ${names.join(' / ')}`,
          ),
          why: say('对账和查重按名称会漏', 'Comparing by name misses some'),
          decide: say('定一个名称，其余作别名', 'Settle one and keep the others as aliases'),
        },
      ),
    ]
  })
}

const OWN_PLAN = /方案$/

/** The plan's own title in several forms. */
function titles(context: ReadContext): Finding[] {
  const { reading, say } = context
  const found = reading.passages.flatMap((passage) =>
    [...passage.text.matchAll(/《([^《》]{8,60})》/g)]
      .filter(
        (match) => OWN_PLAN.test(match[1] ?? '') && reading.ownNames.some((name) => (match[1] ?? '').includes(name)),
      )
      .map((match) => ({
        title: (match[1] ?? '').replaceAll(/\s/g, ''),
        source: quoteOf(passage, context.lines, match.index, match.index + match[0].length),
      })),
  )
  const drafted = quotesOf(context, /起草[^，。；]{4,40}方案/).map((source) => ({
    title: source.quote.replaceAll(/起草|\s/g, ''),
    source,
  }))
  const all = [...found, ...drafted]
  const names = [...new Set(all.map(({ title }) => title))]
  const [first] = names
  const isRelated =
    names.length > 1 && names.slice(1).some((name) => first !== undefined && likeness(name, first) > 0.6)
  if (!isRelated) return []
  return [
    finding(
      'D-NAME',
      'info',
      all.map(({ source }) => source),
      {
        title: say(`方案名称不一：${names.length} 种`, `The plan has ${names.length} titles`),
        why: names.join(' / '),
        decide: say('以印发的名称为准', 'Take the title as issued'),
      },
    ),
  ]
}

/** Phrases that end in 平台 or 系统, long enough to be a name. */
function systemNames(context: ReadContext): { name: string; source: Source; passage: Passage }[] {
  return context.reading.passages.flatMap((passage) =>
    [...passage.text.matchAll(/[\u4e00-\u9fa5]{6,24}(?:平台|系统)/g)].map((match) => {
      const name = match[0].replace(/^.*(?:建设|建立|引进|利用|充分利用好|统筹建设的|对接|搭建|在|与|的|套|个)/, '')
      const from = match.index + match[0].length - name.length
      return { name, passage, source: quoteOf(passage, context.lines, from, from + name.length) }
    }),
  )
}

/** Two names of a system that share most of their words. */
function systems(context: ReadContext): Finding[] {
  const { say } = context
  const all = systemNames(context).filter(({ name }) => name.length >= 8)
  const byName = [...Map.groupBy(all, ({ name }) => name).values()].flatMap((one) => one.slice(0, 1))
  return byName.flatMap((one, at) =>
    byName.slice(at + 1).flatMap((other) => {
      const alike = likeness(one.name, other.name)
      if (alike < 0.6 || one.name.includes(other.name) || other.name.includes(one.name)) return []
      return [
        finding('D-NAME', 'info', [one.source, other.source], {
          title: say(
            `疑为同一系统两个名称：${one.name} / ${other.name}`,
            `One system under two names? ${one.name} / ${other.name}`,
          ),
          why: say('对接的是哪一个系统说不清', 'Which system is meant cannot be said'),
          decide: say('登记外部系统的全称和主管单位', 'Record the full name and its owner'),
        }),
      ]
    }),
  )
}

/** The names of headings and of the table's lines for one kind of work. */
function headings(context: ReadContext): Finding[] {
  const { reading, say } = context
  const heads = reading.passages.filter((passage) => passage.kind === 'heading' && passage.text.length < 40)
  const rows = reading.tables.flatMap((table) =>
    table.rows.flatMap((row) => (row.serial === null ? [] : row.cells.slice(1, 3))),
  )
  const pairs = rows.flatMap((cell) => {
    const name = subjectOf(cell.text, reading.ownNames)
    if (name.length < 6) return []
    const head = heads.find((passage) => {
      const title = subjectOf(
        passage.text.replace(/^[^\u4e00-\u9fa5]*[一二三四五六七八九十]?[）)、.]\s*/, ''),
        reading.ownNames,
      )
      return title !== name && likeness(title, name) >= 0.6 && !title.includes(name) && !name.includes(title)
    })
    return head === undefined ? [] : [quoteWhole(head, context.lines), quoteWhole(cell, context.lines)]
  })
  if (pairs.length === 0) return []
  return [
    finding('D-NAME', 'info', pairs, {
      title: say('正文标题与表中项目名称不一', 'Headings of the text and names in the table differ'),
      why: say('资金按名称归类，名称不一会归错', 'Money is filed by name: another name is filed elsewhere'),
      decide: say('统一名称', 'Use one name'),
    }),
  ]
}

/** Offices that reforms renamed: the seal under a payment must be that of the successor. */
const RENAMED: readonly { old: RegExp; now: RegExp; from: string; note: string }[] = [
  { old: /扶贫办(?:公室)?|扶贫开发办公室/, now: /乡村振兴局/, from: '2021-02-25', note: '2021 年 2 月起为乡村振兴局' },
  { old: /乡村振兴局/, now: /农业农村局/, from: '2023-10-01', note: '2023 年机构改革后并入农业农村部门' },
]

function renamed(context: ReadContext): Finding[] {
  const { say } = context
  const issued = issuedOf(context.reading)
  return RENAMED.flatMap(({ old, now, from, note }) => {
    const quotes = quotesOf(context, new RegExp(`[县市]?${old.source}`)).slice(0, 6)
    const isLate = issued !== undefined && issued.from.slice(0, 4) >= from.slice(0, 4)
    const isBoth =
      quotesOf(context, new RegExp(`[（(]${now.source}|${now.source}\\s*[（(]?${old.source}`)).length > 0 ||
      quotesOf(context, new RegExp(`${now.source}\\s*[（(]\\s*${old.source}`)).length > 0
    if (quotes.length === 0 || (!isLate && !isBoth)) return []
    return [
      finding('D-NAME', 'info', quotes, {
        title: say(
          `机构改革涉及的单位：${quotes[0]?.quote ?? ''}`,
          `An office that a reform renamed: ${quotes[0]?.quote ?? ''}`,
        ),
        why: say(`${note}，联签和拨付的主体要能承继`, 'Joint signature and payment need a successor'),
        decide: say('登记承继关系', 'Record the succession'),
      }),
    ]
  })
}

/** Units named twice over: 市某市高新区, 某局(另一局). */
function doubledUnits(context: ReadContext): Finding[] {
  const { reading, say } = context
  const cells = reading.tables
    .flatMap((table) => table.rows.flatMap((row) => (row.serial === null ? [] : [rowFields(table, row).unit])))
    .filter((cell) => cell !== undefined)
  const odd = cells.filter(
    (cell) => /^市[^市]{2}高新区|^县.{2}市/.test(cell.text) || /局\s*[（(].{2,8}局[）)]/.test(cell.text),
  )
  if (odd.length === 0) return []
  return [
    finding(
      'D-NAME',
      'info',
      odd.map((cell) => quoteWhole(cell, context.lines)),
      {
        title: say(
          `责任单位名称须规范：${odd.map((cell) => cell.text).join('、')}`,
          'Names of units that need putting in order',
        ),
        why: say('同一单位两种写法，任务会落到两个账号', 'One unit in two writings gets two accounts'),
        decide: say('按机构名录登记', 'Register them by the list of offices'),
      },
    ),
  ]
}

function endInCommon(a: string, b: string): number {
  let count = 0
  while (count < Math.min(a.length, b.length) && a.at(-1 - count) === b.at(-1 - count)) count++
  return count
}

function startInCommon(a: string, b: string): number {
  let count = 0
  while (count < Math.min(a.length, b.length) && a[count] === b[count]) count++
  return count
}

/** A number of the goals and the same number in the work, under two names that share a beginning or an end. */
function twoNames(context: ReadContext): Finding[] {
  const { say } = context
  const isGoal = (thing: Counted): boolean => thing.passage.headings.some((heading) => /目标/.test(heading))
  const usable = context.counted.filter(
    (thing) => thing.passage.cell === null && thing.subject.length >= 5 && ['个', '套', '家'].includes(thing.unit),
  )
  const goals = usable.filter(isGoal)
  const work = usable.filter((thing) => !isGoal(thing))
  const pairs = goals.flatMap((goal) => {
    if (work.some((thing) => isNear(thing.subject, goal.subject))) return []
    const twin = work.find(
      (thing) =>
        thing.value === goal.value &&
        !goals.some((other) => isNear(other.subject, thing.subject)) &&
        (endInCommon(thing.subject, goal.subject) >= 5 ||
          startInCommon(bareStart(thing.subject), bareStart(goal.subject)) >= 3),
    )
    return twin === undefined ? [] : [[goal, twin] as const]
  })
  return pairs.map(([goal, twin]) =>
    finding(
      'D-NAME',
      'warn',
      [goal, twin].map((thing) => quoteOf(thing.passage, context.lines, thing.clause.from, thing.clause.to)),
      {
        title: say(
          `疑为同一对象两个名称：${goal.subject} / ${twin.subject}`,
          `One thing under two names? ${goal.subject} / ${twin.subject}`,
        ),
        why: say(
          '一个还是两个、是整合还是新建，决定付一笔还是两笔',
          'One or two, joined or new: it decides whether one payment or two fall due',
        ),
        decide: say('写明是否同一对象，用一个名称', 'Say whether they are one, and use one name'),
      },
    ),
  )
}

function bareStart(subject: string): string {
  return subject.replace(/^(?:全[市县]|农村|本市|[市县])/, '')
}

/** One name for two things and two names for one. */
export function detectNames(context: ReadContext): Finding[] {
  return [
    ...variants(context),
    ...titles(context),
    ...systems(context),
    ...headings(context),
    ...renamed(context),
    ...doubledUnits(context),
    ...twoNames(context),
  ]
}
