import Dialog from 'antd-mobile/es/components/dialog'
import { RightOutline } from 'antd-mobile-icons'
import { useEffect, useState } from 'react'
import { toProblem } from '../../lib/api.ts'
import { t } from '../../lib/i18n/index.ts'
import { useTally } from '../../lib/outbox.ts'
import { sayProblem } from '../../lib/problem-text.ts'
import { go, type Route } from '../../lib/router.ts'
import { signOut, useWork } from '../../lib/session.ts'
import { syncNow } from '../../lib/sync.ts'
import { keeping } from '../../lib/vault.ts'
import { Button } from '../../ui/Button.tsx'
import { LanguageSwitch } from '../../ui/LanguageSwitch.tsx'
import { Link } from '../../ui/Link.tsx'
import { Page } from '../../ui/Page.tsx'
import { say } from '../../ui/Snack.tsx'

const LINKS: readonly { to: Route; key: 'settings.import' | 'settings.devices' | 'settings.password' }[] = [
  { to: { name: 'import' }, key: 'settings.import' },
  { to: { name: 'devices' }, key: 'settings.devices' },
  { to: { name: 'password' }, key: 'settings.password' },
]

function usePersisted(): boolean {
  const [isPersisted, setPersisted] = useState(false)
  useEffect(() => {
    void navigator.storage?.persisted?.().then(setPersisted, () => undefined)
  }, [])
  return isPersisted
}

async function leave(): Promise<void> {
  try {
    await signOut()
    go({ name: 'home' }, { replace: true })
  } catch (error) {
    const problem = toProblem(error)
    say(problem.code === 'net.unreachable' ? t('signOut.offline') : sayProblem(problem))
  }
}

export function Settings() {
  const { me, work } = useWork()
  const { waiting, refused } = useTally()
  const kept = keeping.use()
  const isPersisted = usePersisted()
  const open = waiting + refused
  const ask = () => {
    if (open === 0) return void leave()
    void Dialog.show({
      title: t('signOut.title', { n: open }),
      content: t(kept === 'memory' ? 'signOut.lost' : 'signOut.kept', { name: me.name }),
      closeOnAction: true,
      closeOnMaskClick: true,
      actions: [
        { key: 'send', text: t('signOut.sendFirst'), bold: true, onClick: syncNow },
        { key: 'leave', text: t('signOut.anyway'), danger: true, onClick: () => void leave() },
        { key: 'cancel', text: t('do.cancel') },
      ],
    })
  }
  const storage = kept === 'memory' ? 'settings.memory' : isPersisted ? 'settings.keptFirmly' : 'settings.kept'
  return (
    <Page title={t('settings.title')}>
      <dl className="pairs card pad">
        <div>
          <dt>{t('settings.account')}</dt>
          <dd>
            {me.name} <span className="soft">{me.username}</span>
          </dd>
        </div>
        <div>
          <dt>{t('settings.station')}</dt>
          <dd>
            {work.station.name}
            {work.isOnBehalf && (
              <>
                {' '}
                <span className="tag warn">{t('onBehalf.tag')}</span>
              </>
            )}
          </dd>
        </div>
        <div>
          <dt>{t('settings.pending')}</dt>
          <dd>{waiting || t('settings.none')}</dd>
        </div>
        <div>
          <dt>{t('settings.refused')}</dt>
          <dd>{refused || t('settings.none')}</dd>
        </div>
        <div>
          <dt>{t('settings.storage')}</dt>
          <dd className={kept === 'memory' ? 'error' : ''}>{t(storage)}</dd>
        </div>
      </dl>
      <ul className="card rows">
        {LINKS.map(({ to, key }) => (
          <li key={key}>
            <Link to={to} className="row">
              <span className="main">{t(key)}</span>
              <RightOutline aria-hidden />
            </Link>
          </li>
        ))}
      </ul>
      <LanguageSwitch />
      <Button look="plain" onClick={ask}>
        {t('settings.signOut')}
      </Button>
    </Page>
  )
}
