import type { StatisticsService } from './statistics.ts'
import { createTurns } from './turns.ts'

/** How often the list of counties is read, and an empty seat asked for. */
const LOOK_MS = 2000
const IDLE_MS = 800

/**
 * Keeps the rollups of all counties behind the journal by less than a second and the time of a batch. Of several processes one
 * works at a time; whoever holds a county's cursor makes that exact, the seat only saves the others the asking.
 */
export function startFollower(options: {
  statistics: Pick<StatisticsService, 'followOnce' | 'inSeat'>
  counties: () => Promise<string[]>
  everyMs: number
  onError: (error: unknown) => void
}): { stop: () => Promise<void> } {
  const { statistics, counties, everyMs } = options
  let stopped = false
  let wake: () => void = () => {}
  const rest = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const say = (error: unknown) => {
    if (!stopped) options.onError(error)
  }

  const turns = createTurns({ everyMs, idleMs: Math.max(everyMs, IDLE_MS) })

  async function turn(county: string): Promise<void> {
    // What is wrong with one county's events keeps no other county waiting.
    const events = await statistics.followOnce(county).catch((error: unknown) => {
      say(error)
      return 0
    })
    turns.took(county, events, performance.now())
  }

  async function sit(isHeld: () => Promise<boolean>): Promise<void> {
    let lookAtMs = 0
    while (!stopped) {
      const nowMs = performance.now()
      if (nowMs >= lookAtMs) {
        if (!(await isHeld())) return
        turns.keep(await counties(), nowMs)
        lookAtMs = nowMs + LOOK_MS
      }
      const county = turns.next(performance.now())
      if (county) await turn(county)
      else await rest(turns.restMs(performance.now()))
    }
  }

  async function loop(): Promise<void> {
    while (!stopped) {
      await statistics.inSeat(sit).catch(say)
      if (!stopped) await rest(LOOK_MS / 2)
    }
  }
  const running = loop()
  return {
    stop: async () => {
      stopped = true
      wake()
      await running
    },
  }
}
