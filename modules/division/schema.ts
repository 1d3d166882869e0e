import { z } from 'zod'

/** Statistical code: 6 digits a county, 9 a town, 12 a village (国统字〔2009〕91号). */
export const DivisionCode = z.string().regex(/^\d{6}(\d{3}){0,2}$/)

export const Level = z.enum(['county', 'town', 'village'])
export type Level = z.infer<typeof Level>

/** A row of `divisions.csv`: what the statistics bureau names, and where, if that is known (WGS84). */
export const DivisionRow = z.object({
  code: DivisionCode,
  name: z.string().min(1),
  level: Level,
  parent: z.string(),
  isAdministrativeVillage: z.boolean(),
  lng: z.number().min(73).max(136).nullable(),
  lat: z.number().min(3).max(54).nullable(),
  coordSource: z.string().nullable(),
})
export type DivisionRow = z.infer<typeof DivisionRow>

/** A division as the map shows it: an estimated place is drawn hollow and is never a survey. */
export const Division = DivisionRow.extend({
  lng: z.number(),
  lat: z.number(),
  isEstimated: z.boolean(),
  validFrom: z.iso.date(),
  validTo: z.iso.date().nullable(),
})
export type Division = z.infer<typeof Division>

export const Boundary = z.object({
  geojson: z.record(z.string(), z.unknown()),
  attribution: z.string(),
})
export type Boundary = z.infer<typeof Boundary>

export const SuccessionKind = z.enum(['rename', 'move', 'merge', 'split'])

/** One step of what became of a code: `successor` holds from `since` on, by the word of `source`. */
export const Succession = z.object({
  code: DivisionCode,
  successor: DivisionCode,
  kind: SuccessionKind,
  since: z.iso.date(),
  source: z.string().min(1).max(200),
})
export type Succession = z.infer<typeof Succession>

/** Where an old code has gone by a day; `isCurrent` when it has gone nowhere. */
export const Successors = z.object({
  code: DivisionCode,
  asOf: z.iso.date(),
  isCurrent: z.boolean(),
  successors: z.array(z.object({ code: DivisionCode, name: z.string().nullable() })),
  steps: z.array(Succession),
})
export type Successors = z.infer<typeof Successors>

/** Coordinate systems that maps in China speak: GCJ-02 (Gaode, Tencent), BD-09 (Baidu); Tianditu and GPS are WGS84 to within a metre. */
export const Datum = z.enum(['WGS84', 'GCJ-02', 'BD-09'])
export type Datum = z.infer<typeof Datum>

/** A point as it was taken in the field. */
export const SurveyedPoint = z.object({
  code: DivisionCode,
  lng: z.coerce.number().min(73).max(136),
  lat: z.coerce.number().min(3).max(54),
  datum: Datum,
})
export type SurveyedPoint = z.infer<typeof SurveyedPoint>

/** `division.surveyed`; the point is WGS84, `datum` what it was taken in. */
export type SurveyFacts = { lng: number; lat: number; datum: Datum }
