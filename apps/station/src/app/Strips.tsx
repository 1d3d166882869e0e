import { reached } from '../lib/api.ts'
import { now, useClockError } from '../lib/clock.ts'
import { civilDay } from '../lib/day.ts'
import { useDay } from '../lib/days.ts'
import { type Key, t } from '../lib/i18n/index.ts'
import { useTally } from '../lib/outbox.ts'
import { sayProblem } from '../lib/problem-text.ts'
import { go } from '../lib/router.ts'
import { session, useWork } from '../lib/session.ts'
import { type Network, network, syncNow } from '../lib/sync.ts'
import { keeping } from '../lib/vault.ts'

type Said = {
  text: string
  look: '' | 'warn' | 'bad'
  dot: '' | 'off' | 'warn'
  action?: { key: Key; run: () => void }
}

const signInAgain = { key: 'net.signInAgain', run: () => go({ name: 'signIn' }) } as const
const lookAtRefused = { key: 'net.look', run: () => go({ name: 'today' }) } as const
const sendNow = { key: 'net.sendNow', run: syncNow } as const

function sayReached({ state, problem }: Network, waiting: number): Said {
  if (waiting === 0) return { text: t('net.allSent'), look: '', dot: '' }
  if (state === 'sending') return { text: t('net.sending', { n: waiting }), look: '', dot: '' }
  if (state === 'quiet') return { text: t('net.waiting', { n: waiting }), look: '', dot: 'warn', action: sendNow }
  const why = problem ? ` · ${sayProblem(problem)}` : ''
  return { text: t('net.held', { n: waiting }) + why, look: 'warn', dot: 'warn', action: sendNow }
}

function useSaid(): Said {
  const { isExpired, isRevoked } = session.use()
  const sending = network.use()
  const isReached = reached.use()
  const { waiting, refused } = useTally()
  if (isExpired) {
    const expired = waiting > 0 ? t('net.expiredWaiting', { n: waiting }) : t('net.expired')
    const text = isRevoked ? t('net.revoked', { n: waiting }) : expired
    return { text, look: 'warn', dot: 'warn', action: signInAgain }
  }
  if (refused > 0) {
    const more = waiting > 0 ? ` · ${t('net.waiting', { n: waiting })}` : ''
    return { text: t('net.refused', { n: refused }) + more, look: 'bad', dot: 'warn', action: lookAtRefused }
  }
  if (isReached) return sayReached(sending, waiting)
  if (waiting === 0) return { text: t('net.offline'), look: '', dot: 'off' }
  return { text: t('net.offlineWaiting', { n: waiting }), look: 'warn', dot: 'off', action: sendNow }
}

/** The state of the network, quietly; what needs a person has a word to tap. */
export function NetStrip() {
  const { text, look, dot, action } = useSaid()
  return (
    <div className={`strip ${look}`} role="status" data-net={look || 'quiet'}>
      <i className={`dot ${dot}`} aria-hidden />
      <span>{text}</span>
      {action && (
        <button type="button" className="text-button" onClick={action.run}>
          {t(action.key)}
        </button>
      )}
    </div>
  )
}

const MINUTE = 60_000

function sayDifference(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / MINUTE)
  if (minutes < 120) return t('clock.minutes', { n: minutes })
  const hours = Math.round(minutes / 60)
  return hours < 48 ? t('clock.hours', { n: hours }) : t('clock.days', { n: Math.round(hours / 24) })
}

/** What must be known while working: for whom, that nothing is kept, that the clock is wrong. */
export function Notices() {
  const { work } = useWork()
  const { ofOthers } = useTally()
  const kept = keeping.use()
  const error = useClockError()
  return (
    <>
      {work.isOnBehalf && (
        <div className="strip warn">
          <span>{t('onBehalf.notice', { station: work.station.name })}</span>
          <button type="button" className="text-button" onClick={() => go({ name: 'pick' })}>
            {t('onBehalf.change')}
          </button>
        </div>
      )}
      {kept === 'memory' && (
        <div className="strip bad" data-memory>
          <span>{t('memory.notice')}</span>
        </div>
      )}
      {error !== 0 && (
        <div className="strip warn">
          <span>{t('clock.notice', { n: sayDifference(error) })}</span>
        </div>
      )}
      {ofOthers > 0 && (
        <div className="strip warn">
          <span>{t('net.ofOthers', { n: ofOthers })}</span>
        </div>
      )}
    </>
  )
}

/** Simulated figures never pass for real ones. */
export function DemoStrip() {
  const { me, work } = useWork()
  const { day } = useDay(civilDay(now()))
  if (!me.isDemo && work.station.origin !== 'simulated' && !day.isSimulated) return null
  return (
    <div className="strip demo">
      <span>{t('app.demo')}</span>
    </div>
  )
}
