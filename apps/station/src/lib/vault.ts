import type { Act } from '@xiangji/sync-log'
import Dexie, { type Table } from 'dexie'
import { createStore } from './store.ts'
import type { DailyReport, EnterCommand } from './wire.ts'

type Work = { account: string; station: string; on: string }
/** What the keeper did, as it goes to the server. `name` is for the eye: the service of a taken-back entry. */
export type Command =
  | (Work & { kind: 'entry'; isOnBehalf: boolean; entry: EnterCommand })
  | (Work & { kind: 'void'; entryId: string; reason: string })
  | (Work & { kind: 'report'; note: string; confirmed?: DailyReport })

export type KeptAct = Act<Command>

/**
 * What this phone keeps. In WeChat's browser storage may be missing or vanish: then all is kept in memory only, and the
 * pages say so.
 */
type Vault = {
  acts: () => Promise<KeptAct[]>
  putActs: (acts: readonly KeptAct[]) => Promise<void>
  dropActs: (ids: readonly string[]) => Promise<void>
  get: <T>(key: string) => Promise<T | undefined>
  keys: (prefix: string) => Promise<string[]>
  put: (key: string, value: unknown) => Promise<void>
  drop: (prefix: string) => Promise<void>
}

type Memo = { key: string; value: unknown }

const OPEN_MS = 4000

class Database extends Dexie {
  acts!: Table<KeptAct, string>
  memos!: Table<Memo, string>
  constructor() {
    super('xiangji-station')
    this.version(1).stores({ acts: 'id', memos: 'key' })
  }
}

const onDisk = (db: Database): Vault => ({
  acts: () => db.acts.toArray(),
  putActs: async (acts) => void (await db.acts.bulkPut([...acts])),
  dropActs: (ids) => db.acts.bulkDelete([...ids]),
  get: async <T>(key: string) => (await db.memos.get(key))?.value as T | undefined, // the writer of a key is its reader
  keys: async (prefix) => (await db.memos.where('key').startsWith(prefix).primaryKeys()).map(String),
  put: async (key, value) => void (await db.memos.put({ key, value })),
  drop: async (prefix) => void (await db.memos.where('key').startsWith(prefix).delete()),
})

function inMemory(): Vault {
  const acts = new Map<string, KeptAct>()
  const memos = new Map<string, unknown>()
  const keys = (prefix: string) => [...memos.keys()].filter((key) => key.startsWith(prefix))
  return {
    acts: async () => [...acts.values()],
    putActs: async (put) => put.forEach((act) => void acts.set(act.id, act)),
    dropActs: async (ids) => ids.forEach((id) => void acts.delete(id)),
    get: async <T>(key: string) => memos.get(key) as T | undefined, // the writer of a key is its reader
    keys: async (prefix) => keys(prefix),
    put: async (key, value) => void memos.set(key, value),
    drop: async (prefix) => keys(prefix).forEach((key) => void memos.delete(key)),
  }
}

/** `disk`: survives a closed page. `memory`: does not. */
export const keeping = createStore<'disk' | 'memory'>('disk')

const memory = inMemory()
let disk: Vault | undefined

async function openDisk(): Promise<Vault> {
  const db = new Database()
  const opened = db.open().then(async () => {
    await db.memos.put({ key: 'probe', value: Date.now() })
    return onDisk(db)
  })
  const late = new Promise<never>((_, reject) =>
    setTimeout(() => reject(new Error('the database does not open')), OPEN_MS),
  )
  return Promise.race([opened, late])
}

export async function openVault(): Promise<void> {
  try {
    disk = await openDisk()
    // Asks the browser not to clear it; a refusal changes nothing.
    void navigator.storage?.persist?.().catch(() => false)
  } catch {
    keeping.set('memory')
  }
}

/** Uses the disk while it works; from its first failure on the page lives in memory and says so. */
async function using<T>(work: (vault: Vault) => Promise<T>): Promise<T> {
  if (disk)
    try {
      return await work(disk)
    } catch {
      disk = undefined
      keeping.set('memory')
    }
  return work(memory)
}

export const vault: Vault = {
  acts: () => using((v) => v.acts()),
  putActs: (acts) => using((v) => v.putActs(acts)),
  dropActs: (ids) => using((v) => v.dropActs(ids)),
  get: <T>(key: string) => using((v) => v.get<T>(key)),
  keys: (prefix) => using((v) => v.keys(prefix)),
  put: (key, value) => using((v) => v.put(key, value)),
  drop: (prefix) => using((v) => v.drop(prefix)),
}
