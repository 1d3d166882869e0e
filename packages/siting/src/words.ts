import type { Assumption } from './assumptions.ts'
import type { SitingProblem } from './problem.ts'
import type { LeftOutReason, StationReason } from './reasons.ts'
import type { Clash } from './wish.ts'

type Locale = 'zh' | 'en'
type Pair = Readonly<Record<Locale, string>>

/** Names the places and the rules that a reason speaks of. */
export type Named = Pick<SitingProblem, 'towns' | 'villages' | 'rules'>

const LISTED = 8

/** The first few by name; the rest by number. */
function names({ towns, villages }: Named, codes: readonly string[]): Pair {
  const by = new Map([...towns, ...villages].map(({ code, name }) => [code, name]))
  const shown = codes.slice(0, LISTED).map((code) => by.get(code) ?? code)
  const more = codes.length - shown.length
  return {
    zh: more > 0 ? `${shown.join('、')}等${codes.length}个` : shown.join('、'),
    en: more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', '),
  }
}

/** “(PN-S04)”: the rules that have this effect. */
function cite({ rules }: Named, ...effects: readonly string[]): string {
  const ids = rules.cited.filter(({ effect }) => effects.includes(effect)).map(({ id }) => id)
  return ids.length > 0 ? `（${ids.join('、')}）` : ''
}

/** Chinese brackets and list marks do not belong in an English sentence. */
const inWords = (said: Pair, locale: Locale): string =>
  locale === 'zh' ? said.zh : said.en.replaceAll('（', ' (').replaceAll('）', ')').replaceAll('、', ', ')

const kilometres = (metres: number) => (metres / 1000).toFixed(2)
const unit: Record<'people' | 'villages', Pair> = {
  people: { zh: '人', en: 'residents' },
  villages: { zh: '个村', en: 'village(s)' },
}

const SPACING: Record<Extract<StationReason, { kind: 'serves' }>['spacing'], Pair> = {
  kept: { zh: '，与其他有坐标的入选点间距符合规定', en: ', far enough from all others that are surveyed' },
  unsurveyed: { zh: '；没有坐标，间距未核对', en: '; it is not surveyed, so its distance from others is not checked' },
  free: { zh: '，规则允许在此设点', en: ', and the rules allow a station here' },
}

export function stationText(
  reason: StationReason,
  { named, counted, locale }: { named: Named; counted: 'people' | 'villages'; locale: Locale },
): string {
  const counts = unit[counted]
  const say = (): Pair => {
    switch (reason.kind) {
      case 'kept':
        return { zh: '现有站点，运行良好，保留', en: 'Exists and works well: kept' }
      case 'forcedIn':
        return { zh: '人工指定必选', en: 'A person asked for it' }
      case 'perTown':
        return {
          zh: `每个乡镇1个服务站${cite(named, 'perTown', 'townNumber', 'townCoverage')}`,
          en: `One station in each town${cite(named, 'perTown', 'townNumber', 'townCoverage')}`,
        }
      case 'designated':
        return {
          zh: `名单内的贫困村，优先设点${cite(named, 'priority')}`,
          en: `A designated poor village comes first${cite(named, 'priority')}`,
        }
      case 'alike':
        return {
          zh: `服务${reason.served}${counts.zh}；同乡镇${reason.of}个村按现有资料无法区分，其中${reason.chosen}个设点，暂按代码先后取，可互换`,
          en: `Serves ${reason.served} ${counts.en}; nothing known distinguishes ${reason.of} villages of the town, ${reason.chosen} of them get a station, taken by code and exchangeable`,
        }
      case 'further':
        return {
          zh: `常住人口${reason.residents}人，可设第${reason.nth}个点，多服务${reason.served}${counts.zh}${cite(named, 'growth')}`,
          en: `${reason.residents} residents: station no. ${reason.nth} is allowed and serves ${reason.served} more${cite(named, 'growth')}`,
        }
      case 'serves': {
        const others = names(named, reason.insteadOf)
        const spacing =
          reason.insteadOf.length > 0
            ? { zh: `；与其距离不足的${others.zh}因此不设`, en: `; ${others.en}, too near to it, therefore have none` }
            : SPACING[reason.spacing]
        return {
          zh: `服务${reason.served}${counts.zh}${spacing.zh}`,
          en: `Serves ${reason.served} ${counts.en}${spacing.en}`,
        }
      }
    }
  }
  return inWords(say(), locale)
}

const ofLevel: Record<'towns' | 'villages' | 'all', Pair> = {
  towns: { zh: '乡镇服务站', en: 'town stations' },
  villages: { zh: '村级服务点', en: 'village stations' },
  all: { zh: '站点合计', en: 'stations in all' },
}

const NUMBER_EFFECTS = {
  towns: ['townNumber', 'perTown'],
  villages: ['villageNumber'],
  all: ['allNumber'],
} as const

export function leftOutText(reason: LeftOutReason, { named, locale }: { named: Named; locale: Locale }): string {
  const say = (): Pair => {
    switch (reason.kind) {
      case 'forcedOut':
        return { zh: '人工指定不选', en: 'A person ruled it out' }
      case 'notAllowed':
        return {
          zh: `规则不允许在此设点${cite(named, 'perTown', 'perVillage')}`,
          en: `The rules allow none here${cite(named, 'perTown', 'perVillage')}`,
        }
      case 'tooNear': {
        const to = names(named, [reason.to])
        const rule = kilometres(named.rules.apart?.metres ?? 0)
        return {
          zh: `距入选的${to.zh}${kilometres(reason.metres)}公里，不符合间距${rule}公里的规定${cite(named, 'apart')}`,
          en: `${kilometres(reason.metres)} km from ${to.en}, which is chosen; the rule asks for ${rule} km${cite(named, 'apart')}`,
        }
      }
      case 'number': {
        const of = ofLevel[reason.of]
        const ids = cite(named, ...NUMBER_EFFECTS[reason.of])
        const alike = reason.alike
        return {
          zh: `${of.zh}以${reason.atMost}个为限，已用完${ids}${alike ? `；同乡镇无法区分的${alike.of}个村中已设${alike.chosen}个，可互换` : '，此处服务的人不比入选处多'}`,
          en: `All ${reason.atMost} ${of.en} are used${ids}${alike ? `; ${alike.chosen} of the town's ${alike.of} villages that nothing distinguishes have one, exchangeable` : '; it serves no more people than those chosen'}`,
        }
      }
      case 'budget':
        return {
          zh: '预算已用完，此处服务的人不比入选处多',
          en: 'The budget is used; it serves no more people than those chosen',
        }
      case 'nobody':
        return { zh: '没有常住人口', en: 'It has no residents' }
      case 'notProven':
        return {
          zh: '计算在证明完成前停止，此处可能还可以设点',
          en: 'The computation ended before its proof: a station might still fit here',
        }
    }
  }
  return inWords(say(), locale)
}

const WANTED: Record<Extract<Clash, { kind: 'floor' }>['wanted'], Pair> = {
  villageStations: { zh: '村级服务点', en: 'village stations' },
  villagesServed: { zh: '有站点的行政村', en: 'administrative villages with a station' },
  allStations: { zh: '站点合计', en: 'stations in all' },
}

export function clashText(clash: Clash, { named, locale }: { named: Named; locale: Locale }): string {
  const one = (code: string) => names(named, [code])[locale]
  const say = (): Pair => {
    switch (clash.kind) {
      case 'unknownCode':
        return {
          zh: `${clash.code}不是本县的乡镇或行政村`,
          en: `${clash.code} is no town or administrative village of the county`,
        }
      case 'forcedBothWays':
        return {
          zh: `${one(clash.code)}同时被指定必选和不选`,
          en: `${one(clash.code)} is both forced in and forced out`,
        }
      case 'forcedTooNear':
        return {
          zh: `必选的${one(clash.code)}与${one(clash.other)}间距不足${cite(named, 'apart')}`,
          en: `${one(clash.code)} is forced in and too near to ${one(clash.other)}${cite(named, 'apart')}`,
        }
      case 'notAllowed':
        return {
          zh: `规则不允许在必选的${one(clash.code)}设点`,
          en: `${one(clash.code)} is forced in where the rules allow none`,
        }
      case 'tooMany':
        return {
          zh: `必选和保留的${ofLevel[clash.of].zh}有${clash.forced}个，上限${clash.atMost}个`,
          en: `${clash.forced} ${ofLevel[clash.of].en} are forced in or kept, at most ${clash.atMost} may be`,
        }
      case 'tooFewTowns':
        return {
          zh: `要求乡镇服务站${clash.atLeast}个，最多能设${clash.possible}个${cite(named, 'townNumber', 'townCoverage')}`,
          en: `${clash.atLeast} town stations are asked for, ${clash.possible} are possible${cite(named, 'townNumber', 'townCoverage')}`,
        }
      case 'floor':
        return {
          zh: `要求${WANTED[clash.wanted].zh}至少${clash.atLeast}个，在其余规则下最多${clash.possible}个；放宽其中一条后再算`,
          en: `At least ${clash.atLeast} ${WANTED[clash.wanted].en} are asked for; the other rules allow ${clash.possible}. Relax one of them`,
        }
      case 'rules':
        return {
          zh: '规则、数量和预算合在一起没有可行的方案',
          en: 'Rules, numbers and budget together allow no answer',
        }
    }
  }
  return inWords(say(), locale)
}

type Saying = { [K in Assumption['kind']]: (of: Extract<Assumption, { kind: K }>, named: Named) => Pair }

const ASSUMPTIONS: Saying = {
  villagesUnsurveyed: (it) => {
    const { villages, onEstimates, hasRule } = it
    const isAll = villages === it.of
    return {
      zh: `${isAll ? `${it.of}个行政村都` : `${it.of}个行政村中${villages}个`}没有测量坐标${hasRule ? `：间距规则对它们未核对，入选的${onEstimates.length}个点须实地测量后复核，测量只会使可设的点变少` : `，入选的有${onEstimates.length}个`}`,
      en: `${isAll ? `None of the ${it.of} administrative villages has` : `${villages} of ${it.of} administrative villages have no`} surveyed coordinates${hasRule ? `: the rule of distance is not checked for them; ${onEstimates.length} chosen places are to be surveyed and checked, which can only take places away` : `, ${onEstimates.length} of them chosen`}`,
    }
  },
  expectedDistance: (of) => ({
    zh: `没有坐标的${of.villages}个村，到站点的距离按所在乡镇内均匀分布估计${of.isAreaKnown ? '（每村面积取全县平均）' : '（每村面积按4平方公里计）'}，只用于第二目标`,
    en: `For the ${of.villages} villages without coordinates the way to a station is estimated by an even spread over the town (${of.isAreaKnown ? "the county's mean area a village" : '4 km² a village'}); it enters the second objective only`,
  }),
  townsUnsurveyed: (of, named) => ({
    zh: `${names(named, of.codes).zh}没有测量坐标，其服务站不计入到最近站点的距离`,
    en: `No surveyed coordinates: ${names(named, of.codes).en}; stations there do not count as the nearest of any village`,
  }),
  samePoint: (of, named) => ({
    zh: `${names(named, of.codes).zh}（${of.codes.join('、')}）坐标相同，至少有一个有误，请核对；本次按所给坐标计算`,
    en: `${names(named, of.codes).en} (${of.codes.join(', ')}) lie at one point: at least one is wrong; computed as given`,
  }),
  residentsUnknown: (of) => {
    if (of.known === 0)
      return {
        zh: `${of.of}个行政村的常住人口都未知，因此按村数计算${of.hasGrowth ? '；按人口增设的规则无从适用' : ''}`,
        en: `Residents are known for none of ${of.of} administrative villages, so villages are counted${of.hasGrowth ? ' and the rule that adds stations by residents cannot apply' : ''}`,
      }
    return {
      zh: `${of.of}个行政村中只有${of.known}个知道常住人口，因此按村数计算${of.hasGrowth ? '；按人口增设的规则只用于已知的村' : ''}`,
      en: `Residents are known for ${of.known} of ${of.of} administrative villages only, so villages are counted${of.hasGrowth ? '; the rule that adds stations by residents applies only where they are known' : ''}`,
    }
  },
  residentsAssumed: (of) => ({
    zh: `${of.unknown}个行政村的常住人口未知，按已知各村的中位数${of.residents}人计，不增设`,
    en: `Residents of ${of.unknown} of ${of.of} villages are unknown and taken as the median of the others, ${of.residents}, without further stations`,
  }),
  designatedUnknown: (of) => {
    const ids = of.rules.length > 0 ? `（${of.rules.join('、')}）` : ''
    return {
      zh: `没有贫困村名单，未优先安排${ids}；导入名单后再算`,
      en: `There is no list of designated poor villages, so none comes first${ids}; import the list and compute again`,
    }
  },
  straightLine: (of) => ({
    zh: `间距按直线距离计算（${of.rule}）；方案如指道路距离，须另行核对`,
    en: `Distances are as the crow flies (${of.rule}); if the plan means by road, they are to be checked`,
  }),
  softAsHard: (of) => ({
    zh: `${of.rules.join('、')}在县包中标为“原则上”，本次按必须遵守计算`,
    en: `${of.rules.join(', ')} hold in principle (原则上) and are kept strictly here`,
  }),
  ambiguous: (of) => ({
    zh: `${of.rule}：按满一档计算。${of.text}`,
    en: `${of.rule}: computed by full steps. ${of.text}`,
  }),
  noNumber: () => ({
    zh: '方案没有村级站点的总数或预算上限，凡规则允许处都设点；可另给数量或预算',
    en: 'The plan limits neither number nor budget of village stations: there is one wherever the rules allow; give a number or a budget to see fewer',
  }),
  notComputed: (of) => ({
    zh: `${of.rules.join('、')}无法用数字计算，须人工判断`,
    en: `${of.rules.join(', ')} cannot be computed and are for a person to judge`,
  }),
  setAside: (of) => ({
    zh: `按人工给定的数量计算，方案的${of.rules.join('、')}不作约束`,
    en: `Computed with the number given by hand: ${of.rules.join(', ')} of the plan do not bind`,
  }),
  furtherApart: (of, named) => ({
    zh: `${names(named, of.codes).zh}设有多个点，村内各点的间距须在选定具体位置时核对`,
    en: `${names(named, of.codes).en} have several stations: check their distance from each other when the spots are chosen`,
  }),
}

export function assumptionText(assumption: Assumption, { named, locale }: { named: Named; locale: Locale }): string {
  const say = ASSUMPTIONS[assumption.kind] as (of: Assumption, named: Named) => Pair // the entry of its own kind
  return inWords(say(assumption, named), locale)
}
