import { createStore } from '../lib/store.ts'

type Said = { text: string; action?: { label: string; run: () => void } }

const said = createStore<Said | null>(null)
/** How long there is a way back. */
export const SHOWN_MS = 6000
let timer: ReturnType<typeof setTimeout> | undefined

/** Says what was done, with a way back for some seconds. */
export function say(text: string, action?: Said['action']): void {
  clearTimeout(timer)
  timer = setTimeout(() => said.set(null), SHOWN_MS)
  said.set(action ? { text, action } : { text })
}

export function Snack() {
  const now = said.use()
  const act = () => {
    said.set(null)
    now?.action?.run()
  }
  return (
    <div role="status" aria-live="polite">
      {now && (
        <div className="snack">
          <span>{now.text}</span>
          {now.action && (
            <button type="button" className="text-button" onClick={act}>
              {now.action.label}
            </button>
          )}
        </div>
      )}
    </div>
  )
}
