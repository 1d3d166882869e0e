import { queryOptions } from '@tanstack/react-query'
import { api, type Reply, read } from '../../../lib/api.ts'
import { untilThere } from '../../../ui/computation.tsx'

export type Basis = Reply<'/api/sitings/basis'>
export type Siting = Reply<'/api/sitings/{id}'>
export type Answer = NonNullable<Siting['answer']>
export type Wishes = Siting['wishes']

export const basisQuery = queryOptions({
  queryKey: ['station', 'siting', 'basis'],
  queryFn: () => read(api.GET('/api/sitings/basis')),
})

export const KIND = 'station.siting'

/** `hasEnded`: with its answer; until then only what was asked is known, which stays as it is. */
export const sitingQuery = (id: string, hasEnded: boolean) =>
  queryOptions({
    queryKey: ['station', 'siting', id, hasEnded],
    ...untilThere,
    queryFn: () => read(api.GET('/api/sitings/{id}', { params: { path: { id } } })),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const NO_WISHES: Wishes = {
  villageNumber: null,
  budgetFen: null,
  townCostFen: 0,
  villageCostFen: 0,
  forceIn: [],
  forceOut: [],
  keepsExisting: true,
  facts: [],
}

export type Wish = 'in' | 'out' | 'open'

export const wishOf = ({ forceIn, forceOut }: Wishes, code: string): Wish => {
  if (forceIn.includes(code)) return 'in'
  return forceOut.includes(code) ? 'out' : 'open'
}

export function withWish(wishes: Wishes, code: string, wish: Wish): Wishes {
  const without = (codes: readonly string[]) => codes.filter((other) => other !== code)
  return {
    ...wishes,
    forceIn: [...without(wishes.forceIn), ...(wish === 'in' ? [code] : [])],
    forceOut: [...without(wishes.forceOut), ...(wish === 'out' ? [code] : [])],
  }
}

const isSameSet = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((one) => b.includes(one))

export const sameForces = (a: Wishes, b: Wishes): boolean =>
  isSameSet(a.forceIn, b.forceIn) && isSameSet(a.forceOut, b.forceOut)
