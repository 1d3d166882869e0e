import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { migrate } from '#platform/migrate'
import { removeCluster, startPostgres } from '#platform/postgres'

/** One server for the whole run with a migrated template, or your own by TEST_DATABASE_URL; a run whose databases are made anew (platform/testing.ts) needs no template. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'xiangji-test-'))
  const own = process.env.TEST_DATABASE_URL
  const postgres = own ? undefined : await startPostgres({ folder, durable: false, database: 'postgres' })
  const url = own ?? postgres?.url ?? ''
  const teardown = async () => {
    await postgres?.stop()
    await removeCluster(folder)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    if (process.env.CITUS !== '1' && process.env.TEST_DATABASE_FRESH !== '1') await makeTemplate(url)
  } catch (error) {
    await teardown()
    throw error
  }
  project.provide('databaseUrl', url)
  return teardown
}

async function makeTemplate(url: string): Promise<void> {
  const template = new URL(url)
  template.pathname = '/xiangji_template'
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('drop database if exists xiangji_template with (force)')
  await client.query('create database xiangji_template')
  await client.end()
  await migrate(template.href)
}
