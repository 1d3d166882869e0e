import Dialog from 'antd-mobile/es/components/dialog'
import { useCallback, useEffect, useState } from 'react'
import { api, type Problem, settle, toProblem } from '../../lib/api.ts'
import { t } from '../../lib/i18n/index.ts'
import { sayProblem } from '../../lib/problem-text.ts'
import { checkSession } from '../../lib/session.ts'
import type { Device } from '../../lib/wire.ts'
import { Button } from '../../ui/Button.tsx'
import { Page } from '../../ui/Page.tsx'

const when = (at: string | null) =>
  at === null ? '—' : new Date(at).toLocaleString([], { dateStyle: 'short', timeStyle: 'short' })

/** The telephones that are signed in to this account; a lost one is unbound from another. */
export function Devices() {
  const [devices, setDevices] = useState<readonly Device[] | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  const load = useCallback(async () => {
    try {
      setDevices(await settle(api.GET('/api/devices')))
      setProblem(null)
    } catch (error) {
      setProblem(toProblem(error))
    }
  }, [])
  useEffect(() => void load(), [load])
  const revoke = async ({ id, isCurrent }: Device) => {
    try {
      await settle(api.DELETE('/api/devices/{id}', { params: { path: { id } } }))
      await (isCurrent ? checkSession() : load())
    } catch (error) {
      setProblem(toProblem(error))
    }
  }
  const ask = (device: Device) =>
    void Dialog.confirm({
      content: t(device.isCurrent ? 'device.askThis' : 'device.ask', { name: device.name }),
      confirmText: t('device.revoke'),
      cancelText: t('do.cancel'),
      onConfirm: () => void revoke(device),
    })
  return (
    <Page title={t('settings.devices')} up={{ name: 'settings' }}>
      {problem && (
        <p role="alert" className="notice bad">
          {sayProblem(problem)}
        </p>
      )}
      <p className="notice">{t('device.hint')}</p>
      <ul className="card rows">
        {devices?.map((device) => (
          <li key={device.id} className="row">
            <span className="main">
              {device.name} {device.isCurrent && <span className="tag">{t('device.this')}</span>}
              <small className="soft"> {t('device.used', { at: when(device.usedAt) })}</small>
            </span>
            <Button isSmall look="plain" onClick={() => ask(device)}>
              {t('device.revoke')}
            </Button>
          </li>
        ))}
      </ul>
    </Page>
  )
}
