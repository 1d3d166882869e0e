import type { Answer, Wishes } from './queries.ts'

export const OUTCOMES = ['chosen', 'existing', 'leftOut'] as const
export type Outcome = (typeof OUTCOMES)[number]

/** A place as the answer has it: one row of the table, one mark of the map. */
export type Site = {
  key: string
  code: string
  name: string
  townName: string
  level: 'town' | 'village'
  outcome: Outcome
  reason: string
  isDesignated: boolean
  isEstimated: boolean
  nearestM: number | null
}

/** Chosen places first; a village with two stations has two rows. */
export const sitesOf = ({ stations, leftOut }: Answer): Site[] => [
  ...stations.map(({ isExisting, ...site }, i) => ({
    ...site,
    key: `${site.code} ${i}`,
    outcome: isExisting ? ('existing' as const) : ('chosen' as const),
    nearestM: null,
  })),
  ...leftOut.map((site) => ({ ...site, key: site.code, outcome: 'leftOut' as const })),
]

/** Sites that are new against the answer before, those that are gone, and how many more are served; null where the two count differently. */
export function differenceOf(
  now: Pick<Answer, 'stations' | 'objective' | 'unit'>,
  before: Pick<Answer, 'stations' | 'objective' | 'unit'>,
): { gained: Answer['stations']; lost: Answer['stations']; by: number | null } {
  const codes = (answer: Pick<Answer, 'stations'>) => new Set(answer.stations.map(({ code }) => code))
  const [nowCodes, beforeCodes] = [codes(now), codes(before)]
  const isSame = now.unit === before.unit && now.objective !== null && before.objective !== null
  return {
    gained: now.stations.filter(({ code }) => !beforeCodes.has(code)),
    lost: before.stations.filter(({ code }) => !nowCodes.has(code)),
    by: isSame ? (now.objective ?? 0) - (before.objective ?? 0) : null,
  }
}

const VALUES = ['villageNumber', 'budgetFen', 'townCostFen', 'villageCostFen', 'keepsExisting'] as const
const FORCES = ['forceIn', 'forceOut'] as const

type Force = { force: (typeof FORCES)[number]; more: string[]; less: string[] }

/** What is wished otherwise than before. */
export function changesOf(
  now: Wishes,
  before: Wishes,
): { values: (typeof VALUES)[number][]; forces: Force[]; hasOtherFacts: boolean } {
  const only = (a: readonly string[], b: readonly string[]) => a.filter((code) => !b.includes(code))
  return {
    values: VALUES.filter((key) => now[key] !== before[key]),
    forces: FORCES.map((force) => ({
      ...{ force, more: only(now[force], before[force]), less: only(before[force], now[force]) },
    })),
    hasOtherFacts: textOf(now.facts) !== textOf(before.facts),
  }
}

export type Fact = { code: string; residents: number | null; isDesignated: boolean }

const YES = /^(1|是|true|yes|y)$/i

/** Lines of `code, residents, poor village`, by commas or tabs as a spreadsheet copies them; `bad`: the line that cannot be read, from 1. */
export function factsIn(text: string): { facts: Fact[] } | { bad: number } {
  const facts: Fact[] = []
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue
    const [code = '', residents = '', poor = ''] = line.split(/[,，\t]/).map((cell) => cell.trim())
    if (!/^\d{12}$/.test(code) || !/^\d*$/.test(residents)) return { bad: i + 1 }
    facts.push({ code, residents: residents === '' ? null : Number(residents), isDesignated: YES.test(poor) })
  }
  return { facts }
}

export const textOf = (facts: readonly Fact[]): string =>
  facts.map(({ code, residents, isDesignated }) => `${code},${residents ?? ''},${isDesignated ? '是' : ''}`).join('\n')
