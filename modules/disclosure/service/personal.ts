import { addDays } from '#platform/clock'
import type { Fields } from '#platform/fields'
import type { PersonalData } from '#platform/personal'
import * as store from '../store.ts'

/** 民法典第一百八十八条: claims are heard for three years; after that nobody need be asked again. */
const ANSWERED_DAYS = 3 * 365

const COMPLAINANT = { zh: '投诉举报人', en: 'Whoever complained' }
const CONTACT = { zh: '联系方式', en: 'Contact' }

export function createDisclosurePersonal({ fields }: { fields: Fields }): PersonalData {
  const keyOf = (county: string, phone: string | null) => ({
    contactIndexes: fields.indexes({ county, column: store.CONTACT }, phone ?? ''),
  })
  return {
    fields: [
      {
        ...{ id: 'disclosure.contact', name: CONTACT, of: COMPLAINANT, basis: 'consent', isSealed: true },
        purpose: { zh: '核实和答复投诉举报；可不填', en: 'To check and answer the complaint; may be left empty' },
        keptFor: { zh: '答复后 3 年', en: '3 years after the answer' },
      },
      {
        ...{ id: 'disclosure.body', name: { zh: '投诉举报内容', en: 'Words of the complaint' }, of: COMPLAINANT },
        ...{ basis: 'legalDuty', isSealed: false },
        purpose: { zh: '查办投诉举报', en: 'To look into the complaint' },
        keptFor: { zh: '作为办理档案长期保存', en: 'Kept as the file of the case' },
      },
    ],
    columns: [store.CONTACT],
    find: async (tx, { county }, { phone }) =>
      (await store.findContacts(tx, county, keyOf(county, phone))).map(({ id, receipt, contact, state }) => ({
        subject: `complaint:${id}`,
        what: { zh: `投诉举报 ${receipt}`, en: `Complaint ${receipt}` },
        values: [{ name: CONTACT, value: fields.open({ county, column: store.CONTACT, id }, contact) }],
        blockedBy:
          state === 'answered' ? null : { zh: '尚未答复，答复后才能清除', en: 'Not answered yet: erased after that' },
      })),
    erase: (tx, { county }, { phone }) => store.eraseContacts(tx, county, keyOf(county, phone)),
    retention: [
      {
        id: 'disclosure.contact',
        text: {
          zh: '投诉举报：答复满 3 年后清除联系方式',
          en: 'Complaints: the contact is erased 3 years after the answer',
        },
        due: (tx, county, by) =>
          store.dueContacts(tx, county, { answeredBy: addDays(by, -ANSWERED_DAYS), days: ANSWERED_DAYS }),
        run: (tx, county, { by, limit }) =>
          store.expireContacts(tx, county, { answeredBy: addDays(by, -ANSWERED_DAYS), limit }),
      },
    ],
  }
}
