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
