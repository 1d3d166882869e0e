import './app/antd.ts'
import './ui/style/base.css'
import './ui/style/frame.css'
import './ui/style/forms.css'
import './ui/style/figures.css'
import './ui/style/lists.css'
import './ui/style/entry.css'
import { createRoot } from 'react-dom/client'
import { App } from './app/App.tsx'
import { keepPages } from './app/update.tsx'
import { startLanguage } from './lib/i18n/index.ts'
import { loadOutbox } from './lib/outbox.ts'
import { startSession } from './lib/session.ts'
import { sync, watchNetwork } from './lib/sync.ts'
import { openVault } from './lib/vault.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

async function start(): Promise<void> {
  await Promise.all([startLanguage(), openVault()])
  await loadOutbox()
  watchNetwork()
  await startSession()
  await sync()
}

createRoot(root).render(<App />)
void start()
keepPages()
