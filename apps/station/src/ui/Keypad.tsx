import { TextDeletionOutline } from 'antd-mobile-icons'
import { t } from '../lib/i18n/index.ts'

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '.', '0', 'back'] as const

/** Big digits of our own: the phone's keyboard would cover the button. */
export function Keypad({ onKey, hasPoint }: { onKey: (key: string) => void; hasPoint: boolean }) {
  return (
    <div className="keypad">
      {KEYS.map((key) => (
        <button
          key={key}
          type="button"
          className="key"
          disabled={key === '.' && !hasPoint}
          aria-label={key === 'back' ? t('entry.backspace') : key}
          onClick={() => onKey(key)}
        >
          {key === 'back' ? <TextDeletionOutline /> : key}
        </button>
      ))}
    </div>
  )
}
