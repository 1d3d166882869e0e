import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { migrate } from '#platform/migrate'
import { removeCluster, startPostgres } from '#platform/postgres'

/** A PostgreSQL of the bench's own, gone afterwards. `durable`: with fsync, as in production. */
export async function withPostgres<T>(
  { durable }: { durable: boolean },
  work: (url: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'xiangji-bench-'))
  const postgres = await startPostgres({ folder, durable, settings: { max_wal_size: '4GB' } })
  try {
    await migrate(postgres.url)
    return await work(postgres.url)
  } finally {
    await postgres.stop()
    await removeCluster(folder)
    await rm(folder, { recursive: true, force: true })
  }
}

export const quantile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}

export const round = (value: number, digits = 2): number => Number(value.toFixed(digits))
