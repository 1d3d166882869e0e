import { type InputHTMLAttributes, useId, useState } from 'react'
import { t } from '../lib/i18n/index.ts'

type Props = Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'> & {
  label: string
  value: string
  onValue: (value: string) => void
  error?: string | null
  hint?: string
  isLarge?: boolean
}

/** A labelled line of text; a password can be shown, for thumbs and sunlight. */
export function Field({ label, value, onValue, error, hint, isLarge, type = 'text', ...rest }: Props) {
  const id = useId()
  const [isShown, setShown] = useState(false)
  const isSecret = type === 'password'
  const said = error ?? hint
  return (
    <div className={isLarge ? 'field large' : 'field'}>
      <label htmlFor={id}>{label}</label>
      <div className="box">
        <input
          {...rest}
          id={id}
          type={isSecret && isShown ? 'text' : type}
          value={value}
          aria-invalid={Boolean(error)}
          aria-describedby={said ? `${id}-said` : undefined}
          onChange={(event) => onValue(event.target.value)}
        />
        {isSecret && (
          <button type="button" className="text-button" onClick={() => setShown(!isShown)}>
            {t(isShown ? 'signIn.hide' : 'signIn.show')}
          </button>
        )}
      </div>
      {said && (
        <p id={`${id}-said`} className={error ? 'error' : 'soft'}>
          {said}
        </p>
      )}
    </div>
  )
}
