import { type Logger, pino } from 'pino'

export type { Logger }

/** One JSON line an entry. Headers that carry secrets never reach the log. */
export const createLogger = (level: string = process.env.LOG_LEVEL ?? 'info'): Logger =>
  pino({ level, redact: ['req.headers.cookie', 'req.headers.authorization', 'password'] })
