import { expect, test } from 'vitest'
import { anId } from '#platform/testing'
import { aCounty, aVehicle, COUNTY, FAR, FAR_TOWN, NEAR, TOWN, VILLAGE } from './county.ts'

const ROUTES = [
  {
    vehicle: '面包车',
    number: 1,
    trips: [
      [TOWN, VILLAGE, NEAR],
      [FAR_TOWN, FAR],
    ],
  },
]
const aPlan = (more: object = {}) => ({
  ...{ id: anId(), name: '一号方案', wishes: { vehicles: [aVehicle()] }, routes: ROUTES },
  ...more,
})

test('a plan is kept once, adopted once, and gives way to the next; the journal says so', async () => {
  const { ask, events } = await aCounty()
  const body = aPlan()
  const first = await ask('POST', '/api/route-plans', { body })
  expect(first.body).toMatchObject({ name: '一号方案', state: 'draft', vehicles: 1, trips: 2, stops: 5, leftOut: 2 })
  expect((await ask('POST', '/api/route-plans', { body })).status).toBe(200)
  const taken = await ask('POST', '/api/route-plans', { body: aPlan() })
  expect(taken.body).toMatchObject({ status: 409, code: 'logistics.planNameTaken', field: 'name' })
  const adopted = await ask('POST', `/api/route-plans/${body.id}/adopt`)
  expect(adopted.body).toMatchObject({ state: 'adopted', adoptedByName: '人centre' })
  expect((await ask('POST', `/api/route-plans/${body.id}/adopt`)).body.code).toBe('logistics.planNoDraft')
  expect((await ask('POST', `/api/route-plans/${body.id}/discard`)).body.code).toBe('logistics.planNoDraft')
  const next = aPlan({ name: '二号方案' })
  await ask('POST', '/api/route-plans', { body: next })
  await ask('POST', `/api/route-plans/${next.id}/adopt`)
  const { body: plans } = await ask('GET', '/api/route-plans')
  expect(plans.map(({ name, state }: { name: string; state: string }) => [name, state])).toEqual([
    ['二号方案', 'adopted'],
    ['一号方案', 'retired'],
  ])
  const recorded = await events()
  expect(recorded.map(({ kind, subject }) => [kind, subject])).toEqual([
    ['logistics.planAdopted', `routePlan:${body.id}`],
    ['logistics.planAdopted', `routePlan:${next.id}`],
  ])
  expect(recorded[0]).toMatchObject({ actor: 'centre', place: COUNTY, data: { name: '一号方案', stops: 5, trips: 2 } })
})

test('two plans adopted at once: one is in force', async () => {
  const { ask } = await aCounty()
  const plans = [aPlan(), aPlan({ name: '二号方案' })]
  for (const body of plans) await ask('POST', '/api/route-plans', { body })
  await Promise.all(plans.map(({ id }) => ask('POST', `/api/route-plans/${id}/adopt`)))
  const { body } = await ask('GET', '/api/route-plans')
  expect(body.map(({ state }: { state: string }) => state).sort()).toEqual(['adopted', 'retired'])
})

test('a plan that breaks a rule, and one without routes, is not put in force', async () => {
  const { ask } = await aCounty()
  const overloaded = aPlan({ wishes: { vehicles: [aVehicle({ pieces: 30 })] } })
  expect((await ask('POST', '/api/route-plans', { body: overloaded })).status).toBe(200)
  const refused = await ask('POST', `/api/route-plans/${overloaded.id}/adopt`)
  expect(refused.body).toMatchObject({ status: 409, code: 'logistics.planHasFaults', faults: 2 })
  const empty = await ask('POST', '/api/route-plans', { body: aPlan({ routes: [] }) })
  expect(empty.body).toMatchObject({ code: 'logistics.planEmpty', field: 'routes' })
  expect((await ask('POST', `/api/route-plans/${overloaded.id}/discard`)).status).toBe(200)
  expect((await ask('GET', `/api/route-plans/${overloaded.id}`)).status).toBe(404)
})

test('the bureau reads all of it, a town its own stops of what was adopted, another county nothing', async () => {
  const { ask } = await aCounty()
  const body = aPlan()
  await ask('POST', '/api/route-plans', { body })
  const url = `/api/route-plans/${body.id}`
  const asTown = { as: 'town' }
  expect((await ask('GET', '/api/route-plans', asTown)).body).toEqual([])
  expect((await ask('GET', `${url}/stops`, asTown)).status).toBe(404)
  await ask('POST', `${url}/adopt`)
  expect((await ask('GET', '/api/route-plans', asTown)).body).toMatchObject([{ id: body.id, savedByName: '人centre' }])
  const own = await ask('GET', `${url}/stops`, asTown)
  expect(own.body.map(({ stop, trip, position }: Record<string, unknown>) => [stop, trip, position])).toEqual([
    [TOWN, 1, 1],
    [VILLAGE, 1, 2],
    [NEAR, 1, 3],
  ])
  for (const end of ['', '/sheet.xlsx']) expect((await ask('GET', url + end, asTown)).status, end).toBe(404)
  expect((await ask('GET', `${url}/stops`, { as: 'lostTown' })).status).toBe(404)
  const whole = await ask('GET', url, { as: 'bureau' })
  expect(whole.body.answer.totals).toMatchObject({ served: 5, trips: 2 })
  expect(whole.body.answer.left).toHaveLength(2)
  expect((await ask('GET', `${url}/stops`, { as: 'bureau' })).body).toHaveLength(7)
  for (const end of ['', '/stops', '/sheet.xlsx'])
    expect((await ask('GET', url + end, { as: 'otherCounty' })).status).toBe(404)
  for (const act of ['adopt', 'discard'])
    expect((await ask('POST', `${url}/${act}`, { as: 'otherCounty' })).status).toBe(404)
  expect((await ask('GET', '/api/route-plans', { as: 'otherCounty' })).body).toEqual([])
})

test('a computation can begin from a kept plan, and says from which', async () => {
  const { ask, solve } = await aCounty()
  const bad = [{ vehicle: '面包车', number: 1, trips: [[FAR, TOWN, FAR_TOWN, VILLAGE, NEAR]] }]
  const plan = aPlan({ routes: bad })
  await ask('POST', '/api/route-plans', { body: plan })
  const { answer } = await solve({ vehicles: [aVehicle()], start: { plan: plan.id, routes: [] } })
  expect(answer.startName).toBe('一号方案')
  expect(answer.start.costFen).toBeGreaterThan(answer.totals.costFen)
  const unknown = { vehicles: [aVehicle()], start: { plan: anId(), routes: [] } }
  expect((await ask('POST', '/api/routings', { body: unknown })).status).toBe(404)
})
