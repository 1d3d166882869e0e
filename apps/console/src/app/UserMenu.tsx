import { UserOutlined } from '@ant-design/icons'
import { useNavigate } from '@tanstack/react-router'
import { App, Button, Dropdown } from 'antd'
import { api, read } from '../lib/api.ts'
import { t, tWord } from '../lib/i18n.ts'
import { problemText } from '../lib/problem-text.ts'
import { useMe } from '../lib/session.ts'
import { listed } from '../ui/punctuation.ts'

/** Who is signed in, and the two things that he does with his account. */
export function UserMenu() {
  const me = useMe()
  const { message } = App.useApp()
  const navigate = useNavigate()
  const signOut = async () => {
    try {
      await read(api.DELETE('/api/session'))
      // A fresh page: nothing of this person's stays in memory.
      window.location.assign('/console/sign-in')
    } catch (error) {
      message.error(problemText(error))
    }
  }
  const roles = listed((me?.roles ?? []).map((role) => tWord(`role.${role}`, role)))
  const items = [
    { key: 'roles', type: 'group' as const, label: roles },
    { key: 'profile', label: t('user.profile'), onClick: () => void navigate({ to: '/profile' }) },
    { key: 'signOut', label: t('user.signOut'), onClick: () => void signOut() },
  ]
  return (
    <Dropdown menu={{ items }} trigger={['click']} placement="bottomRight">
      <Button type="text" icon={<UserOutlined aria-hidden />} aria-label={t('user.menu', { name: me?.name ?? '' })}>
        <span className="user-name">{me?.name}</span>
      </Button>
    </Dropdown>
  )
}
