import { createStore } from './store.ts'

export type Route =
  | {
      name: 'home' | 'today' | 'report' | 'history' | 'settings' | 'import' | 'devices' | 'password' | 'pick' | 'signIn'
    }
  | { name: 'day'; on: string }

const BASE = import.meta.env.BASE_URL
const PLAIN = ['today', 'report', 'history', 'settings', 'import', 'devices', 'password', 'pick', 'signIn'] as const

function parse(pathname: string): Route {
  const [first = '', second = ''] = pathname.slice(BASE.length).split('/')
  if (first === 'history' && /^\d{4}-\d{2}-\d{2}$/.test(second)) return { name: 'day', on: second }
  const name = PLAIN.find((plain) => plain === first)
  return { name: name ?? 'home' }
}

export const hrefOf = (route: Route): string => {
  if (route.name === 'home') return BASE
  return route.name === 'day' ? `${BASE}history/${route.on}` : BASE + route.name
}

const route = createStore<Route>(parse(location.pathname))
addEventListener('popstate', () => route.set(parse(location.pathname)))

export const useRoute = (): Route => route.use()

export function go(to: Route, { replace = false } = {}): void {
  const href = hrefOf(to)
  if (href !== location.pathname)
    if (replace) history.replaceState(history.state, '', href)
    else history.pushState({ isOurs: true }, '', href)
  route.set(to)
  scrollTo(0, 0)
}

/** Back to where one came from, or up when the page was opened directly. */
export function back(up: Route): void {
  const state: unknown = history.state
  if (typeof state === 'object' && state !== null && 'isOurs' in state) history.back()
  else go(up, { replace: true })
}
