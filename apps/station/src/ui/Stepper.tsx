import { t } from '../lib/i18n/index.ts'

type Props = {
  value: string
  name?: string
  unit: string
  isLarge: boolean
  isActive: boolean
  onStep: (by: 1 | -1) => void
  onPick: () => void
}

/** Minus, the number, plus. A tap on the number opens the keypad for it. */
export function Stepper({ value, name, unit, isLarge, isActive, onStep, onPick }: Props) {
  const count = Number(value || '0')
  return (
    <div className={isLarge ? 'stepper large' : 'stepper'}>
      <button
        type="button"
        className="step"
        aria-label={t('entry.less')}
        disabled={count <= 1}
        onClick={() => onStep(-1)}
      >
        −
      </button>
      <button
        type="button"
        className="count"
        aria-pressed={isActive}
        aria-label={`${t('entry.quantity')} ${count}`}
        onClick={onPick}
      >
        {name && <small>{name}</small>}
        {value || '0'}
        {unit && <small>{unit}</small>}
      </button>
      <button type="button" className="step" aria-label={t('entry.more')} onClick={() => onStep(1)}>
        +
      </button>
    </div>
  )
}
