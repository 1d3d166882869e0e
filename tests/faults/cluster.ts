import { statSync } from 'node:fs'
import { join } from 'node:path'
import { findBinaries, isRoot } from '#platform/postgres/binaries'
import { runTool } from '#platform/postgres/cluster'

/** Runs one of PostgreSQL's programs on a cluster, as the user that owns it. */
export async function pgCtl(cluster: string, args: readonly string[]): Promise<string> {
  const { uid, gid } = statSync(cluster)
  const binaries = await findBinaries(isRoot() ? { uid, gid } : undefined)
  const all = ['-D', cluster, '-w', '-l', join(cluster, 'postgres.log'), ...args]
  const { code, said } = await runTool('pg_ctl', { args: all, binaries })
  if (code !== 0) throw new Error(said)
  return said
}
