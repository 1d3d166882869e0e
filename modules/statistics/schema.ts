import { z } from 'zod'

export const IndicatorId = z.string().regex(/^[a-z]+\.[a-zA-Z]+$/)

const Origin = z.enum(['live', 'import', 'simulated'])

export const IndicatorView = z.object({
  id: IndicatorId,
  kind: z.enum(['sum', 'distinct', 'ratio', 'active']),
  zh: z.string(),
  en: z.string(),
  unit: z.enum([
    'piece',
    'entry',
    'town',
    'fen',
    'parcel',
    'time',
    'station',
    'village',
    'personTime',
    'person',
    'ratio',
  ]),
  definition: z.object({ zh: z.string(), en: z.string() }),
})

/** A figure, and how much of it is made of simulated events. */
export const Figure = z.object({
  indicator: IndicatorId,
  value: z.number().nullable(),
  simulated: z.number(),
  isSimulated: z.boolean(),
  numerator: z.number().nullable(),
  denominator: z.number().nullable(),
})
export type Figure = z.infer<typeof Figure>

export const Split = z.enum(['town', 'village', 'station', 'day', 'month'])
export type Split = z.infer<typeof Split>

/** One part of a figure: a town, a village, an outlet, a day or a month. */
export const FigurePart = z.object({
  key: z.string(),
  name: z.string(),
  value: z.number(),
  simulated: z.number(),
  numerator: z.number().nullable(),
  denominator: z.number().nullable(),
})
export type FigurePart = z.infer<typeof FigurePart>

export const FigureQuery = z.object({
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  place: z
    .string()
    .regex(/^\d{6}(\d{3}){0,2}$/)
    .optional(),
  station: z.uuid().optional(),
})
export type FigureQuery = z.infer<typeof FigureQuery>

/** An event as evidence: who did what, where, when, and the paper's or person's name instead of an id. */
export const EventView = z.object({
  id: z.string(),
  kind: z.string(),
  at: z.iso.datetime(),
  recordedAt: z.iso.datetime(),
  place: z.string(),
  placeName: z.string(),
  station: z.string().nullable(),
  stationName: z.string().nullable(),
  subject: z.string(),
  actor: z.string(),
  actorName: z.string(),
  origin: Origin,
  data: z.record(z.string(), z.unknown()),
  /** What this event adds to the figure; null outside a figure. */
  adds: z.number().nullable(),
})
export type EventView = z.infer<typeof EventView>

export const EventPage = z.object({ rows: z.array(EventView), next: z.string().nullable() })
export type EventPage = z.infer<typeof EventPage>
