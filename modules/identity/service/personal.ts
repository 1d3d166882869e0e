import type { PersonalField } from '#platform/personal'

const STAFF = { zh: '有账号的工作人员', en: 'Staff with an account' }

/** What is kept of whoever signs in. */
export const identityFields: readonly PersonalField[] = [
  {
    ...{ id: 'identity.account', of: STAFF, basis: 'contract', isSealed: false },
    name: { zh: '姓名、用户名、角色', en: 'Name, user name, roles' },
    purpose: { zh: '登录和分清谁做了什么', en: 'To sign in, and to tell who did what' },
    keptFor: {
      zh: '账号存续期间；停用后作为审计依据保留',
      en: 'While the account exists; afterwards as evidence for audits',
    },
  },
  {
    ...{ id: 'identity.phone', of: STAFF, basis: 'contract', isSealed: false },
    name: { zh: '电话', en: 'Telephone' },
    purpose: { zh: '工作联系', en: 'To reach the person at work' },
    keptFor: { zh: '账号存续期间', en: 'While the account exists' },
  },
  {
    ...{ id: 'identity.session', of: STAFF, basis: 'legalDuty', isSealed: false },
    name: { zh: '登录地址、浏览器', en: 'Address and browser of a session' },
    purpose: { zh: '安全审计（《网络安全法》第二十一条）', en: 'Security audits (Cybersecurity Law, art. 21)' },
    keptFor: { zh: '会话有效期间', en: 'While the session lasts' },
  },
]
