import { useSyncExternalStore } from 'react'
import { flushSync } from 'react-dom'

let isPrinting = false

function subscribe(onChange: () => void): () => void {
  const become = (next: boolean) => () => {
    isPrinting = next
    // The paper is taken as the page stands when this event ends.
    flushSync(onChange)
  }
  const [before, after] = [become(true), become(false)]
  window.addEventListener('beforeprint', before)
  window.addEventListener('afterprint', after)
  return () => {
    window.removeEventListener('beforeprint', before)
    window.removeEventListener('afterprint', after)
  }
}

/** Whether the page is being put on paper, where nothing is paged, folded or scrolled. */
export const useIsPrinting = (): boolean => useSyncExternalStore(subscribe, () => isPrinting)

/** What a table of antd does on screen only: its head stays in sight, and what is too wide is scrolled. */
const SCROLLED = { sticky: { offsetHeader: 0 }, scroll: { x: 'max-content' } } as const

/** How a table stands on screen and on paper, whose rows open on screen only. */
export const useTableForm = (): { form: typeof SCROLLED | object; isPrinting: boolean } => {
  const isPrinting = useIsPrinting()
  return { form: isPrinting ? {} : SCROLLED, isPrinting }
}
