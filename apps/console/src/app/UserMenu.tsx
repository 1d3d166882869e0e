import { UserOutlined } from '@ant-design/icons'
import { App, Button, Dropdown, Modal } from 'antd'
import { useState } from 'react'
import { api, read } from '../lib/api.ts'
import { t, tWord } from '../lib/i18n.ts'
import { problemText } from '../lib/problem-text.ts'
import { useMe } from '../lib/session.ts'
import { PasswordForm } from './PasswordForm.tsx'

/** Who is signed in, and the two things that he does with his account. */
export function UserMenu() {
  const me = useMe()
  const { message } = App.useApp()
  const [isChanging, setChanging] = useState(false)
  const signOut = async () => {
    try {
      await read(api.DELETE('/api/session'))
      // A fresh page: nothing of this person's stays in memory.
      window.location.assign('/console/sign-in')
    } catch (error) {
      message.error(problemText(error))
    }
  }
  const roles = me?.roles.map((role) => tWord(`role.${role}`, role)).join('、')
  const items = [
    { key: 'roles', type: 'group' as const, label: roles },
    { key: 'password', label: t('user.password'), onClick: () => setChanging(true) },
    { key: 'signOut', label: t('user.signOut'), onClick: () => void signOut() },
  ]
  return (
    <>
      <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
        <Button type="text" icon={<UserOutlined aria-hidden />} aria-label={t('user.menu', { name: me?.name ?? '' })}>
          <span className="user-name">{me?.name}</span>
        </Button>
      </Dropdown>
      <Modal
        open={isChanging}
        title={t('password.title')}
        footer={null}
        onCancel={() => setChanging(false)}
        destroyOnHidden
      >
        <PasswordForm onDone={() => setChanging(false)} />
      </Modal>
    </>
  )
}
