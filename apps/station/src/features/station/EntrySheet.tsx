import { DownOutline, UpOutline } from 'antd-mobile-icons'
import { useState } from 'react'
import { now } from '../../lib/clock.ts'
import { civilDay, noonOf, sayDay } from '../../lib/day.ts'
import { t } from '../../lib/i18n/index.ts'
import { fenOf, typeAmount, typeCount, typedOf } from '../../lib/money.ts'
import { enterEntry, outbox, voidEntry } from '../../lib/outbox.ts'
import { may } from '../../lib/session.ts'
import { sync } from '../../lib/sync.ts'
import type { EnterCommand, Service } from '../../lib/wire.ts'
import { Button } from '../../ui/Button.tsx'
import { Field } from '../../ui/Field.tsx'
import { Keypad } from '../../ui/Keypad.tsx'
import { Sheet } from '../../ui/Sheet.tsx'
import { SHOWN_MS, say } from '../../ui/Snack.tsx'
import { Stepper } from '../../ui/Stepper.tsx'
import { isParcel, sayEntry, sayService } from './words.ts'

/** What is to be recorded: a service, on which day (null: this moment), or again what was sent back. */
export type Wish = { service: Service; on: string | null; mend?: EnterCommand }

const MOST = 99_999
const WAYBILL = /^[A-Za-z0-9-]{5,32}$/
const CLOCK_CODES = ['station.entryInFuture', 'journal.idOutOfRange']

type Draft = { amount: string; count: string; goods: string; unit: string; waybill: string; note: string }

const draftOf = ({ mend }: Wish): Draft => ({
  amount: mend ? typedOf(mend.amountFen) : '',
  count: String(mend?.quantity ?? 1),
  goods: mend?.goods ?? '',
  unit: mend?.unit ?? '',
  waybill: mend?.waybill ?? '',
  note: mend?.note ?? '',
})

const momentOf = ({ on, mend }: Wish): number => {
  if (on === null) return now()
  if (mend && civilDay(Date.parse(mend.at)) === on) return Date.parse(mend.at)
  return on === civilDay(now()) ? now() : noonOf(on)
}

async function record(wish: Wish, draft: Draft): Promise<void> {
  const atMs = momentOf(wish)
  const on = civilDay(atMs)
  const entry = {
    service: wish.service,
    at: new Date(atMs).toISOString(),
    quantity: Math.max(1, Number(draft.count || '1')),
    amountFen: fenOf(draft.amount),
    goods: draft.goods.trim(),
    unit: draft.unit.trim(),
    waybill: draft.waybill.trim() || null,
    note: draft.note.trim(),
  }
  const id = await enterEntry(entry, on, wish.mend?.id)
  if (wish.mend) {
    const { id: old, at } = wish.mend
    await voidEntry(old, civilDay(Date.parse(at)), { reason: t('entry.mend'), isUploaded: false })
  }
  const text = t(navigator.onLine ? 'entry.saved' : 'entry.savedOffline', { what: sayEntry(entry) })
  say(text, { label: t('do.undo'), run: () => void undo(id, on) })
  // Who may not take back what is uploaded gets the time to do it before.
  if (may('station.voidEntry')) void sync()
  else setTimeout(() => void sync(), SHOWN_MS)
}

async function undo(id: string, on: string): Promise<void> {
  if (outbox.get().get(id)?.isAcknowledged && !may('station.voidEntry')) return say(t('detail.noVoid'))
  await voidEntry(id, on, { reason: t('entry.undoReason'), isUploaded: false })
  say(t('entry.undone'))
  void sync()
}

/** Whether a refusal was about the phone's clock: then the present is the better time. */
export const isAboutClock = (code: string | null): boolean => code !== null && CLOCK_CODES.includes(code)

function Details({
  draft,
  isWaybill,
  onDraft,
}: {
  draft: Draft
  isWaybill: boolean
  onDraft: (news: Partial<Draft>) => void
}) {
  const isWrong = draft.waybill.trim() !== '' && !WAYBILL.test(draft.waybill.trim())
  return (
    <>
      {isWaybill && (
        <Field
          label={t('entry.waybill')}
          value={draft.waybill}
          onValue={(waybill) => onDraft({ waybill })}
          error={isWrong ? t('entry.waybillWrong') : null}
          maxLength={32}
          autoCapitalize="characters"
          autoComplete="off"
          inputMode="text"
        />
      )}
      <div className="pair">
        <Field label={t('entry.goods')} value={draft.goods} onValue={(goods) => onDraft({ goods })} maxLength={60} />
        <Field label={t('entry.unit')} value={draft.unit} onValue={(unit) => onDraft({ unit })} maxLength={10} />
      </div>
      <Field label={t('entry.note')} value={draft.note} onValue={(note) => onDraft({ note })} maxLength={200} />
    </>
  )
}

function AmountButton({ amount, isActive, onPick }: { amount: string; isActive: boolean; onPick: () => void }) {
  return (
    <button type="button" className="amount" aria-pressed={isActive} onClick={onPick}>
      <span className="name">{t('entry.amount')}</span>
      <span className={amount ? 'value' : 'value ghost'}>¥{amount || '0'}</span>
    </button>
  )
}

/** Which number the keypad writes to, or the folded fields, which need the phone's own keyboard. */
type Focus = 'amount' | 'count' | 'details' | null

function useDraft(wish: Wish) {
  const [draft, setDraft] = useState(() => draftOf(wish))
  const change = (news: Partial<Draft>) => setDraft((before) => ({ ...before, ...news }))
  const waybill = draft.waybill.trim()
  return {
    draft,
    change,
    isAmountMissing: wish.service === 'produceSale' && fenOf(draft.amount) === 0,
    isWaybillWrong: waybill !== '' && !WAYBILL.test(waybill),
    step: (by: 1 | -1) => change({ count: String(Math.min(MOST, Math.max(1, Number(draft.count || '0') + by))) }),
    press: (focus: Focus, key: string) => {
      if (focus === 'amount') change({ amount: typeAmount(draft.amount, key) })
      else change({ count: typeCount(draft.count, key) })
    },
  }
}

function Form({ wish, onClose }: { wish: Wish; onClose: () => void }) {
  const hasMoney = !isParcel(wish.service)
  const { draft, change, isAmountMissing, isWaybillWrong, step, press } = useDraft(wish)
  const [focus, setFocus] = useState<Focus>(hasMoney ? 'amount' : null)
  const isOpen = focus === 'details'
  const pickCount = () => {
    setFocus('count')
    change({ count: '' })
  }
  const fold = () => {
    if (!isOpen) setFocus('details')
    else setFocus(hasMoney ? 'amount' : null)
  }
  const save = () => {
    onClose()
    void record(wish, draft)
  }
  const isPast = wish.on !== null && wish.on !== civilDay(now())
  const word = isPast ? t('entry.recordOn', { on: sayDay(wish.on ?? '') }) : t('entry.record')
  return (
    <>
      {hasMoney && (
        <AmountButton amount={draft.amount} isActive={focus === 'amount'} onPick={() => setFocus('amount')} />
      )}
      <Stepper
        value={draft.count}
        unit={draft.unit || (hasMoney ? '' : t('unit.parcels'))}
        {...(hasMoney ? { name: t('entry.quantity') } : {})}
        isLarge={!hasMoney}
        isActive={focus === 'count'}
        onStep={step}
        onPick={pickCount}
      />
      {(focus === 'amount' || focus === 'count') && (
        <Keypad onKey={(key) => press(focus, key)} hasPoint={focus === 'amount'} />
      )}
      <button type="button" className="fold" aria-expanded={isOpen} onClick={fold}>
        <span>
          {t(hasMoney ? 'entry.detailsPlain' : 'entry.details')} · {t('entry.optional')}
        </span>
        {isOpen ? <UpOutline /> : <DownOutline />}
      </button>
      {isOpen && <Details draft={draft} isWaybill={!hasMoney} onDraft={change} />}
      <Button onClick={save} disabled={isAmountMissing || isWaybillWrong}>
        {isAmountMissing ? t('entry.amountRequired') : word}
      </Button>
    </>
  )
}

/** The second of two taps: quantity is one already, the button is under the thumb. */
export function EntrySheet({ wish, onClose }: { wish: Wish | null; onClose: () => void }) {
  return (
    <Sheet title={wish ? sayService(wish.service) : ''} isOpen={wish !== null} onClose={onClose}>
      {wish && <Form key={wish.mend?.id ?? `${wish.service}${wish.on}`} wish={wish} onClose={onClose} />}
    </Sheet>
  )
}
