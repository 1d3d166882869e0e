import { Counter, Gauge, Histogram, Registry } from 'prom-client'

/** What the platform itself counts in this process; the server's `/metrics` shows it beside its own. */
export const platformMetrics = new Registry()
const registers = [platformMetrics]

export const journalEvents = new Counter({
  name: 'xiangji_journal_events_total',
  help: 'Events that this process appended to the journal, by module',
  labelNames: ['module'],
  registers,
})

export const jobSeconds = new Histogram({
  name: 'xiangji_job_duration_seconds',
  help: 'Time of a job, by task and outcome',
  labelNames: ['task', 'outcome'],
  buckets: [0.01, 0.1, 1, 10, 60, 600],
  registers,
})

export const jobDoneAt = new Gauge({
  name: 'xiangji_job_last_success_timestamp_seconds',
  help: 'When a task last ended well in this process',
  labelNames: ['task'],
  registers,
})
