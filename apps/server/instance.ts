import { randomBytes } from 'node:crypto'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Suite } from '#platform/fields'
import { openRing, type RingFile } from '#platform/fields/keyring'
import { migrate } from '#platform/migrate'
import { attachPostgres, databaseFromEnv, StartProblem, startPostgres } from '#platform/postgres'
import { type DepositPort, isSuite, portsFromEnv, type SealKeys, SUITES, sealKeys } from '#platform/seal'

export type Seals = { keys: SealKeys; ports: readonly DepositPort[] }

export type Instance = {
  url: string
  filesFolder: string
  secret: string
  seals: Seals
  ring: RingFile
  migrated: string[]
  stop: () => Promise<void>
  /** The included PostgreSQL came to an end that nobody asked for. */
  onExit: (listener: (why: string) => void) => void
}

export const dataFolder = (isDemo: boolean): string =>
  path.resolve(process.env.XIANGJI_DATA ?? (isDemo ? '.data-demo' : '.data'))

/** Signs the session cookies; kept beside the data, so that a restart signs nobody out. */
async function secretOf(folder: string): Promise<string> {
  if (process.env.XIANGJI_SECRET) return process.env.XIANGJI_SECRET
  const file = path.join(folder, 'secrets', 'session')
  const present = await readFile(file, 'utf8').catch(() => undefined)
  if (present) return present
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 })
  const secret = randomBytes(48).toString('base64url')
  await writeFile(file, secret, { mode: 0o600 })
  return secret
}

/** What seals the journal: a private key beside the data, never in the database, and where seals are put outside. */
async function sealsOf(folder: string): Promise<Seals> {
  const { XIANGJI_SEAL_SUITE: suite = SUITES[0], XIANGJI_SEAL_KEY: given } = process.env
  if (!isSuite(suite))
    throw new StartProblem('server.sealSuiteUnknown', {
      zh: `XIANGJI_SEAL_SUITE 不认识 ${suite}`,
      en: `XIANGJI_SEAL_SUITE does not know ${suite}`,
      mend: { zh: `写 ${SUITES.join(' 或 ')}，或不写`, en: `Write ${SUITES.join(' or ')}, or nothing` },
    })
  const keys = sealKeys({ folder: path.join(folder, 'secrets'), suite, given })
  return { keys, ports: await portsFromEnv(process.env) }
}

/** AES unless the installation asks for the national algorithms. */
export function suiteOf(env: NodeJS.ProcessEnv): Suite {
  const suite = env.XIANGJI_FIELD_SUITE ?? 'aes'
  if (suite === 'aes' || suite === 'sm4') return suite
  throw new StartProblem('server.fieldSuiteUnknown', {
    zh: `没有这种加密算法：XIANGJI_FIELD_SUITE=${suite}`,
    en: `No such suite: XIANGJI_FIELD_SUITE=${suite}`,
    mend: { zh: '可选 aes 或 sm4', en: 'Set aes or sm4' },
  })
}

/** What personal data are sealed with: made at the first start, kept apart from the database. */
function ringIn(folder: string): RingFile {
  const file = process.env.XIANGJI_FIELD_KEYS ?? path.join(folder, 'secrets', 'field-keys.json')
  const suite = suiteOf(process.env)
  try {
    return openRing({ file, suite, now: () => new Date() })
  } catch (error) {
    throw new StartProblem('server.fieldKeysUnreadable', {
      zh: `读不了密钥文件 ${file}`,
      en: `The keys in ${file} cannot be read: ${error instanceof Error ? error.message : ''}`,
      mend: {
        zh: '核对该文件的权限和内容，或放回备份的密钥文件',
        en: 'Look at its mode and content, or put back the saved copy',
      },
    })
  }
}

/** The database of this installation as it stands: your own server by DATABASE_URL, else the embedded one; `attach` takes one that runs already. */
export async function openDatabase({
  folder,
  attach = false,
}: {
  folder: string
  attach?: boolean
}): Promise<{ url: string; stop: () => Promise<void>; onExit: (listener: (why: string) => void) => void }> {
  const own = await databaseFromEnv()
  const running = own === undefined && attach ? await attachPostgres(folder) : undefined
  const started = own === undefined && running === undefined ? await startPostgres({ folder }) : undefined
  return {
    url: own ?? running?.url ?? started?.url ?? '',
    stop: async () => started?.stop(),
    onExit: (listener) => started?.onExit(({ lines }) => listener(lines)),
  }
}

/** Opens the data of this installation, brought to the newest schema. */
export async function openInstance(options: { folder: string; attach?: boolean }): Promise<Instance> {
  const { folder } = options
  const database = await openDatabase(options)
  try {
    const migrated = await migrate(database.url)
    await mkdir(folder, { recursive: true })
    return {
      ...database,
      filesFolder: path.join(folder, 'files'),
      secret: await secretOf(folder),
      seals: await sealsOf(folder),
      ring: ringIn(folder),
      migrated,
    }
  } catch (error) {
    await database.stop()
    throw error
  }
}
