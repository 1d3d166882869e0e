import type { RecordedEvent } from './journal.ts'

/** 人次 and 人数 are different units: person-times add up, persons do not. */
export type Unit =
  | 'piece'
  | 'entry'
  | 'town'
  | 'fen'
  | 'parcel'
  | 'time'
  | 'station'
  | 'village'
  | 'personTime'
  | 'person'
  | 'ratio'

type Named = { id: string; zh: string; en: string; unit: Unit; definition: { zh: string; en: string } }
type Of<T> = Readonly<Record<string, (event: RecordedEvent) => T>>

/** A figure that adds up over days and places: what each kind of event adds (or takes back). */
export type SumIndicator = Named & { kind: 'sum'; from: Of<number> }
/** A figure that counts each member once: it cannot be summed over days or places. Weights below zero take a member out. */
export type DistinctIndicator = Named & { kind: 'distinct'; from: Of<{ member: string; weight: number } | null> }
/** One figure over another, or over the number of divisions of a kind. */
export type RatioIndicator = Named & { kind: 'ratio'; of: string; per: { divisions: 'administrativeVillage' | 'town' } }
/** Outlets that another figure has moved at within the last days. */
export type ActiveIndicator = Named & { kind: 'active'; of: string; days: number }

/** A figure as the module that owns the events declares it. */
export type Indicator = SumIndicator | DistinctIndicator | RatioIndicator | ActiveIndicator
