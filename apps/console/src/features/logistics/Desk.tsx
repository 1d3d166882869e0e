import { DownloadOutlined, UndoOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Form, Input } from 'antd'
import { type ReactNode, useState } from 'react'
import { api, read } from '../../lib/api.ts'
import { today } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'
import { problemText } from '../../lib/problem-text.ts'
import { EmptyView } from '../../ui/empty-view.tsx'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { required } from '../../ui/form-problems.ts'
import { SheetImport } from '../../ui/sheet/SheetImport.tsx'
import { saveFile } from '../../ui/sheet/send.ts'
import { AnswerView } from './AnswerView.tsx'
import type { Hand } from './DayList.tsx'
import { type Drawn, drawnOf, moved, shifted } from './drawing.ts'
import {
  type Answer,
  type Basis,
  type PlannedDay,
  plansQuery,
  type Routing,
  type StopNeed,
  type Wishes,
} from './queries.ts'
import { StopTable } from './StopTable.tsx'
import { WishForm } from './WishForm.tsx'

type DeskProps = {
  basis: Basis
  routing: Routing | undefined
  /** A kept plan's wish, where one begins from it. */
  from: Wishes | undefined
  isBusy: boolean
  onAsk: (wishes: Wishes) => void
  children: ReactNode
}

/** The wish, and the answer to the last one. A new answer is a new desk. */
export function Desk({ basis, routing, from, isBusy, onAsk, children }: DeskProps) {
  const asked = from ?? routing?.wishes ?? basis.defaults
  const [needs, setNeeds] = useState<StopNeed[]>(asked.needs)
  const wishes = { ...asked, needs }
  const answer = from ? null : routing?.answer
  const begin = (wanted: Wishes, more: Partial<Wishes> = {}) =>
    onAsk({ ...wanted, needs, start: from ? from.start : null, frozen: [], ...more })
  return (
    <>
      <section className="section route-wish">
        <h2>{t('logistics.wishes')}</h2>
        <WishForm
          {...{ basis, wishes, isBusy }}
          isAgain={Boolean(answer)}
          stops={(chosen, defaults) => (
            <StopTable {...{ basis, needs }} chosen={{ ...chosen, ...defaults }} onNeeds={setNeeds} />
          )}
          onAsk={begin}
        />
        {children}
      </section>
      {routing && answer ? (
        <Drawing
          routing={routing}
          first={answer}
          isBusy={isBusy}
          onAsk={(more) => onAsk({ ...routing.wishes, ...more })}
        />
      ) : null}
      {routing || from ? null : <EmptyView text={t('logistics.noneYet')} />}
    </>
  )
}

const isOf =
  ({ vehicle, number }: PlannedDay) =>
  (route: { vehicle: string; number: number }) =>
    route.vehicle === vehicle && route.number === number

type DrawingProps = { routing: Routing; first: Answer; isBusy: boolean; onAsk: (more: Partial<Wishes>) => void }

/** The answer, and what a person makes of it: each change is priced at once. */
function Drawing({ routing, first, isBusy, onAsk }: DrawingProps) {
  const { wishes } = routing
  const [drawn, setDrawn] = useState<Drawn>(() => drawnOf(first))
  const [priced, setPriced] = useState<Answer>()
  const [frozen, setFrozen] = useState(wishes.frozen)
  const [isImporting, setImporting] = useState(false)
  const price = useMutation({
    mutationFn: (plan: Drawn) => read(api.POST('/api/routings/evaluate', { body: { wishes, ...plan } })),
    onSuccess: setPriced,
  })
  const change = (plan: Drawn) => {
    setDrawn(plan)
    price.mutate(plan)
  }
  const answer = priced ? { ...priced, nearest: first.nearest, start: first.start, startName: first.startName } : first
  const hand: Hand = {
    isBusy: price.isPending || isBusy,
    onShift: (id, by) => change(shifted(drawn, id, by)),
    onMove: (id, to) => change(moved(drawn, id, to)),
    frozen: (day) => {
      const kept = frozen.find(isOf(day))
      return kept ? (kept.keep ?? 'whole') : null
    },
    onFreeze: (day, keep) => {
      const rest = frozen.filter((route) => !isOf(day)(route))
      const route = drawn.routes.find(isOf(day))
      setFrozen(keep === null || !route ? rest : [...rest, { ...route, keep: keep === 'whole' ? null : keep }])
    },
  }
  const again = () => {
    // A route that was rearranged after it was locked is locked as it stands.
    const held = frozen.flatMap((route) => {
      const now = drawn.routes.find(({ vehicle, number }) => vehicle === route.vehicle && number === route.number)
      return now ? [{ ...now, keep: route.keep }] : []
    })
    onAsk({ start: { plan: null, routes: drawn.routes }, frozen: held })
  }
  const undo = () => {
    setDrawn(drawnOf(first))
    setPriced(undefined)
    price.reset()
  }
  return (
    <>
      {routing.state === 'cancelled' ? (
        <Alert type="info" showIcon className="route-faults" title={t('logistics.cancelled')} />
      ) : null}
      {price.error ? <Alert type="error" showIcon title={problemText(price.error)} /> : null}
      <AnswerView
        {...{ answer, wishes, hand }}
        before={priced ? first.totals : undefined}
        actions={
          <>
            <Save {...{ wishes, drawn }} />
            <Sheet {...{ wishes, drawn }} />
            <Button onClick={() => setImporting(true)}>{t('logistics.importRoutes')}</Button>
            <Button onClick={again} loading={isBusy}>
              {t(frozen.length > 0 ? 'logistics.replan' : 'logistics.improve')}
            </Button>
            {priced ? (
              <Button icon={<UndoOutlined aria-hidden />} onClick={undo}>
                {t('logistics.undo')}
              </Button>
            ) : null}
          </>
        }
      />
      <SheetImport
        sheet={
          isImporting
            ? {
                title: t('logistics.importRoutes'),
                route: `/api/routings/routes/import?serves=${wishes.serves}`,
                template: `/api/routings/${routing.id}/sheet.xlsx`,
              }
            : null
        }
        onClose={() => setImporting(false)}
        onDone={({ routes }) => change({ routes: routes ?? [], left: [] })}
      />
    </>
  )
}

/** The plan as it stands on screen, rearranged or not. */
function Sheet({ wishes, drawn }: { wishes: Wishes; drawn: Drawn }) {
  const { message } = App.useApp()
  const fetchSheet = useMutation({
    mutationFn: async () =>
      read(api.POST('/api/routings/sheet.xlsx', { body: { wishes, ...drawn }, parseAs: 'blob' })) as Promise<unknown>, // a file, which the contract calls any
    onSuccess: (sheet) => saveFile(sheet as Blob, t('logistics.fileName', { day: today() }), '.xlsx'), // parsed as one
    onError: (error) => message.error(problemText(error)),
  })
  return (
    <Button icon={<DownloadOutlined aria-hidden />} onClick={() => fetchSheet.mutate()} loading={fetchSheet.isPending}>
      {t('logistics.sheet')}
    </Button>
  )
}

function Save({ wishes, drawn }: { wishes: Wishes; drawn: Drawn }) {
  const client = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button type="primary" onClick={() => setOpen(true)} disabled={drawn.routes.length === 0}>
        {t('logistics.save')}
      </Button>
      {isOpen ? (
        <FormDialog<{ name: string }>
          title={t('logistics.save')}
          about={<p>{t('logistics.saveAbout')}</p>}
          initial={{ name: t('logistics.planOf', { day: today() }) }}
          onSubmit={({ name }, id) => read(api.POST('/api/route-plans', { body: { id, name, wishes, ...drawn } }))}
          onDone={() => client.invalidateQueries({ queryKey: plansQuery.queryKey })}
          onClose={() => setOpen(false)}
        >
          <Form.Item
            name="name"
            label={t('logistics.planName')}
            rules={[{ ...required(t('logistics.planName')), whitespace: true }]}
          >
            <Input maxLength={60} />
          </Form.Item>
        </FormDialog>
      ) : null}
    </>
  )
}
