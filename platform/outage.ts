/** What passes by itself, or when somebody makes room: not a bug, and the same request may be sent again. */
export type Outage = { status: 503 | 507; code: 'http.unavailable' | 'http.storageFull'; retryAfterS: number }

const GONE: Outage = { status: 503, code: 'http.unavailable', retryAfterS: 2 }
const FULL: Outage = { status: 507, code: 'http.storageFull', retryAfterS: 60 }

/** SQLSTATEs: a connection that broke (08), a server that goes or comes (57P0x), none free (53300), no memory, a standby. */
const PASSING = /^(08...|57P0[1-4]|53[023]00|25006|ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH)$/
const NO_ROOM = new Set(['53100', 'ENOSPC', 'EDQUOT'])
/** pg says these without a code. */
const BROKEN = /Connection terminated|not queryable|timeout exceeded when trying to connect|connection error/i

/** The outage behind an error, however deep a library wrapped it. */
export function outageOf(error: unknown, depth = 0): Outage | undefined {
  if (!(error instanceof Error) || depth > 4) return undefined
  const code = 'code' in error ? String(error.code) : ''
  if (NO_ROOM.has(code)) return FULL
  if (PASSING.test(code) || (code === '' && BROKEN.test(error.message))) return GONE
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause
  return outageOf(inner, depth + 1)
}
