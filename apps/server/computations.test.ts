import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { createAside, createComputationService } from '#platform/computation'
import { aCaller, testApp, testDb } from '#platform/testing'
import { computationRoutes } from './computations.ts'

const COUNTY = '000001'
const COUNTIES = [COUNTY]
const kinds = { 'test.count': { module: new URL('computations.test-kind.ts', import.meta.url), limitS: 60 } }
const callers = {
  me: aCaller(),
  colleague: aCaller({ account: 'account-2' }),
  elsewhere: aCaller({ county: '000002' }),
}

async function aWorld() {
  const { db, owner } = await testDb()
  const faults: unknown[] = []
  let now = new Date('2026-03-01T02:00:00Z')
  const make = () =>
    createComputationService({ db, kinds, now: () => now, onFault: ({ err }) => void faults.push(String(err)) })
  const computations = make()
  const app = await testApp(computationRoutes(computations), callers, [])
  const get = async (url: string, who: keyof typeof callers = 'me') => {
    const response = await app.inject({ url, headers: { 'x-test-caller': who } })
    return { status: response.statusCode, body: response.json() }
  }
  return {
    ...{ owner, app, computations, make, faults, get },
    ask: (steps: number, ending: string) => computations.ask(callers.me, 'test.count', { steps, ending }),
    pass: (seconds: number) => {
      now = new Date(now.getTime() + seconds * 1000)
    },
  }
}

test('what is asked for is computed in a thread, and shown to whoever asked and to nobody else', async () => {
  const { computations, ask, get } = await aWorld()
  const id = await ask(1000, 'answers')
  expect((await get(`/api/computations/${id}`)).body).toMatchObject({ state: 'waiting', endedAt: null })
  await computations.run(COUNTIES)
  expect((await get(`/api/computations/${id}`)).body).toMatchObject({
    kind: 'test.count',
    state: 'done',
    problem: null,
  })
  expect(await computations.load(callers.me, id, 'test.count')).toMatchObject({
    input: { steps: 1000 },
    result: { counted: 1000 },
  })
  expect((await get('/api/computations?kind=test.count')).body.map((c: { id: string }) => c.id)).toEqual([id])
  for (const who of ['colleague', 'elsewhere'] as const) {
    expect((await get(`/api/computations/${id}`, who)).status).toBe(404)
    expect((await get('/api/computations?kind=test.count', who)).body).toEqual([])
  }
  await expect(computations.load(callers.me, id, 'test.other')).rejects.toMatchObject({ code: 'computation.unknown' })
})

test('one that is cancelled hands over what it has; one that still waits ends at once', async () => {
  const { app, computations, ask, get } = await aWorld()
  const cancel = (id: string, who = 'me') =>
    app.inject({ method: 'POST', url: `/api/computations/${id}/cancel`, headers: { 'x-test-caller': who } })
  const waits = await ask(100_000, 'waits')
  const running = computations.run(COUNTIES)
  await vi.waitFor(
    async () => expect((await get(`/api/computations/${waits}`)).body.progress.done).toBeGreaterThan(0),
    { timeout: 10_000 },
  )
  const next = await ask(1, 'answers')
  expect((await cancel(next)).json()).toMatchObject({ state: 'cancelled' })
  expect((await cancel(waits, 'colleague')).statusCode).toBe(404)
  expect((await cancel(waits)).json()).toMatchObject({ state: 'running' })
  await running
  const { state, result } = await computations.load(callers.me, waits)
  expect(state).toBe('cancelled')
  expect((result as { counted: number }).counted).toBeGreaterThan(0)
  expect((await computations.load(callers.me, next)).result).toBeNull()
})

test('a fault in a computation ends it and nothing else', async () => {
  const { computations, ask, faults, get } = await aWorld()
  const ids = [await ask(5, 'throws'), await ask(5, 'exits'), await ask(5, 'answers')]
  await computations.run(COUNTIES)
  const states = await Promise.all(ids.map(async (id) => (await get(`/api/computations/${id}`)).body))
  expect(states.map(({ state, problem }) => [state, problem])).toEqual([
    ['failed', 'computation.fault'],
    ['failed', 'computation.fault'],
    ['done', null],
  ])
  expect(faults.join()).toContain('as the test wants')
})

test('one person has three open and no fourth', async () => {
  const { computations, ask } = await aWorld()
  for (let n = 0; n < 3; n++) await ask(1, 'answers')
  await expect(ask(1, 'answers')).rejects.toMatchObject({ code: 'computation.tooMany', facts: { atMost: 3 } })
  await computations.run(COUNTIES)
  await ask(1, 'answers')
})

test('a process that stops hands its computation to the next; one that dies leaves it to another, once', async () => {
  const { owner, computations, make, ask } = await aWorld()
  const id = await ask(100_000, 'waits')
  const stateOf = async () => (await computations.load(callers.me, id)).state
  const left = make()
  const running = left.run(COUNTIES)
  await vi.waitFor(async () => expect(await stateOf()).toBe('running'), { timeout: 10_000 })
  await left.stop()
  await running
  expect(await stateOf()).toBe('waiting')

  // A process that died has left exactly this row.
  const die = (attempts: number, secondsAgo: number) =>
    sql`update platform.computation set state = 'running', ended_at = null, attempts = ${attempts},
      beat_at = now() - make_interval(secs => ${secondsAgo}), input = '{"steps": 3, "ending": "answers"}' where id = ${id}`.execute(
      owner,
    )
  await die(1, 9)
  await computations.run(COUNTIES)
  expect(await stateOf()).toBe('running')
  await die(1, 11)
  await computations.run(COUNTIES)
  expect(await stateOf()).toBe('done')

  await die(2, 11)
  await computations.run(COUNTIES)
  expect(await computations.load(callers.me, id)).toMatchObject({ state: 'failed', problem: 'computation.interrupted' })
})

test('one that was only slow, and taken for dead, stores no answer beside that of who took over', async () => {
  const { owner, computations, make, ask } = await aWorld()
  const id = await ask(100_000, 'waits')
  const load = () => computations.load(callers.me, id)
  const slow = make()
  const slowly = slow.run(COUNTIES)
  await vi.waitFor(async () => expect((await load()).progress.done).toBeGreaterThan(0), { timeout: 10_000 })
  // Another has begun it anew.
  await sql`update platform.computation set attempts = 2, done = 0 where id = ${id}`.execute(owner)
  await slowly
  expect(await load()).toMatchObject({ state: 'running', progress: { done: 0 }, result: null })
})

test('what came out is kept thirty days', async () => {
  const { computations, ask, pass } = await aWorld()
  const id = await ask(1, 'answers')
  await computations.run(COUNTIES)
  pass(29 * 86_400)
  await computations.expire(COUNTY)
  expect((await computations.load(callers.me, id)).state).toBe('done')
  pass(2 * 86_400)
  await computations.expire(COUNTY)
  await expect(computations.load(callers.me, id)).rejects.toMatchObject({ status: 404 })
})

test('aside, one is computed after another; a fault, an end and what takes too long are said, and the next is computed all the same', async () => {
  const aside = createAside({ module: kinds['test.count'].module, limitS: 1 })
  const ends: string[] = []
  const count = (steps: number, ending: string) => aside({ steps, ending })
  const said = (name: string, result: Promise<unknown>) =>
    result.then(
      (found) => void ends.push(`${name} ${JSON.stringify(found)}`),
      (error: Error) => void ends.push(`${name} ${error.message.split('\n')[0]}`),
    )
  await Promise.all([
    said('first', count(5, 'waits')),
    said('throws', count(1, 'throws')),
    said('exits', count(1, 'exits')),
    said('long', count(1000, 'waits')),
    said('last', count(1, 'answers')),
  ])
  expect(ends).toEqual([
    'first {"counted":5}',
    'throws Error: as the test wants',
    'exits the thread ended without an answer',
    'long computation.tooLong {}',
    'last {"counted":1}',
  ])
})

test('aside, a ninth is refused at once while eight wait, and taken when one has ended', async () => {
  const aside = createAside({ module: kinds['test.count'].module, limitS: 20 })
  const waiting = Array.from({ length: 8 }, () => aside({ steps: 2, ending: 'waits' }))
  await expect(aside({ steps: 1, ending: 'answers' })).rejects.toMatchObject({ code: 'computation.busy', status: 503 })
  await Promise.all(waiting)
  expect(await aside({ steps: 1, ending: 'answers' })).toEqual({ counted: 1 })
})
