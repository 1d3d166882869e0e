import { Alert, App } from 'antd'
import { type ReactNode, useState } from 'react'
import { moment } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'
import { EmptyView } from '../../ui/empty-view.tsx'
import { Drawing } from './Drawing.tsx'
import type { Basis, PlanView, Routing, StopNeed, Wishes } from './queries.ts'
import { StopTable } from './StopTable.tsx'
import { WishForm } from './WishForm.tsx'

/** What became of the newest wish. */
export type Outcome = 'running' | 'failed' | 'stopped' | 'answered'

type DeskProps = {
  basis: Basis
  /** The newest wish, whatever became of it. */
  asked: Routing | undefined
  outcome: Outcome
  /** The newest computation with an answer. */
  last: Routing | undefined
  /** A kept plan to begin from. */
  from: PlanView | undefined
  isBusy: boolean
  onAsk: (wishes: Wishes) => void
  children: ReactNode
}

/** The wish, and beneath it the newest answer there is: what is typed and drawn outlives a computation that is asked for or fails. */
export function Desk({ basis, asked, outcome, last, from, isBusy, onAsk, children }: DeskProps) {
  const [base] = useState<Wishes>(() => from?.wishes ?? asked?.wishes ?? basis.defaults)
  const [needs, setNeeds] = useState<StopNeed[]>(base.needs)
  const [isChanged, setChanged] = useState(false)
  const { modal } = App.useApp()
  const start = from ? { plan: from.plan.id, routes: [] } : null
  /** A new answer takes the place of what was drawn by hand: whoever wants to keep that, keeps it first. */
  const begin = (wanted: Wishes) => {
    if (!isChanged) return onAsk(wanted)
    modal.confirm({
      title: t('logistics.replaceTitle'),
      content: t('logistics.replaceAbout'),
      okText: t('logistics.askAgain'),
      cancelText: t('action.cancel'),
      onOk: () => onAsk(wanted),
    })
  }
  return (
    <>
      <section className="section route-wish">
        <h2>{t('logistics.wishes')}</h2>
        <WishForm
          {...{ basis, isBusy }}
          wishes={{ ...base, needs }}
          isAgain={from === undefined && asked !== undefined}
          stops={(chosen, defaults) => (
            <StopTable {...{ basis, needs }} chosen={{ ...chosen, ...defaults }} onNeeds={setNeeds} />
          )}
          onAsk={(wanted) => begin({ ...wanted, needs, start, frozen: [] })}
        />
        {children}
      </section>
      {from ? (
        <Drawing
          key={from.plan.id}
          {...{ isBusy, onAsk }}
          onChanged={setChanged}
          {...from}
          state="done"
          plan={from.plan.id}
          template={`/api/route-plans/${from.plan.id}/sheet.xlsx`}
        />
      ) : (
        <Newest {...{ asked, outcome, last, isBusy, onAsk }} onChanged={setChanged} />
      )}
    </>
  )
}

type NewestProps = Pick<DeskProps, 'asked' | 'outcome' | 'last' | 'isBusy' | 'onAsk'> & {
  onChanged: (isChanged: boolean) => void
}

function Newest({ asked, outcome, last, isBusy, onAsk, onChanged }: NewestProps) {
  if (asked === undefined) return <EmptyView text={t('logistics.noneYet')} />
  const drawn = outcome === 'failed' ? (asked.wishes.start?.routes ?? []) : []
  const answer = last?.answer
  if (!last || !answer) return null
  return (
    <>
      <BeforeNote {...{ outcome, last }} isDrawn={drawn.length > 0} />
      <Drawing
        key={last.id}
        {...{ isBusy, onAsk, onChanged, answer }}
        wishes={drawn.length > 0 ? asked.wishes : last.wishes}
        begin={drawn}
        state={last.state}
        template={`/api/routings/${last.id}/sheet.xlsx`}
      />
    </>
  )
}

/** Says so where the routes on screen are not those of the newest wish. */
function BeforeNote({ outcome, last, isDrawn }: { outcome: Outcome; last: Routing; isDrawn: boolean }) {
  if (outcome === 'answered') return null
  const failed = isDrawn ? 'logistics.drawnKept' : 'logistics.lastKept'
  const key = outcome === 'running' ? 'logistics.lastMeanwhile' : failed
  return (
    <Alert type="info" showIcon className="route-faults route-screen" title={t(key, { at: moment(last.askedAt) })} />
  )
}
