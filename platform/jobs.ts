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

/** Starts the worker: tasks by name, and those that run by the clock (`crontab`, UTC). */
export const startJobs = (options: { url: string; tasks: TaskList; crontab: string; log: Logger }): Promise<Runner> =>
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
