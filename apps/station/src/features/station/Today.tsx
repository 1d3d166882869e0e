import { now } from '../../lib/clock.ts'
import { civilDay, sayDay } from '../../lib/day.ts'
import { useDay } from '../../lib/days.ts'
import { t } from '../../lib/i18n/index.ts'
import { shownDay } from '../../lib/ledger.ts'
import { outbox, refusedActs, retry } from '../../lib/outbox.ts'
import { sayCode, sayProblem } from '../../lib/problem-text.ts'
import { go } from '../../lib/router.ts'
import { useWork } from '../../lib/session.ts'
import { syncNow } from '../../lib/sync.ts'
import type { KeptAct } from '../../lib/vault.ts'
import { Button } from '../../ui/Button.tsx'
import { Page } from '../../ui/Page.tsx'
import { Entries } from './Entries.tsx'

/** A report or a voiding that the server would not take. */
function RefusedOther({ act }: { act: KeptAct }) {
  if (!act.command || act.command.kind === 'entry') return null
  const again = async () => {
    await retry(act)
    syncNow()
  }
  return (
    <li className="row">
      <span className="main">
        <span className="title">
          {t(act.command.kind === 'report' ? 'refused.report' : 'refused.void', { on: sayDay(act.command.on) })}
        </span>
        <span className="error">{sayCode(act.refusal?.code ?? '')}</span>
      </span>
      <Button isSmall look="plain" onClick={() => void again()}>
        {t('refused.retry')}
      </Button>
    </li>
  )
}

/** Whatever came back, of any day: each with its reason and its mend. */
function SentBack() {
  const { me } = useWork()
  const log = outbox.use()
  const acts = refusedActs(log, me.account)
  if (acts.length === 0) return null
  const others = acts.filter(({ command }) => command?.kind !== 'entry')
  const ids = new Set(acts.map(({ id }) => id))
  const places = new Map(
    acts.map(({ command: c }) => [`${c?.station} ${c?.on}`, { station: c?.station ?? '', on: c?.on ?? '' }]),
  )
  const entries = [...places.values()]
    .flatMap((place) => shownDay(null, log, place).entries)
    .filter(({ id }) => ids.has(id))
  const first = entries[0]
  return (
    <section>
      <h2 className="section">{t('today.refusedTitle', { n: acts.length })}</h2>
      <p className="soft">{t('today.refusedKept')}</p>
      {first && <p className="notice bad">{sayCode(first.code ?? '')}</p>}
      {entries.length > 0 && <Entries entries={entries} />}
      {others.length > 0 && (
        <ul className="card rows">
          {others.map((act) => (
            <RefusedOther key={act.id} act={act} />
          ))}
        </ul>
      )}
    </section>
  )
}

export function Today() {
  const today = civilDay(now())
  const { day, isLoading, isKnown, problem, reload } = useDay(today)
  const entries = day.entries.filter(({ state }) => state !== 'refused')
  const count = entries.filter(({ state }) => state !== 'voided').length
  return (
    <Page title={t('today.title')} end={<span className="date">{count > 0 && t('today.count', { n: count })}</span>}>
      <SentBack />
      {entries.length > 0 && <Entries entries={entries} />}
      {entries.length === 0 && isLoading && !isKnown && <div className="bone" />}
      {entries.length === 0 && !isLoading && problem && !isKnown && (
        <div className="empty">
          <p>{sayProblem(problem)}</p>
          <Button isSmall look="plain" onClick={reload}>
            {t('do.again')}
          </Button>
        </div>
      )}
      {entries.length === 0 && isKnown && (
        <div className="empty">
          <p>{t('today.empty')}</p>
          <Button isSmall onClick={() => go({ name: 'home' })}>
            {t('today.emptyAction')}
          </Button>
        </div>
      )}
    </Page>
  )
}
