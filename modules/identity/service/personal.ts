import { addDays, civilDay } from '#platform/clock'
import type { Fields } from '#platform/fields'
import type { Person, PersonalData, PersonalField, PersonalRecord, RetentionRule } from '#platform/personal'
import { stateOf } from '../domain/standing.ts'
import * as accounts from '../store/accounts.ts'
import * as store from '../store/persons.ts'
import { secretsOf } from './second-factor.ts'

/** Whoever has left is asked after for the half-year's accounts, and then no more: as long as a closed station's keeper. */
const LEFT_DAYS = 180
/** As long as somebody may wonder who was let in by a link; the journal has said it for good. */
const LINK_DAYS = 30
/** A session that has ended goes in the night after its day. */
const SESSION_DAYS = 1

const STAFF = { zh: '有账号的工作人员', en: 'Staff with an account' }
const PHONE = { zh: '电话', en: 'Telephone' }
const IN_USE = { zh: '账号在用，请先停用账号', en: 'The account is in use: disable it first' }
/** 个人信息保护法第四十七条第二款: where a law has it kept, it is stored, and used for nothing else. */
const EVIDENCE = {
  zh: '日志和资金凭证以账号指认经办人，姓名和用户名作为审计依据依法保留，不删除',
  en: 'The journal and the papers of money name who acted by the account: its name and user name are kept by law as evidence',
}

const FIELDS: readonly PersonalField[] = [
  {
    ...{ id: 'identity.account', of: STAFF, basis: 'contract', isSealed: false },
    name: { zh: '姓名、用户名、角色', en: 'Name, user name, roles' },
    purpose: { zh: '登录和分清谁做了什么', en: 'To sign in, and to tell who did what' },
    keptFor: {
      zh: '账号存续期间；停用后作为审计依据保留，不因个人请求删除',
      en: 'While the account exists; afterwards as evidence for audits, and not erased on request',
    },
  },
  {
    ...{ id: 'identity.phone', of: STAFF, basis: 'contract', isSealed: true, name: PHONE },
    purpose: { zh: '工作联系', en: 'To reach the person at work' },
    keptFor: { zh: '账号存续期间及停用后 180 天', en: 'While the account exists and 180 days after it was disabled' },
  },
  {
    ...{ id: 'identity.secondFactor', of: STAFF, basis: 'legalDuty', isSealed: true },
    name: { zh: '动态口令密钥', en: 'Secret of the second factor' },
    purpose: {
      zh: '身份鉴别（《网络安全法》第二十一条）；密码只存单向散列',
      en: 'To make sure who signs in (Cybersecurity Law, art. 21); of a password only a hash is kept',
    },
    keptFor: { zh: '启用期间', en: 'While it is switched on' },
  },
  {
    ...{ id: 'identity.device', of: STAFF, basis: 'contract', isSealed: false },
    name: {
      zh: '绑定手机的名称、微信或单位统一登录标识',
      en: 'Names of bound telephones, id at WeChat or at the sign-in of the office',
    },
    purpose: { zh: '免密登录，丢失时解除绑定', en: 'To stay signed in, and to shut out a lost telephone' },
    keptFor: {
      zh: '绑定期间；解除绑定或停用账号后 180 天',
      en: 'While bound; 180 days after that, or after the account ended',
    },
  },
  {
    ...{ id: 'identity.session', of: STAFF, basis: 'legalDuty', isSealed: false },
    name: { zh: '登录地址、浏览器', en: 'Address and browser of a session' },
    purpose: { zh: '安全审计（《网络安全法》第二十一条）', en: 'Security audits (Cybersecurity Law, art. 21)' },
    keptFor: { zh: '会话有效期间，结束次日删除', en: 'While the session lasts; erased the day after' },
  },
]

const rowsRule = (table: store.Ending, days: number, text: RetentionRule['text']): RetentionRule => ({
  ...{ id: `identity.${table}`, text },
  due: (tx, county, by) => store.dueRows(tx, county, { table, days, endedBy: addDays(by, -days) }),
  run: (tx, county, { by, limit }) => store.dropRows(tx, county, { table, limit, endedBy: addDays(by, -days) }),
})

const RETENTION: readonly RetentionRule[] = [
  {
    id: 'identity.left',
    text: {
      zh: '停用或到期满 180 天的账号：清除电话、绑定手机和第三方登录标识；姓名作为审计依据保留',
      en: 'Accounts that ended 180 days ago: telephone, bound telephones and ids elsewhere are erased; the name stays as evidence',
    },
    due: (tx, county, by) => store.dueLeft(tx, county, { days: LEFT_DAYS, endedBy: addDays(by, -LEFT_DAYS) }),
    run: (tx, county, { by, limit }) => store.expireLeft(tx, county, { limit, endedBy: addDays(by, -LEFT_DAYS) }),
  },
  rowsRule('device', LEFT_DAYS, {
    zh: '解除绑定满 180 天的手机：删除其名称',
    en: 'Telephones that were unbound 180 days ago: their names are erased',
  }),
  rowsRule('invitation', LINK_DAYS, {
    zh: '已使用或过期满 30 天的邀请链接：删除',
    en: 'Invitations used or expired 30 days ago are deleted',
  }),
  {
    id: 'identity.session',
    text: {
      zh: '已结束的登录会话：次日删除登录地址和浏览器',
      en: 'Sessions that have ended: address and browser are erased the day after',
    },
    due: (tx, county, by) => store.dueSessions(tx, county, { days: SESSION_DAYS, endedBy: addDays(by, -SESSION_DAYS) }),
    run: (tx, county, { by, limit }) => store.dropSessions(tx, county, { limit, endedBy: addDays(by, -SESSION_DAYS) }),
  },
]

/** What is kept of whoever signs in. Erasing leaves his name in the journal's reading: who did what stays told. */
export function createIdentityPersonal({
  fields,
  secret,
  now,
}: {
  fields: Fields
  /** The installation's secret: secrets of second factors of earlier releases are sealed under it. */
  secret: string
  now: () => Date
}): PersonalData {
  const keyOf = (county: string, { phone, account }: Person): store.PersonKey => ({
    account,
    phoneIndexes: fields.indexes({ county, column: accounts.PHONE }, phone ?? ''),
  })

  function recordsOf(county: string, kept: store.Kept): PersonalRecord[] {
    const { id, username, name, roles, createdAt, devices, externals, sessions } = kept
    const subject = `account:${id}`
    const line = (zh: string, en: string) => (value: string) => ({ name: { zh, en }, value })
    const phone = fields.open({ county, column: accounts.PHONE, id }, kept.phone)
    const values = [
      ...[phone].filter(Boolean).map(line(PHONE.zh, PHONE.en)),
      ...devices.map(line('绑定的手机', 'Bound telephone')),
      ...externals.map(line('第三方登录标识', 'Id at another sign-in')),
      ...sessions.map(line('登录地址、浏览器', 'Address and browser')),
    ]
    const isInUse = stateOf(kept, civilDay(now())) === 'active'
    const contact: PersonalRecord[] =
      values.length === 0
        ? []
        : [
            {
              ...{ subject, values, blockedBy: isInUse ? IN_USE : null },
              what: {
                zh: `账号 ${username} 的联系和登录方式`,
                en: `Account ${username}: how to reach it and its sign-ins`,
              },
            },
          ]
    const who: PersonalRecord = {
      ...{ subject, blockedBy: EVIDENCE },
      what: { zh: `账号 ${username}`, en: `Account ${username}` },
      values: [
        line('姓名', 'Name')(name),
        line('用户名', 'User name')(username),
        line('角色', 'Roles')(roles.join(', ')),
        line('建立时间', 'Made at')(createdAt.toISOString()),
      ],
    }
    return [...contact, who]
  }

  return {
    fields: FIELDS,
    columns: [accounts.PHONE, secretsOf(secret)],
    find: async (tx, { county }, person) =>
      (await store.findKept(tx, county, keyOf(county, person))).flatMap((kept) => recordsOf(county, kept)),
    erase: (tx, { county }, person) => store.eraseLeft(tx, county, keyOf(county, person), civilDay(now())),
    retention: RETENTION,
  }
}
