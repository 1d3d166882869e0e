import { t } from '../../../../lib/i18n.ts'
import { seriesColours, tokens } from '../../../../ui/tokens.ts'
import type { Budget } from '../../queries.ts'

export type Measure = 'plannedFen' | 'paidFen' | 'spentFen'
type Flow = { source: string; target: string; value: number }

const FUNDS = ['central', 'local', 'social'] as const
const FEN_PER_WAN = 1_000_000

/** Source of money → system → project, in 万元; nothing that is zero is drawn. */
type Node = { name: string; itemStyle: { color: string } }

const FUND_COLOURS = { central: tokens.primary, local: tokens.info, social: tokens.accent }
const SYSTEM_COLOURS = seriesColours.slice(3)

export function flows(budget: Budget, measure: Measure): { nodes: Node[]; links: Flow[] } {
  const sums = new Map<string, Flow>()
  const colours = new Map<string, string>(FUNDS.map((fund) => [t(`word.${fund}`), FUND_COLOURS[fund]]))
  const systems = [...new Set(budget.lines.map(({ category }) => category))]
  const colourOf = (system: string) => SYSTEM_COLOURS[systems.indexOf(system) % SYSTEM_COLOURS.length] ?? tokens.ink
  const add = (source: string, target: string, fen: number) => {
    if (fen <= 0) return
    const key = `${source}→${target}`
    const flow = sums.get(key) ?? { source, target, value: 0 }
    sums.set(key, { ...flow, value: flow.value + fen / FEN_PER_WAN })
  }
  for (const line of budget.lines) {
    const amount = line[measure]
    for (const fund of FUNDS) add(t(`word.${fund}`), line.category, amount[fund])
    // A project may be called as its system is; a sankey has no loops.
    const project = line.project === line.category ? `${line.seq} ${line.project}` : line.project
    for (const name of [line.category, project]) colours.set(name, colourOf(line.category))
    add(line.category, project, amount.total)
  }
  const links = [...sums.values()]
  const names = new Set(links.flatMap(({ source, target }) => [source, target]))
  return { nodes: [...names].map((name) => ({ name, itemStyle: { color: colours.get(name) ?? tokens.ink } })), links }
}
