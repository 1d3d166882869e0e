import { queryOptions } from '@tanstack/react-query'
import { api, type Reply, read } from '../../../lib/api.ts'

export type Basis = Reply<'/api/sitings/basis'>
export type Siting = Reply<'/api/sitings/{id}'>
export type Answer = NonNullable<Siting['answer']>
export type Wishes = Siting['wishes']

export const basisQuery = queryOptions({
  queryKey: ['station', 'siting', 'basis'],
  queryFn: () => read(api.GET('/api/sitings/basis')),
})

/** The newest of one's own first: the page goes on from there. */
export const sitingsQuery = queryOptions({
  queryKey: ['station', 'sitings'],
  queryFn: () => read(api.GET('/api/computations', { params: { query: { kind: 'station.siting' } } })),
})

/** `hasEnded`: asked for anew when the computation has ended. */
export const sitingQuery = (id: string, hasEnded: boolean) =>
  queryOptions({
    queryKey: ['station', 'siting', id, hasEnded],
    queryFn: () => read(api.GET('/api/sitings/{id}', { params: { path: { id } } })),
    staleTime: hasEnded ? Number.POSITIVE_INFINITY : 0,
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
