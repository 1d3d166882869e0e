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
