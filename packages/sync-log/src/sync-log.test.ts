import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Act,
  dueActs,
  EMPTY,
  inFlight,
  merge,
  prune,
  reduce,
  reduceAll,
  type SyncEvent,
  type SyncLog,
  standingOf,
  unsettled,
} from './index.ts'

type News = SyncEvent<string>
const IDS = ['a', 'b', 'c', 'd'] as const
const anId = fc.constantFrom(...IDS)
const anAttempt = fc.integer({ min: 1, max: 4 })

/** An id has one command for ever, so the command is made from the id. */
const news: fc.Arbitrary<News> = fc.oneof(
  anId.map((id): News => ({ kind: 'enqueued', id, command: `do ${id}`, after: id === 'd' ? ['a', 'b'] : [] })),
  fc.record({ kind: fc.constant('sent' as const), id: anId, attempt: anAttempt }),
  fc.record({ kind: fc.constant('acknowledged' as const), id: anId }),
  fc.record({
    kind: fc.constant('refused' as const),
    id: anId,
    attempt: anAttempt,
    code: fc.constantFrom('station.closed', 'station.waybillTaken'),
  }),
  fc.record({ kind: fc.constant('failed' as const), id: anId, attempt: anAttempt }),
  fc.record({ kind: fc.constant('retried' as const), id: anId, attempt: anAttempt }),
  fc
    .tuple(anId, fc.constantFrom('1', '2'))
    .map(([id, n]): News => ({ kind: 'voided', id, eventId: `x${id}${n}`, command: `undo ${id}` })),
)
const history = fc.array(news, { maxLength: 40 })
const logOf = (events: readonly News[]): SyncLog<string> => reduceAll<string>(EMPTY, events)
const plain = (log: SyncLog<string>) => Object.fromEntries([...log].sort(([a], [b]) => (a < b ? -1 : 1)))
const standing = (log: SyncLog<string>, id: string) => {
  const act = log.get(id)
  return act && standingOf(log, act)
}
const enqueued = (id: string): News => ({ kind: 'enqueued', id, command: `do ${id}` })
const voided = (id: string): News => ({ kind: 'voided', id, eventId: `x${id}`, command: `undo ${id}` })
const ids = (acts: readonly { id: string }[]) => acts.map(({ id }) => id)

describe('any delivery of the same news gives the same log', () => {
  it('reordered', () => {
    const shuffled = history.chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
    )
    fc.assert(
      fc.property(shuffled, ([events, other]) => {
        expect(plain(logOf(other))).toEqual(plain(logOf(events)))
      }),
    )
  })

  it('duplicated and late', () => {
    const repeated = history.chain((events) =>
      fc.tuple(fc.constant(events), events.length ? fc.array(fc.constantFrom(...events)) : fc.constant([])),
    )
    fc.assert(
      fc.property(repeated, ([events, again]) => {
        expect(plain(logOf([...events, ...again]))).toEqual(plain(logOf(events)))
      }),
    )
  })

  it('split over two tabs and merged in either order', () => {
    fc.assert(
      fc.property(history, history, (mine, yours) => {
        const whole = plain(logOf([...mine, ...yours]))
        expect(plain(merge(logOf(mine), logOf(yours)))).toEqual(whole)
        expect(plain(merge(logOf(yours), logOf(mine)))).toEqual(whole)
        expect(plain(merge(logOf(mine), logOf(mine)))).toEqual(plain(logOf(mine)))
      }),
    )
  })
})

describe('what the server has acknowledged', () => {
  it('stays acknowledged, whatever is heard afterwards', () => {
    fc.assert(
      fc.property(history, anId, history, (before, id, after) => {
        const log = logOf([...before, { kind: 'acknowledged', id }, ...after])
        expect(log.get(id)?.isAcknowledged).toBe(true)
        expect(['acknowledged', 'voiding', 'voided']).toContain(standing(log, id))
      }),
    )
  })

  it('is never due again', () => {
    fc.assert(
      fc.property(history, (events) => {
        for (const act of dueActs(logOf(events))) expect(act.isAcknowledged).toBe(false)
      }),
    )
  })

  it('is forgotten only when it is settled, and what is on its way is never forgotten', () => {
    fc.assert(
      fc.property(history, (events) => {
        const log = logOf(events)
        const kept = prune(log, () => true)
        for (const act of [...unsettled(log), ...dueActs(log), ...inFlight(log)].filter((a) => a.command !== null))
          if (standingOf(log, act) !== 'dropped') expect(kept.has(act.id)).toBe(true)
        for (const act of log.values()) if (standingOf(log, act) === 'refused') expect(kept.has(act.id)).toBe(true)
      }),
    )
  })
})

describe('an act', () => {
  it('is due from the start, on the wire when sent, due again when that failed', () => {
    const events: News[] = [enqueued('a')]
    expect(ids(dueActs(logOf(events)))).toEqual(['a'])
    events.push({ kind: 'sent', id: 'a', attempt: 1 })
    expect(dueActs(logOf(events))).toEqual([])
    expect(standing(logOf(events), 'a')).toBe('sending')
    events.push({ kind: 'failed', id: 'a', attempt: 1 })
    expect(ids(dueActs(logOf(events)))).toEqual(['a'])
  })

  it('that was refused waits for a person and holds up no other', () => {
    const log = logOf([
      enqueued('a'),
      enqueued('b'),
      { kind: 'sent', id: 'a', attempt: 1 },
      { kind: 'refused', id: 'a', attempt: 1, code: 'station.closed' },
    ])
    expect(standing(log, 'a')).toBe('refused')
    expect(ids(dueActs(log))).toEqual(['b'])
    expect(ids(unsettled(log))).toEqual(['b'])
  })

  it('that was refused is due again when its refusal is set aside, and refused again by a later attempt', () => {
    const events: News[] = [
      enqueued('a'),
      { kind: 'sent', id: 'a', attempt: 1 },
      { kind: 'refused', id: 'a', attempt: 1, code: 'station.notOpen' },
      { kind: 'retried', id: 'a', attempt: 1 },
    ]
    expect(ids(dueActs(logOf(events)))).toEqual(['a'])
    events.push({ kind: 'sent', id: 'a', attempt: 2 })
    events.push({ kind: 'refused', id: 'a', attempt: 2, code: 'station.notOpen' })
    expect(standing(logOf(events), 'a')).toBe('refused')
  })

  it('is acknowledged even when a late refusal or failure of an earlier attempt comes after', () => {
    const log = logOf([
      enqueued('a'),
      { kind: 'sent', id: 'a', attempt: 2 },
      { kind: 'acknowledged', id: 'a' },
      { kind: 'refused', id: 'a', attempt: 3, code: 'journal.idTaken' },
      { kind: 'failed', id: 'a', attempt: 1 },
    ])
    expect(standing(log, 'a')).toBe('acknowledged')
    expect(dueActs(log)).toEqual([])
  })

  it('waits for those that it comes after, and not for a refused one', () => {
    const report: News = { kind: 'enqueued', id: 'd', command: 'report', after: ['a', 'b'] }
    const before = [enqueued('a'), enqueued('b'), report]
    expect(ids(dueActs(logOf(before)))).toEqual(['a', 'b'])
    const settled: News[] = [
      ...before,
      { kind: 'acknowledged', id: 'a' },
      { kind: 'refused', id: 'b', attempt: 1, code: 'station.closed' },
    ]
    expect(ids(dueActs(logOf(settled)))).toEqual(['d'])
  })
})

describe('an act that is taken back', () => {
  it('before it ever went out is dropped, and so is the taking back', () => {
    const log = logOf([enqueued('a'), voided('a')])
    expect(standing(log, 'a')).toBe('dropped')
    expect(standing(log, 'xa')).toBe('dropped')
    expect(dueActs(log)).toEqual([])
    expect(unsettled(log)).toEqual([])
  })

  it('after an attempt of unknown end is sent once more, then taken back', () => {
    const events: News[] = [
      enqueued('a'),
      { kind: 'sent', id: 'a', attempt: 1 },
      { kind: 'failed', id: 'a', attempt: 1 },
      voided('a'),
    ]
    expect(ids(dueActs(logOf(events)))).toEqual(['a'])
    events.push({ kind: 'acknowledged', id: 'a' })
    expect(ids(dueActs(logOf(events)))).toEqual(['xa'])
    expect(standing(logOf(events), 'a')).toBe('voiding')
    events.push({ kind: 'acknowledged', id: 'xa' })
    expect(standing(logOf(events), 'a')).toBe('voided')
    expect(dueActs(logOf(events))).toEqual([])
  })

  it('stays with the server when the server will not take it back', () => {
    const log = logOf([
      { kind: 'acknowledged', id: 'a' },
      voided('a'),
      { kind: 'refused', id: 'xa', attempt: 1, code: 'http.notAllowed' },
    ])
    expect(standing(log, 'a')).toBe('acknowledged')
    expect(standing(log, 'xa')).toBe('refused')
  })
})

/** A server that stores by id and a network that drops, doubles and delays; what the client does is the real thing. */
type World = { log: SyncLog<string>; stored: Map<string, number>; late: News[]; sentAfterAck: number }
type Weather = 'lost' | 'answerLost' | 'doubled' | 'delayed' | 'refused' | 'fine'

function play(world: World, act: { id: string; attempt: number }, weather: Weather): void {
  const attempt = act.attempt + 1
  if (world.log.get(act.id)?.isAcknowledged) world.sentAfterAck++
  const hear = (event: News) => {
    world.log = reduce(world.log, event)
  }
  hear({ kind: 'sent', id: act.id, attempt })
  if (weather === 'refused' && !world.stored.has(act.id)) {
    hear({ kind: 'refused', id: act.id, attempt, code: 'station.closed' })
    return
  }
  if (weather !== 'lost') world.stored.set(act.id, 1)
  const answer: News = { kind: 'acknowledged', id: act.id }
  if (weather === 'lost' || weather === 'answerLost') hear({ kind: 'failed', id: act.id, attempt })
  else if (weather === 'delayed') {
    hear({ kind: 'failed', id: act.id, attempt })
    world.late.push(answer)
  } else hear(answer)
  if (weather === 'doubled') world.late.push(answer, { kind: 'failed', id: act.id, attempt })
}

describe('through bad weather', () => {
  const weather = fc.constantFrom<Weather>('lost', 'answerLost', 'doubled', 'delayed', 'refused', 'fine')
  const step = fc.oneof(
    fc.record({ do: fc.constant('enqueue' as const), id: anId }),
    fc.record({ do: fc.constant('void' as const), id: anId }),
    fc.record({ do: fc.constant('send' as const), weather }),
    fc.record({ do: fc.constant('hear' as const) }),
    fc.record({ do: fc.constant('retry' as const) }),
  )

  const retried = ({ id, refusal }: Act<string>): News => ({ kind: 'retried', id, attempt: refusal?.attempt ?? 0 })

  type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

  function take(world: World, s: Step): void {
    if (s.do === 'enqueue') world.log = reduce(world.log, enqueued(s.id))
    if (s.do === 'void' && world.log.get(s.id)?.command) world.log = reduce(world.log, voided(s.id))
    if (s.do === 'send') for (const act of dueActs(world.log)) play(world, act, s.weather)
    if (s.do === 'retry') world.log = reduceAll(world.log, [...world.log.values()].map(retried))
    if (s.do === 'hear') world.log = reduceAll(world.log, world.late.splice(0).reverse())
  }

  const AT_SERVER = { acknowledged: true, voided: true, dropped: false, refused: undefined }

  function checkEnd(world: World, act: Act<string>): void {
    const end = standingOf(world.log, act)
    expect(Object.keys(AT_SERVER)).toContain(end)
    const isThere = AT_SERVER[end as keyof typeof AT_SERVER] // just checked
    if (isThere !== undefined) expect(world.stored.has(act.id)).toBe(isThere)
    if (end === 'voided') expect(world.stored.has(act.undoneBy ?? '')).toBe(true)
  }

  it('nothing is lost, nothing is sent after its acknowledgement, and all comes to rest', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const world: World = { log: EMPTY, stored: new Map(), late: [], sentAfterAck: 0 }
        for (const s of steps) take(world, s)
        for (let calm = 0; calm < 3; calm++) take(world, { do: 'send', weather: 'fine' })
        take(world, { do: 'hear' })

        expect(world.sentAfterAck).toBe(0)
        expect(dueActs(world.log)).toEqual([])
        expect(unsettled(world.log)).toEqual([])
        for (const act of world.log.values()) checkEnd(world, act)
      }),
      { numRuns: 500 },
    )
  })
})
