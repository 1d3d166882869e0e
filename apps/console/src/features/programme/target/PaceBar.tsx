import { percent } from '../../../lib/format.ts'
import { t } from '../../../lib/i18n.ts'
import type { Target } from '../queries.ts'
import { STATE_TONES } from './words.ts'

const isLimit = (operator: string) => operator === '<=' || operator === '<'

function aloud({ progress, expected, operator }: Target): string {
  const done = percent(progress ?? 0, 0)
  if (isLimit(operator)) return t('target.paceLimit', { progress: done })
  if (expected === null) return t('target.paceAlone', { progress: done })
  return t('target.paceAloud', { progress: done, expected: percent(expected, 0) })
}

/** How far a target is, with a mark where time would have it. */
export function PaceBar({ target }: { target: Target }) {
  const { progress, expected, state } = target
  if (progress === null) return <>—</>
  const text = aloud(target)
  return (
    <span className="pace" title={text}>
      <span className="pace-bar" aria-hidden>
        <span className={`pace-fill pace-${STATE_TONES[state]}`} style={{ width: `${Math.min(1, progress) * 100}%` }} />
        {expected === null ? null : <span className="pace-mark" style={{ left: `${expected * 100}%` }} />}
      </span>
      <span aria-hidden>{percent(progress, 0)}</span>
      <span className="visually-hidden">{text}</span>
    </span>
  )
}
