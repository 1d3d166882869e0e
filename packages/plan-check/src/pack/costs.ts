import type { BudgetLine, CountyPack, Source } from '@xiangji/county-pack'
import { type Checked, figure, present, rounded, type Told } from '../result.ts'
import { FUND_NAMES } from './money.ts'

/** What one object of a line or part costs on average. */
export interface UnitCost {
  id: string
  fund: 'total' | 'central' | 'social'
  wan: number
  unit: string
  source: Source | null
}

function ofLine(line: BudgetLine): UnitCost[] {
  const { quantity, unit } = line
  if (quantity === null) return []
  return (['total', 'central', 'social'] as const).flatMap((fund) => {
    const amount = line.amountsWan[fund]
    if (amount === null || amount === 0) return []
    if (fund === 'total' && amount === line.amountsWan.central) return []
    return [{ id: line.id, fund, wan: amount / quantity, unit: unit ?? '', source: line.source }]
  })
}

function ofParts(line: BudgetLine): UnitCost[] {
  return line.parts.flatMap((part) => {
    if (part.quantity === null) return []
    const wan = part.amountWan / part.quantity
    return [{ id: part.id, fund: 'total' as const, wan, unit: part.unit ?? '', source: part.source }]
  })
}

/** The average cost per object wherever the plan gives both an amount and a number. */
export function unitCosts(pack: CountyPack): UnitCost[] {
  return pack.budget.lines.flatMap((line) => [...ofLine(line), ...ofParts(line)])
}

const YUAN_PER_WAN = 10_000

export function checkCosts({ pack, say }: Checked): Told[] {
  const costs = unitCosts(pack)
  if (costs.length === 0) return []
  const texts = costs.map((cost) => {
    const [zh, en] = FUND_NAMES[cost.fund]
    const isSmall = cost.wan < 0.1
    const amount = isSmall
      ? figure(say, rounded(cost.wan * YUAN_PER_WAN, 2), '元')
      : figure(say, rounded(cost.wan, 2), '万元')
    return say(`${cost.id} ${zh} ${amount}/${cost.unit}`, `${cost.id} ${en} ${amount} per ${cost.unit}`)
  })
  const sources = new Map(present(...costs.map((cost) => cost.source)).map((source) => [source.line, source]))
  return [
    {
      detector: 'D-COST',
      severity: 'info',
      title: say('平均单价', 'Average cost per object'),
      quotes: [...sources.values()],
      why: texts.join(say('；', '; ')),
    },
  ]
}
