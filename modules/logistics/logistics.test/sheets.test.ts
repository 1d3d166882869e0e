import { readSheet } from 'read-excel-file/node'
import { expect, test } from 'vitest'
import writeExcelFile from 'write-excel-file/node'
import { aCounty, aVehicle, FAR, FAR_TOWN, NEAR, TOWN, VILLAGE } from './county.ts'

type Cell = string | number | null
const aSheet = (rows: readonly (readonly Cell[])[]): Promise<Buffer> =>
  writeExcelFile(
    rows.map((cells) =>
      cells.map((value) => (value === null ? null : { value, type: typeof value === 'number' ? Number : String })),
    ),
  ).toBuffer()

const textOf = (cells: readonly unknown[]): Cell[] => cells.map((cell) => (cell === null ? null : String(cell)))
const sheet = async (bytes: Buffer, name: string | number = 1): Promise<Cell[][]> =>
  (await readSheet(bytes, name)).map(textOf)

test('the template has the county’s stops; what is filled in comes back as needs, bad rows with field and mend', async () => {
  const { ask } = await aCounty()
  const template = await sheet((await ask('GET', '/api/routings/stops.xlsx?serves=places')).bytes)
  expect(template[0]).toEqual([
    ...['乡镇', '停靠点', '今日配送', '件数', '重量（公斤）', '停留（分钟）', '最早到达', '最晚到达', '冷链'],
    ...['不送的代价（元）', '编号'],
  ])
  expect(template).toHaveLength(8)
  const untouched = await ask('POST', '/api/routings/stops/import?mode=commit', { file: await aSheet(template) })
  expect(untouched.body).toMatchObject({ rows: 7, good: 7, imported: 7, bad: [] })
  const head = template[0] ?? []
  const file = await aSheet([
    head,
    ['永定镇', '大坝', '是', 33, 12.5, 7, '9:30', '11:00', '是', 25, null],
    ['永定镇', '良田村委会', '否', 1, 1, null, null, null, null, null, null],
    ['永定镇', '没有村', '是', 1, 1, null, null, null, null, null, null],
    ['宜就镇', '火把', '是', -1, 1, null, null, null, null, null, null],
    ['宜就镇', '宜就镇', '是', 1, 1, null, '18:00', '8:00', null, null, null],
    ['永定镇', '大坝村民委员会', '是', 1, 1, null, null, null, null, null, null],
    ['永定镇', '永定镇', '也许', 1, 1, null, null, null, null, null, null],
  ])
  const { body } = await ask('POST', '/api/routings/stops/import?mode=check', { file })
  expect(body.needs).toEqual([
    {
      ...{ id: VILLAGE, isServed: true, pieces: 33, weightG: 12_500, serviceS: 420, fromS: 34_200, toS: 39_600 },
      ...{ isCold: true, skipFen: 2500 },
    },
    {
      ...{ id: NEAR, isServed: false, pieces: 1, weightG: 1000, serviceS: 300, fromS: 28_800, toS: 64_800 },
      ...{ isCold: false, skipFen: null },
    },
  ])
  expect(body.bad.map(({ row, field, code }: Record<string, unknown>) => [row, field, code])).toEqual([
    [4, '停靠点', 'logistics.stopUnknown'],
    [5, '件数', 'logistics.cellInvalid'],
    [6, '最晚到达', 'logistics.cellInvalid'],
    [7, '停靠点', 'logistics.stopTwice'],
    [8, '今日配送', 'logistics.cellInvalid'],
  ])
  const english = await ask('POST', '/api/routings/stops/import?mode=check', { file, language: 'en' })
  expect(english.body.bad[1]).toMatchObject({ field: 'Pieces', mend: 'A whole number from 0 to 100000' })
  const rejects = await sheet((await ask('POST', '/api/routings/stops/import?mode=rejects', { file })).bytes)
  expect(rejects.map((row) => row[1])).toEqual(['停靠点', '没有村', '火把', '宜就镇', '大坝村民委员会', '永定镇'])
  expect(rejects[2]?.at(-1)).toContain('件数：填 0—100000 的整数')
  const short = await aSheet([
    ['停靠点', '件数'],
    ['大坝', 7],
  ])
  const own = await ask('POST', '/api/routings/stops/import?mode=check', { file: short })
  expect(own.body.needs).toMatchObject([{ id: VILLAGE, pieces: 7, weightG: 21_000 }])
  const missing = await ask('POST', '/api/routings/stops/import?mode=check', { file: await aSheet([['停靠点']]) })
  expect(missing.body).toMatchObject({ status: 422, code: 'excel.columnsMissing' })
})

test('a plan goes out with a sheet for each driver, and comes back in another order', async () => {
  const { ask } = await aCounty()
  const wishes = { vehicles: [aVehicle({ id: '面包车[1/2]' })] }
  const routes = [{ vehicle: '面包车[1/2]', number: 1, trips: [[TOWN, VILLAGE], [FAR_TOWN]] }]
  const { bytes } = await ask('POST', '/api/routings/sheet.xlsx', { body: { wishes, routes } })
  const all = await sheet(bytes, '线路总表')
  expect(all.slice(1, 4).map((row) => row.slice(0, 6))).toEqual([
    ['面包车[1/2]', '1', '1', '1', '永定镇', '永定镇'],
    ['面包车[1/2]', '1', '1', '2', '大坝村民委员会', '永定镇'],
    ['面包车[1/2]', '1', '2', '1', '宜就镇', '宜就镇'],
  ])
  expect(all).toHaveLength(8)
  expect(all.at(-1)?.[10]).toContain('没有坐标')
  const summary = await sheet(bytes, '汇总')
  expect(summary.map(([name]) => name)).toEqual(expect.arrayContaining(['费用（元）', '里程（公里）', '车次', '说明']))
  const driver = await sheet(bytes, '面包车 1 2 1号')
  expect(driver.map((row) => row.slice(0, 3))).toEqual([
    ['车次', '顺序', '停靠点'],
    ['1', null, '甲县（装车出发）'],
    ['1', '1', '永定镇'],
    ['1', '2', '大坝村民委员会'],
    ['1', null, '甲县（返回）'],
    ['2', null, '甲县（装车出发）'],
    ['2', '1', '宜就镇'],
    ['2', null, '甲县（返回）'],
  ])
  const priced = await ask('POST', '/api/routings/evaluate', { body: { wishes, routes } })
  const [first, second] = priced.body.days[0].trips
  // 0.03 degrees of longitude at 26° north, times 1.4, at 25 km/h.
  expect(first.backS - first.visits[1].leavesS).toBe(605)
  expect(second.leavesS).toBeGreaterThanOrEqual(first.backS + 1200)
  expect(second.backS).toBe(priced.body.days[0].endsS)
  const clock = (seconds: number) => new Date(Math.round(seconds / 60) * 60_000).toISOString().slice(11, 16)
  expect(driver[4]?.[4]).toBe(clock(first.backS))
  expect(driver[5]?.[4]).toBe(clock(second.leavesS))
  const back = await ask('POST', '/api/routings/routes/import?mode=commit', { file: bytes })
  expect(back.body).toMatchObject({ bad: [], routes })
  const head = ['车型', '车号', '车次', '顺序', '停靠点', '乡镇']
  const file = await aSheet([
    head,
    ['面包车', 1, 3, 2, '永定镇', '永定镇'],
    ['面包车', 1, 3, 1, '大坝', '永定镇'],
    ['面包车', 2, 1, null, '宜就镇', null],
    ['面包车', 2, 1, null, '永定镇', '永定镇'],
    ['面包车', '甲', 1, null, '火把', '宜就镇'],
    ['面包车', 1, 1, 1, '天上', null],
    [null, null, null, null, '火把', null],
  ])
  const { body } = await ask('POST', '/api/routings/routes/import?mode=check', { file })
  expect(body.routes).toEqual([
    { vehicle: '面包车', number: 1, trips: [[VILLAGE, TOWN]] },
    { vehicle: '面包车', number: 2, trips: [[FAR_TOWN]] },
  ])
  expect(body.bad.map(({ row, field, code }: Record<string, unknown>) => [row, field, code])).toEqual([
    [5, '停靠点', 'logistics.stopTwice'],
    [6, '车号', 'logistics.cellInvalid'],
    [7, '停靠点', 'logistics.stopUnknown'],
  ])
})

test('the driver’s rest stands between the stops where it falls, and each stop has its keeper with a masked number', async () => {
  const { ask, stations, callers } = await aCounty()
  const { centre } = callers
  if (!centre) throw new Error('no caller')
  const keeper = { keeperName: '李站长', keeperPhone: '13800001234', openOn: '2026-01-01' }
  const own = { level: 'village' as const, name: '大坝服务点', place: VILLAGE, lng: null, lat: null }
  await stations.register(centre, { ...own, ...keeper, address: '', reusedOutlet: '' })
  const rest = { fromS: 28_800, toS: 36_000, lastsS: 1800 }
  const wishes = { vehicles: [aVehicle({ rest })] }
  const routes = [{ vehicle: '面包车', number: 1, trips: [[TOWN, VILLAGE], [FAR_TOWN]] }]
  const body = { wishes, routes }
  const { days } = (await ask('POST', '/api/routings/evaluate', { body })).body
  expect(days[0].rest.toS - days[0].rest.fromS).toBe(1800)
  expect(days[0].trips[0].visits.map(({ contact }: { contact: string | null }) => contact)).toEqual([
    null,
    '李站长 138****1234',
  ])
  const driver = await sheet((await ask('POST', '/api/routings/sheet.xlsx', { body })).bytes, '面包车1号')
  expect(driver.map((row) => row[2])).toContain('司机休息')
  const times = driver.slice(1).map((row) => String(row[4]))
  expect(times).toEqual(times.toSorted())
  expect(driver[0]?.[9]).toBe('联系人')
  expect(driver.find((row) => row[2] === '大坝村民委员会')?.[9]).toBe('李站长 138****1234')
  const stranger = (await ask('POST', '/api/routings/evaluate', { body, as: 'colleague' })).body
  expect(JSON.stringify(stranger)).not.toContain('李站长')
})

test('open stations are stops too, by their own names', async () => {
  const { ask, stations, callers, solve } = await aCounty()
  const plain = { address: '', reusedOutlet: '', keeperName: '', keeperPhone: '', openOn: '2026-01-01' }
  const own = { ...plain, level: 'village' as const, name: '大坝服务点', place: VILLAGE, lng: 101.66, lat: 26.01 }
  const { centre } = callers
  if (!centre) throw new Error('no caller')
  const station = await stations.register(centre, own)
  await stations.register(centre, { ...own, name: '火把服务点', place: FAR, lng: null, lat: null })
  const template = await sheet((await ask('GET', '/api/routings/stops.xlsx?serves=stations')).bytes)
  expect(template.slice(1).map((row) => row[1])).toEqual(['大坝服务点', '火把服务点'])
  const read = await ask('POST', '/api/routings/stops/import?serves=stations&mode=commit', {
    file: await aSheet(template),
  })
  expect(read.body.needs[0].id).toBe(station.id)
  const { answer } = await solve({ serves: 'stations', needs: read.body.needs })
  expect(answer.totals.served).toBe(2)
  const { bytes } = await ask(
    'GET',
    `/api/routings/${(await ask('POST', '/api/routings', { body: {} })).body.id}/sheet.xlsx`,
  )
  expect(bytes.toString()).toContain('logistics.routingUnfinished')
})
