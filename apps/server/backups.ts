import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { quickAddJob } from 'graphile-worker'
import { z } from 'zod'
import { createShelf, type KeySource, type Papers, papersIn, papersOf, type Shelf, secretsIn } from '#platform/backup'
import { DomainError } from '#platform/errors'
import type { FileStore } from '#platform/files/stores'

/** Sign-ins stay out: one that was ended since the backup must not come to life again. Everybody signs in once more. */
export const LEFT_OUT: readonly string[] = ['identity.session', 'identity.attempt']

/** At 02:20 in China, after the day's partitions and before anybody works. */
export const BACKUP_CRONTAB = '20 18 * * * backup ?queue=backup&jobKey=backup&max=1'

const KEEP = { daily: 7, weekly: 4, monthly: 12 }

export async function programVersion(): Promise<string> {
  const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as { version: string }).version // our own
}

/** The key that the environment names, for what runs without a person. */
export function keyFromEnv(env: NodeJS.ProcessEnv = process.env): KeySource | undefined {
  if (env.XIANGJI_BACKUP_KEY_FILE) return { file: path.resolve(env.XIANGJI_BACKUP_KEY_FILE) }
  if (env.XIANGJI_BACKUP_PASSPHRASE) return { passphrase: env.XIANGJI_BACKUP_PASSPHRASE }
  return undefined
}

type Installed = { url: string; filesFolder: string; store?: FileStore | undefined }

/** The papers of this installation, wherever it keeps them. */
export const papersHere = ({ filesFolder, store }: Omit<Installed, 'url'>): Papers =>
  store ? papersOf(store) : papersIn(filesFolder)

/** What a backup of this installation is made of. The key itself is not put into what it locks. */
export async function backupSource(instance: Installed, key: KeySource) {
  const secrets = path.join(path.dirname(instance.filesFolder), 'secrets')
  return {
    url: instance.url,
    key,
    papers: papersHere(instance),
    secrets: await secretsIn(secrets, 'file' in key ? [path.resolve(key.file)] : []),
    leaveOut: LEFT_OUT,
    program: await programVersion(),
  }
}

/** The folder of scheduled backups, when one is configured with its key. */
export async function shelfFromEnv(
  instance: Installed,
  now: () => Date,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Shelf | undefined> {
  const folder = env.XIANGJI_BACKUP_DIR
  const key = keyFromEnv(env)
  if (!folder || !key) return undefined
  const [daily = KEEP.daily, weekly = KEEP.weekly, monthly = KEEP.monthly] = (env.XIANGJI_BACKUP_KEEP ?? '')
    .split(',')
    .map((n) => Number.parseInt(n, 10))
    .filter((n) => n >= 0)
  const source = await backupSource(instance, key)
  return createShelf({ folder: path.resolve(folder), rule: { daily, weekly, monthly }, source, now })
}

const Backup = z.object({
  name: z.string(),
  madeAt: z.iso.datetime(),
  bytes: z.int(),
  rows: z.int(),
  papers: z.int(),
  missingPapers: z.int(),
  verifiedAt: z.iso.datetime().nullable(),
})
const Under = z.object({
  startedAt: z.iso.datetime(),
  step: z.enum(['writing', 'verifying']),
  done: z.int(),
  total: z.int(),
})
const Backups = z.object({
  isConfigured: z.boolean(),
  backups: z.array(Backup),
  under: Under.nullable(),
  failure: z.object({ at: z.iso.datetime(), code: z.string() }).nullable(),
})

/** The backups of the installation: what there is, and one more. They are not handed out by the web. */
export const backupRoutes =
  ({ shelf, url }: { shelf: Shelf | undefined; url: string }): FastifyPluginAsyncZod =>
  async (app) => {
    const tags = ['platform']
    const config = { can: 'platform.backup' }
    app.get('/api/backups', { schema: { tags, response: { 200: Backups } }, config }, async () => {
      if (!shelf) return { isConfigured: false, backups: [], under: null, failure: null }
      return { isConfigured: true, ...(await shelf.state()) }
    })
    app.post(
      '/api/backups',
      { schema: { tags, response: { 202: z.object({ isAsked: z.literal(true) }) } }, config },
      async (_request, reply) => {
        if (!shelf) throw new DomainError('backup.notConfigured')
        if ((await shelf.state()).under) throw new DomainError('backup.underWay')
        await quickAddJob(
          { connectionString: url },
          'backup',
          {},
          { queueName: 'backup', jobKey: 'backup', maxAttempts: 1 },
        )
        return reply.code(202).send({ isAsked: true })
      },
    )
  }
