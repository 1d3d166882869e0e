import { type DestinationStream, type Logger, pino } from 'pino'
import { scrubbed } from './scrub.ts'

export type { Logger }

const FRAMES = 15

/**
 * What of an error may be written down: what broke and where in our code. PostgreSQL repeats the values of a row in `detail`, `where` and at
 * the end of a message, a refusal has facts; those stay out.
 */
function told(error: unknown): object {
  if (!(error instanceof Error)) return { message: scrubbed(String(error)) }
  const { code, constraint, table } = error as { code?: unknown; constraint?: unknown; table?: unknown } // pg's and Node's own
  const ofDatabase = 'severity' in error
  const message =
    error.name === 'DomainError' ? '' : ofDatabase ? error.message.replace(/: ".*$/s, ': "…"') : error.message
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    type: error.name,
    message: scrubbed(message),
    ...(code === undefined ? {} : { code: String(code) }),
    ...(typeof constraint === 'string' ? { constraint } : {}),
    ...(typeof table === 'string' ? { table } : {}),
    stack: frames.slice(0, FRAMES).join('\n'),
    ...(error.cause === undefined ? {} : { cause: told(error.cause) }),
  }
}

/**
 * One JSON line an entry, without personal data: our code logs no body, no query and no name; what a foreign error or library brings
 * along is taken out of the finished line.
 */
export const createLogger = (level: string = process.env.LOG_LEVEL ?? 'info', to?: DestinationStream): Logger =>
  pino(
    {
      level,
      redact: ['req.headers.cookie', 'req.headers.authorization', 'password', '*.password', 'token', '*.token'],
      serializers: { err: told },
      hooks: { streamWrite: scrubbed },
    },
    ...(to ? [to] : []),
  )
