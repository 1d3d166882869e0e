/**
 * Where the tables that are no tenant's lie when many counties are spread over machines (Citus), each with the reason.
 * Every table that is not named here is a tenant's: its primary key begins with `county`, by which it is distributed.
 * `reference`: small, the same for all counties, a copy on every machine. `local`: on the coordinator only, never joined to a tenant's.
 */
export const SHARED: Readonly<Record<string, { place: 'reference' | 'local'; why: string }>> = {
  'division.division': { place: 'reference', why: 'codes of the statistics bureau, the same for all counties' },
  'division.boundary': { place: 'reference', why: 'outlines by division code' },
  'division.succession': { place: 'reference', why: 'what became of old codes, the same for all counties' },
  'identity.user': { place: 'local', why: 'read before the county is known' },
  'identity.session': { place: 'local', why: 'read before the county is known' },
  'identity.attempt': { place: 'local', why: 'read before the county is known, also of names that nobody has' },
  'identity.account': { place: 'local', why: 'read before the county is known' },
  'platform.seal_key': { place: 'local', why: 'public keys of the installation, which seals all its counties' },
  'public.xiangji_migration': { place: 'local', why: 'what has been migrated is a fact of the installation' },
}

/** Schemas of others that lie in our database: theirs stay on the coordinator. */
export const FOREIGN_SCHEMAS = ['graphile_worker'] as const
