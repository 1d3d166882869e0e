import { civilDay } from '#platform/clock'
import type { PersonalData } from '#platform/personal'
import { LEAST_DAYS } from '../domain.ts'
import * as store from '../store.ts'

const STAFF = { zh: '有账号的工作人员', en: 'Staff with an account' }
const BY_LAW = {
  zh: `依《网络安全法》第二十一条留存不少于 ${LEAST_DAYS} 天，到期按月删除，不因请求提前删除；内容由审计管理员查阅`,
  en: `Kept ${LEAST_DAYS} days at least by the Cybersecurity Law, art. 21, then dropped by months, never earlier on request; the audit administrator reads it`,
}

/** The access log is nobody's to erase: what is told of a person is how much of him it holds, not what. */
export const accessPersonal: PersonalData = {
  fields: [
    {
      ...{ id: 'access.request', of: STAFF, basis: 'legalDuty', isSealed: false },
      name: {
        zh: '访问日志：账号、时间、地址、浏览器、访问的页面和结果',
        en: 'Access log: account, time, address, browser, page and outcome',
      },
      purpose: {
        zh: '安全审计（《网络安全法》第二十一条）；只有审计管理员能看',
        en: 'Security audits (Cybersecurity Law, art. 21); read by the audit administrator only',
      },
      keptFor: {
        zh: `不少于 ${LEAST_DAYS} 天，到期按月删除；不因个人请求提前删除`,
        en: `${LEAST_DAYS} days at least, then dropped by months; not erased earlier on request`,
      },
    },
  ],
  columns: [],
  async find(tx, { county }, { account }) {
    const { count, firstAt, lastAt } = account
      ? await store.countOf(tx, county, account)
      : { count: 0, firstAt: null, lastAt: null }
    if (count === 0 || !firstAt || !lastAt) return []
    return [
      {
        subject: `accessLog:${account}`,
        what: { zh: '访问日志', en: 'Access log' },
        values: [
          { name: { zh: '条数', en: 'Entries' }, value: String(count) },
          { name: { zh: '起止', en: 'From and to' }, value: `${civilDay(firstAt)} – ${civilDay(lastAt)}` },
        ],
        blockedBy: BY_LAW,
      },
    ]
  },
  erase: async () => 0,
  retention: [],
}
