import { anId } from '#platform/testing'
import { type Operation, type Parameter, smallest } from './document.ts'
import { type Content, today } from './world.ts'

export const nameOf = ({ method, path }: Operation) => `${method} ${path}`

export type Request = { query?: Record<string, string>; path?: Record<string, string>; body?: unknown }

/** The smallest request that a route takes, with what the test wants otherwise. */
export function requestOf(operation: Operation, { query = {}, path = {}, body }: Request = {}) {
  const textOf = (p: Parameter, given: Record<string, string>) => given[p.name] ?? String(smallest(p.schema, today))
  const url = operation.parameters
    .filter((p) => p.in === 'path')
    .reduce((text, p) => text.replace(`{${p.name}}`, encodeURIComponent(textOf(p, path))), operation.path)
  const asked = operation.parameters.filter((p) => p.in === 'query' && (p.required || p.name in query))
  const search = new URLSearchParams(asked.map((p) => [p.name, textOf(p, query)]))
  const payload = body ?? (operation.body ? smallest(operation.body, today) : undefined)
  return {
    method: operation.method,
    url: search.size > 0 ? `${url}?${search}` : url,
    ...(payload === undefined ? {} : { payload: payload as object }), // our bodies are objects
  }
}

/** What of one's own county stands in a path, by the word before it. */
const own = ({
  code,
  villages,
  stations,
  spare,
  publications,
  complaint,
  entries,
  money,
  files,
  byHand,
  task,
  finding,
  setupToken,
  privacyRequest,
  consent,
  computation,
  routing,
  routePlan,
}: Content) => ({
  counties: code,
  divisions: villages[0] ?? '',
  stations: stations[0] ?? '',
  accounts: spare,
  sessions: anId(),
  setup: setupToken,
  devices: anId(),
  invitations: 'a-token-that-is-nobodys',
  external: 'oidc',
  links: 'oidc',
  keys: anId(),
  'credential-requests': anId(),
  publications: publications[0] ?? '',
  complaints: complaint,
  requests: privacyRequest,
  consents: consent,
  entries: entries[0] ?? '',
  money: money[0] ?? '',
  targets: byHand,
  tasks: task,
  findings: finding,
  files: files.kept,
  figures: 'station.entries',
  trails: spare,
  alarms: anId(),
  computations: computation,
  sitings: computation,
  routings: routing,
  'route-plans': routePlan,
})

/** An own thing for each parameter of a path. */
export function ownPath(operation: Operation, content: Content): Record<string, string> {
  const things: Record<string, string> = own(content)
  return Object.fromEntries(
    operation.parameters
      .filter((p) => p.in === 'path')
      .map(({ name }) => {
        const word = operation.path.split(`/{${name}}`)[0]?.split('/').at(-1) ?? ''
        const thing = things[word]
        if (!thing) throw new Error(`${nameOf(operation)}: say in own() what of one's own stands after /${word}/`)
        return [name, thing]
      }),
  )
}
