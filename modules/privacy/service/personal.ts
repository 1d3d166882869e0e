import { addDays } from '#platform/clock'
import type { Fields } from '#platform/fields'
import type { Person, PersonalData, RetentionRule } from '#platform/personal'
import * as store from '../store.ts'

/** 民法典第一百八十八条: as long as somebody may ask whether it was done. */
const KEPT_DAYS = 3 * 365

const NAME = { zh: '姓名', en: 'Name' }
const PHONE = { zh: '电话', en: 'Telephone' }
const STANDING = { zh: '授权仍有效，请先登记撤回', en: 'The consent stands: record its withdrawal first' }

const rule = (table: 'request' | 'consent', text: RetentionRule['text']): RetentionRule => {
  const kept = { table, days: KEPT_DAYS }
  return {
    id: `privacy.${table}`,
    text,
    due: (tx, county, by) => store.dueNames(tx, county, kept, addDays(by, -KEPT_DAYS)),
    run: (tx, county, { by, limit }) =>
      store.expireNames(tx, county, kept, { endedBy: addDays(by, -KEPT_DAYS), limit }),
  }
}

/** What this module itself keeps of persons. */
export function createPrivacyPersonal({ fields }: { fields: Fields }): PersonalData {
  const keyOf = (county: string, { phone, account }: Person) => ({
    account,
    phoneIndexes: fields.indexes({ county, column: store.CONSENT.phone }, phone ?? ''),
  })
  return {
    fields: [
      {
        ...{ id: 'privacy.request', basis: 'legalDuty', isSealed: true },
        name: { zh: '姓名、电话', en: 'Name, telephone' },
        of: { zh: '提出个人信息请求的人', en: 'Whoever asked about his data' },
        purpose: { zh: '核实身份、办理请求并备查', en: 'To make sure who asks, to answer, and to prove it' },
        keptFor: { zh: '办结后 3 年', en: '3 years after it was closed' },
      },
      {
        ...{ id: 'privacy.consent', basis: 'legalDuty', isSealed: true },
        name: { zh: '姓名、电话、授权文本版本', en: 'Name, telephone, version of the text' },
        of: { zh: '作出授权同意的人', en: 'Whoever consented' },
        purpose: { zh: '证明已取得同意', en: 'To prove that consent was given' },
        keptFor: { zh: '撤回后 3 年', en: '3 years after the withdrawal' },
      },
    ],
    columns: [store.REQUEST.name, store.REQUEST.phone, store.CONSENT.name, store.CONSENT.phone],
    find: async (tx, { county }, person) =>
      (await store.findConsents(tx, county, keyOf(county, person))).map((consent) => ({
        subject: `consent:${consent.id}`,
        what: { zh: `授权同意：${consent.purpose}`, en: `Consent: ${consent.purpose}` },
        values: [
          {
            name: NAME,
            value: fields.open({ county, column: store.CONSENT.name, id: consent.id }, consent.name),
          },
          {
            name: PHONE,
            value: fields.open({ county, column: store.CONSENT.phone, id: consent.id }, consent.phone),
          },
          { name: { zh: '授权日期', en: 'Given on' }, value: consent.givenOn },
        ],
        blockedBy: consent.withdrawnOn === null ? STANDING : null,
      })),
    erase: (tx, { county }, person) => store.eraseConsents(tx, county, keyOf(county, person)),
    retention: [
      rule('request', {
        zh: '个人信息请求：办结满 3 年后清除姓名和电话',
        en: 'Requests: name and telephone are erased 3 years after they were closed',
      }),
      rule('consent', {
        zh: '授权同意：撤回满 3 年后清除姓名和电话',
        en: 'Consents: name and telephone are erased 3 years after the withdrawal',
      }),
    ],
  }
}
