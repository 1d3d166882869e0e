import { useNavigate, useSearch } from '@tanstack/react-router'

/** What can be walked down: an indicator, a target reported by hand, or the vouchers of a kind of money. */
export type EvidenceOf =
  | { indicator: string; from?: string; to?: string; place?: string; station?: string }
  | { target: string }
  | { money: 'arrived' | 'paid' | 'spent'; fund?: 'central' | 'local' | 'social'; budgetLine?: string }

export const SPLITS = ['town', 'village', 'station', 'month', 'day', 'events'] as const
export type EvidenceSplit = (typeof SPLITS)[number]

/** The drawer's state as it stands in the URL, so that a figure's evidence can be sent to a colleague. */
export type EvidenceSearch = {
  figure?: string | undefined
  figureFrom?: string | undefined
  figureTo?: string | undefined
  figurePlace?: string | undefined
  figureStation?: string | undefined
  figureBy?: EvidenceSplit | undefined
}

const isSplit = (by: unknown): by is EvidenceSplit => SPLITS.some((split) => split === by)
const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

export const readEvidenceSearch = (search: Record<string, unknown>): EvidenceSearch => ({
  figure: text(search.figure),
  figureFrom: text(search.figureFrom),
  figureTo: text(search.figureTo),
  figurePlace: text(search.figurePlace),
  figureStation: text(search.figureStation),
  figureBy: isSplit(search.figureBy) ? search.figureBy : undefined,
})

const CLOSED: Required<EvidenceSearch> = {
  figure: undefined,
  figureFrom: undefined,
  figureTo: undefined,
  figurePlace: undefined,
  figureStation: undefined,
  figureBy: undefined,
}

export function searchOf(evidence: EvidenceOf): EvidenceSearch {
  if ('target' in evidence) return { ...CLOSED, figure: `target:${evidence.target}` }
  if ('money' in evidence)
    return { ...CLOSED, figure: ['money', evidence.money, evidence.fund ?? '', evidence.budgetLine ?? ''].join(':') }
  const { indicator, from, to, place, station } = evidence
  return { ...CLOSED, figure: indicator, figureFrom: from, figureTo: to, figurePlace: place, figureStation: station }
}

/** Opens, narrows and closes the evidence drawer of the page that one is on. */
export function useEvidence() {
  const navigate = useNavigate()
  const search = readEvidenceSearch(useSearch({ strict: false }))
  const change = (next: EvidenceSearch) =>
    void navigate({
      to: '.',
      search: (before: Record<string, unknown>) => ({ ...before, ...next }),
      resetScroll: false,
    })
  return {
    search,
    open: (evidence: EvidenceOf) => change(searchOf(evidence)),
    narrow: change,
    close: () => change(CLOSED),
  }
}
