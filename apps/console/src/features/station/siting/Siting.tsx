import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Alert, Button, Form, Skeleton } from 'antd'
import { useState } from 'react'
import { api, read } from '../../../lib/api.ts'
import { moment } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import { problemText } from '../../../lib/problem-text.ts'
import { useCan } from '../../../lib/session.ts'
import { ComputationProgress, ownComputationsQuery, useOwnAnswers } from '../../../ui/computation.tsx'
import { EmptyView } from '../../../ui/empty-view.tsx'
import { ErrorView } from '../../../ui/error-view.tsx'
import { PageHeader } from '../../../ui/page-header.tsx'
import { TO_SURVEY } from '../../../ui/to-survey.ts'
import { AnswerView } from './AnswerView.tsx'
import {
  type Basis,
  basisQuery,
  KIND,
  NO_WISHES,
  type Siting,
  sameForces,
  sitingQuery,
  type Wish,
  type Wishes,
  wishOf,
  withWish,
} from './queries.ts'
import { RuleList } from './RuleList.tsx'
import { type Fields, WishForm } from './WishForm.tsx'
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
      <PageHeader title={t('siting.title')} about={about} action={basis.data ? <Survey basis={basis.data} /> : null} />
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

/** The way to where coordinates are given, while some are missing. */
const Survey = ({ basis: { villages, villagesSurveyed } }: { basis: Basis }) =>
  villagesSurveyed < villages ? (
    <Link to="/map" search={TO_SURVEY}>
      {t('siting.toSurvey', { count: villages - villagesSurveyed })}
    </Link>
  ) : null

/** Goes on from the newest computation of one's own. */
function Latest({ basis }: { basis: Basis }) {
  const client = useQueryClient()
  const { asked, answered, newest, last, before, isRunning, failed, isPending } = useOwnAnswers(KIND, sitingQuery)
  const earlier = useQuery({ ...sitingQuery(before?.id ?? '', true), enabled: before !== undefined })
  const ask = useMutation({
    mutationFn: (body: Wishes) => read(api.POST('/api/sitings', { body })),
    onSuccess: () => client.invalidateQueries({ queryKey: ownComputationsQuery(KIND).queryKey }),
  })
  if (failed) return <ErrorView error={failed.error} onRetry={failed.refetch} />
  if (isPending) return <Skeleton active paragraph={{ rows: 6 }} />
  const isBusy = ask.isPending || isRunning
  return (
    <Desk
      {...{ basis, isBusy }}
      asked={asked}
      last={answered}
      before={before && earlier.data}
      isOutdated={last !== undefined && last.id !== newest?.id}
      onAsk={(wishes) => ask.mutate(wishes)}
    >
      {ask.error ? <Alert type="error" showIcon title={problemText(ask.error)} /> : null}
      <ComputationProgress
        computation={newest}
        best={(value) => t('siting.best', { value })}
        onRetry={asked && (() => ask.mutate(asked.wishes))}
      />
    </Desk>
  )
}

type DeskProps = {
  basis: Basis
  /** The newest wish, whatever became of it. */
  asked: Siting | undefined
  last: Siting | undefined
  before: Siting | undefined
  isOutdated: boolean
  isBusy: boolean
  onAsk: (wishes: Wishes) => void
  children: React.ReactNode
}

/** What is wished, and beneath it the newest answer there is: what is typed outlives a computation that is asked for or fails. */
function Desk({ basis, asked, last, before, isOutdated, isBusy, onAsk, children }: DeskProps) {
  const [wishes, setWishes] = useState<Wishes>(asked?.wishes ?? NO_WISHES)
  const [form] = Form.useForm<Fields>()
  const choice = {
    of: (code: string) => wishOf(wishes, code),
    change: (code: string, wish: Wish) => setWishes(withWish(wishes, code, wish)),
  }
  const isChanged = asked !== undefined && !isBusy && !sameForces(wishes, asked.wishes)
  return (
    <>
      <section className="section siting-wish">
        <h2>{t('siting.wishes')}</h2>
        <WishForm {...{ basis, form, wishes, isBusy, onAsk }} isAgain={asked !== undefined} onWish={choice.change} />
        {children}
      </section>
      {last?.answer && isOutdated ? (
        <Alert
          type="info"
          showIcon
          className="siting-note"
          title={t(isBusy ? 'siting.lastMeanwhile' : 'siting.lastKept', { at: moment(last.askedAt) })}
        />
      ) : null}
      {last?.answer ? (
        <AnswerView key={last.id} siting={last} answer={last.answer} before={before} wishes={choice} />
      ) : null}
      {isChanged ? (
        <p className="siting-again" role="status">
          {t('siting.forced', { in: wishes.forceIn.length, out: wishes.forceOut.length })}
          <Button type="primary" onClick={() => form.submit()}>
            {t('siting.askAgain')}
          </Button>
        </p>
      ) : null}
      {asked ? null : <EmptyView text={t('siting.noneYet')} />}
    </>
  )
}
