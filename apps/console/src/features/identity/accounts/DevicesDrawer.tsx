import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Drawer } from 'antd'
import { api, read } from '../../../lib/api.ts'
import { t } from '../../../lib/i18n.ts'
import { DeviceList } from '../DeviceList.tsx'
import { devicesOfQuery } from './queries.ts'
import type { Account } from './roles.ts'

/** The telephones that somebody else is signed in on: a lost one is shut out here. */
export function DevicesDrawer({ account, onClose }: { account: Account; onClose: () => void }) {
  const client = useQueryClient()
  const asked = useQuery(devicesOfQuery(account.id))
  const revoke = useMutation({
    mutationFn: (device: string) =>
      read(api.POST('/api/accounts/{id}/devices/{device}/revoke', { params: { path: { id: account.id, device } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: devicesOfQuery(account.id).queryKey }),
  })
  return (
    <Drawer
      open
      onClose={onClose}
      title={t('device.titleOf', { name: account.name })}
      size={Math.min(480, window.innerWidth)}
    >
      <p className="form-about">{t('device.revokeHint')}</p>
      <DeviceList asked={asked} revoke={revoke} />
    </Drawer>
  )
}
