import { expect, test } from 'vitest'
import { systemCaller } from '#platform/authz'
import { anId } from '#platform/testing'
import { aProgramme, NOWHERE } from './county.ts'
import { PACKS, packOf, textOf } from './packs.ts'

type Line = { id: string; plannedFen: Funds; paidFen: Funds; spentFen: Funds }
type Funds = { total: number; central: number; local: number; social: number }

test('the budgets of the five counties sum to what their plans say, fund by fund', async () => {
  const { plans } = await aProgramme()
  for (const county of PACKS) {
    const pack = packOf(county)
    const at = systemCaller(pack.county.code)
    await plans.put(at, { pack, planText: textOf(county, 'plan.txt'), isDemo: false })
    const budget = await plans.budget(at, '2020-09-15')
    for (const fund of ['total', 'central', 'local', 'social'] as const) {
      const wan = pack.budget.lines.reduce((sum, { amountsWan }) => sum + Math.round((amountsWan[fund] ?? 0) * 100), 0)
      expect([county, fund, budget.plannedFen[fund]]).toEqual([county, fund, wan * 10_000])
      const lines = budget.lines.reduce((sum, line) => sum + line.plannedFen[fund], 0)
      expect(lines).toBe(budget.plannedFen[fund])
    }
  }
})

test('money stands under its kind, fund and line, and counts from the day it moved', async () => {
  const { ask, pay } = await aProgramme()
  await pay()
  await pay({ kind: 'spent', amountFen: 20_000_000, movedOn: '2020-09-01' })
  await pay({ fund: 'local', amountFen: 10_000_000 })
  await pay({ kind: 'arrived', budgetLine: null, amountFen: 500_000_000 })
  const { body } = await ask('GET', '/programme/budget')
  expect(body.lines.find(({ id }: Line) => id === 'YR-B1')).toMatchObject({
    paidFen: { total: 60_000_000, central: 50_000_000, local: 10_000_000, social: 0 },
    spentFen: { total: 20_000_000 },
  })
  expect([body.arrivedFen.central, body.paidFen.total, body.spentFen.total]).toEqual([
    500_000_000, 60_000_000, 20_000_000,
  ])
  const before = (await ask('GET', '/programme/budget?asOf=2020-08-31')).body
  expect([before.paidFen.total, before.spentFen.total]).toEqual([60_000_000, 0])
  const rule = (await ask('GET', '/programme/rules')).body.find(({ id }: { id: string }) => id === 'YR-R01')
  expect(rule).toMatchObject({ limit: 0.15, ok: true, paid: 50 / 1087, headRoomFen: 113_050_000 })
  const list = async (query: string) => (await ask('GET', `/programme/money?${query}`)).body.total
  expect([await list('kind=paid'), await list('fund=local'), await list('budgetLine=YR-B1'), await list('')]).toEqual([
    2, 1, 3, 4,
  ])
})

test('money is entered once, against a line that there is, on a day that has come, with a paper that is here', async () => {
  const { pay, ask, paper, events } = await aProgramme()
  expect((await pay({ budgetLine: 'YR-B99' })).code).toBe('programme.lineUnknown')
  expect((await pay({ budgetLine: null })).code).toBe('programme.lineMissing')
  expect((await pay({ movedOn: '2020-09-16' })).code).toBe('programme.dayInFuture')
  expect((await pay({ fileId: NOWHERE })).code).toBe('file.unknown')
  expect((await pay({ amountFen: 0 })).body.problems[0].path).toBe('/amountFen')
  expect((await pay({ paper: '' })).body.problems[0].path).toBe('/paper')
  const id = anId()
  const fileId = await paper()
  const entered = await pay({ id, fileId })
  expect(entered).toMatchObject({ status: 200, body: { id, fileId, enteredBy: 'office', reversedBy: null } })
  expect((await pay({ id, fileId })).body).toEqual(entered.body)
  for (const change of [{ amountFen: 1 }, { fund: 'social' }, { budgetLine: 'YR-B2' }, { paper: '凭证2号' }])
    expect((await pay({ id, fileId, ...change })).code).toBe('journal.idTaken')
  expect((await events()).filter(({ kind }) => kind === 'programme.moneyMoved').length).toBe(1)
  expect((await ask('POST', '/programme/money', { as: '', body: {} })).status).toBe(401)
  expect((await ask('POST', '/programme/money', { as: 'townClerk', body: {} })).status).toBe(403)
})

test('a movement is reversed once, by a counter-entry of its own', async () => {
  const { pay, ask, plans, office } = await aProgramme()
  const { id } = (await pay()).body
  const counter = { id: anId(), paper: '冲销1号' }
  const reverse = (of: string, body: object = counter, as = 'office') =>
    ask('POST', `/programme/money/${of}/reverse`, { body, as })
  expect((await reverse(NOWHERE)).code).toBe('moneyEntry.unknown')
  expect((await reverse(id, counter, 'otherCounty')).status).toBe(404)
  expect((await reverse(id, { id: anId() })).body.problems[0].path).toBe('/paper')
  const done = await reverse(id)
  expect(done.body).toMatchObject({ amountFen: -50_000_000, reverses: id, paper: '冲销1号' })
  expect((await reverse(id)).body).toEqual(done.body)
  expect((await reverse(id, { ...counter, id: anId() })).code).toBe('programme.alreadyReversed')
  expect((await reverse(counter.id, { ...counter, id: anId() })).code).toBe('programme.reversalOfReversal')
  const other = (await pay({ amountFen: 7 })).body
  expect((await reverse(other.id)).code).toBe('journal.idTaken')
  expect((await plans.budget(office, '2020-09-15')).paidFen.total).toBe(7)
  expect((await reverse(id, counter, '')).status).toBe(401)
  expect((await reverse(id, counter, 'townClerk')).status).toBe(403)
})
