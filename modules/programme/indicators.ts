import type { Indicator } from '#platform/indicator'
import type { RecordedEvent } from '#platform/journal'
import type { Fund, MoneyKind } from './schema.ts'

/** What the event of an entry of money says. */
export type MoneyFacts = { kind: MoneyKind; fund: Fund; budgetLine: string | null; amountFen: number }

const money = (counts: (facts: MoneyFacts) => boolean) => ({
  'programme.moneyMoved': ({ data }: RecordedEvent) => {
    const facts = data as MoneyFacts // the schema of the event
    return counts(facts) ? facts.amountFen : 0
  },
})

const KINDS = [
  { kind: 'arrived', zh: '到账', en: 'arrived', meaning: { zh: '已到达县财政的', en: 'that has reached the county' } },
  { kind: 'paid', zh: '拨付', en: 'paid', meaning: { zh: '已拨付给承办单位的', en: 'paid out to implementers' } },
  { kind: 'spent', zh: '支出', en: 'spent', meaning: { zh: '承办单位已列支的', en: 'that implementers have spent' } },
] as const

export const programmeIndicators: readonly Indicator[] = KINDS.flatMap(({ kind, zh, en, meaning }) => [
  {
    id: `programme.${kind}Fen`,
    kind: 'sum' as const,
    zh: `资金${zh}`,
    en: `Money ${en}`,
    unit: 'fen' as const,
    definition: {
      zh: `${meaning.zh}各来源资金，冲销的扣回`,
      en: `Money of all sources ${meaning.en}, reversals taken back`,
    },
    from: money((facts) => facts.kind === kind),
  },
  {
    id: `programme.central${kind[0]?.toUpperCase()}${kind.slice(1)}Fen`,
    kind: 'sum' as const,
    zh: `中央资金${zh}`,
    en: `Central money ${en}`,
    unit: 'fen' as const,
    definition: { zh: `${meaning.zh}中央资金，冲销的扣回`, en: `Central money ${meaning.en}, reversals taken back` },
    from: money((facts) => facts.kind === kind && facts.fund === 'central'),
  },
])
