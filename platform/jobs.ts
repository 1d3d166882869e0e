import { type Runner, run, type TaskList, Logger as WorkerLogger } from 'graphile-worker'
import type { Logger } from './log.ts'

/** Starts the worker: tasks by name, and those that run by the clock (`crontab`, UTC). */
export const startJobs = (options: { url: string; tasks: TaskList; crontab: string; log: Logger }): Promise<Runner> =>
  run({
    connectionString: options.url,
    taskList: options.tasks,
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
