import {
  keepPreviousData,
  queryOptions,
  type UseQueryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { Alert, Button, Progress } from 'antd'
import type { ReactNode } from 'react'
import { api, Problem, type Reply, read } from '../lib/api.ts'
import { t } from '../lib/i18n.ts'
import { problemText } from '../lib/problem-text.ts'

export type Computation = Reply<'/api/computations/{id}'>

const AGAIN_MS = 2000

/** A server that is away for a moment is asked until it is there: what was typed beside a computation stays on screen. */
export const untilThere = {
  retry: (_: number, error: Error): boolean => !(error instanceof Problem && error.status > 0 && error.status < 500),
  retryDelay: AGAIN_MS,
}

const keyOf = (id: string) => ['computation', id] as const

/** A long computation that was asked for, as it stands; it is asked after until it ends. */
export function useComputation(id: string | undefined) {
  return useQuery({
    queryKey: keyOf(id ?? ''),
    enabled: id !== undefined,
    ...untilThere,
    queryFn: () => read(api.GET('/api/computations/{id}', { params: { path: { id: id ?? '' } } })),
    refetchInterval: ({ state }) => (state.data?.endedAt ? false : 700),
  })
}

type Kind = 'logistics.routing' | 'station.siting'

export const ownComputationsQuery = (kind: Kind) =>
  queryOptions({
    queryKey: ['computations', kind],
    ...untilThere,
    queryFn: () => read(api.GET('/api/computations', { params: { query: { kind } } })),
  })

const hasResult = ({ state, progress }: Computation) => state === 'done' || (state === 'cancelled' && progress.done > 0)

/** One's own of a kind: the newest as it stands, and the newest with a result, which a failure leaves on screen. */
function useOwnComputations(kind: Kind) {
  const mine = useQuery(ownComputationsQuery(kind))
  const [first, ...older] = mine.data ?? []
  const newest = useComputation(first?.id).data ?? first
  const [last, before] = (newest ? [newest, ...older] : []).filter(hasResult)
  const isRunning = newest !== undefined && newest.endedAt === null
  return { mine, newest, last, before, isRunning }
}

/** What was asked with a computation and, once it ended, what came out; `hasEnded` keeps the two apart in what is remembered. */
type Kept<View, Key extends readonly unknown[]> = (
  id: string,
  hasEnded: boolean,
) => UseQueryOptions<View, Error, View, Key>

/** One's own of a kind with what was asked in the newest, and the newest that came out; both stay until another is there. */
export function useOwnAnswers<View, Key extends readonly unknown[]>(kind: Kind, kept: Kept<View, Key>) {
  const own = useOwnComputations(kind)
  const { mine, newest, last } = own
  const asked = useQuery({
    ...kept(newest?.id ?? '', false),
    enabled: newest !== undefined,
    placeholderData: keepPreviousData,
  })
  const answered = useQuery({
    ...kept(last?.id ?? '', true),
    enabled: last !== undefined,
    placeholderData: keepPreviousData,
  })
  return {
    ...own,
    asked: asked.data,
    answered: last && answered.data,
    isPending: mine.isPending || (newest !== undefined && !asked.data),
    /** What could not be read, with nothing to show in its place. */
    failed: [mine, asked, answered].find(({ error, data }) => error && !data),
  }
}

/**
 * How far a computation is, with the button that ends it; why it failed, with the one that asks the same again; nothing once there is a
 * result to show. `best` says the value of the best answer so far in the words of its kind.
 */
export function ComputationProgress({
  computation,
  best,
  onRetry,
}: {
  computation: Computation | undefined
  best?: (value: number) => ReactNode
  onRetry?: (() => void) | undefined
}) {
  const client = useQueryClient()
  const cancel = useMutation({
    mutationFn: (id: string) => read(api.POST('/api/computations/{id}/cancel', { params: { path: { id } } })),
    onSuccess: (now) => client.setQueryData(keyOf(now.id), now),
  })
  if (!computation) return null
  const { id, state, progress, problem, endedAt } = computation
  if (hasResult(computation)) return null
  if (endedAt) return <NoResult problem={problem} onRetry={onRetry} />
  const share = progress.total > 0 ? Math.floor((100 * progress.done) / progress.total) : 0
  return (
    <div role="status">
      <div>
        {t(state === 'waiting' ? 'computation.waiting' : 'computation.running')}
        {best && progress.best !== undefined ? best(progress.best) : null}
      </div>
      <Progress percent={share} aria-label={t('computation.running')} />
      <Button onClick={() => cancel.mutate(id)} loading={cancel.isPending} disabled={cancel.isSuccess}>
        {t(cancel.isSuccess ? 'computation.cancelling' : 'computation.cancel')}
      </Button>
      {cancel.error ? <Alert type="error" showIcon title={problemText(cancel.error)} /> : null}
    </div>
  )
}

/** Why there is none, and the button that asks the same again. */
const NoResult = ({ problem, onRetry }: { problem: string | null; onRetry: (() => void) | undefined }) => (
  <Alert
    type={problem ? 'error' : 'info'}
    showIcon
    title={problem ? problemText(new Problem(problem, 409)) : t('computation.stopped')}
    description={onRetry ? <Button onClick={onRetry}>{t('computation.retry')}</Button> : null}
  />
)
