import { readFile } from 'node:fs/promises'
import path from 'node:path'
import {
  assumptionText,
  clashText,
  leftOutText,
  mipBy,
  problemOf,
  type Siting,
  type SitingProblem,
  solveSiting,
  stationText,
  type VillageFact,
  withNumber,
} from '@xiangji/siting'
import { parseCsv } from '#platform/excel'
import { loadHighs } from '#platform/highs'
import { type Command, UsageProblem, type Values } from './command.ts'
import { county, countyFolder } from './folder.ts'

const UNREADABLE = 2
const FEN_PER_WAN = 1_000_000

const listOf = (values: Values, name: string): string[] =>
  String(values[name] ?? '')
    .split(',')
    .map((code) => code.trim())
    .filter(Boolean)

function amount(values: Values, name: string): number | undefined {
  if (values[name] === undefined) return undefined
  const value = Number(values[name])
  if (!(value >= 0)) throw new UsageProblem(`--${name} 应为不小于0的数 · --${name} takes a number from 0 on`)
  return value
}

/** Reads `code,residents,designated` from a table that may have other columns too; one that has neither says nothing. */
function factsIn(text: string): VillageFact[] {
  const [header = [], ...rows] = parseCsv(text)
  const [code, residents, designated] = ['code', 'residents', 'designated'].map((name) => header.indexOf(name))
  if (code === undefined || code === -1 || (residents === -1 && designated === -1)) return []
  const cell = (row: readonly string[], at: number | undefined) => (at === undefined ? '' : (row[at] ?? '').trim())
  return rows.map((row, i) => ({
    code: cell(row, code),
    residents: residentsIn(cell(row, residents), i + 2),
    isDesignated: /^(1|true|是)$/i.test(cell(row, designated)),
  }))
}

function residentsIn(said: string, line: number): number | null {
  if (said === '') return null
  if (!/^\d+$/.test(said))
    throw new UsageProblem(
      `--facts 第 ${line} 行 residents 应为整数，不知道就留空 · --facts line ${line}: residents takes a whole number, or nothing: ${said}`,
    )
  return Number(said)
}

async function factsOf(values: Values, folder: string): Promise<VillageFact[]> {
  const named = typeof values.facts === 'string' ? values.facts : undefined
  const file = named ?? path.join(folder, 'divisions.csv')
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UsageProblem(`读不了文件 · The file cannot be read: ${file}`)
  })
  const facts = factsIn(text)
  if (named !== undefined && facts.length === 0)
    throw new UsageProblem(
      `${named}: 表头应有 code 和 residents、designated 之一，下面至少一行 · The header takes code, and residents or designated, with a row below`,
    )
  return facts
}

/** What a person typed and means no place here is said, not passed over. */
function refuseUnknown({ towns, villages }: SitingProblem, values: Values, facts: readonly VillageFact[]): void {
  const known = new Set([...towns, ...villages].map(({ code }) => code))
  const kept = listOf(values, 'keep').find((code) => !known.has(code))
  if (kept !== undefined)
    throw new UsageProblem(
      `--keep ${kept} 不是本县的乡镇或行政村 · --keep ${kept} is no town or administrative village of the county`,
    )
  if (values.facts !== undefined && !facts.some(({ code }) => known.has(code)))
    throw new UsageProblem(
      '--facts 的 code 都不是本县的行政村 · --facts has no code of an administrative village of the county',
    )
}

function withWishes(problem: SitingProblem, values: Values): SitingProblem {
  const number = amount(values, 'number')
  const [budget, town, village] = ['budget', 'town-cost', 'village-cost'].map((name) => amount(values, name))
  if (budget !== undefined && (town === undefined || village === undefined))
    throw new UsageProblem(
      '有 --budget 就要写 --town-cost 和 --village-cost · --budget needs --town-cost and --village-cost',
    )
  const fen = (wan: number | undefined) => Math.round((wan ?? 0) * FEN_PER_WAN)
  return {
    ...problem,
    rules: number === undefined ? problem.rules : withNumber(problem.rules, Math.floor(number)),
    existing: listOf(values, 'keep').map((code) => ({ code, isGood: true })),
    forceIn: listOf(values, 'force-in'),
    forceOut: listOf(values, 'force-out'),
    costFen: budget === undefined ? null : { town: fen(town), village: fen(village) },
    budgetFen: budget === undefined ? null : fen(budget),
  }
}

type Told = { problem: SitingProblem; siting: Siting; locale: 'zh' | 'en' }

const saidOf = ({ problem: named, siting, locale }: Told) => ({
  status: siting.status,
  unit: siting.unit,
  objective: siting.objective,
  bound: siting.bound,
  gap: siting.gap,
  designated: siting.designated,
  distance: siting.distance,
  certain: siting.certain,
  stations: siting.stations.map(({ reason, ...station }) => ({
    ...station,
    reason: stationText(reason, { named, counted: siting.unit, locale }),
  })),
  leftOut: siting.leftOut.map(({ reason, ...left }) => ({ ...left, reason: leftOutText(reason, { named, locale }) })),
  clashes: siting.clashes.map((clash) => clashText(clash, { named, locale })),
  assumptions: siting.assumptions.map((assumption) => assumptionText(assumption, { named, locale })),
})

const HEADS = {
  zh: { stations: '入选', leftOut: '未入选', clashes: '不可行', assumptions: '前提' },
  en: { stations: 'Chosen', leftOut: 'Left out', clashes: 'Impossible', assumptions: 'Assumptions' },
}

function report(told: Told): string {
  const said = saidOf(told)
  const heads = HEADS[told.locale]
  const places = (of: readonly { code: string; name: string; reason: string }[]) =>
    of.map(({ code, name, reason }) => `  ${code} ${name}: ${reason}`)
  return [
    `${said.status} ${said.objective ?? '-'} ≤ ${said.bound ?? '-'} (${said.unit})`,
    ...said.clashes.map((text) => `✗ ${heads.clashes}: ${text}`),
    `${heads.stations} ${said.stations.length}`,
    ...places(said.stations),
    `${heads.leftOut} ${said.leftOut.length}`,
    ...places(said.leftOut),
    ...said.assumptions.map((text) => `△ ${heads.assumptions}: ${text}`),
  ].join('\n')
}

export const sitingSolve: Command = {
  name: 'siting solve',
  help: {
    usage:
      'siting solve <county> [--json] [--lang zh|en] [--number N] [--budget 万元 --town-cost 万元 --village-cost 万元] [--force-in codes] [--force-out codes] [--keep codes] [--facts file.csv]',
    zh: '按方案的选址规则选出站点，给出证明、每个点入选或未入选的理由；--facts 为 code,residents,designated 表；退出码 0 有方案，1 无可行方案',
    en: 'Choose sites by the plan’s rules, with proof and a reason for each place; --facts: a table code,residents,designated; exit 0 with an answer, 1 without',
  },
  options: {
    json: { type: 'boolean' },
    ...Object.fromEntries(
      ['lang', 'number', 'budget', 'town-cost', 'village-cost', 'force-in', 'force-out', 'keep', 'facts'].map(
        (name) => [name, { type: 'string' as const }],
      ),
    ),
  },
  run: async (values, [name]) => {
    if (!name) throw new UsageProblem('写上县包目录 · Name the county’s folder: siting solve counties/<county>')
    const read = await county(name).catch((error: unknown) => {
      if (!(error instanceof UsageProblem)) throw error
      process.stderr.write(`${error.message}\n`)
      return undefined
    })
    if (!read) return UNREADABLE
    const facts = await factsOf(values, countyFolder(name))
    const problem = withWishes(problemOf({ ...read, boundary: read.boundary?.geojson, facts }), values)
    refuseUnknown(problem, values, facts)
    const siting = solveSiting(problem, { solveMip: mipBy(await loadHighs()) })
    const told: Told = { problem, siting, locale: values.lang === 'en' ? 'en' : 'zh' }
    process.stdout.write(values.json ? `${JSON.stringify(saidOf(told))}\n` : `${report(told)}\n`)
    return siting.objective === null ? 1 : 0
  },
}
