import { useState } from 'react'
import { civilDay, sayMoment } from '../../lib/day.ts'
import { type Key, t } from '../../lib/i18n/index.ts'
import type { ShownEntry } from '../../lib/ledger.ts'
import { countOf, yuanOf } from '../../lib/money.ts'
import { outbox, retry, voidEntry } from '../../lib/outbox.ts'
import { sayCode } from '../../lib/problem-text.ts'
import { may } from '../../lib/session.ts'
import { sync, syncNow } from '../../lib/sync.ts'
import { Button } from '../../ui/Button.tsx'
import { Field } from '../../ui/Field.tsx'
import { Sheet } from '../../ui/Sheet.tsx'
import { say } from '../../ui/Snack.tsx'
import { isAboutClock, type Wish } from './EntrySheet.tsx'
import { markOf, sayService } from './words.ts'

const REASONS = [
  'void.wrongQuantity',
  'void.wrongAmount',
  'void.twice',
  'void.returned',
] as const satisfies readonly Key[]
const onOf = ({ at }: ShownEntry): string => civilDay(Date.parse(at))

function Facts({ entry }: { entry: ShownEntry }) {
  const rows: [string, string][] = [
    [t('entry.quantity'), `${countOf(entry.quantity)} ${entry.unit}`],
    [t('detail.amount'), entry.amountFen > 0 ? `¥${yuanOf(entry.amountFen)}` : ''],
    [t('entry.goods'), entry.goods],
    [t('entry.waybill'), entry.waybill ?? ''],
    [t('entry.note'), entry.note],
    [t('detail.time'), sayMoment(entry.at)],
    [t('detail.state'), markOf(entry).text],
    [t('detail.voidReason'), entry.voidReason ?? ''],
  ]
  return (
    <dl className="pairs card pad">
      {rows
        .filter(([, value]) => value.trim() !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

function Voiding({ entry, onClose }: { entry: ShownEntry; onClose: () => void }) {
  const [reason, setReason] = useState<string | null>(null)
  const [other, setOther] = useState('')
  const chosen = reason === '' ? other.trim() : reason
  const take = async () => {
    if (chosen === null) return
    onClose()
    await voidEntry(entry.id, onOf(entry), { reason: chosen, isUploaded: entry.state === 'uploaded' })
    say(t('void.done'))
    void sync()
  }
  return (
    <>
      <p className="section">{t('void.title')}</p>
      <div className="chips">
        {REASONS.map((key) => (
          <button
            key={key}
            type="button"
            className="chip"
            aria-pressed={reason === t(key)}
            onClick={() => setReason(t(key))}
          >
            {t(key)}
          </button>
        ))}
        <button type="button" className="chip" aria-pressed={reason === ''} onClick={() => setReason('')}>
          {t('void.other')}
        </button>
      </div>
      {reason === '' && (
        <Field label={t('void.other')} hint={t('void.otherHint')} value={other} onValue={setOther} maxLength={200} />
      )}
      <Button look="danger" disabled={chosen === null || chosen.length < 2} onClick={() => void take()}>
        {t('void.confirm')}
      </Button>
    </>
  )
}

function Refused({ entry, onClose, onMend }: { entry: ShownEntry; onClose: () => void; onMend: (wish: Wish) => void }) {
  const again = async () => {
    onClose()
    const act = outbox.get().get(entry.id)
    if (act) await retry(act)
    syncNow()
  }
  const drop = async () => {
    onClose()
    await voidEntry(entry.id, onOf(entry), { reason: t('refused.discard'), isUploaded: false })
  }
  const mend = () => {
    onClose()
    onMend({ service: entry.service, on: isAboutClock(entry.code) ? null : onOf(entry), mend: entry })
  }
  return (
    <>
      <p className="notice bad">{sayCode(entry.code ?? '')}</p>
      <Button onClick={mend}>{t('entry.mend')}</Button>
      <div className="pair">
        <Button look="plain" onClick={() => void again()}>
          {t('refused.retry')}
        </Button>
        <Button look="plain" onClick={() => void drop()}>
          {t('refused.discard')}
        </Button>
      </div>
    </>
  )
}

function Detail({ entry, onClose, onMend }: { entry: ShownEntry; onClose: () => void; onMend: (wish: Wish) => void }) {
  const [isVoiding, setVoiding] = useState(false)
  const mayVoid = entry.state !== 'uploaded' || may('station.voidEntry')
  if (isVoiding) return <Voiding entry={entry} onClose={onClose} />
  return (
    <>
      <Facts entry={entry} />
      {entry.state === 'uploaded' && entry.code && (
        <p className="notice bad">{t('void.refused', { why: sayCode(entry.code) })}</p>
      )}
      {entry.state === 'refused' && <Refused entry={entry} onClose={onClose} onMend={onMend} />}
      {(entry.state === 'uploaded' || entry.state === 'waiting' || entry.state === 'sending') &&
        (mayVoid ? (
          <Button look="plain" onClick={() => setVoiding(true)}>
            {t('detail.void')}
          </Button>
        ) : (
          <p className="soft">{t('detail.noVoid')}</p>
        ))}
    </>
  )
}

type Props = { entry: ShownEntry | null; onClose: () => void; onMend: (wish: Wish) => void }

/** One entry: what it says, what became of it, what can be done about it. */
export function EntryDetail({ entry, onClose, onMend }: Props) {
  return (
    <Sheet title={entry ? sayService(entry.service) : ''} isOpen={entry !== null} onClose={onClose}>
      {entry && <Detail key={entry.id} entry={entry} onClose={onClose} onMend={onMend} />}
    </Sheet>
  )
}
