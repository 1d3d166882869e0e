import { DownloadOutlined, UndoOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, Form, Input } from 'antd'
import { useEffect, useState } from 'react'
import { api, read } from '../../lib/api.ts'
import { saveFile } from '../../lib/file.ts'
import { today } from '../../lib/format.ts'
import { t } from '../../lib/i18n.ts'
import { problemText } from '../../lib/problem-text.ts'
import { FormDialog } from '../../ui/form-dialog.tsx'
import { required } from '../../ui/form-problems.ts'
import { SheetImport } from '../../ui/sheet/SheetImport.tsx'
import { AnswerView } from './AnswerView.tsx'
import { type Drawn, drawnOf, frozenOf, type Lock, moved, shifted, withLock } from './drawing.ts'
import { type Answer, plansQuery, type Route, type Routing, type Wishes } from './queries.ts'
import type { Hand } from './TripTable.tsx'
import { yuanOf } from './words.ts'

type DrawingProps = {
  wishes: Wishes
  /** What it begins from and is compared with. */
  answer: Answer
  state: Routing['state']
  /** Routes that a person had drawn when his computation failed. */
  begin?: readonly Route[]
  /** The kept plan that it begins from. */
  plan?: string
  template: string
  isBusy: boolean
  onAsk: (wishes: Wishes) => void
  /** Whether a person has changed it. */
  onChanged: (isChanged: boolean) => void
}

type Priced = { drawn: Drawn; answer: Answer }

const locksOf = ({ frozen }: Wishes): Lock[] => frozen.map(({ vehicle, number, keep }) => ({ vehicle, number, keep }))

const changeText = (before: Answer, after: Answer): string => {
  const by = Math.round((after.totals.costFen - before.totals.costFen) / 100)
  return t('logistics.priced', {
    yuan: yuanOf(after.totals.costFen),
    by: by < 0 ? `−${-by}` : `+${by}`,
    ...{ left: after.totals.left, faults: after.faults.length },
  })
}

/** The plan as a person rearranges it: each change is priced before it stands, and can be taken back. */
function useDrawn({ wishes, answer: first, begin = [] }: Pick<DrawingProps, 'wishes' | 'answer' | 'begin'>) {
  const { message } = App.useApp()
  const [past, setPast] = useState<Priced[]>([])
  const [now, setNow] = useState<Priced>(() => ({ drawn: drawnOf(first), answer: first }))
  const [locks, setLocks] = useState<Lock[]>(() => locksOf(wishes))
  const wishesOf = (routes: readonly Route[]): Wishes => ({ ...wishes, frozen: frozenOf(locks, routes) })
  const price = useMutation({
    mutationFn: (drawn: Drawn) =>
      read(api.POST('/api/routings/evaluate', { body: { wishes: wishesOf(drawn.routes), ...drawn } })),
    onSuccess: (priced, drawn) => {
      const { nearest, start, startName } = first
      setPast([...past, now])
      setNow({ drawn, answer: { ...priced, nearest, start, startName } })
      void message.open({ key: 'priced', type: 'info', content: changeText(now.answer, priced) })
    },
  })
  const { mutate } = price
  // Once: what was drawn before the page was opened anew.
  const [unfinished] = useState(begin)
  useEffect(() => {
    if (unfinished.length > 0)
      mutate({ routes: [...unfinished], left: [] }, { onSuccess: () => message.destroy('priced') })
  }, [mutate, unfinished, message])
  const back = (to: Priced | undefined, rest: Priced[]) => {
    if (!to) return
    setNow(to)
    setPast(rest)
    price.reset()
  }
  return {
    ...now,
    ...{ price, locks, setLocks, isChanged: past.length > 0 },
    wishes: wishesOf(now.drawn.routes),
    undo: () => back(past.at(-1), past.slice(0, -1)),
    reset: () => back(past[0], []),
  }
}

/** A plan that a person may rearrange, lock in part, have improved, keep and take away. */
export function Drawing(props: DrawingProps) {
  const { answer: first, state, plan = null, template, isBusy, onAsk, onChanged } = props
  const { drawn, answer, wishes, price, locks, setLocks, isChanged, undo, reset } = useDrawn(props)
  const [isImporting, setImporting] = useState(false)
  useEffect(() => onChanged(isChanged), [onChanged, isChanged])
  const hand: Hand = {
    isBusy: price.isPending || isBusy,
    locks,
    onShift: (id, by) => price.mutate(shifted(drawn, id, by)),
    onMove: (id, to) => price.mutate(moved(drawn, id, to)),
    onLock: (day, keep) => setLocks(withLock(locks, day, keep)),
  }
  return (
    <>
      {state === 'cancelled' ? (
        <Alert type="info" showIcon className="route-faults" title={t('logistics.cancelled')} />
      ) : null}
      {price.error ? (
        <Alert
          type="error"
          showIcon
          className="route-faults"
          title={t('logistics.notPriced', { why: problemText(price.error) })}
        />
      ) : null}
      <AnswerView
        {...{ answer, wishes, hand }}
        before={isChanged ? first.totals : undefined}
        actions={
          <>
            <Save {...{ wishes, drawn }} />
            <Sheet {...{ wishes, drawn }} />
            <Button onClick={() => setImporting(true)}>{t('logistics.importRoutes')}</Button>
            <Button onClick={() => onAsk({ ...wishes, start: { plan, routes: drawn.routes } })} loading={isBusy}>
              {t(locks.length > 0 ? 'logistics.replan' : 'logistics.improve')}
            </Button>
            {isChanged ? (
              <>
                <Button icon={<UndoOutlined aria-hidden />} onClick={undo} disabled={hand.isBusy}>
                  {t('logistics.undo')}
                </Button>
                <Button type="link" onClick={reset} disabled={hand.isBusy}>
                  {t('logistics.reset')}
                </Button>
              </>
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
                template,
              }
            : null
        }
        onClose={() => setImporting(false)}
        onDone={({ routes }) => price.mutate({ routes: routes ?? [], left: [] })}
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
    onSuccess: (sheet) => saveFile(sheet as Blob, `${t('logistics.fileName', { day: today() })}.xlsx`), // parsed as one
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
