import type { FundRule, RuleBase, RuleCheck, RuleNumerator, Source } from '@xiangji/county-pack'
import { type Checked, figure, isEqual, present, type RuleResult, rounded, type Told } from '../result.ts'
import { baseOf, HOLDING_NAMES, numeratorOf } from './money.ts'

interface Measured {
  counted: number
  base: number | null
  value: number
  ok: boolean
}

function percent(fraction: number): string {
  return `${rounded(fraction * 100, 2)}%`
}

function limitOf(rule: FundRule): number | null {
  return rule.limit ?? rule.limitWan
}

function measure(
  checked: Checked,
  rule: FundRule,
  reading: { numerator: RuleNumerator; base: RuleBase },
): Measured | null {
  const limit = limitOf(rule)
  const counted = numeratorOf(checked.pack, reading.numerator)
  const base = baseOf(checked.pack, reading.base)
  if (limit === null || counted === null || rule.check === null) return null
  const isRatio = reading.base.kind !== 'none'
  if (isRatio && (base === null || base === 0)) return null
  const value = base === null ? counted : counted / base
  const isWithin = rule.check.operator === '<=' ? value <= limit : value >= limit
  return { counted, base, value, ok: isWithin || isEqual(value, limit) }
}

function arithmetic(
  checked: Checked,
  measured: Measured,
  reading: { numerator: RuleNumerator; base: RuleBase },
): string {
  const [zh, en] = HOLDING_NAMES[reading.numerator.tranche ?? reading.numerator.fund]
  const counted = `${checked.say(zh, en)} ${figure(checked.say, measured.counted, '万元')}`
  if (measured.base === null || reading.base.kind === 'none') return counted
  const [baseZh, baseEn] = HOLDING_NAMES[reading.base.kind]
  const base = `${checked.say(`${baseZh}合计`, `${baseEn} total`)} ${figure(checked.say, measured.base, '万元')}`
  return `${counted} ÷ ${base} = ${percent(measured.value)}`
}

function headroom(checked: Checked, rule: FundRule, measured: Measured): string {
  const limit = limitOf(rule) ?? 0
  const room = rule.check?.operator === '<=' ? limit - measured.value : measured.value - limit
  const left = figure(checked.say, rounded(measured.base === null ? room : room * measured.base, 2), '万元')
  const bound = rule.check?.operator === '<=' ? checked.say('不高于', 'at most') : checked.say('不低于', 'at least')
  const shown = measured.base === null ? figure(checked.say, limit, '万元') : percent(limit)
  return checked.say(`${bound} ${shown}，余量 ${left}`, `${bound} ${shown}, head-room ${left}`)
}

function readingTexts(checked: Checked, rule: FundRule, check: RuleCheck): string[] {
  return check.readings.flatMap((reading) => {
    const measured = measure(checked, rule, reading)
    if (measured === null) return []
    const verdict = measured.ok ? checked.say('满足', 'met') : checked.say('不满足', 'not met')
    const shown = arithmetic(checked, measured, reading)
    const how = checked.say(`${shown}（${verdict}）`, `${shown} (${verdict})`)
    return [checked.say(`另一种读法：${reading.note}，${how}`, `Another reading: ${reading.note}, ${how}`)]
  })
}

function capacityText(checked: Checked, rule: FundRule): string[] {
  if (rule.capacity === null || rule.limitWan === null) return []
  const { lines, fund, lessWan } = rule.capacity
  const held = numeratorOf(checked.pack, { lines, parts: [], fund, tranche: null, spendTypes: [] })
  if (held === null) return []
  const objects = Math.floor((held - lessWan) / rule.limitWan + 1e-9)
  const each = figure(checked.say, rule.limitWan, '万元')
  const left = figure(checked.say, held - lessWan, '万元')
  const names = lines.join(', ')
  return [
    checked.say(
      `按每个 ${each}计，${names} 可用 ${left}最多支持 ${objects} 个`,
      `At ${each} each, the ${left} of ${names} pay for ${objects} at most`,
    ),
  ]
}

function softText(checked: Checked, rule: FundRule): string[] {
  return rule.hard
    ? []
    : [checked.say('原则性规定，超限可报批但须留痕', 'a rule in principle: a breach needs approval')]
}

function lackText(checked: Checked, rule: FundRule, check: RuleCheck): string {
  if (check.numerator.spendTypes.length > 0) {
    const types = check.numerator.spendTypes.join('、')
    return checked.say(
      `方案没有按支出类型（${types}）拆分，无法计算`,
      `The plan is not divided by kind of spending (${types}), so this cannot be computed`,
    )
  }
  return checked.say(
    `${rule.id} 所需的资金列不在预算里，无法计算`,
    `${rule.id} needs money that the budget does not show`,
  )
}

function paperText({ say }: Checked, rule: FundRule): string {
  if (rule.kind === 'prohibited') {
    return say(
      '支出事由在方案之外，拨付时按负面清单逐笔核对',
      'Judged at payment, item by item, against the list of what is barred',
    )
  }
  if (rule.kind === 'allowed') {
    return say(
      '支出事由在方案之外，拨付时按正面清单逐笔核对',
      'Judged at payment, item by item, against the list of what is allowed',
    )
  }
  return say(
    '程序性规定，没有可以由方案计算的数，凭过程材料核对',
    'A rule of procedure, judged on papers: the plan holds no figure for it',
  )
}

/** Every fund rule of the plan: computed where the plan allows it, else with the reason why not. */
export function checkRule(checked: Checked, rule: FundRule): RuleResult {
  const { check } = rule
  const measured = check === null ? null : measure(checked, rule, check)
  const reasons: string[] = []
  if (check !== null && measured !== null) {
    reasons.push(arithmetic(checked, measured, check) + checked.say('，', ', ') + headroom(checked, rule, measured))
  } else reasons.push(check === null ? (rule.whyNot ?? paperText(checked, rule)) : lackText(checked, rule, check))
  if (check !== null) reasons.push(...readingTexts(checked, rule, check))
  reasons.push(...capacityText(checked, rule), ...remarks(rule.note, rule.basis), ...softText(checked, rule))
  const counted = check === null ? rule.lines : [...check.numerator.lines, ...check.numerator.parts]
  return {
    id: rule.id,
    kind: rule.kind,
    ok: measured?.ok ?? null,
    value: measured === null ? null : rounded(measured.value, 4),
    limit: limitOf(rule),
    base: check === null ? null : baseOf(checked.pack, check.base),
    lines: counted,
    why: reasons.filter((reason) => reason !== '').join(checked.say('；', '; ')),
    source: rule.source,
  }
}

function remarks(...notes: (string | null)[]): string[] {
  return notes.filter((note) => note !== null)
}

/** The printed figures that a rule counts, and the total that it is a share of: what to quote where the rule is from above. */
function figuresOf({ pack, planText }: Checked, check: RuleCheck): Source[] {
  const { fund, lines } = check.numerator
  const counted = pack.budget.lines.filter((line) => lines.includes(line.id))
  const figures = counted.flatMap((line) => {
    const amount = String(line.amountsWan[fund] ?? '')
    return line.amountSources.filter((source) => source.quote.trim() === amount).slice(-1)
  })
  const total = pack.budget.statedTotals.find((stated) => stated.of === check.base.kind)
  const kinds = new Set(counted.map((line) => line.category))
  const headings = planText
    .split('\n')
    .map((text, at) => ({ quote: text.trim(), line: at + 1 }))
    .filter(({ quote }) => kinds.has(quote))
  return present(...headings, ...figures, total?.source)
}

function ruleFinding(checked: Checked, rule: FundRule, result: RuleResult): Told | undefined {
  const { say } = checked
  const quotes = present(rule.source)
  const found = (severity: Told['severity'], title: string): Told => ({
    detector: 'D-RULE',
    severity,
    title,
    quotes,
    why: result.why,
  })
  if (rule.check === null) return undefined
  const measured = measure(checked, rule, rule.check)
  if (measured === null) return found('warn', say(`${rule.id} 无法计算：${rule.text}`, `${rule.id} cannot be computed`))
  if (!measured.ok) return found(rule.hard ? 'error' : 'warn', say(`不满足：${rule.text}`, `Not met: ${rule.text}`))
  const isDivided = rule.check.readings.some((reading) => measure(checked, rule, reading)?.ok === false)
  if (isDivided) return found('warn', say(`换一种读法就不满足：${rule.text}`, `Fails in another reading: ${rule.text}`))
  const isAtLimit = isEqual(measured.value, limitOf(rule) ?? Number.NaN)
  if (isAtLimit) {
    const isRatio = rule.check.base.kind !== 'none'
    const exact = found(
      isRatio ? 'warn' : 'info',
      say(`恰在限上，没有余量：${rule.text}`, `Exactly at the limit: ${rule.text}`),
    )
    return { ...exact, quotes: quotes.length > 0 ? quotes : figuresOf(checked, rule.check) }
  }
  return undefined
}

export function checkRules(checked: Checked): { rules: RuleResult[]; findings: Told[] } {
  const rules = checked.pack.fundRules.map((rule) => ({ rule, result: checkRule(checked, rule) }))
  const findings = rules.map(({ rule, result }) => ruleFinding(checked, rule, result))
  return { rules: rules.map(({ result }) => result), findings: findings.filter((finding) => finding !== undefined) }
}
