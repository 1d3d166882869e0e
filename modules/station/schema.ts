import { z } from 'zod'
import type { Sealed } from '#platform/fields'

export const StationId = z.uuid().brand<'StationId'>()
export type StationId = z.infer<typeof StationId>

export const StationLevel = z.enum(['town', 'village'])
export const StationState = z.enum(['planned', 'open', 'closed'])

const Name = z.string().trim().min(1).max(60)
const Phone = z.string().regex(/^[0-9+ -]{0,20}$/)
const Lng = z.number().min(73).max(136).nullable()
const Lat = z.number().min(3).max(54).nullable()

export const Station = z.object({
  id: StationId,
  name: Name,
  level: StationLevel,
  /** The town or village that it serves. */
  place: z.string(),
  placeName: z.string(),
  townName: z.string(),
  state: StationState,
  address: z.string(),
  reusedOutlet: z.string(),
  keeperAccount: z.string().nullable(),
  keeperName: z.string(),
  /** Masked: 138****1234. */
  keeperPhone: z.string(),
  lng: z.number(),
  lat: z.number(),
  isEstimated: z.boolean(),
  openedOn: z.iso.date().nullable(),
  closedOn: z.iso.date().nullable(),
  lastEntryOn: z.iso.date().nullable(),
  origin: z.enum(['live', 'import', 'simulated']),
  version: z.int(),
})
export type Station = z.infer<typeof Station>

/** A row of the register, before divisions and ledgers are joined to it. */
export type StoredStation = Omit<
  Station,
  'placeName' | 'townName' | 'lng' | 'lat' | 'isEstimated' | 'lastEntryOn' | 'keeperPhone'
> & {
  keeperPhone: Sealed
  keeperPhoneIndex: string | null
  lng: number | null
  lat: number | null
  lastEntryOn: string | null
}

export const RegisterStation = z
  .strictObject({
    id: StationId.optional(),
    name: Name,
    level: StationLevel,
    place: z.string().regex(/^\d{9}(\d{3})?$/),
    address: z.string().max(120).default(''),
    reusedOutlet: z.string().max(40).default(''),
    keeperName: z.string().max(30).default(''),
    keeperPhone: Phone.default(''),
    lng: Lng.default(null),
    lat: Lat.default(null),
    /** Opened at once, on this day; without it the station is planned. */
    openOn: z.iso.date().nullable().default(null),
  })
  .refine(({ lng, lat }) => lng === null || lat !== null, { path: ['lat'] })
  .refine(({ lng, lat }) => lat === null || lng !== null, { path: ['lng'] })
export type RegisterStation = z.infer<typeof RegisterStation>

export const ChangeStation = z.strictObject({
  version: z.int(),
  name: Name.optional(),
  address: z.string().max(120).optional(),
  reusedOutlet: z.string().max(40).optional(),
  lng: Lng.optional(),
  lat: Lat.optional(),
})
export type ChangeStation = z.infer<typeof ChangeStation>

export const AssignKeeper = z.strictObject({
  keeperAccount: z.string().min(1).max(64).nullable().default(null),
  keeperName: z.string().trim().min(1).max(30),
  keeperPhone: Phone.default(''),
})
export type AssignKeeper = z.infer<typeof AssignKeeper>

/** 三本台账: sales of produce, parcels, services to villagers. */
export const Ledger = z.enum(['produceSale', 'parcel', 'convenience'])
export type Ledger = z.infer<typeof Ledger>
export const Service = z.enum([
  'produceSale',
  'collected',
  'sent',
  'agencyPurchase',
  'agencySale',
  'billPayment',
  'topUp',
])
export type Service = z.infer<typeof Service>

const EntryFields = z.strictObject({
  /** Made by the device (uuidv7), so that sending twice stores once. */
  id: z.uuid().toLowerCase(),
  service: Service,
  at: z.iso.datetime(),
  quantity: z.int().min(1).max(100_000),
  amountFen: z.int().min(0).max(100_000_000_000).default(0),
  goods: z.string().trim().max(60).default(''),
  unit: z.string().trim().max(10).default(''),
  waybill: z
    .string()
    .regex(/^[A-Za-z0-9-]{5,32}$/)
    .nullable()
    .default(null),
  note: z.string().trim().max(200).default(''),
})
export const EnterCommand = EntryFields
export type EnterCommand = z.infer<typeof EnterCommand>

export const Via = z.enum(['phone', 'import', 'onBehalf'])
export type Via = z.infer<typeof Via>

export const Entry = EntryFields.extend({
  station: StationId,
  ledger: Ledger,
  enteredOn: z.iso.date(),
  via: Via,
  enteredBy: z.string(),
  origin: z.enum(['live', 'import', 'simulated']),
  voidedAt: z.iso.datetime().nullable(),
  voidReason: z.string().nullable(),
})
export type Entry = z.infer<typeof Entry>

/** What became of each entry that a device sent: a refused one does not hold up the others. */
export const EnterResult = z.object({
  id: z.string(),
  state: z.enum(['recorded', 'known', 'refused']),
  code: z.string().nullable(),
})
export type EnterResult = z.infer<typeof EnterResult>

export const DayTotals = z.object({
  saleCount: z.int(),
  saleFen: z.int(),
  parcelsCollected: z.int(),
  parcelsSent: z.int(),
  convenienceCount: z.int(),
  convenienceFen: z.int(),
})
export type DayTotals = z.infer<typeof DayTotals>

export const DailyReport = DayTotals.extend({
  id: z.string(),
  reportOn: z.iso.date(),
  confirmedAt: z.iso.datetime(),
  confirmedBy: z.string(),
  isOnBehalf: z.boolean(),
  isLate: z.boolean(),
  note: z.string(),
  /** When and why it was last brought to what the ledgers hold. */
  amendedAt: z.iso.datetime().nullable(),
  amendReason: z.string().nullable(),
  origin: z.enum(['live', 'import', 'simulated']),
})
export type DailyReport = z.infer<typeof DailyReport>

/** A station's day as its keeper sees it: what the ledgers hold and whether the report went out. */
export const StationDay = z.object({
  station: Station,
  on: z.iso.date(),
  totals: DayTotals,
  entries: z.array(Entry),
  report: DailyReport.nullable(),
  /** The ledgers have changed since the report was confirmed or last amended. */
  isReportOutdated: z.boolean(),
  /** Days of the last fortnight that an open station has not reported. */
  missing: z.array(z.iso.date()),
})

export const ConfirmReport = z.strictObject({
  id: z.uuid(),
  on: z.iso.date(),
  note: z.string().trim().max(200).default(''),
  /** Only the simulator may say when. */
  confirmedAt: z.iso.datetime().optional(),
})
export type ConfirmReport = z.infer<typeof ConfirmReport>

export const AmendReport = z.strictObject({
  id: z.uuid(),
  on: z.iso.date(),
  reason: z.string().trim().min(2).max(200),
})
export type AmendReport = z.infer<typeof AmendReport>

/** One line of the service centre's list of a day: who reported, who did not. */
export const ReportLine = z.object({
  station: StationId,
  name: z.string(),
  level: StationLevel,
  place: z.string(),
  townName: z.string(),
  keeperName: z.string(),
  keeperPhone: z.string(),
  state: z.enum(['reported', 'late', 'missing']),
  report: DailyReport.nullable(),
  lastReportOn: z.iso.date().nullable(),
})
export type ReportLine = z.infer<typeof ReportLine>

// Events. `station.entryVoided` repeats what it takes back, so that a sum over both is the truth.
export type EntryFacts = {
  ledger: Ledger
  service: Service
  quantity: number
  amountFen: number
  via: Via
}
export type OpeningFacts = { level: 'town' | 'village'; isAdministrativeVillage: boolean }

const Code = z.string().regex(/^\d{9}(\d{3})?$/)
const Codes = z.array(Code).max(1000)
const Fen = z.int().min(0).max(100_000_000_000_000)

/** 选址: what a person asks for beside the plan's rules. Null: as the plan has it. */
export const SitingWishes = z
  .strictObject({
    villageNumber: z.int().min(0).max(5000).nullable().default(null),
    budgetFen: Fen.nullable().default(null),
    townCostFen: Fen.default(0),
    villageCostFen: Fen.default(0),
    forceIn: Codes.default([]),
    forceOut: Codes.default([]),
    /** Planned stations and open ones that are not silent stay. */
    keepsExisting: z.boolean().default(true),
    /** What the table of divisions does not say. */
    facts: z
      .array(
        z.strictObject({ code: Code, residents: z.int().min(0).max(1_000_000).nullable(), isDesignated: z.boolean() }),
      )
      .max(5000)
      .default([]),
  })
  .refine(({ budgetFen, townCostFen, villageCostFen }) => budgetFen === null || townCostFen + villageCostFen > 0, {
    path: ['villageCostFen'],
  })
export type SitingWishes = z.infer<typeof SitingWishes>

const Limit = z.object({ atLeast: z.int().nullable(), atMost: z.int().nullable() })

/** A rule of the plan as the siting reads it. */
const SitingRule = z.object({
  id: z.string(),
  effect: z.enum([
    ...(['perTown', 'perVillage', 'growth', 'apart', 'townNumber', 'villageNumber', 'allNumber'] as const),
    ...(['townCoverage', 'villageCoverage', 'priority', 'notComputed', 'setAside'] as const),
  ]),
  text: z.string(),
  isHard: z.boolean(),
  ambiguity: z.string().nullable(),
  source: z.object({ quote: z.string(), line: z.int() }).nullable(),
})

/** What a siting starts from: the plan's rules, and what there is already. */
export const SitingBasis = z.object({
  rules: z.array(SitingRule),
  towns: z.int(),
  villages: z.int(),
  villagesSurveyed: z.int(),
  townStations: Limit,
  villageStations: Limit,
  allStations: Limit,
  villagesServed: Limit,
  existing: z.array(z.object({ code: z.string(), isGood: z.boolean() })),
})
export type SitingBasis = z.infer<typeof SitingBasis>

const Site = z.object({
  code: z.string(),
  name: z.string(),
  townName: z.string(),
  level: StationLevel,
  reason: z.string(),
  isDesignated: z.boolean(),
  isEstimated: z.boolean(),
})

export const SitingView = z.object({
  id: z.uuid(),
  askedAt: z.iso.datetime(),
  state: z.enum(['waiting', 'running', 'done', 'cancelled', 'failed']),
  wishes: SitingWishes,
  /** Null until it has ended. */
  answer: z
    .object({
      status: z.enum(['optimal', 'limited', 'infeasible', 'unsolved']),
      unit: z.enum(['people', 'villages']),
      objective: z.int().nullable(),
      bound: z.int().nullable(),
      certain: z.int().nullable(),
      designated: z.object({ of: z.int(), served: z.int() }),
      distance: z
        .object({ isProven: z.boolean(), meanM: z.int().nullable(), farthestM: z.int().nullable() })
        .nullable(),
      stations: z.array(Site.extend({ isExisting: z.boolean() })),
      leftOut: z.array(Site.extend({ nearestM: z.int().nullable() })),
      clashes: z.array(z.string()),
      assumptions: z.array(z.string()),
    })
    .nullable(),
})
export type SitingView = z.infer<typeof SitingView>

export const RegisterSites = z.strictObject({ codes: Codes.min(1) })
/** `known`: places that already have a station of that level in the register. */
export const RegisteredSites = z.object({ registered: z.int(), known: z.int() })
export type RegisteredSites = z.infer<typeof RegisteredSites>
