import type { StatisticsService } from './statistics.ts'

/** Keeps the rollups of all counties behind the journal by less than `everyMs` and the time of a batch. */
export function startFollower(options: {
  statistics: Pick<StatisticsService, 'followOnce'>
  counties: () => Promise<string[]>
  everyMs: number
  onError: (error: unknown) => void
}): { stop: () => Promise<void> } {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const round = async () => {
    try {
      for (const county of await options.counties())
        while (!stopped && (await options.statistics.followOnce(county)) > 0);
    } catch (error) {
      if (!stopped) options.onError(error)
    }
  }
  const loop = async (): Promise<void> => {
    while (!stopped) {
      await round()
      if (!stopped)
        await new Promise<void>((resolve) => {
          timer = setTimeout(resolve, options.everyMs)
          wake = resolve
        })
    }
  }
  let wake: () => void = () => {}
  const running = loop()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      wake()
      await running
    },
  }
}
