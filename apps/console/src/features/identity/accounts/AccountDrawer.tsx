import { useMutation, useQueryClient } from '@tanstack/react-query'
import { App, Button, Drawer, Form } from 'antd'
import { api, read } from '../../../lib/api.ts'
import { t } from '../../../lib/i18n.ts'
import { useCan, useMe } from '../../../lib/session.ts'
import { ErrorView } from '../../../ui/error-view.tsx'
import { useFieldProblems } from '../../../ui/form-problems.ts'
import { labelled } from '../../../ui/punctuation.ts'
import { PersonFields, StandingFields } from './FormFields.tsx'
import { type AccountFields, changedFields, FIELD_NAMES, newAccount } from './fields.ts'
import { type Handover, linkHandover } from './Handover.tsx'
import type { Account, PersonRole } from './roles.ts'

/** The account that is edited, or a new one. */
export type Editing = Account | 'new'
type AccountDrawerProps = {
  editing: Editing | null
  onClose: () => void
  onHandover: (handover: Handover) => void
}

export function AccountDrawer({ editing, onClose, onHandover }: AccountDrawerProps) {
  const title = editing === 'new' ? t('account.create') : t('account.editTitle', { name: editing?.name ?? '' })
  return (
    <Drawer
      open={editing !== null}
      onClose={onClose}
      title={title}
      size={Math.min(480, window.innerWidth)}
      destroyOnHidden
    >
      {editing === 'new' ? <CreateForm onDone={onClose} onHandover={onHandover} /> : null}
      {editing !== null && editing !== 'new' ? <EditForm account={editing} onDone={onClose} /> : null}
    </Drawer>
  )
}

function CreateForm({ onDone, onHandover }: { onDone: () => void; onHandover: (handover: Handover) => void }) {
  const [form] = Form.useForm<AccountFields>()
  const can = useCan()
  const me = useMe()
  const client = useQueryClient()
  const mayGrant = can('identity.grantRoles')
  const create = useMutation({
    mutationFn: (fields: AccountFields) => read(api.POST('/api/accounts', { body: newAccount(fields) })),
    onSuccess: async ({ account, invitation }) => {
      onDone()
      if (invitation) onHandover(linkHandover(account, invitation))
      await client.invalidateQueries({ queryKey: ['account'] })
    },
  })
  const rest = useFieldProblems(form, create.error, FIELD_NAMES)
  return (
    <Form<AccountFields>
      form={form}
      layout="vertical"
      requiredMark="optional"
      scrollToFirstError
      initialValues={{ place: me?.place, roles: [] }}
      onFinish={(fields) => create.mutate(fields)}
    >
      <PersonFields isNew />
      {mayGrant ? null : <p className="form-about">{t('account.rolesLater')}</p>}
      <StandingFields mayGrant={mayGrant} isNew />
      {rest ? <ErrorView error={rest} /> : null}
      <Button type="primary" htmlType="submit" block loading={create.isPending} className="form-submit">
        {t('account.create')}
      </Button>
    </Form>
  )
}

const isPersonRole = (role: Account['roles'][number]): role is PersonRole => role !== 'simulator'

function limitText({ mayGrant, mayName, isSelf }: { mayGrant: boolean; mayName: boolean; isSelf: boolean }) {
  if (isSelf) return t('account.notOneself')
  if (mayGrant && mayName) return null
  return t(mayGrant ? 'account.onlyRoles' : 'account.onlyPerson')
}

function EditForm({ account, onDone }: { account: Account; onDone: () => void }) {
  const [form] = Form.useForm<AccountFields>()
  const can = useCan()
  const isSelf = useMe()?.account === account.id
  const { message } = App.useApp()
  const client = useQueryClient()
  const mayGrant = can('identity.grantRoles') && !isSelf
  const mayName = can('identity.manage')
  const save = useMutation({
    mutationFn: async (fields: AccountFields): Promise<boolean> => {
      const body = changedFields(account, fields)
      if (Object.keys(body).length === 0) return false
      await read(api.PATCH('/api/accounts/{id}', { params: { path: { id: account.id } }, body }))
      return true
    },
    onSuccess: async (isChanged) => {
      message.success(t(isChanged ? 'account.saved' : 'account.unchanged'))
      onDone()
      await client.invalidateQueries({ queryKey: ['account'] })
    },
  })
  const rest = useFieldProblems(form, save.error, FIELD_NAMES)
  const limit = limitText({ mayGrant, mayName, isSelf })
  return (
    <Form<AccountFields>
      form={form}
      layout="vertical"
      requiredMark="optional"
      scrollToFirstError
      initialValues={{ ...account, roles: account.roles.filter(isPersonRole), phone: '' }}
      onFinish={(fields) => save.mutate(fields)}
    >
      <p className="form-about">
        {labelled(t('account.username'))}
        {account.username}
        {limit ? <br /> : null}
        {limit}
      </p>
      {mayName ? <PersonFields phone={account.phone} /> : null}
      <StandingFields mayGrant={mayGrant} isSelf={isSelf} roles={account.roles} />
      {rest ? <ErrorView error={rest} /> : null}
      <Button type="primary" htmlType="submit" block loading={save.isPending} className="form-submit">
        {t('action.save')}
      </Button>
    </Form>
  )
}
