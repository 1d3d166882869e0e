import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stationIndicators } from '#modules/station'
import { systemCaller } from '#platform/authz'
import { addDays } from '#platform/clock'
import type { RecordedEvent } from '#platform/journal'
import type { StatisticsService } from '../index.ts'
import { aStatistics, divisionsOf, eventOf, OUTLETS, TODAY } from './county.ts'
import { type Question, recount } from './recount.ts'

const IDS = stationIndicators.map(({ id }) => id)
const SERVICES = ['produceSale', 'collected', 'sent', 'agencyPurchase', 'topUp']
const LEDGERS: Record<string, string> = { produceSale: 'produceSale', collected: 'parcel', sent: 'parcel' }

const day = fc.integer({ min: 0, max: 75 }).map((back) => addDays(TODAY, -back))
const origin = fc.constantFrom('live', 'live', 'import', 'simulated') as fc.Arbitrary<'live' | 'import' | 'simulated'>
const outlet = fc.integer({ min: 0, max: OUTLETS.length - 1 })
const minute = fc.integer({ min: 0, max: 1439 })
const entry = fc
  .record({
    service: fc.constantFrom(...SERVICES),
    quantity: fc.integer({ min: 1, max: 9 }),
    amountFen: fc.integer({ min: 0, max: 9999 }),
  })
  .map((facts) => ({ ...facts, ledger: LEDGERS[facts.service] ?? 'convenience' }))
const act = fc.oneof(
  fc.record({ kind: fc.constantFrom('station.opened', 'station.closed'), outlet, day, minute, origin }),
  fc.record({
    kind: fc.constantFrom('station.entryRecorded', 'station.entryRecorded', 'station.entryVoided'),
    ...{ outlet, day, minute, origin, data: entry },
  }),
  fc.record({
    ...{ kind: fc.constant('station.reportConfirmed'), outlet, day, minute, origin },
    data: fc.record({ isLate: fc.boolean() }),
  }),
)
/** What is delivered: each act once or more, in any order, in batches of any size, followed now and then. */
const delivery = fc.array(act, { minLength: 5, maxLength: 60 }).chain((acts) =>
  fc.record({
    acts: fc.constant(acts),
    order: fc
      .array(fc.nat(acts.length - 1), { maxLength: 20 })
      .chain((again) => fc.shuffledSubarray([...acts.keys(), ...again], { minLength: acts.length + again.length })),
    batch: fc.integer({ min: 1, max: 15 }),
    ranges: fc.array(fc.tuple(fc.option(day, { nil: undefined }), day), { minLength: 3, maxLength: 3 }),
  }),
)

const questionsOf = (county: string, ranges: readonly [from: string | undefined, to: string][]): Question[] =>
  ranges.flatMap(([from, to]) => {
    const span = from === undefined || from > to ? { to } : { from, to }
    const places = ['', '001', '002', '001001', '001003', '002001'].map((below) => ({ place: county + below, ...span }))
    return [...places, ...OUTLETS.slice(0, 4).map(({ id }) => ({ place: county, station: id, ...span }))]
  })

async function mismatches(
  statistics: StatisticsService,
  { county, journal, questions }: { county: string; journal: readonly RecordedEvent[]; questions: readonly Question[] },
) {
  const wrong: unknown[] = []
  for (const question of questions) {
    const figures = await statistics.figures(systemCaller(county), IDS, question)
    for (const { id, kind } of stationIndicators) {
      // Members are kept for divisions, not for outlets.
      if (question.station !== undefined && (kind === 'distinct' || kind === 'ratio')) continue
      const figure = figures.get(id)
      const told = { value: kind === 'ratio' ? figure?.numerator : figure?.value, simulated: figure?.simulated }
      const counted = recount(id, journal, question)
      if (told.value !== counted.value || told.simulated !== counted.simulated)
        wrong.push({ id, question, told, counted })
    }
  }
  return wrong
}

test('whatever happened and however it was delivered, every figure is what a recount of the journal gives, also after a rebuild', async () => {
  const counties = Array.from({ length: 200 }, (_, i) => String(i + 1).padStart(6, '0'))
  const { statistics, another, tell, catchUp, journal, divisions } = await aStatistics(counties.slice(0, 1))
  let run = 0
  await fc.assert(
    fc.asyncProperty(delivery, async ({ acts, order, batch, ranges }) => {
      const county = counties[run++] ?? ''
      await divisions.load(systemCaller(county), divisionsOf(county))
      const events = acts.map((one) => eventOf(county, one))
      for (let i = 0; i < order.length; i += batch) {
        for (const n of order.slice(i, i + batch)) {
          const event = events[n]
          if (event) await tell(county, [event], acts[n]?.origin)
        }
        await Promise.all([statistics.followOnce(county), another().followOnce(county)])
      }
      await catchUp(county)
      const told = await journal(county)
      expect(told.length).toBe(acts.length)
      const questions = questionsOf(county, [[undefined, TODAY], ...ranges])
      expect(await mismatches(statistics, { county, journal: told, questions })).toEqual([])
      expect(await statistics.rebuild(county)).toBe(acts.length)
      expect(await mismatches(statistics, { county, journal: told, questions: questions.slice(0, 20) })).toEqual([])
    }),
    { numRuns: 15, seed: 20_260_510, endOnFailure: true },
  )
})

test('an event that comes late lies on its own day and on no other', async () => {
  const { statistics, act, catchUp } = await aStatistics()
  const sale = { kind: 'station.entryRecorded', outlet: 0, data: { service: 'produceSale', amountFen: 500 } }
  await act('000001', [{ ...sale, day: TODAY }])
  await catchUp()
  await act('000001', [{ ...sale, day: '2026-04-30', minute: 1439 }])
  await catchUp()
  const days = await statistics.parts(systemCaller('000001'), 'station.saleFen', 'day', {})
  expect(days.map(({ key, value }) => [key, value])).toEqual([
    [TODAY, 500],
    ['2026-04-30', 500],
  ])
})

test('two followers at once take every event once', async () => {
  const { statistics, another, tell, settled } = await aStatistics()
  const events = Array.from({ length: 60 }, () =>
    eventOf('000001', { kind: 'station.entryRecorded', outlet: 0, day: TODAY }),
  )
  await tell('000001', events)
  await settled()
  const followers = [statistics, another(), another()]
  const taken = await Promise.all(followers.map((follower) => follower.followOnce('000001')))
  expect(taken.reduce((a, b) => a + b)).toBe(60)
  const figures = await statistics.figures(systemCaller('000001'), ['station.entries'])
  expect(figures.get('station.entries')?.value).toBe(60)
})

test('to catch up is to wait for what another transaction hides', async () => {
  const { statistics, act, hide } = await aStatistics()
  const show = await hide()
  await act('000001', [{ kind: 'station.opened', day: '2026-05-01', outlet: 0 }])
  expect(await statistics.followOnce('000001')).toBe(0)
  const whenUpToDate = statistics.catchUp('000001')
  await show()
  expect(await whenUpToDate).toBe(1)
})

test('a rebuild tells how far it is, and the follower goes on where it ended', async () => {
  const { statistics, act, catchUp } = await aStatistics()
  const open = { kind: 'station.opened', day: '2026-05-01' }
  await act('000001', [
    { ...open, outlet: 0 },
    { ...open, outlet: 4 },
  ])
  await catchUp()
  const progress: [number, number][] = []
  expect(await statistics.rebuild('000001', (done, of) => progress.push([done, of]))).toBe(2)
  expect(progress).toEqual([[2, 2]])
  await act('000001', [{ ...open, outlet: 2 }])
  expect(await catchUp()).toBe(1)
  const figures = await statistics.figures(systemCaller('000001'), ['station.open'])
  expect(figures.get('station.open')?.value).toBe(3)
})

test("a county's events move no other county's figures", async () => {
  const { statistics, act, catchUp } = await aStatistics(['000001', '000002'])
  await act('000002', [{ kind: 'station.opened', outlet: 0, day: '2026-05-01' }])
  await catchUp('000001')
  await catchUp('000002')
  const open = async (county: string) =>
    (await statistics.figures(systemCaller(county), ['station.open'])).get('station.open')?.value
  expect([await open('000001'), await open('000002')]).toEqual([0, 1])
})

test('a village counts once, whether its station was imported, simulated or opened by hand', async () => {
  const { statistics, act, catchUp } = await aStatistics()
  const opened = { kind: 'station.opened', day: '2026-05-01' }
  const covered = async () => {
    await catchUp()
    const figure = (await statistics.figures(systemCaller('000001'), ['station.villageCoverage'])).get(
      'station.villageCoverage',
    )
    return [figure?.numerator, figure?.denominator, figure?.simulated]
  }
  await act('000001', [
    { ...opened, outlet: 0, origin: 'import' },
    { ...opened, outlet: 1, origin: 'live' },
    { ...opened, outlet: 4, origin: 'simulated' },
  ])
  expect(await covered()).toEqual([2, 3, 1])
  await act('000001', [{ kind: 'station.closed', outlet: 0, day: '2026-05-02', origin: 'live' }])
  expect(await covered()).toEqual([2, 3, 1])
  await act('000001', [{ kind: 'station.closed', outlet: 1, day: '2026-05-03', origin: 'live' }])
  expect(await covered()).toEqual([1, 3, 1])
})
