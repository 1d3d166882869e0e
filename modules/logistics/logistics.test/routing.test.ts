import { expect, test } from 'vitest'
import { aCounty, aVehicle, COUNTY, FAR, FAR_TOWN, LOST, LOST_TOWN, NEAR, NOWHERE, TOWN, VILLAGE } from './county.ts'

test('every route refuses a stranger, one without the permission, and a bad field by its name', async () => {
  const { ask } = await aCounty()
  const plan = `/api/route-plans/${NOWHERE}`
  const bad = { wishes: { vehicles: [aVehicle({ count: 0 })] }, routes: [] }
  const routes: ['GET' | 'POST', string, object | undefined, string | undefined][] = [
    ['GET', '/api/routings/basis', undefined, undefined],
    ['GET', '/api/routings/stops.xlsx?serves=x', undefined, '/serves'],
    ['POST', '/api/routings/stops/import?mode=x', undefined, '/mode'],
    ['POST', '/api/routings/routes/import?mode=x', undefined, '/mode'],
    ['POST', '/api/routings', { seconds: 61 }, '/seconds'],
    ['POST', '/api/routings', { vehicles: [aVehicle({ toS: 10 })] }, '/vehicles/0/toS'],
    ['POST', '/api/routings/evaluate', bad, '/wishes/vehicles/0/count'],
    ['POST', '/api/routings/sheet.xlsx', bad, '/wishes/vehicles/0/count'],
    ['GET', '/api/routings/1', undefined, '/id'],
    ['GET', '/api/routings/1/sheet.xlsx', undefined, '/id'],
    ['GET', '/api/route-plans', undefined, undefined],
    ['POST', '/api/route-plans', { ...bad, id: NOWHERE, name: '' }, '/name'],
    ['GET', '/api/route-plans/1', undefined, '/id'],
    ['GET', '/api/route-plans/1/stops', undefined, '/id'],
    ['GET', '/api/route-plans/1/sheet.xlsx', undefined, '/id'],
    ['POST', '/api/route-plans/1/adopt', undefined, '/id'],
    ['POST', '/api/route-plans/1/discard', undefined, '/id'],
  ]
  for (const [method, url, body, field] of routes) {
    const sent = body ? { body } : {}
    expect((await ask(method, url, { as: 'stranger', ...sent })).status, url).toBe(401)
    expect((await ask(method, url, { as: 'nobody', ...sent })).status, url).toBe(403)
    if (!field) continue
    const refused = await ask(method, url, sent)
    expect([refused.status, refused.body.problems[0].path], url).toEqual([400, field])
  }
  for (const end of ['', '/stops', '/sheet.xlsx']) expect((await ask('GET', plan + end)).status).toBe(404)
  for (const end of ['/adopt', '/discard']) expect((await ask('POST', plan + end)).status).toBe(404)
  expect((await ask('POST', `${plan}/adopt`, { as: 'bureau' })).status).toBe(403)
  expect((await ask('GET', `/api/routings/${NOWHERE}`)).status).toBe(404)
})

test('a wish that contradicts itself or the county is refused by field', async () => {
  const { ask } = await aCounty()
  const frozen = { vehicle: '面包车', number: 1, trips: [[VILLAGE]], keep: null }
  const need = { isServed: true, pieces: 1, weightG: 1, serviceS: 0, fromS: 0, toS: 1, isCold: false, skipFen: null }
  const wishes: [object, string, string][] = [
    [{ hub: LOST }, 'logistics.hubUnknown', 'hub'],
    [{ hub: '000002001' }, 'logistics.hubUnknown', 'hub'],
    [{ towns: ['000002001'] }, 'logistics.stopUnknown', 'towns'],
    [{ needs: [{ ...need, id: '999999999999' }] }, 'logistics.stopUnknown', 'needs'],
    [{ serves: 'stations' }, 'logistics.noStops', 'serves'],
    [{ vehicles: [aVehicle(), aVehicle()] }, 'logistics.vehicleTwice', 'vehicles'],
    [{ vehicles: [aVehicle({ count: 1 })], frozen: [{ ...frozen, number: 2 }] }, 'logistics.frozenVehicle', 'frozen'],
    [{ vehicles: [aVehicle()], frozen: [frozen, frozen] }, 'logistics.frozenVehicle', 'frozen'],
    [{ vehicles: [aVehicle()], frozen: [{ ...frozen, trips: [[LOST]] }] }, 'logistics.frozenStop', 'frozen'],
    [{ vehicles: [aVehicle()], frozen: [{ ...frozen, trips: [[FAR], [FAR]] }] }, 'logistics.frozenStop', 'frozen'],
  ]
  for (const [body, code, field] of wishes) {
    const refused = await ask('POST', '/api/routings', { body })
    expect([refused.status, refused.body.code, refused.body.field]).toEqual([422, code, field])
  }
})

test('one click plans the county: routes with times and amounts, what they stand on, and the places that nobody can find', async () => {
  const { ask, solve, look, faults } = await aCounty()
  const basis = (await ask('GET', '/api/routings/basis')).body
  expect(basis.hub).toMatchObject({ id: COUNTY, name: '甲县' })
  expect(basis.places.map(({ id }: { id: string }) => id).sort()).toEqual([TOWN, VILLAGE, NEAR, FAR_TOWN, FAR].sort())
  expect(basis.unplaced.map(({ id }: { id: string }) => id).sort()).toEqual([LOST_TOWN, LOST].sort())
  const routing = await solve()
  expect(faults).toEqual([])
  const { answer } = routing
  expect(routing.state).toBe('done')
  expect(answer.totals).toMatchObject({ served: 5, left: 0 })
  expect(answer.faults).toEqual([])
  expect(answer.nearest.costFen).toBeGreaterThanOrEqual(answer.totals.costFen)
  expect(answer.left.map(({ id, reason }: { id: string; reason: string }) => [id, reason]).sort()).toEqual([
    [LOST_TOWN, 'unplaced'],
    [LOST, 'unplaced'],
  ])
  expect(answer.assumptions.join()).toMatch(/直线距离×1.4.*5 个停靠点中有 1 个未实测.*2 处没有坐标.*中和镇/s)
  const visits = answer.days.flatMap(({ trips }: { trips: { visits: object[] }[] }) => trips.flatMap((t) => t.visits))
  expect(visits).toHaveLength(5)
  expect(visits.filter(({ isEstimated }: { isEstimated: boolean }) => isEstimated)).toMatchObject([{ id: NEAR }])
  expect(answer.days[0].costFen).toBeGreaterThan(3000)
  const english = await look(routing.id, { language: 'en' })
  expect(english.answer.left[0].text).toContain('surveyed')
})

test('what was computed is its asker’s own', async () => {
  const { ask, solve } = await aCounty()
  const { id } = await solve()
  for (const as of ['colleague', 'otherCounty'])
    expect((await ask('GET', `/api/routings/${id}`, { as })).status).toBe(404)
  expect((await ask('GET', `/api/routings/${id}/sheet.xlsx`, { as: 'colleague' })).status).toBe(404)
})

test('a computation that is cancelled hands over the best that it has', async () => {
  const { begin, look, computations, callers } = await aCounty()
  const { id } = await begin({ seconds: 60 })
  const running = computations.run([COUNTY])
  const centre = callers.centre
  if (!centre) throw new Error('no caller')
  while ((await computations.load(centre, id)).state === 'waiting') await new Promise((done) => setTimeout(done, 50))
  await computations.cancel(centre, id)
  await running
  const routing = await look(id)
  expect(routing).toMatchObject({ state: 'cancelled', answer: { totals: { served: 5 }, nearest: null } })
}, 30_000)

test('stops that cannot be served say why', async () => {
  const { solve } = await aCounty()
  const need = { isServed: true, pieces: 20, weightG: 1000, serviceS: 300, fromS: 28_800, toS: 64_800 }
  const plain = { ...need, isCold: false, skipFen: null }
  const { answer } = await solve({
    vehicles: [aVehicle({ count: 1, maxDistanceM: 20_000 })],
    needs: [
      { ...plain, id: TOWN, pieces: 500 },
      { ...plain, id: VILLAGE, isCold: true },
      { ...plain, id: NEAR, fromS: 0, toS: 60 },
      { ...plain, id: FAR_TOWN, isServed: false },
    ],
  })
  const why = Object.fromEntries(answer.left.map(({ id, reason }: { id: string; reason: string }) => [id, reason]))
  expect(why).toEqual({
    ...{ [TOWN]: 'capacity', [VILLAGE]: 'skill', [NEAR]: 'window', [FAR]: 'distance' },
    ...{ [LOST_TOWN]: 'unplaced', [LOST]: 'unplaced' },
  })
  const alone = await solve({
    vehicles: [aVehicle()],
    towns: [FAR_TOWN],
    needs: [
      { ...plain, id: FAR, skipFen: 1 },
      { ...plain, id: FAR_TOWN, isServed: false },
    ],
  })
  expect(alone.answer.left).toMatchObject([{ id: FAR, reason: 'cheaperToLeave' }])
})

test('a plan that a person has drawn is priced, and each thing that is wrong is said in words', async () => {
  const { ask } = await aCounty()
  const plain = { isServed: true, pieces: 20, weightG: 60_000, serviceS: 300, fromS: 28_800, toS: 64_800 }
  const wishes = {
    vehicles: [aVehicle({ pieces: 90, trips: 2, count: 1 })],
    needs: [
      { ...plain, id: VILLAGE, isCold: true, skipFen: null },
      { ...plain, id: NEAR, isCold: false, skipFen: null, fromS: 0, toS: 60 },
    ],
    apart: [{ stop: VILLAGE, other: FAR }],
    frozen: [{ vehicle: '面包车', number: 1, trips: [[FAR_TOWN]], keep: null }],
  }
  const routes = [
    { vehicle: '面包车', number: 1, trips: [[TOWN, VILLAGE, FAR], [NEAR], [VILLAGE]] },
    { vehicle: '飞机', number: 1, trips: [[FAR_TOWN]] },
  ]
  const { body } = await ask('POST', '/api/routings/evaluate', { body: { wishes, routes } })
  expect(body.totals.costFen).toBeGreaterThan(8000)
  const texts = body.faults.map(({ text }: { text: string }) => text)
  for (const part of [
    '面包车1号：第 1 车次超载 30 件',
    '大坝村民委员会 排了不止一次',
    '没有这辆车',
    '面包车1号：大坝村民委员会 是冷链货，这辆车不能冷藏',
    '面包车1号：到 良田村民委员会 晚',
    '面包车1号：大坝村民委员会 与 火把村民委员会 不能同车次',
    '面包车1号：比每日车次上限多 1 趟',
    '面包车1号：锁定的部分被改动',
  ])
    expect(texts.join('\n')).toContain(part)
  const sound = {
    wishes: { vehicles: [aVehicle()] },
    routes: [{ vehicle: '面包车', number: 1, trips: [[TOWN, VILLAGE]] }],
  }
  const priced = await ask('POST', '/api/routings/evaluate', { body: sound, language: 'en' })
  expect(priced.body.faults.map(({ text }: { text: string }) => text)).toContain('宜就镇 is on no trip')
})

test('an improvement begins with a person’s plan and keeps what has begun', async () => {
  const { solve } = await aCounty()
  const routes = [{ vehicle: '面包车', number: 2, trips: [[FAR, TOWN, FAR_TOWN, VILLAGE, NEAR]] }]
  const vehicles = [aVehicle()]
  const better = await solve({ vehicles, start: { plan: null, routes } })
  expect(better.answer.start.costFen).toBeGreaterThan(better.answer.totals.costFen)
  expect(better.answer.totals.served).toBe(5)
  const kept = await solve({ vehicles, start: { plan: null, routes }, frozen: [{ ...routes[0], keep: 2 }] })
  const day = kept.answer.days.find(({ number }: { number: number }) => number === 2)
  expect(day.trips[0].visits.slice(0, 2).map(({ id }: { id: string }) => id)).toEqual([FAR, TOWN])
  expect(kept.answer.nearest).toBeNull()
})

test('of a day that has begun and breaks a rule later, what was driven stays; one that is broken already is refused in words', async () => {
  const { solve, ask } = await aCounty()
  const wishes = { vehicles: [aVehicle({ pieces: 110 })] }
  const overloaded = { vehicle: '面包车', number: 1, trips: [[TOWN, VILLAGE, FAR]] }
  const start = { plan: null, routes: [overloaded] }
  const { answer } = await solve({ ...wishes, start, frozen: [{ ...overloaded, keep: 2 }] })
  expect(answer).toMatchObject({ faults: [], totals: { served: 5 } })
  const day = answer.days.find(({ number }: { number: number }) => number === 1)
  expect(day.trips[0].visits.slice(0, 2).map(({ id }: { id: string }) => id)).toEqual([TOWN, VILLAGE])
  const frozen = [{ ...overloaded, keep: null }]
  const refused = await ask('POST', '/api/routings', { body: { ...wishes, start, frozen } })
  expect(refused.body).toMatchObject({ status: 422, code: 'logistics.frozenFaults', field: 'frozen' })
  expect(refused.body.text).toContain('面包车1号：超载')
})
