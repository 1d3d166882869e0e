import { readSheet } from 'read-excel-file/node'
import { expect, test } from 'vitest'
import { systemCaller } from '#platform/authz'
import { aCounty, anEntry, aSheet, NOWHERE, TODAY } from './county.ts'

const HEAD = ['站点名称*', '级别', '乡镇', '村', '站长', '电话', '开业日期', '经度', '纬度']
const LEDGER = ['站点名称', '日期', '时间', '业务', '数量', '金额（元）', '品名', '运单号']
const STATIONS = '/api/stations/import'
const ENTRIES = '/api/entries/import'

type Bad = { row: number; field: string; value: string; code: string; mend: string }
const short = (bad: readonly Bad[]) => bad.map(({ row, field, value, code }) => [row, field, value, code])

const BAD_STATIONS = [
  ['无级站', '县级', '永定镇', '大坝', null, null, null, null, null],
  ['无镇站', '乡镇', '永定乡', null, null, null, null, null, null],
  ['无村站', '村级', '宜就镇', '大坝', null, null, null, null, null],
  [null, '村级', '永定镇', '良田', null, null, null, null, null],
  ['错日站', '村级', '永定镇', '良田', null, null, '2026-5-1', null, null],
  ['错话站', '村级', '永定镇', '良田', null, '无', null, null, null],
  ['半点站', '村级', '永定镇', '良田', null, null, null, 101.6, null],
  ['大坝站', '村级', '永定镇', '良田', null, null, null, null, null],
  ['未来站', '村级', '永定镇', '良田', null, null, '2026-05-11', null, null],
]
const GOOD_STATIONS = [
  ['大坝站', '村级', '永定镇', '大坝村', '李四', 13812341234, new Date('2026-05-01T00:00:00Z'), 101.7, 26.1],
  ['宜就镇站', '乡镇', '宜就镇', null, null, null, '2026/04/01', null, null],
]
const BAD_STATION_REPORT = [
  [4, '级别', '县级', 'station.levelUnknown'],
  [5, '乡镇', '永定乡', 'station.placeUnknown'],
  [6, '村', '大坝', 'station.placeUnknown'],
  [7, '站点名称', '', 'station.cellInvalid'],
  [8, '开业日期', '2026-5-1', 'station.cellInvalid'],
  [9, '电话', '无', 'station.cellInvalid'],
  [10, '纬度', '', 'station.cellInvalid'],
  [11, '站点名称', '大坝站', 'station.nameTaken'],
  [12, '开业日期', '2026-05-11', 'station.dayInFuture'],
]

test('the good stations of a sheet go in, the bad ones are told by row, field and mend', async () => {
  const { ask, figure, events } = await aCounty()
  const file = await aSheet([HEAD, ...GOOD_STATIONS, ...BAD_STATIONS])
  const checked = await ask('POST', `${STATIONS}?mode=check`, { file })
  expect(checked.body).toMatchObject({ rows: 11, good: 2, imported: 0 })
  expect(short(checked.body.bad)).toEqual(BAD_STATION_REPORT)
  expect(checked.body.bad.every(({ mend }: Bad) => /\p{Script=Han}/u.test(mend))).toBe(true)
  expect((await ask('GET', '/api/stations')).body.total).toBe(0)
  expect(await events()).toEqual([])

  const committed = await ask('POST', `${STATIONS}?mode=commit`, { file })
  expect(committed.body).toEqual({ ...checked.body, imported: 2 })
  const { body } = await ask('GET', '/api/stations?sort=name')
  expect(body.rows).toEqual([
    expect.objectContaining({
      ...{ name: '大坝站', placeName: '大坝村民委员会', keeperName: '李四', keeperPhone: '138****1234' },
      ...{ openedOn: '2026-05-01', lng: 101.7, isEstimated: false, origin: 'import', state: 'open' },
    }),
    expect.objectContaining({ name: '宜就镇站', level: 'town', openedOn: '2026-04-01', origin: 'import' }),
  ])
  expect(await figure('station.open')).toBe(2)
  expect(new Set((await events()).map(({ origin }) => origin))).toEqual(new Set(['import']))
  const again = await ask('POST', `${STATIONS}?mode=commit`, { file })
  expect(again.body).toMatchObject({ good: 0, imported: 0 })
})

test('the sheet of rejects holds the bad rows only, each with its problem, and can be mended and sent again', async () => {
  const { ask } = await aCounty()
  const file = await aSheet([HEAD, ...GOOD_STATIONS, ...BAD_STATIONS])
  const rejects = await ask('POST', `${STATIONS}?mode=rejects`, { file })
  const [head = [], ...rows] = await readSheet(rejects.bytes)
  expect(head.at(-1)).toBe('问题')
  expect(rows.map((cells) => cells[0])).toEqual(BAD_STATIONS.map((cells) => cells[0]))
  expect(rows.map((cells) => String(cells.at(-1)).split('：')[0])).toEqual(BAD_STATION_REPORT.map(([, field]) => field))
  const mended = rows.map((cells) => cells.map((cell, i) => (head[i] === '级别' && cell === '县级' ? '村级' : cell)))
  const sent = await ask('POST', `${STATIONS}?mode=commit`, { file: await aSheet([head, ...mended] as string[][]) })
  expect(sent.body).toMatchObject({ rows: 9, imported: 2 })
  expect((await ask('GET', '/api/stations?sort=name')).body.rows.map(({ name }: { name: string }) => name)).toEqual([
    '大坝站',
    '无级站',
  ])
})

test('an old village code is answered with what it has become, on paper and on the form', async () => {
  const { ask, divisions } = await aCounty()
  const step = { kind: 'split' as const, since: '2025-06-01', source: '合成数据 · synthetic' }
  await divisions.loadSuccession(systemCaller('000001'), [
    { ...step, code: '000001001009', successor: '000001001001' },
    { ...step, code: '000001001009', successor: '000001001002' },
    { ...step, code: '000001002001', successor: '000001001002', kind: 'merge' },
  ])
  const file = await aSheet([
    HEAD,
    ['一站', '村级', '永定镇', '000001001009', null, null, null, null, null],
    ['二站', '村级', '宜就镇', '000001002001', null, null, null, null, null],
    ['三站', '村级', '永定镇', '000001001002', null, null, null, null, null],
  ])
  const { body } = await ask('POST', `${STATIONS}?mode=commit`, { file })
  expect([body.imported, short(body.bad)]).toEqual([
    1,
    [
      [2, '村', '000001001009', 'station.placeSucceeded'],
      [3, '村', '000001002001', 'station.placeSucceeded'],
    ],
  ])
  expect(body.bad[0].mend).toContain('000001001001 大坝村民委员会、000001001002 良田村民委员会')
  const typed = await ask('POST', '/api/stations', { body: { name: '四站', level: 'village', place: '000001002001' } })
  expect([typed.status, typed.code]).toEqual([422, 'station.placeSucceeded'])
  expect(typed.body.successors).toBe('000001001002 良田村民委员会')
})

test('a town clerk imports stations of his town only', async () => {
  const { ask } = await aCounty()
  const { body } = await ask('POST', `${STATIONS}?mode=commit`, {
    as: 'supervisor',
    file: await aSheet([HEAD, ...GOOD_STATIONS]),
  })
  expect([body.imported, short(body.bad)]).toEqual([1, [[3, '站点名称', '宜就镇站', 'station.placeUnknown']]])
})

test('a sheet without its columns, another file, and no file at all are refused by what is wrong', async () => {
  const { ask } = await aCounty()
  const wrong = await aSheet([
    ['名称', '级别', '备注'],
    ['A', '村级', ''],
  ])
  for (const url of [STATIONS, ENTRIES]) {
    const missing = await ask('POST', `${url}?mode=check`, { file: wrong })
    expect([missing.status, missing.code]).toEqual([422, 'excel.columnsMissing'])
    expect(missing.body.found).toEqual(['名称', '级别', '备注'])
    for (const file of [Buffer.from('站点名称,级别'), Buffer.from('PK\u0003\u0004 not a book'), Buffer.alloc(0)])
      expect(await ask('POST', `${url}?mode=commit`, { file })).toMatchObject({ status: 422, code: 'excel.unreadable' })
    expect(await ask('POST', `${url}?mode=commit`)).toMatchObject({ status: 400, code: 'file.missing' })
  }
  const long = await aSheet([HEAD, ...Array.from({ length: 5001 }, (_, i) => [`站${i}`, '村级', '永定镇', '大坝'])])
  expect(await ask('POST', `${STATIONS}?mode=check`, { file: long })).toMatchObject({
    status: 422,
    code: 'excel.tooManyRows',
  })
})

const LINES = [
  ['大坝站', new Date('2026-05-08T00:00:00Z'), '9:30', '代收', 3, null, null, 'YT1234567890'],
  ['大坝站', '2026/05/08', null, '农产品网销', '2', 12.5, '核桃', null],
  ['良田站', TODAY, null, '话费充值', 1, 100, null, null],
]
const BAD_LINES = [
  ['火把站', TODAY, null, '代收', 1, null, null, null],
  ['大坝站', '2026-02-30', null, '代收', 1, null, null, null],
  ['大坝站', TODAY, null, '快递', 1, null, null, null],
  ['大坝站', TODAY, null, '代收', 0, null, null, null],
  ['大坝站', TODAY, null, '代购', 1, -1, null, null],
  ['大坝站', TODAY, null, '代购', 1, '十元', null, null],
  ['大坝站', TODAY, null, '代收', 1, null, null, '运单'],
  ['大坝站', '2025-12-31', null, '代收', 1, null, null, null],
  ['大坝站', '2026-05-11', null, '代收', 1, null, null, null],
  ['大坝站', TODAY, null, '农产品网销', 1, null, null, null],
  ['大坝站', TODAY, null, '代收', 1, null, null, 'YT1234567890'],
]
const BAD_LINE_REPORT = [
  [5, '站点名称', '火把站', 'station.unknown'],
  [6, '日期', '2026-02-30', 'station.cellInvalid'],
  [7, '业务', '快递', 'station.serviceUnknown'],
  [8, '数量', '0', 'station.cellInvalid'],
  [9, '金额（元）', '-1', 'station.cellInvalid'],
  [10, '金额（元）', '十元', 'station.cellInvalid'],
  [11, '运单号', '运单', 'station.cellInvalid'],
  [12, '日期', '2025-12-31', 'station.notOpen'],
  [13, '日期', '2026-05-11', 'station.entryInFuture'],
  [14, '金额（元）', '', 'station.saleWithoutAmount'],
  [15, '运单号', 'YT1234567890', 'station.waybillTaken'],
]

async function twoStations() {
  const county = await aCounty()
  const { id } = await county.station({ name: '大坝站' })
  await county.station({ name: '良田站', place: '000001001002' })
  return { ...county, id }
}

test('the good lines of a ledger sheet go in, the bad ones are told by row, field and mend', async () => {
  const { ask, figure, id } = await twoStations()
  const file = await aSheet([LEDGER, ...LINES, ...BAD_LINES])
  const checked = await ask('POST', `${ENTRIES}?mode=check`, { file })
  expect(checked.body).toMatchObject({ rows: 14, good: 3, known: 0, imported: 0 })
  expect(short(checked.body.bad)).toEqual(BAD_LINE_REPORT)
  expect(await figure('station.entries')).toBe(0)
  expect((await ask('POST', `${ENTRIES}?mode=commit`, { file })).body).toEqual({ ...checked.body, imported: 3 })
  expect(await figure('station.entries')).toBe(3)
  expect(await figure('station.saleFen', { from: '2026-05-08', to: '2026-05-08' })).toBe(1250)
  const { body: day } = await ask('GET', `/api/stations/${id}/day?on=2026-05-08`)
  expect(day.entries).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ at: '2026-05-08T01:30:00.000Z', via: 'import', origin: 'import', quantity: 3 }),
    ]),
  )
  const rejects = await ask('POST', `${ENTRIES}?mode=rejects`, { file })
  const [, ...rows] = await readSheet(rejects.bytes)
  expect(rows.map((cells) => String(cells.at(-1)).split('：')[0])).toEqual(BAD_LINE_REPORT.map(([, field]) => field))
})

test('a ledger sheet sent twice counts once, and a line more counts once more', async () => {
  const { ask, figure } = await twoStations()
  const twins = [LINES[1], LINES[1], LINES[2]] as string[][]
  const send = async (rows: string[][]) =>
    (await ask('POST', `${ENTRIES}?mode=commit`, { file: await aSheet([LEDGER, ...rows]) })).body
  expect(await send(twins)).toMatchObject({ good: 3, known: 0, imported: 3 })
  expect(await send(twins)).toMatchObject({ good: 3, known: 3, imported: 0, bad: [] })
  expect(await send([...twins, LINES[1] as string[]])).toMatchObject({ known: 3, imported: 1 })
  expect(await figure('station.saleFen')).toBe(3 * 1250)
})

test("today's lines without an hour go in also in the morning", async () => {
  const { ask, clock } = await twoStations()
  clock.now = new Date('2026-05-10T00:10:00Z')
  const file = await aSheet([LEDGER, ['大坝站', TODAY, null, '代收', 1, null, null, null]])
  expect((await ask('POST', `${ENTRIES}?mode=commit`, { file })).body).toMatchObject({ imported: 1, bad: [] })
})

test("a sheet of one station's ledger needs no names, and goes to no other county's station", async () => {
  const { ask, id, keeper, figure } = await twoStations()
  keeper(id)
  const file = await aSheet([LEDGER.slice(1), ...LINES.slice(0, 2).map((cells) => cells.slice(1))])
  const send = (as: string, station: string = id) =>
    ask('POST', `/api/stations/${station}/entries/import?mode=commit`, { as, file })
  for (const as of ['otherCounty', 'otherTown']) expect((await send(as)).status).toBe(404)
  expect((await send('centre', NOWHERE)).code).toBe('station.unknown')
  expect((await send('keeper')).body).toMatchObject({ imported: 2, bad: [] })
  expect(await figure('station.entries')).toBe(2)
  const theirs = await aSheet([LEDGER, ['良田站', TODAY, null, '代收', 1, null, null, null]])
  const { body } = await ask('POST', `/api/stations/${id}/entries/import?mode=commit`, { as: 'keeper', file: theirs })
  expect(short(body.bad)).toEqual([[2, '站点名称', '良田站', 'station.unknown']])
})

test('templates and lists go out in the language of the browser and come back in', async () => {
  const { ask, id } = await twoStations()
  await ask('POST', `/api/stations/${id}/entries/on-behalf`, { body: { entries: [anEntry()] } })
  const head = async (url: string, language: string) =>
    (await readSheet((await ask('GET', url, { headers: { 'accept-language': language } })).bytes))[0]
  expect((await head('/api/stations/template.xlsx', 'zh-CN'))?.slice(0, 3)).toEqual(['站点名称', '级别', '乡镇'])
  expect((await head('/api/entries/template.xlsx', 'en'))?.slice(0, 2)).toEqual(['Station', 'Date'])
  // A plain link of the phone's page says the page's language in its address.
  expect((await head('/api/entries/template.xlsx?lang=en', 'zh-CN'))?.slice(0, 2)).toEqual(['Station', 'Date'])
  expect((await head('/api/entries/template.xlsx?lang=zh-CN', 'en'))?.[0]).toBe('站点名称')
  expect((await ask('GET', '/api/entries/template.xlsx?lang=fr')).status).toBe(400)
  const english = await aSheet([
    ['Level', 'Town', 'Station'],
    ['town', '永定镇', '=1+1'],
  ])
  expect((await ask('POST', `${STATIONS}?mode=commit`, { file: english })).body).toMatchObject({ imported: 1 })
  const rows = await readSheet((await ask('GET', '/api/stations.xlsx?sort=place')).bytes)
  expect(rows.map((cells) => cells[0])).toEqual(expect.arrayContaining(['站点名称', '大坝站', '=1+1']))
})
