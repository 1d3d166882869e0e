import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Skeleton } from 'antd'
import { useState } from 'react'
import { api, read } from '../../../lib/api.ts'
import { t } from '../../../lib/i18n.ts'
import { problemText } from '../../../lib/problem-text.ts'
import { useCan } from '../../../lib/session.ts'
import { ComputationProgress, useComputation } from '../../../ui/computation.tsx'
import { EmptyView } from '../../../ui/empty-view.tsx'
import { ErrorView } from '../../../ui/error-view.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { AnswerView } from './AnswerView.tsx'
import {
  type Basis,
  basisQuery,
  NO_WISHES,
  type Siting,
  sitingQuery,
  sitingsQuery,
  type Wishes,
  wishOf,
  withWish,
} from './queries.ts'
import { RuleList } from './RuleList.tsx'
import { WishForm } from './WishForm.tsx'
import './siting.css'

/** 选址: the plan's rules, what a person wishes beside them, and the answer with its proof and reasons. */
export function SitingPage() {
  const can = useCan()
  const basis = useQuery(basisQuery)
  const about = basis.data
    ? t('siting.about', {
        towns: basis.data.towns,
        villages: basis.data.villages,
        surveyed: basis.data.villagesSurveyed,
      })
    : undefined
  return (
    <>
      <PageHeader title={t('siting.title')} about={about} />
      {basis.error ? <ErrorView error={basis.error} onRetry={basis.refetch} /> : null}
      {basis.isPending ? <Skeleton active paragraph={{ rows: 8 }} /> : null}
      {basis.data ? (
        <>
          <section className="section">
            <h2>{t('siting.rules')}</h2>
            <RuleList rules={basis.data.rules} />
          </section>
          {can('station.site') ? <Latest basis={basis.data} /> : <EmptyView text={t('siting.readOnly')} />}
        </>
      ) : null}
    </>
  )
}

/** Goes on from the newest computation of one's own. */
function Latest({ basis }: { basis: Basis }) {
  const client = useQueryClient()
  const mine = useQuery(sitingsQuery)
  const id = mine.data?.[0]?.id
  const computation = useComputation(id).data
  const hasEnded = computation?.endedAt !== null && computation?.endedAt !== undefined
  const siting = useQuery({ ...sitingQuery(id ?? '', hasEnded), enabled: id !== undefined })
  const ask = useMutation({
    mutationFn: (body: Wishes) => read(api.POST('/api/sitings', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: sitingsQuery.queryKey }),
  })
  if (mine.error) return <ErrorView error={mine.error} onRetry={mine.refetch} />
  if (siting.error) return <ErrorView error={siting.error} onRetry={siting.refetch} />
  if (mine.isPending || (id !== undefined && siting.isPending)) return <Skeleton active paragraph={{ rows: 6 }} />
  const isBusy = ask.isPending || (id !== undefined && !hasEnded)
  return (
    <>
      {/* A new answer is a new desk: its wishes are those that it was asked with. */}
      <Desk
        key={`${id} ${hasEnded}`}
        {...{ basis, isBusy }}
        siting={siting.data}
        onAsk={(wishes) => ask.mutate(wishes)}
      >
        {ask.error ? <Alert type="error" showIcon title={problemText(ask.error)} /> : null}
        <ComputationProgress computation={computation} best={(value) => t('siting.best', { value })} />
      </Desk>
    </>
  )
}

function Desk(props: {
  basis: Basis
  siting: Siting | undefined
  isBusy: boolean
  onAsk: (wishes: Wishes) => void
  children: React.ReactNode
}) {
  const { basis, siting, isBusy, onAsk, children } = props
  const [wishes, setWishes] = useState<Wishes>(siting?.wishes ?? NO_WISHES)
  const choice = {
    of: (code: string) => wishOf(wishes, code),
    change: (code: string, wish: 'in' | 'out' | 'open') => setWishes(withWish(wishes, code, wish)),
  }
  const answer = siting?.answer
  return (
    <>
      <section className="section">
        <h2>{t('siting.wishes')}</h2>
        <WishForm {...{ basis, wishes, isBusy, onAsk }} isAgain={Boolean(answer)} />
        {children}
      </section>
      {siting && answer ? <AnswerView {...{ siting, answer }} wishes={choice} /> : null}
      {siting?.state === 'cancelled' && !answer ? <EmptyView text={t('siting.stopped')} /> : null}
      {siting ? null : <EmptyView text={t('siting.noneYet')} />}
    </>
  )
}
