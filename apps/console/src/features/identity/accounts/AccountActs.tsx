import { MoreOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Dropdown, type MenuProps } from 'antd'
import { useState } from 'react'
import { api, read } from '../../../lib/api.ts'
import { t } from '../../../lib/i18n.ts'
import { problemText } from '../../../lib/problem-text.ts'
import { useCan } from '../../../lib/session.ts'
import type { Editing } from './AccountDrawer.tsx'
import { DevicesDrawer } from './DevicesDrawer.tsx'
import { type Handover, linkHandover } from './Handover.tsx'
import type { Account } from './roles.ts'

const ACTS = ['edit', 'invite', 'reset', 'ask', 'devices', 'disable', 'enable'] as const
type Act = (typeof ACTS)[number]
type Acting = Exclude<Act, 'edit' | 'devices'>
type AccountActsProps = {
  account: Account
  isSelf: boolean
  onEdit: (account: Editing) => void
  onHandover: (handover: Handover) => void
}

/** Nobody acts so on himself; the simulator is fixed; a new way into a guarded account takes two administrators. */
function actsOn(account: Account, isSelf: boolean, can: (permission: string) => boolean): Act[] {
  if (account.isSimulator) return []
  const { isGuarded, isInvited, disabledAt } = account
  const may: Record<Act, boolean> = {
    edit: can('identity.update'),
    invite: isInvited && !isGuarded && can('identity.manage'),
    reset: !isInvited && !isGuarded && can('identity.resetPassword'),
    ask: isGuarded && can('identity.askCredential'),
    devices: can('identity.revokeDevice'),
    disable: disabledAt === null && can('identity.disable'),
    enable: disabledAt !== null && can('identity.disable'),
  }
  return ACTS.filter((act) => may[act] && (!isSelf || act === 'edit'))
}

/** Asks, does it, and says what came of it. */
function useAct({ account, onHandover }: Pick<AccountActsProps, 'account' | 'onHandover'>) {
  const { message, modal } = App.useApp()
  const client = useQueryClient()
  const params = { path: { id: account.id } }
  const { name } = account
  const run = useMutation({
    mutationFn: async (act: Acting): Promise<void> => {
      if (act === 'invite')
        onHandover(linkHandover(account, await read(api.POST('/api/accounts/{id}/invite', { params }))))
      else if (act === 'reset')
        onHandover(linkHandover(account, await read(api.POST('/api/accounts/{id}/reset-password', { params }))))
      else if (act === 'ask')
        onHandover(linkHandover(account, await read(api.POST('/api/accounts/{id}/credential', { params })), true))
      else if (act === 'disable') await read(api.POST('/api/accounts/{id}/disable', { params }))
      else await read(api.POST('/api/accounts/{id}/enable', { params }))
    },
    onSuccess: async (_, act) => {
      if (act === 'disable' || act === 'enable') message.success(t(`account.${act}d`, { name }))
      await client.invalidateQueries({ queryKey: ['account'] })
    },
    onError: (error) => message.error(problemText(error)),
  })
  return (act: Acting) =>
    modal.confirm({
      title: t(`account.${act}Ask`, { name }),
      content: t(`account.${act}Text`),
      okText: t(`account.${act}`),
      cancelText: t('action.cancel'),
      okButtonProps: { danger: act !== 'enable' && act !== 'invite' },
      onOk: () => run.mutateAsync(act).catch(() => undefined),
    })
}

export function AccountActs({ account, isSelf, onEdit, onHandover }: AccountActsProps) {
  const can = useCan()
  const ask = useAct({ account, onHandover })
  const [isShowingDevices, showDevices] = useState(false)
  const acts = actsOn(account, isSelf, can)
  if (account.isSimulator) return <span title={t('account.simulator')}>—</span>
  if (acts.length === 0) return <>—</>
  const start = (act: Act) => {
    if (act === 'edit') onEdit(account)
    else if (act === 'devices') showDevices(true)
    else ask(act)
  }
  const items: NonNullable<MenuProps['items']> = acts.map((act) => ({
    key: act,
    label: t(`account.${act}`),
    danger: act === 'disable',
    onClick: () => start(act),
  }))
  return (
    <>
      <Dropdown menu={{ items }} trigger={['click']}>
        <Button
          type="text"
          size="small"
          icon={<MoreOutlined aria-hidden />}
          aria-label={t('account.actsOf', { name: account.name })}
        />
      </Dropdown>
      {isShowingDevices ? <DevicesDrawer account={account} onClose={() => showDevices(false)} /> : null}
    </>
  )
}
