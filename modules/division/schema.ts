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

/** A name that people of the county write for a place: the place's words only, never an address or a person's name. */
export const Alias = z.object({
  name: z
    .string()
    .regex(/^[\u3400-\u9fffA-Za-z0-9]{2,20}$/)
    .refine((name) => !/\d{5}/.test(name)),
  code: z.string().regex(/^\d{9}(\d{3})?$/),
})
export type Alias = z.infer<typeof Alias>

export const LearntAlias = Alias.extend({ place: z.string().nullable(), learntAt: z.iso.datetime() })
export type LearntAlias = z.infer<typeof LearntAlias>

/** `division.aliasLearnt`, `division.aliasForgotten` */
export type AliasFacts = { name: string }

/** What a person pastes at once; more comes as a sheet. */
const MOST_LINES = 500
const MOST_LETTERS = 400
export const AddressLines = z.object({ lines: z.array(z.string().max(MOST_LETTERS)).min(1).max(MOST_LINES) })

const NamedPlace = z.object({ code: z.string(), name: z.string(), path: z.string() })

/** One line's answer; `pieces` are offsets into the line as sent. See packages/address. */
export const AddressAnswer = z.object({
  code: z.string().nullable(),
  confidence: z.number(),
  reason: z.enum(['village', 'town', 'county', 'ambiguous', 'elsewhere', 'contradiction', 'unknown']),
  notes: z.array(
    z.enum([
      'townMissing',
      'countyMissing',
      'formMissing',
      'corrected',
      'formerName',
      'alias',
      'otherPrefecture',
      'otherPlaceToo',
      'unknownRest',
    ]),
  ),
  pieces: z.array(
    z.object({
      start: z.int(),
      end: z.int(),
      text: z.string(),
      code: z.string(),
      name: z.string(),
      how: z.enum(['name', 'former', 'alias', 'sound', 'look', 'nearSound', 'near']),
    }),
  ),
  candidates: z.array(NamedPlace),
  elsewhere: z.array(NamedPlace),
})
export type AddressAnswer = z.infer<typeof AddressAnswer>
