import type { Indicator } from '#platform/indicator'
import type { RecordedEvent } from '#platform/journal'
import type { EntryFacts, OpeningFacts, Service } from './schema.ts'

const entry = (event: RecordedEvent) => event.data as EntryFacts // the schema of station.entryRecorded
const opening = (event: RecordedEvent) => event.data as OpeningFacts // the schema of station.opened

/** What a voided entry takes back is what the entry gave. */
const ofEntries = (value: (facts: EntryFacts) => number) => ({
  'station.entryRecorded': (event: RecordedEvent) => value(entry(event)),
  'station.entryVoided': (event: RecordedEvent) => -value(entry(event)),
})

const openings = (counts: (facts: OpeningFacts) => boolean) => ({
  'station.opened': (event: RecordedEvent) => (counts(opening(event)) ? 1 : 0),
  'station.closed': (event: RecordedEvent) => (counts(opening(event)) ? -1 : 0),
})

const coverage = (counts: (facts: OpeningFacts) => boolean) => ({
  'station.opened': (event: RecordedEvent) => (counts(opening(event)) ? { member: event.place, weight: 1 } : null),
  'station.closed': (event: RecordedEvent) => (counts(opening(event)) ? { member: event.place, weight: -1 } : null),
})

const CONVENIENCE: readonly Service[] = ['agencyPurchase', 'agencySale', 'billPayment', 'topUp']
const isConvenience = ({ service }: EntryFacts) => CONVENIENCE.includes(service)

export const stationIndicators: readonly Indicator[] = [
  {
    id: 'station.open',
    kind: 'sum',
    zh: '已开业站点',
    en: 'Open stations',
    unit: 'station',
    definition: { zh: '已开业且未关闭的乡镇、村级站点数', en: 'Town and village stations opened and not closed' },
    from: openings(() => true),
  },
  {
    id: 'station.openTown',
    kind: 'sum',
    zh: '已开业乡镇服务站',
    en: 'Open town stations',
    unit: 'station',
    definition: { zh: '已开业且未关闭的乡镇服务站数', en: 'Town stations opened and not closed' },
    from: openings(({ level }) => level === 'town'),
  },
  {
    id: 'station.openVillage',
    kind: 'sum',
    zh: '已开业村级服务点',
    en: 'Open village stations',
    unit: 'station',
    definition: { zh: '已开业且未关闭的村级服务点数', en: 'Village stations opened and not closed' },
    from: openings(({ level }) => level === 'village'),
  },
  {
    id: 'station.coveredVillages',
    kind: 'distinct',
    zh: '有站点的行政村',
    en: 'Administrative villages with a station',
    unit: 'village',
    definition: {
      zh: '至少有一个已开业站点的行政村数，社区不计',
      en: 'Administrative villages, not communities, with an open station',
    },
    from: coverage(({ level, isAdministrativeVillage }) => level === 'village' && isAdministrativeVillage),
  },
  {
    id: 'station.villageCoverage',
    kind: 'ratio',
    zh: '行政村站点覆盖率',
    en: 'Coverage of administrative villages',
    unit: 'ratio',
    definition: {
      zh: '有站点的行政村 ÷ 全部行政村，社区不计',
      en: 'Administrative villages with a station over all of them; communities do not count',
    },
    of: 'station.coveredVillages',
    per: { divisions: 'administrativeVillage' },
  },
  {
    id: 'station.coveredTowns',
    kind: 'distinct',
    zh: '有服务站的乡镇',
    en: 'Towns with a station',
    unit: 'town',
    definition: { zh: '至少有一个已开业乡镇服务站的乡镇数', en: 'Towns with an open town station' },
    from: coverage(({ level }) => level === 'town'),
  },
  {
    id: 'station.townCoverage',
    kind: 'ratio',
    zh: '乡镇服务站覆盖率',
    en: 'Coverage of towns',
    unit: 'ratio',
    definition: { zh: '有服务站的乡镇 ÷ 全部乡镇', en: 'Towns with an open town station over all towns' },
    of: 'station.coveredTowns',
    per: { divisions: 'town' },
  },
  {
    id: 'station.entries',
    kind: 'sum',
    zh: '台账笔数',
    en: 'Ledger entries',
    unit: 'entry',
    definition: { zh: '三本台账的记账笔数，作废的扣回', en: 'Entries of the three ledgers, voided ones taken back' },
    from: ofEntries(() => 1),
  },
  {
    id: 'station.active',
    kind: 'active',
    zh: '近7日活跃站点',
    en: 'Stations active in 7 days',
    unit: 'station',
    definition: { zh: '近7日内至少记过一笔台账的站点数', en: 'Stations with a ledger entry in the last 7 days' },
    of: 'station.entries',
    days: 7,
  },
  {
    id: 'station.saleFen',
    kind: 'sum',
    zh: '农产品网销台账金额',
    en: 'Produce sales in the ledgers',
    unit: 'fen',
    definition: {
      zh: '农产品网销台账金额合计；是台账数，不是网络零售额',
      en: 'Sum of the produce ledgers; a ledger figure, not online retail sales',
    },
    from: ofEntries(({ service, amountFen }) => (service === 'produceSale' ? amountFen : 0)),
  },
  {
    id: 'station.parcels',
    kind: 'sum',
    zh: '物流收发件数',
    en: 'Parcels handled',
    unit: 'parcel',
    definition: { zh: '代收和代发的件数合计', en: 'Parcels collected and sent' },
    from: ofEntries(({ ledger, quantity }) => (ledger === 'parcel' ? quantity : 0)),
  },
  {
    id: 'station.parcelsSent',
    kind: 'sum',
    zh: '上行件数',
    en: 'Parcels sent',
    unit: 'parcel',
    definition: { zh: '代发（村到外）的件数', en: 'Parcels sent from villages' },
    from: ofEntries(({ service, quantity }) => (service === 'sent' ? quantity : 0)),
  },
  {
    id: 'station.parcelsCollected',
    kind: 'sum',
    zh: '下行件数',
    en: 'Parcels collected',
    unit: 'parcel',
    definition: { zh: '代收（外到村）的件数', en: 'Parcels that came to villages' },
    from: ofEntries(({ service, quantity }) => (service === 'collected' ? quantity : 0)),
  },
  {
    id: 'station.services',
    kind: 'sum',
    zh: '便民服务次数',
    en: 'Convenience services',
    unit: 'time',
    definition: { zh: '代购、代销、代缴费、话费充值的次数', en: 'Agency purchases and sales, bill payments, top-ups' },
    from: ofEntries((facts) => (isConvenience(facts) ? facts.quantity : 0)),
  },
  {
    id: 'station.serviceFen',
    kind: 'sum',
    zh: '便民服务金额',
    en: 'Convenience amount',
    unit: 'fen',
    definition: { zh: '便民服务台账金额合计', en: 'Sum of the convenience ledgers' },
    from: ofEntries((facts) => (isConvenience(facts) ? facts.amountFen : 0)),
  },
  {
    id: 'station.reports',
    kind: 'sum',
    zh: '日报份数',
    en: 'Daily reports',
    unit: 'piece',
    definition: { zh: '已确认的站点日报份数', en: 'Daily reports confirmed' },
    from: { 'station.reportConfirmed': () => 1 },
  },
  {
    id: 'station.reportsOnTime',
    kind: 'sum',
    zh: '按时日报份数',
    en: 'Daily reports on time',
    unit: 'piece',
    definition: { zh: '次日中午前确认的站点日报份数', en: 'Daily reports confirmed before noon of the next day' },
    from: { 'station.reportConfirmed': ({ data }) => ((data as { isLate: boolean }).isLate ? 0 : 1) }, // the schema of the event
  },
]
