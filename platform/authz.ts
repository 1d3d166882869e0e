/** Where the figures of an event come from; never lost on the way to a screen. */
export type Origin = 'live' | 'import' | 'simulated'

/**
 * Who asks, and how far he reaches: permissions say what, `place` (a division code that is a prefix of all codes below it)
 * and `station` say where.
 */
export type Caller = {
  county: string
  place: string
  station: string | null
  account: string
  name: string
  roles: readonly string[]
  permissions: ReadonlySet<string>
  /** `simulated` for the simulator's accounts, set by the server and by nobody else. */
  origin: Exclude<Origin, 'import'>
}

/** The platform itself, for jobs: one county at a time, all of it. */
export const systemCaller = (county: string): Caller => ({
  county,
  place: county,
  station: null,
  account: 'system',
  name: 'system',
  roles: [],
  permissions: new Set(),
  origin: 'live',
})

/** Two permissions that are not roles': open to everyone, and open to everyone who has signed in. */
export const PUBLIC = 'public'
export const SIGNED_IN = 'signedIn'
