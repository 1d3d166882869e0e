import { expect, test } from 'vitest'
import { aCaller, anId } from '#platform/testing'
import { aProgramme, COUNTY, TODAY } from './county.ts'

type Target = { id: string; value: number | null; state: string; measure: string; numerator: number | null }
const byId = <T extends { id: string }>(rows: T[], id: string) => rows.find((row) => row.id === id)

test('every view of the plan is for whoever may read it, as of a day', async () => {
  const { ask } = await aProgramme()
  for (const path of ['/overview', ...['', '/budget', '/rules', '/targets', '/tasks'].map((p) => `/programme${p}`)]) {
    expect([path, (await ask('GET', path)).status]).toEqual([path, 200])
    expect([path, (await ask('GET', path, { as: 'townClerk' })).status]).toEqual([path, 200])
    expect([path, (await ask('GET', path, { as: '' })).status]).toEqual([path, 401])
    expect([path, (await ask('GET', path, { as: 'nobody' })).status]).toEqual([path, 403])
    expect([path, (await ask('GET', path, { as: 'otherCounty' })).code]).toEqual([path, 'programme.unknown'])
    expect((await ask('GET', `${path}?asOf=today`)).body.problems[0].path).toBe('/asOf')
  }
  expect((await ask('GET', '/programme')).body).toMatchObject({ stage: 'underWay', asOf: TODAY, isDemo: false })
  expect((await ask('GET', '/programme/check')).body.sums.every(({ ok }: { ok: boolean }) => ok)).toBe(true)
})

test('a station and an entry move the targets, the coverage and the ledgers of the overview', async () => {
  const { ask, stations, catchUp, office, pay } = await aProgramme()
  const overview = async (query = '', as = 'office') => (await ask('GET', `/overview${query}`, { as })).body
  const empty = await overview()
  const owed = ({ due }: { due: { kind: string }[] }) => due.filter(({ kind }) => kind === 'dailyReports')
  expect(empty).toMatchObject({ isSimulated: false, stations: { planned: 42, open: 0, villages: 60, coverage: 0 } })
  const village = `${COUNTY}101201`
  const station = await stations.register(office, {
    ...{ name: '大坝站', level: 'village', place: village, address: '', reusedOutlet: '', keeperName: '' },
    ...{ keeperPhone: '', lng: null, lat: null, openOn: '2020-09-01' },
  })
  await stations.enter(
    office,
    station.id,
    [
      {
        ...{ id: anId(), service: 'produceSale', at: '2020-09-14T04:00:00Z', quantity: 1, amountFen: 1250 },
        ...{ goods: '', unit: '', waybill: null, note: '' },
      },
    ],
    'phone',
  )
  await catchUp()
  expect(owed(await overview())).toEqual([
    { kind: 'dailyReports', id: '2020-09-14', text: '', count: 1, dueOn: '2020-09-14', daysLeft: -1, owner: null },
  ])
  await stations.confirmReport(office, station.id, { id: anId(), on: '2020-09-14', note: '' })
  await pay()
  await catchUp()
  const full = await overview()
  expect(full.stations).toMatchObject({ open: 1, active: 1, coveredVillages: 1, coverage: 1 / 60 })
  expect(full.ledgers[0]).toEqual({
    ...{ indicator: 'station.saleFen', total: 1250, last7: 1250, previous7: 0, isSimulated: false },
  })
  expect(full.money).toMatchObject({ centralPlannedFen: 1_087_000_000, centralPaidFen: 50_000_000 })
  expect([owed(empty), owed(full)]).toEqual([[], []])
  expect(full.reports).toMatchObject({ on: '2020-09-14', expected: 1, received: 1, onTime: 0 })
  expect(byId<Target>(full.targets, 'YR-T04')).toMatchObject({ value: 1, measure: 'indicator' })
  expect(byId<Target>(full.targets, 'YR-T06')).toMatchObject({ value: 1.666667, numerator: 1 })
  expect((await overview('?asOf=2020-08-31')).stations).toMatchObject({ open: 0, coveredVillages: 0 })
  expect(await overview('', 'townClerk')).toEqual(full)
})

test('a target kept by hand has a value from the day of its paper on, and never without one', async () => {
  const { ask, paper, events } = await aProgramme()
  const fileId = await paper('验收单.pdf')
  const report = (target: string, more: object = {}, as = 'office') =>
    ask('POST', `/programme/targets/${target}/reports`, {
      as,
      body: { id: anId(), value: 3, reportedOn: '2020-09-10', signedBy: '王局', fileId, ...more },
    })
  expect((await report('YR-T01', {}, '')).status).toBe(401)
  expect((await report('YR-T01', {}, 'townClerk')).status).toBe(403)
  expect((await report('YR-T01', { fileId: null })).body.problems[0].path).toBe('/fileId')
  expect((await report('YR-T99')).code).toBe('target.unknown')
  expect((await report('YR-T01', { reportedOn: '2020-09-16' })).code).toBe('programme.dayInFuture')
  const theirs = await paper('别县.pdf', aCaller({ county: '441882' }))
  expect((await report('YR-T01', { fileId: theirs })).code).toBe('file.unknown')
  expect(await report('YR-T04')).toMatchObject({ status: 409, code: 'programme.targetIsMeasured' })

  const id = anId()
  expect((await report('YR-T01', { id })).status).toBe(200)
  expect((await report('YR-T01', { id })).status).toBe(200)
  expect((await report('YR-T01', { id, value: 4 })).code).toBe('journal.idTaken')
  await report('YR-T01', { value: 2, reportedOn: '2020-09-01' })
  const value = async (asOf: string) =>
    byId<Target>((await ask('GET', `/programme/targets?asOf=${asOf}`)).body, 'YR-T01')?.value
  expect([await value('2020-08-31'), await value('2020-09-09'), await value(TODAY)]).toEqual([null, 2, 3])
  const { body } = await ask('GET', '/programme/targets/YR-T01/reports')
  expect(body.map((row: Record<string, unknown>) => [row.value, row.fileName, row.signedBy])).toEqual([
    [3, '验收单.pdf', '王局'],
    [2, '验收单.pdf', '王局'],
  ])
  expect((await ask('GET', '/programme/targets/YR-T01/reports', { as: 'nobody' })).status).toBe(403)
  expect((await events()).filter(({ kind }) => kind === 'programme.targetReported').length).toBe(2)
})

test('a task is reported by its state, and is overdue until it is done', async () => {
  const { ask } = await aProgramme()
  const tasks = async (asOf: string) => (await ask('GET', `/programme/tasks?asOf=${asOf}`)).body
  const [first] = (await tasks('2023-01-01')).filter(({ isOverdue }: { isOverdue: boolean }) => isOverdue)
  expect(first).toMatchObject({ state: 'todo', reportedAt: null })
  const report = (task: string, body: object, as = 'office') =>
    ask('POST', `/programme/tasks/${task}/reports`, { body: { id: anId(), ...body }, as })
  expect((await report('YR-K99', { state: 'done' })).code).toBe('task.unknown')
  expect((await report(first.id, { state: 'almost' })).body.problems[0].path).toBe('/state')
  expect((await report(first.id, { state: 'done' }, 'townClerk')).status).toBe(403)
  expect((await report(first.id, { state: 'done' }, '')).status).toBe(401)
  const id = anId()
  expect((await report(first.id, { id, state: 'done', note: '已办' })).status).toBe(200)
  expect((await report(first.id, { id, state: 'done', note: '已办' })).status).toBe(200)
  expect((await report(first.id, { id, state: 'todo', note: '已办' })).code).toBe('journal.idTaken')
  expect(byId(await tasks('2023-01-01'), first.id)).toMatchObject({ state: 'done', note: '已办', isOverdue: false })
})

test('a figure from outside is kept with its source, once, and shown from its publication on', async () => {
  const { ask } = await aProgramme()
  const figure = { name: '农村网络零售额', target: null, period: '2020上半年', value: 1234.5, unit: '万元' }
  const enter = (more: object = {}, as = 'office') =>
    ask('POST', '/programme/external-figures', {
      as,
      body: { id: anId(), ...figure, publisher: '云南省商务厅', publishedOn: '2020-08-01', ...more },
    })
  expect((await enter({}, '')).status).toBe(401)
  expect((await enter({}, 'townClerk')).status).toBe(403)
  expect((await enter({ publisher: '' })).body.problems[0].path).toBe('/publisher')
  expect((await enter({ publishedOn: '2020-09-16' })).code).toBe('programme.dayInFuture')
  expect((await enter()).status).toBe(200)
  expect((await enter()).code).toBe('programme.externalFigureTaken')
  const shown = async (asOf: string) => (await ask('GET', `/programme/external-figures?asOf=${asOf}`)).body.length
  expect([await shown('2020-07-31'), await shown('2020-08-01')]).toEqual([0, 1])
})
