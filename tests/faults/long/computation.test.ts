import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { attachPostgres } from '#platform/postgres'
import { aPlace, ask, fill, kill, signIn, start } from '../server.ts'

/** Ten seconds until a process is taken for dead, one more, the worker's next look, and what a start of a server takes. */
const GOES_ON_WITHIN_MS = 30_000

type Row = { state: string; attempts: number; problem: string | null }

test('a computation whose server is killed goes on within half a minute; killed again it fails, says so, and may be asked again', async () => {
  const place = await aPlace()
  onTestFinished(place.close)
  const { username } = await fill(place.folder)
  let server = await start(place)
  onTestFinished(async () => void (await kill(server, 'SIGTERM')))
  const cookie = await signIn(server.address, username)
  const headers = { 'content-type': 'application/json', cookie }
  const request = async (path: string, body?: object) => {
    const sent = body ? { method: 'POST', headers, body: JSON.stringify(body) } : { headers }
    const answer = await fetch(server.address + path, sent)
    if (answer.status !== 200) throw new Error(`${path}: ${await answer.text()}`)
    return (await answer.json()) as Record<string, unknown>
  }
  const { url } = (await attachPostgres(place.folder)) as { url: string }
  const until = async (id: unknown, is: (row: Row) => boolean): Promise<void> => {
    for (;;) {
      const found = await ask<Row>(url, 'select state, attempts, problem from platform.computation where id = $1', [id])
      if (found.some(is)) return
      await delay(20)
    }
  }
  const begun = (attempt: number) => (row: Row) => row.state === 'running' && row.attempts === attempt
  const { defaults } = (await request('/api/routings/basis')) as { defaults: object }
  const asked = { routings: { ...defaults, seconds: 60 }, sitings: NO_WISHES }
  for (const [kind, body] of Object.entries(asked)) {
    const { id } = await request(`/api/${kind}`, body)
    await until(id, begun(1))
    const killedAt = performance.now()
    await kill(server, 'SIGKILL')
    server = await start(place)
    await until(id, begun(2))
    expect(performance.now() - killedAt).toBeLessThan(GOES_ON_WITHIN_MS)
    await kill(server, 'SIGKILL')
    server = await start(place)
    await until(id, ({ state }) => state === 'failed')
    expect(await request(`/api/computations/${id}`)).toMatchObject({ problem: 'computation.interrupted' })
    const again = await request(`/api/${kind}`, body)
    await until(again.id, ({ attempts }) => attempts > 0)
    await request(`/api/computations/${again.id}/cancel`, {})
  }
})

const NO_WISHES = {
  ...{ villageNumber: null, budgetFen: null, townCostFen: 0, villageCostFen: 0 },
  ...{ forceIn: [], forceOut: [], keepsExisting: true, facts: [] },
}
