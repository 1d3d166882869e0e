import type { BudgetLine, BudgetPart, FundRule, Restatement, Source } from '@xiangji/county-pack'
import { type Checked, isEqual, present, rounded, type SourcedSum } from '../result.ts'
import { amountOf, baseOf, columnTotal, FUND_NAMES, FUNDS, HOLDING_NAMES } from './money.ts'
import { printedFigures } from './printed.ts'

const YUAN_PER_WAN = 10_000

type Figures = Pick<SourcedSum, 'expected' | 'actual'> & Partial<Pick<SourcedSum, 'unit'>>

function sum(what: string, { expected, actual, unit = '万元' }: Figures, quotes: Source[]): SourcedSum {
  const ok = isEqual(expected, actual)
  return { what, expected: rounded(expected, 6), actual: rounded(actual, 6), unit, ok, quotes }
}

function rowSums(checked: Checked, line: BudgetLine): SourcedSum[] {
  const { total } = line.amountsWan
  const funds = FUNDS.map((fund) => line.amountsWan[fund]).filter((amount) => amount !== null)
  if (total === null || funds.length === 0) return []
  const what = checked.say(`${line.id} 行：合计=各项资金之和`, `${line.id} row: total = sum of funds`)
  const actual = funds.reduce((all, amount) => all + amount, 0)
  return [sum(what, { expected: total, actual }, line.amountSources)]
}

function partSums(checked: Checked, line: BudgetLine): SourcedSum[] {
  if (line.parts.length === 0 || line.amountsWan.total === null) return []
  const what = checked.say(`${line.id} 子项合计=本行合计`, `${line.id} parts = line total`)
  const actual = line.parts.reduce((all, part) => all + part.amountWan, 0)
  return [sum(what, { expected: line.amountsWan.total, actual }, present(...line.parts.map((part) => part.source)))]
}

function partPrices(checked: Checked, part: BudgetPart): SourcedSum[] {
  const perObjectWan = part.perObjectWan ?? (part.perObjectYuan === null ? null : part.perObjectYuan / YUAN_PER_WAN)
  if (part.quantity === null || perObjectWan === null) return []
  const what = checked.say(`${part.id} 单价×数量=金额`, `${part.id} price × quantity = amount`)
  return [sum(what, { expected: part.amountWan, actual: part.quantity * perObjectWan }, present(part.source))]
}

function linePrices(checked: Checked, line: BudgetLine): SourcedSum[] {
  const { quantity, perObjectWan } = line
  if (quantity === null || perObjectWan === null) return []
  return (['central', 'social'] as const).flatMap((fund) => {
    const amount = line.amountsWan[fund]
    const price = perObjectWan[fund]
    if (amount === null || price === null) return []
    const [zh, en] = FUND_NAMES[fund]
    const what = checked.say(`${line.id} ${zh}单价×数量=金额`, `${line.id} ${en} price × quantity = amount`)
    return [sum(what, { expected: amount, actual: price * quantity }, line.amountSources)]
  })
}

function restatementSums(checked: Checked, line: BudgetLine, restatement: Restatement): SourcedSum[] {
  return (['total', ...FUNDS] as const).flatMap((fund) => {
    const stated = restatement.amountsWan?.[fund] ?? null
    const entered = line.amountsWan[fund]
    if (stated === null || entered === null) return []
    const [zh, en] = FUND_NAMES[fund]
    const what = checked.say(
      `${line.id} ${zh}：${restatement.place}=预算表`,
      `${line.id} ${en}: ${restatement.place} = budget table`,
    )
    return [sum(what, { expected: stated, actual: entered }, [...line.amountSources, ...restatement.sources])]
  })
}

function trancheSums(checked: Checked, line: BudgetLine): SourcedSum[] {
  const { tranches } = line
  if (tranches === null) return []
  const { say, pack } = checked
  const all = columnTotal(pack.budget.lines, 'cumulative') ?? 0
  const added = say(`${line.id} 累计=首期+二期`, `${line.id} cumulative = first + second tranche`)
  const share = say(`${line.id} 累计占比（%）`, `${line.id} share of the cumulative total (%)`)
  const percent = all === 0 ? 0 : (tranches.cumulativeWan / all) * 100
  const both = tranches.phase1Wan + tranches.phase2Wan
  const sums = [
    sum(added, { expected: tranches.cumulativeWan, actual: both }, line.amountSources),
    sum(share, { expected: tranches.sharePercent, actual: percent, unit: '%' }, line.amountSources),
  ]
  const current = pack.tranche?.currentIs
  if (current === undefined || line.amountsWan.total === null) return sums
  const same = say(`${line.id} 合计=本期安排`, `${line.id} total = this tranche`)
  return [
    ...sums,
    sum(same, { expected: amountOf(line, current) ?? 0, actual: line.amountsWan.total }, line.amountSources),
  ]
}

/** The entry against the figures that the document prints for it, column by column. */
function transcription(checked: Checked, line: BudgetLine): SourcedSum[] {
  return printedFigures(line, checked.pack.budget.columns).map(({ column, printed, entered }) => {
    const what = checked.say(`${line.id} 录入=原文：${column}`, `${line.id} entry = document: ${column}`)
    return sum(what, { expected: printed, actual: entered }, line.amountSources)
  })
}

function columnSums(checked: Checked): SourcedSum[] {
  const { budget } = checked.pack
  return budget.statedTotals.map((stated) => {
    const place = stated.place === 'table' ? checked.say('表内合计', 'table total') : checked.say('正文', 'text')
    if (stated.of === 'sharePercent') {
      const actual = budget.lines.reduce((all, line) => all + (line.tranches?.sharePercent ?? 0), 0)
      const what = checked.say(`占比合计（%）=${place}`, `shares (%) = ${place}`)
      return sum(what, { expected: stated.value, actual, unit: '%' }, present(stated.source))
    }
    const [zh, en] = HOLDING_NAMES[stated.of]
    const what = checked.say(`列合计 ${zh}=${place}`, `column ${en} = ${place}`)
    return sum(
      what,
      { expected: stated.value, actual: columnTotal(budget.lines, stated.of) ?? 0 },
      present(stated.source),
    )
  })
}

function statedSums(checked: Checked): SourcedSum[] {
  const { statedTotals } = checked.pack.budget
  const total = statedTotals.find((stated) => stated.of === 'total')
  const funds = FUNDS.map((fund) => statedTotals.find((stated) => stated.of === fund)).filter(
    (stated) => stated !== undefined,
  )
  if (total === undefined || funds.length === 0) return []
  const what = checked.say('总投资=各项资金合计之和', 'total investment = sum of the stated funds')
  const actual = funds.reduce((all, stated) => all + stated.value, 0)
  return [sum(what, { expected: total.value, actual }, present(total.source, ...funds.map((stated) => stated.source)))]
}

function ruleSums(checked: Checked, rule: FundRule): SourcedSum[] {
  const sums: SourcedSum[] = []
  const base = rule.check === null ? null : baseOf(checked.pack, rule.check.base)
  const stated = rule.check?.base.wan ?? null
  if (base !== null && stated !== null) {
    const what = checked.say(`${rule.id} 基数=列合计`, `${rule.id} base = column total`)
    sums.push(sum(what, { expected: stated, actual: base }, present(rule.source)))
  }
  const rate = checked.pack.fundRules.find(
    (other) => other.rateYuanPerParcel !== null && other.lines.some((line) => rule.lines.includes(line)),
  )
  if (rule.equivalentParcels !== null && rule.limitWan !== null && rate?.rateYuanPerParcel) {
    const what = checked.say(`${rule.id} 封顶额÷每单补贴=单数`, `${rule.id} cap ÷ rate = parcels`)
    const actual = (rule.limitWan * YUAN_PER_WAN) / rate.rateYuanPerParcel
    sums.push(sum(what, { expected: rule.equivalentParcels, actual, unit: '单' }, present(rule.source, rate.source)))
  }
  return sums
}

/** Every sum of the plan, across the rows and down the columns. */
export function checkSums(checked: Checked): SourcedSum[] {
  const { budget, fundRules } = checked.pack
  const ofLines = budget.lines.flatMap((line) => [
    ...rowSums(checked, line),
    ...trancheSums(checked, line),
    ...partSums(checked, line),
    ...linePrices(checked, line),
    ...line.parts.flatMap((part) => partPrices(checked, part)),
    ...line.restatements.flatMap((restatement) => restatementSums(checked, line, restatement)),
    ...transcription(checked, line),
  ])
  const ofRules = fundRules.flatMap((rule) => ruleSums(checked, rule))
  return [...columnSums(checked), ...statedSums(checked), ...ofLines, ...ofRules]
}
