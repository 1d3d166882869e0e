import { useQuery } from '@tanstack/react-query'
import { t } from '../../../lib/i18n.ts'
import { divisionsQuery } from '../../../ui/evidence/queries.ts'
import { clauses, listed } from '../../../ui/punctuation.ts'
import type { Answer, Siting, Wishes } from './queries.ts'
import { changesOf, differenceOf } from './sites.ts'

const NAMED = 12
const namesOf = (sites: readonly { name: string }[]): string => {
  const names = listed(sites.slice(0, NAMED).map(({ name }) => name))
  return sites.length > NAMED ? t('siting.andMore', { names, count: sites.length }) : names
}

/** How the sites differ from those of an answer before, where both have any. */
function movesOf(answer: Answer, before: Answer): string[] {
  if (before.objective === null) return [t('siting.noneBefore')]
  if (answer.objective === null)
    return [
      t('siting.wasBefore', {
        ...{ stations: before.stations.length, served: before.objective, unit: t(`siting.unit.${before.unit}`) },
      }),
    ]
  const { gained, lost, by } = differenceOf(answer, before)
  if (gained.length + lost.length === 0 && by === 0) return [t('siting.same')]
  return [
    by === null ? '' : t('siting.byMore', { by: by < 0 ? `−${-by}` : `+${by}`, unit: t(`siting.unit.${answer.unit}`) }),
    gained.length > 0 ? t('siting.gained', { names: namesOf(gained) }) : '',
    lost.length > 0 ? t('siting.lost', { names: namesOf(lost) }) : '',
  ]
}

const FEN_PER_WAN = 1_000_000
const amount = (fen: number): string => `${fen / FEN_PER_WAN} ${t('unit.wan')}`
const LABELS = {
  villageNumber: 'siting.number',
  budgetFen: 'siting.budget',
  townCostFen: 'siting.townCost',
  villageCostFen: 'siting.villageCost',
  keepsExisting: 'siting.keep',
} as const
const SAID: Record<keyof typeof LABELS, (wishes: Wishes) => string> = {
  villageNumber: ({ villageNumber }) => String(villageNumber ?? t('siting.asPlanned')),
  budgetFen: ({ budgetFen }) => (budgetFen === null ? t('siting.noBudget') : amount(budgetFen)),
  townCostFen: ({ townCostFen }) => amount(townCostFen),
  villageCostFen: ({ villageCostFen }) => amount(villageCostFen),
  keepsExisting: ({ keepsExisting }) => t(keepsExisting ? 'table.yes' : 'table.no'),
}

function changeTexts(now: Wishes, before: Wishes, nameOf: (code: string) => string): string[] {
  const { values, forces, hasOtherFacts } = changesOf(now, before)
  const named = (codes: readonly string[]) => namesOf(codes.map((code) => ({ name: nameOf(code) })))
  return [
    ...values.map((key) => t('siting.changed', { what: t(LABELS[key]), from: SAID[key](before), to: SAID[key](now) })),
    ...forces.flatMap(({ force, more, less }) => {
      const wish = t(force === 'forceIn' ? 'siting.wish.in' : 'siting.wish.out')
      return [
        more.length > 0 ? t('siting.forcedMore', { wish, names: named(more) }) : '',
        less.length > 0 ? t('siting.forcedLess', { wish, names: named(less) }) : '',
      ]
    }),
    hasOtherFacts ? t('siting.factsChanged') : '',
  ]
}

/** What was wished otherwise than before, and what that has changed. */
export function Difference({ siting, before }: { siting: Siting; before: Siting | undefined }) {
  const divisions = useQuery(divisionsQuery).data ?? []
  if (!siting.answer || !before?.answer) return null
  const nameOf = (code: string) => divisions.find((division) => division.code === code)?.name ?? code
  const parts = [...changeTexts(siting.wishes, before.wishes, nameOf), ...movesOf(siting.answer, before.answer)]
  return <p className="siting-note">{t('siting.difference', { text: clauses(parts.filter(Boolean)) })}</p>
}
