import { MoreOutlined } from '@ant-design/icons'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Dropdown, type MenuProps } from 'antd'
import { api, read } from '../../../lib/api.ts'
import { t } from '../../../lib/i18n.ts'
import { problemText } from '../../../lib/problem-text.ts'
import { useCan } from '../../../lib/session.ts'
import type { Editing } from './AccountDrawer.tsx'
import type { Handover } from './OneTimePassword.tsx'
import type { Account } from './roles.ts'

type Act = 'edit' | 'disable' | 'enable' | 'reset'
type Acting = Exclude<Act, 'edit'>
type AccountActsProps = {
  account: Account
  isSelf: boolean
  onEdit: (account: Editing) => void
  onHandover: (handover: Handover) => void
}

/** Nobody disables himself or resets his own password; the simulator is fixed. */
function actsOn(account: Account, isSelf: boolean, can: (permission: string) => boolean): Act[] {
  if (account.isSimulator) return []
  const acts: Act[] = can('identity.update') ? ['edit'] : []
  if (isSelf) return acts
  if (can('identity.resetPassword')) acts.push('reset')
  if (can('identity.disable')) acts.push(account.disabledAt === null ? 'disable' : 'enable')
  return acts
}

/** Asks, does it, and says what came of it. */
function useAct({ account, onHandover }: Pick<AccountActsProps, 'account' | 'onHandover'>) {
  const { message, modal } = App.useApp()
  const client = useQueryClient()
  const params = { path: { id: account.id } }
  const { name, username } = account
  const run = useMutation({
    mutationFn: async (act: Acting): Promise<void> => {
      if (act === 'reset') {
        const { oneTimePassword } = await read(api.POST('/api/accounts/{id}/reset-password', { params }))
        onHandover({ name, username, password: oneTimePassword })
      } else if (act === 'disable') await read(api.POST('/api/accounts/{id}/disable', { params }))
      else await read(api.POST('/api/accounts/{id}/enable', { params }))
    },
    onSuccess: async (_, act) => {
      if (act !== 'reset') message.success(t(act === 'disable' ? 'account.disabled' : 'account.enabled', { name }))
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
      okButtonProps: { danger: act !== 'enable' },
      onOk: () => run.mutateAsync(act).catch(() => undefined),
    })
}

export function AccountActs({ account, isSelf, onEdit, onHandover }: AccountActsProps) {
  const can = useCan()
  const ask = useAct({ account, onHandover })
  const acts = actsOn(account, isSelf, can)
  if (account.isSimulator) return <span title={t('account.simulator')}>—</span>
  if (acts.length === 0) return <>—</>
  const items: NonNullable<MenuProps['items']> = acts.map((act) => ({
    key: act,
    label: t(`account.${act}`),
    danger: act === 'disable',
    onClick: () => (act === 'edit' ? onEdit(account) : ask(act)),
  }))
  return (
    <Dropdown menu={{ items }} trigger={['click']}>
      <Button
        type="text"
        size="small"
        icon={<MoreOutlined aria-hidden />}
        aria-label={t('account.actsOf', { name: account.name })}
      />
    </Dropdown>
  )
}
