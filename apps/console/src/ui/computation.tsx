import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Progress } from 'antd'
import type { ReactNode } from 'react'
import { api, Problem, type Reply, read } from '../lib/api.ts'
import { t } from '../lib/i18n.ts'
import { problemText } from '../lib/problem-text.ts'

export type Computation = Reply<'/api/computations/{id}'>

const keyOf = (id: string) => ['computation', id] as const

/** A long computation that was asked for, as it stands; it is asked after until it ends. */
export function useComputation(id: string | undefined) {
  return useQuery({
    queryKey: keyOf(id ?? ''),
    enabled: id !== undefined,
    queryFn: () => read(api.GET('/api/computations/{id}', { params: { path: { id: id ?? '' } } })),
    refetchInterval: ({ state }) => (state.data?.endedAt ? false : 700),
  })
}

/**
 * How far a computation is, with the button that ends it; why it failed; nothing once there is a result to show.
 * `best` says the value of the best answer so far in the words of its kind.
 */
export function ComputationProgress({
  computation,
  best,
}: {
  computation: Computation | undefined
  best?: (value: number) => ReactNode
}) {
  const client = useQueryClient()
  const cancel = useMutation({
    mutationFn: (id: string) => read(api.POST('/api/computations/{id}/cancel', { params: { path: { id } } })),
    onSuccess: (now) => client.setQueryData(keyOf(now.id), now),
  })
  if (!computation) return null
  const { id, state, progress, problem } = computation
  if (problem) return <Alert type="error" showIcon title={problemText(new Problem(problem, 409))} />
  if (state === 'done' || state === 'cancelled') return null
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
