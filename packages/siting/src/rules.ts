import type { CountyPack, Standard, Target } from '@xiangji/county-pack'
import type { CitedRule, Effect, Limit, SitingRules } from './problem.ts'

const NO_LIMIT: Limit = { atLeast: null, atMost: null }

/** The narrower of two limits. */
const both = (a: Limit, b: Limit): Limit => ({
  atLeast: a.atLeast === null ? b.atLeast : Math.max(a.atLeast, b.atLeast ?? a.atLeast),
  atMost: a.atMost === null ? b.atMost : Math.min(a.atMost, b.atMost ?? a.atMost),
})

/** Whole stations that an operator and a number allow; half a station is met by the next whole one. */
function limitOf(operator: string, value: number): Limit {
  const whole = Math.ceil(value - 1e-9)
  if (operator === '=') return { atLeast: whole, atMost: whole }
  if (operator === '>=') return { atLeast: whole, atMost: null }
  if (operator === '>') return { atLeast: Math.floor(value + 1e-9) + 1, atMost: null }
  if (operator === '<=') return { atLeast: null, atMost: Math.floor(value + 1e-9) }
  if (operator === '<') return { atLeast: null, atMost: Math.ceil(value - 1e-9) - 1 }
  return NO_LIMIT
}

/** Which stations a rule speaks of. 村级站 before 镇: 镇村级 speaks of both. */
function levelOf({ scope, per }: Pick<Standard, 'scope' | 'per'>): 'town' | 'village' | undefined {
  const words = `${per ?? ''} ${scope ?? ''}`
  if (/村/.test(words)) return 'village'
  return /乡|镇|街/.test(words) ? 'town' : undefined
}

const METRES: Readonly<Record<string, number>> = { 公里: 1000, 千米: 1000, km: 1000, 里: 500, 米: 1, m: 1 }

/** 贫困村, 脱贫村: villages that come first; a rule of priority that names them is met by the list of designated villages. */
const namesPoorVillages = (text: string) => /(贫困|脱贫)村/.test(text)

type Draft = Omit<SitingRules, 'cited'>

type Read = { effect: Effect; apply: (rules: Draft) => Draft }

const NOT_COMPUTED: Read = { effect: 'notComputed', apply: (rules) => rules }

function ofMaxPerUnit(rule: Standard): Read {
  const [level, value] = [levelOf(rule), rule.value]
  if (level === undefined || value === null) return NOT_COMPUTED
  const atMost = limitOf(rule.operator ?? '<=', value).atMost ?? value
  return level === 'town'
    ? { effect: 'perTown', apply: (rules) => ({ ...rules, perTown: atMost }) }
    : { effect: 'perVillage', apply: (rules) => ({ ...rules, perVillage: atMost }) }
}

function ofMinDistance({ value, unit, operator }: Standard): Read {
  const factor = METRES[unit ?? '']
  if (value === null || factor === undefined) return NOT_COMPUTED
  const apart = { metres: value * factor, isStrict: operator === '>' }
  return { effect: 'apart', apply: (rules) => ({ ...rules, apart }) }
}

function ofRule(rule: Standard): Read {
  if (rule.kind === 'maxPerUnit') return ofMaxPerUnit(rule)
  if (rule.kind === 'minDistance') return ofMinDistance(rule)
  const { growth } = rule
  if (growth && levelOf(rule) === 'village') return { effect: 'growth', apply: (rules) => ({ ...rules, growth }) }
  if (rule.kind === 'priority' && namesPoorVillages(rule.text)) return { effect: 'priority', apply: (rules) => rules }
  return NOT_COMPUTED
}

/** How a target that stations move binds the siting; `counts`: towns and administrative villages of the county. */
function ofTarget({ operator, value, measure }: Target, counts: { towns: number; villages: number }): Read | undefined {
  if (!('indicator' in measure) || typeof value !== 'number') return undefined
  const share = value / (measure.scale ?? 1)
  // A coverage of just so much is reached by more, too.
  const floor = (of: number) => limitOf(operator === '=' ? '>=' : operator, share * of)
  switch (measure.indicator) {
    case 'station.openTown':
      return {
        effect: 'townNumber',
        apply: (r) => ({ ...r, townStations: both(r.townStations, limitOf(operator, share)) }),
      }
    case 'station.openVillage':
      return {
        effect: 'villageNumber',
        apply: (r) => ({ ...r, villageStations: both(r.villageStations, limitOf(operator, share)) }),
      }
    case 'station.open':
      return {
        effect: 'allNumber',
        apply: (r) => ({ ...r, allStations: both(r.allStations, limitOf(operator, share)) }),
      }
    case 'station.townCoverage':
      return {
        effect: 'townCoverage',
        apply: (r) => ({ ...r, townStations: both(r.townStations, floor(counts.towns)) }),
      }
    case 'station.villageCoverage':
      return {
        effect: 'villageCoverage',
        apply: (r) => ({ ...r, villagesServed: both(r.villagesServed, floor(counts.villages)) }),
      }
    default:
      return undefined
  }
}

/**
 * A pack's siting rules and the targets that stations move, in numbers. What cannot be computed is cited as such, never
 * dropped. Without a rule a town and a village have one station at most.
 */
export function rulesOf(
  { sitingRules, targets }: Pick<CountyPack, 'sitingRules' | 'targets'>,
  counts: { towns: number; villages: number },
): SitingRules {
  const cited: CitedRule[] = []
  let rules: Draft = {
    townStations: NO_LIMIT,
    villageStations: NO_LIMIT,
    allStations: NO_LIMIT,
    villagesServed: NO_LIMIT,
    perTown: 1,
    perVillage: 1,
    growth: null,
    apart: null,
  }
  for (const rule of sitingRules) {
    const { effect, apply } = ofRule(rule)
    rules = apply(rules)
    const { id, text, hard: isHard, ambiguity, source } = rule
    cited.push({ id, effect, text, isHard, ambiguity, source })
  }
  for (const target of targets) {
    const read = ofTarget(target, counts)
    if (!read) continue
    rules = read.apply(rules)
    const { id, name, value, unit, operator, source } = target
    cited.push({
      id,
      effect: read.effect,
      text: `${name} ${operator} ${value}${unit ?? ''}`,
      isHard: true,
      ambiguity: null,
      source,
    })
  }
  return { ...rules, cited }
}

/** The rules as a person tries them: another number of village stations replaces what the plan says. */
export function withNumber(rules: SitingRules, atMost: number): SitingRules {
  const replaced: readonly Effect[] = ['villageNumber', 'allNumber', 'villageCoverage']
  return {
    ...rules,
    cited: rules.cited.map((rule) => (replaced.includes(rule.effect) ? { ...rule, effect: 'setAside' } : rule)),
    villageStations: { atLeast: null, atMost },
    villagesServed: { ...rules.villagesServed, atLeast: null },
    allStations: { atLeast: null, atMost: null },
  }
}
