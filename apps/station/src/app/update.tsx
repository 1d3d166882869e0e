import { t } from '../lib/i18n/index.ts'
import { createStore } from '../lib/store.ts'

/** The newer service worker that waits for the keeper's word. */
const waiting = createStore<ServiceWorker | null>(null)

function watch(registration: ServiceWorkerRegistration): void {
  const note = () => {
    if (registration.waiting && navigator.serviceWorker.controller) waiting.set(registration.waiting)
  }
  note()
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', note))
}

/** The pages open without a network from the second visit on. */
export function keepPages(): void {
  if (import.meta.env.DEV || !('serviceWorker' in navigator)) return
  const base = import.meta.env.BASE_URL
  navigator.serviceWorker.register(`${base}sw.js`, { scope: base }).then(watch, () => undefined)
}

export function UpdateStrip() {
  const worker = waiting.use()
  if (!worker) return null
  const update = () => {
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
    worker.postMessage('takeOver')
  }
  return (
    <div className="strip warn">
      <span />
      <button type="button" className="text-button" onClick={update}>
        {t('app.update')}
      </button>
    </div>
  )
}
