import { appendFileSync, mkdirSync } from 'node:fs'
import path from 'node:path'
import { threadId } from 'node:worker_threads'

/** One distinct statement of a run, as `tools/queries.ts` reads it. A later line about the same statement replaces an earlier one. */
export type LoggedQuery = {
  text: string
  searchPath: string
  /** Parameters ($1 is 1) that were the transaction's own county every time; null when it also ran outside of one. */
  county: number[] | null
  /** The innermost file of ours that sent it. */
  from: string
}

const ROOT = path.resolve(import.meta.dirname, '..')
const OWN_FRAMES = /node_modules|node:|platform\/(db|query-log|trace)\.ts/
const CONTEXT = /^begin(?: read only)?;set local xj\.county = '(\d{6})'/
const CONTROL = /^\s*(begin|commit|rollback|start transaction)\b/i

type Query = (...args: unknown[]) => unknown
const folder = process.env.XIANGJI_QUERY_LOG

/** Who sent it: asynchronous frames are kept as long as each caller awaits. Asked once a statement. */
function sender(): string {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 100
  const frames = (new Error().stack ?? '').split('\n')
  Error.stackTraceLimit = limit
  const frame = frames.find((line) => line.includes(ROOT) && !OWN_FRAMES.test(line))
  return frame ? path.relative(ROOT, /(?:file:\/\/)?(\/[^():]+):\d+:\d+/.exec(frame)?.[1] ?? '') : ''
}

function createCollector(into: string) {
  mkdirSync(into, { recursive: true })
  const file = path.join(into, `${process.pid}-${threadId}.jsonl`)
  const known = new Map<string, LoggedQuery>()
  return (text: string, values: readonly unknown[], { county, searchPath }: { county: string; searchPath: string }) => {
    const positions = county === '' ? null : values.flatMap((value, i) => (value === county ? [i + 1] : []))
    const key = `${searchPath} ${text}`
    const before = known.get(key)
    const both = before && (before.county && positions ? before.county.filter((n) => positions.includes(n)) : null)
    if (before && both?.length === before.county?.length) return
    const logged = before
      ? { ...before, county: both ?? null }
      : { text, searchPath, county: positions, from: sender() }
    known.set(key, logged)
    appendFileSync(file, `${JSON.stringify(logged)}\n`)
  }
}
const collect = folder ? createCollector(folder) : undefined

/** With XIANGJI_QUERY_LOG=<folder> every statement of a connection is written down once; without it, nothing is done. */
export function watchQueries(query: Query, searchPath: string): Query {
  if (!collect) return query
  let county = ''
  return (sent: unknown, values?: unknown, ...rest: unknown[]) => {
    const asked = (typeof sent === 'object' ? sent : { text: sent }) as { text?: string; values?: unknown[] } // pg takes a text or a query
    const text = asked.text ?? ''
    const given = asked.values ?? (Array.isArray(values) ? values : [])
    if (CONTROL.test(text)) county = CONTEXT.exec(text)?.[1] ?? ''
    else collect(text.trim(), given, { county, searchPath })
    return query(sent, values, ...rest)
  }
}
