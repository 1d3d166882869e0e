import { addDays } from '#platform/clock'
import type { Fields } from '#platform/fields'
import type { PersonalData } from '#platform/personal'
import * as store from '../store.ts'

/** A closed outlet's keeper is asked after for the quarter's accounts, and then no more. */
const CLOSED_DAYS = 180

const KEEPER = { zh: '站长', en: 'Station keeper' }
const NAME = { zh: '站长姓名', en: "Keeper's name" }
const PHONE = { zh: '站长电话', en: "Keeper's telephone" }
const IN_OFFICE = {
  zh: '站点营业中，请先更换站长',
  en: 'The station is open: assign another keeper first',
}

export function createStationPersonal({ fields }: { fields: Fields }): PersonalData {
  const keyOf = (county: string, { phone, account }: { phone: string | null; account: string | null }) => ({
    account,
    phoneIndexes: fields.indexes({ county, column: store.KEEPER_PHONE }, phone ?? ''),
  })
  return {
    fields: [
      {
        ...{ id: 'station.keeperName', name: NAME, of: KEEPER, basis: 'contract', isSealed: false },
        purpose: { zh: '联系和考核站点', en: 'To reach the station and judge its work' },
        keptFor: { zh: '站点存续期间及关闭后 180 天', en: 'While the station exists and 180 days after it closed' },
      },
      {
        ...{ id: 'station.keeperPhone', name: PHONE, of: KEEPER, basis: 'contract', isSealed: true },
        purpose: { zh: '联系站点、催报日报', en: 'To reach the station and ask for its daily report' },
        keptFor: { zh: '站点存续期间及关闭后 180 天', en: 'While the station exists and 180 days after it closed' },
      },
    ],
    columns: [store.KEEPER_PHONE],
    find: async (tx, { county }, person) =>
      (await store.findKept(tx, county, keyOf(county, person))).map(({ id, name, keeperName, keeperPhone, state }) => ({
        subject: `station:${id}`,
        what: { zh: `站点 ${name}`, en: `Station ${name}` },
        values: [
          { name: NAME, value: keeperName },
          { name: PHONE, value: fields.open({ county, column: store.KEEPER_PHONE, id }, keeperPhone) },
        ],
        blockedBy: state === 'closed' ? null : IN_OFFICE,
      })),
    erase: (tx, { county }, person) => store.eraseKept(tx, county, keyOf(county, person)),
    retention: [
      {
        id: 'station.keeper',
        text: {
          zh: '关闭满 180 天的站点：清除站长姓名和电话',
          en: 'Stations closed for 180 days: name and telephone of the keeper are erased',
        },
        due: (tx, county, by) => store.dueKept(tx, county, { closedBy: addDays(by, -CLOSED_DAYS), days: CLOSED_DAYS }),
        run: (tx, county, { by, limit }) =>
          store.expireKept(tx, county, { closedBy: addDays(by, -CLOSED_DAYS), limit }),
      },
    ],
  }
}
