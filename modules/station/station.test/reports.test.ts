import { readSheet } from 'read-excel-file/node'
import { expect, test } from 'vitest'
import { anId } from '#platform/testing'
import { aCounty, anEntry, NEXT_VILLAGE, NOON, TODAY } from './county.ts'

async function aStation() {
  const county = await aCounty()
  const { id } = await county.station()
  county.keeper(id)
  const confirm = (body: object = {}, as = 'keeper', station = id) =>
    county.ask('POST', `/api/stations/${station}/reports`, { as, body: { id: anId(), on: TODAY, ...body } })
  const enter = (entries: readonly object[]) =>
    county.ask('POST', `/api/stations/${id}/entries`, { as: 'keeper', body: { entries } })
  return { ...county, id, confirm, enter }
}

test('a report holds what the ledgers hold, and what is typed beside them does not come in', async () => {
  const { enter, confirm, figure, events, id } = await aStation()
  await enter([
    anEntry({ service: 'collected', quantity: 2 }),
    anEntry({ service: 'produceSale', amountFen: 800 }),
    anEntry({ service: 'sent', quantity: 9, at: '2026-05-09T04:00:00.000Z' }),
  ])
  const typed = await confirm({ saleFen: 999_999 })
  expect([typed.status, typed.code]).toEqual([400, 'http.badInput'])
  const reportId = anId()
  const report = await confirm({ id: reportId, note: '晴' })
  expect(report).toMatchObject({
    status: 200,
    body: {
      ...{ id: reportId, reportOn: TODAY, saleCount: 1, saleFen: 800, parcelsCollected: 2, parcelsSent: 0 },
      ...{ isLate: false, isOnBehalf: false, confirmedBy: 'keeper', confirmedAt: NOON.toISOString(), note: '晴' },
    },
  })
  expect((await events()).at(-1)).toMatchObject({
    ...{ id: reportId, kind: 'station.reportConfirmed', station: id },
    data: { saleFen: 800, isLate: false },
  })
  expect([await figure('station.reports'), await figure('station.reportsOnTime')]).toEqual([1, 1])
})

test('a second confirmation answers with the first report, whatever came in between', async () => {
  const { enter, confirm, figure } = await aStation()
  const first = await confirm()
  await enter([anEntry()])
  expect((await confirm()).body).toEqual(first.body)
  expect((await confirm({}, 'supervisor')).body).toEqual(first.body)
  expect(await figure('station.reports')).toBe(1)
})

test('a report that was confirmed too early is brought to what the ledgers hold, with a reason, and counts once', async () => {
  const { ask, enter, confirm, figure, events, id } = await aStation()
  const amend = (body: object = {}, as = 'keeper') =>
    ask('POST', `/api/stations/${id}/reports/amend`, {
      as,
      body: { id: anId(), on: TODAY, reason: '傍晚又收了件', ...body },
    })
  expect((await amend()).code).toBe('report.unknown')
  await confirm()
  expect((await amend()).code).toBe('station.reportUnchanged')
  const isOutdated = async () => (await ask('GET', `/api/stations/${id}/day?on=${TODAY}`)).body.isReportOutdated
  expect(await isOutdated()).toBe(false)
  await enter([anEntry({ service: 'collected', quantity: 3 })])
  expect(await isOutdated()).toBe(true)
  expect((await amend({ reason: '' })).body.problems[0].path).toBe('/reason')
  expect((await amend({}, 'nobody')).status).toBe(403)
  const amended = await amend()
  expect(amended.body).toMatchObject({
    ...{ parcelsCollected: 3, amendReason: '傍晚又收了件', amendedAt: NOON.toISOString(), confirmedBy: 'keeper' },
  })
  expect(await isOutdated()).toBe(false)
  // Sent again it is done once.
  expect((await amend()).body).toEqual(amended.body)
  const said = (await events()).filter(({ kind }) => kind.startsWith('station.report'))
  expect(said.map(({ kind, data }) => [kind, (data as { parcelsCollected: number }).parcelsCollected])).toEqual([
    ['station.reportConfirmed', 0],
    ['station.reportAmended', 3],
  ])
  expect(await figure('station.reports')).toBe(1)
})

test('two confirmations at once make one report', async () => {
  const { confirm, figure } = await aStation()
  const both = await Promise.all([confirm(), confirm({}, 'supervisor')])
  expect(both.map(({ status }) => status)).toEqual([200, 200])
  expect(both[0]?.body).toEqual(both[1]?.body)
  expect(await figure('station.reports')).toBe(1)
})

test('a report is of a day that has come and on which the station was open', async () => {
  const { confirm, ask, id, station } = await aStation()
  expect((await confirm({ on: '2026-05-11' })).code).toBe('station.dayInFuture')
  expect((await confirm({ on: '2025-12-31' })).code).toBe('station.notOpen')
  const planned = await station({ openOn: null })
  expect((await confirm({}, 'centre', planned.id)).code).toBe('station.notOpen')
  await ask('POST', `/api/stations/${id}/close`, { body: { on: '2026-05-08', reason: '站长外出' } })
  expect((await confirm({ on: '2026-05-09' })).code).toBe('station.closed')
  expect((await confirm({ on: '2026-05-08' })).status).toBe(200)
})

test('a report after noon of the next day is late, and is no report on time', async () => {
  const { confirm, clock, figure } = await aStation()
  clock.now = new Date('2026-05-11T03:59:59Z')
  expect((await confirm()).body.isLate).toBe(false)
  clock.now = new Date('2026-05-11T04:00:00Z')
  expect((await confirm({ on: '2026-05-09' })).body.isLate).toBe(true)
  expect([await figure('station.reports'), await figure('station.reportsOnTime')]).toEqual([2, 1])
})

test('only the simulator says when it confirmed, and its report is simulated', async () => {
  const { confirm } = await aStation()
  const confirmedAt = '2026-05-08T13:00:00.000Z'
  for (const as of ['keeper', 'centre'])
    expect(await confirm({ confirmedAt }, as)).toMatchObject({
      status: 422,
      code: 'station.clockNotYours',
      body: { field: 'confirmedAt' },
    })
  expect((await confirm({ on: '2026-05-08', confirmedAt }, 'simulator')).body).toMatchObject({
    ...{ confirmedAt, isLate: false, origin: 'simulated' },
  })
})

test('a report by somebody else than the keeper is marked, one by his own account at a desk is not', async () => {
  const { confirm, ask, id } = await aStation()
  expect((await confirm({}, 'supervisor')).body.isOnBehalf).toBe(true)
  await ask('POST', `/api/stations/${id}/keeper`, { body: { keeperName: '李四', keeperAccount: 'supervisor' } })
  expect((await confirm({ on: '2026-05-09' }, 'supervisor')).body.isOnBehalf).toBe(false)
})

test('the list of a day has every open station: reported, late or missing', async () => {
  const { confirm, ask, station, clock, id } = await aStation()
  const late = await station({ name: '晚报站', place: NEXT_VILLAGE, keeperName: '李四', keeperPhone: '13812341234' })
  const missing = await station({ name: '未报站', place: NEXT_VILLAGE })
  await station({ name: '未开站', openOn: null })
  await confirm()
  clock.now = new Date('2026-05-12T04:00:00Z')
  await confirm({}, 'centre', late.id)
  const lines = async (as = 'centre') =>
    (await ask('GET', `/api/reports?on=${TODAY}`, { as })).body.map((line: Record<string, unknown>) => [
      line.station,
      line.state,
    ])
  expect(await lines()).toEqual([
    [id, 'reported'],
    [late.id, 'late'],
    [missing.id, 'missing'],
  ])
  expect(await lines('otherTown')).toEqual([])
  const { body } = await ask('GET', `/api/reports?on=${TODAY}`)
  expect(body[1]).toMatchObject({
    ...{ keeperPhone: '138****1234', townName: '永定镇', lastReportOn: TODAY },
    report: { isOnBehalf: true },
  })
  const sheet = await ask('GET', `/api/reports.xlsx?on=${TODAY}`)
  const [head, ...rows] = await readSheet(sheet.bytes)
  expect(head?.slice(0, 4)).toEqual(['站点名称', '乡镇', '日报', '代填'])
  expect(rows.map((cells) => cells.slice(2, 4))).toEqual([
    ['已报', null],
    ['迟报', '代填'],
    ['未报', null],
  ])
})
