import { setTimeout as delay } from 'node:timers/promises'
import { type Runner, run, type Task, type TaskList, Logger as WorkerLogger } from 'graphile-worker'
import type { Logger } from './log.ts'
import { jobDoneAt, jobSeconds } from './metrics.ts'
import { inSpan } from './trace.ts'

const measured =
  (task: string, work: Task): Task =>
  (payload, helpers) =>
    inSpan(`job ${task}`, { 'xj.task': task }, async () => {
      const stop = jobSeconds.startTimer({ task })
      try {
        const result = await work(payload, helpers)
        stop({ outcome: 'done' })
        jobDoneAt.set({ task }, Date.now() / 1000)
        return result
      } catch (error) {
        stop({ outcome: 'failed' })
        throw error
      }
    })

const AGAIN_MS = 3000

/**
 * Starts the worker: tasks by name, and those that run by the clock (`crontab`, UTC). A database that goes away ends the worker
 * after a while; it is started anew until there is one again.
 */
export async function startJobs(options: {
  url: string
  tasks: TaskList
  crontab: string
  log: Logger
}): Promise<{ add: (task: string) => Promise<unknown>; stop: () => Promise<void> }> {
  let isStopped = false
  let runner = await start(options)
  const keepUp = async (): Promise<void> => {
    while (!isStopped) {
      await runner.promise.catch((err: unknown) => {
        if (!isStopped) options.log.warn({ err }, 'the worker ended; it starts again')
      })
      while (!isStopped) {
        await delay(AGAIN_MS, undefined, { ref: false })
        const next = isStopped ? undefined : await start(options).catch(() => undefined)
        if (!next) continue
        runner = next
        break
      }
    }
  }
  void keepUp()
  return {
    /** Runs a task now; one that waits already is not doubled. */
    add: (task) => runner.addJob(task, {}, { jobKey: task }),
    stop: async () => {
      isStopped = true
      await runner.stop().catch(() => undefined) // it had ended by itself
    },
  }
}

const start = (options: { url: string; tasks: TaskList; crontab: string; log: Logger }): Promise<Runner> =>
  run({
    connectionString: options.url,
    taskList: Object.fromEntries(
      Object.entries(options.tasks).map(([name, work]) => [
        name,
        typeof work === 'function' ? measured(name, work) : work,
      ]),
    ),
    crontab: options.crontab,
    concurrency: 2,
    noHandleSignals: true,
    pollInterval: 5000,
    preset: { worker: { gracefulShutdownAbortTimeout: 3000 } },
    // The worker chats at info; what goes wrong is what an operator needs.
    logger: new WorkerLogger(() => (level, message) => {
      if (level === 'error' || level === 'warning') options.log.warn({ worker: message }, 'job')
    }),
  })
