import { Checkbox } from 'antd'
import { t } from '../../../lib/i18n.ts'
import { KIND_TEXTS, KINDS, type Kind, markOf, STATES, type State } from './marks.ts'

type LegendProps = {
  hidden: readonly string[]
  counts: Record<Kind | State, number>
  onToggle: (part: Kind | State) => void
}

/** Names the signs of the map; a click takes them off or puts them back. */
export function Legend({ hidden, counts, onToggle }: LegendProps) {
  const part = (name: Kind | State, text: string, sign: React.ReactNode) => (
    <li key={name}>
      <Checkbox checked={!hidden.includes(name)} onChange={() => onToggle(name)}>
        <span className="legend-part">
          {sign}
          {text}
          <span className="legend-count">{counts[name]}</span>
        </span>
      </Checkbox>
    </li>
  )
  return (
    <fieldset className="legend">
      <legend>{t('map.legend')}</legend>
      <ul>
        {KINDS.map((kind) =>
          part(
            kind,
            t(KIND_TEXTS[kind]),
            <Sign kind={kind} {...(kind.startsWith('station') ? { state: 'open' as const } : {})} />,
          ),
        )}
      </ul>
      <ul>{STATES.map((state) => part(state, t(`map.${state}`), <Sign kind="stationVillage" state={state} />))}</ul>
      <p>
        <Sign kind="village" isHollow /> {t('map.estimated')}
      </p>
    </fieldset>
  )
}

function Sign({ kind, state, isHollow = false }: { kind: Kind; state?: State; isHollow?: boolean }) {
  const { shape, size, colour } = markOf(kind, isHollow, state)
  return (
    <svg viewBox="0 0 16 16" width={size} height={size} aria-hidden="true">
      <path
        d={shape}
        fill={isHollow ? '#fffdf8' : colour}
        stroke={isHollow ? colour : '#ffffff'}
        strokeWidth={isHollow ? 1.8 : 1}
        {...(state === 'planned' ? { strokeDasharray: '2 1.4' } : {})}
      />
      {state === 'closed' ? <path d="M3 3 13 13M13 3 3 13" stroke="#1f2a2e" strokeWidth={1.6} /> : null}
    </svg>
  )
}
