import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { type DumpOptions, dump } from './dump.ts'
import { BackupProblem } from './problem.ts'
import { readBackup } from './read.ts'
import { type RetentionRule, superfluous } from './retention.ts'

/** What is known of a backup that lies on the shelf; stands beside it as `<name>.json` and goes with it when it is copied away. */
export type Label = {
  name: string
  madeAt: string
  bytes: number
  rows: number
  papers: number
  missingPapers: number
  counties: { county: string; events: number }[]
  /** When it was last read back from its first byte to its last; null when it never was. */
  verifiedAt: string | null
}
export type Under = { startedAt: string; at: string; step: 'writing' | 'verifying'; done: number; total: number }
export type Failure = { at: string; code: string; message: string }
export type ShelfState = { backups: Label[]; under: Under | null; failure: Failure | null }
export type Shelf = ReturnType<typeof createShelf>

const SUFFIX = '.xjb'
const UNDER = 'under.json'
const FAILURE = 'failure.json'
/** Progress that is older than this is of a process that died. */
const STALE_MS = 60_000

async function readJson<T>(file: string): Promise<T | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  try {
    return text === undefined ? undefined : (JSON.parse(text) as T) // written by putJson below
  } catch {
    return undefined
  }
}

async function putJson(file: string, content: object): Promise<void> {
  await writeFile(`${file}.draft`, JSON.stringify(content), { mode: 0o600 })
  await rename(`${file}.draft`, file)
}

const nameOf = (at: Date): string => `xiangji-${at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z${SUFFIX}`

/** A folder of backups. It alone says what there is, so that it is right also after a restore and on another machine. */
export function createShelf(options: {
  folder: string
  rule: RetentionRule
  source: Omit<DumpOptions, 'out' | 'onProgress'>
  now: () => Date
}) {
  const { folder, rule, source, now } = options
  const at = (name: string) => path.join(folder, name)

  async function list(): Promise<Label[]> {
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(SUFFIX))
    const labels = await Promise.all(names.map(labelOf))
    return labels.filter((label) => label !== undefined).sort((a, b) => (a.madeAt < b.madeAt ? 1 : -1))
  }

  /** A backup without a label was copied here, or its making was cut short after it got its name: it is there, and not verified. */
  async function labelOf(name: string): Promise<Label | undefined> {
    const found = await stat(at(name)).catch(() => undefined)
    if (!found) return undefined
    const label = await readJson<Label>(at(`${name}.json`))
    if (label && label.bytes === found.size) return label
    const unknown = { rows: 0, papers: 0, missingPapers: 0, counties: [], verifiedAt: null }
    return { name, madeAt: found.mtime.toISOString(), bytes: found.size, ...unknown }
  }

  async function under(): Promise<Under | null> {
    const found = await readJson<Under>(at(UNDER))
    return found && now().getTime() - Date.parse(found.at) < STALE_MS ? found : null
  }

  function teller(startedAt: string) {
    let last = 0
    let telling = Promise.resolve()
    const put = (step: Under['step'], done: number, total: number) => {
      last = now().getTime()
      const told = { startedAt, at: now().toISOString(), step, done, total }
      // A disk too full for the note fails the backup itself soon enough.
      telling = telling.then(() => putJson(at(UNDER), told)).catch(() => undefined)
    }
    return {
      begin: (step: Under['step']) => {
        put(step, 0, 0)
        return (done: number, total: number): void => {
          // Told, not waited for: a slow disk must not slow the backup for the sake of its progress bar.
          if (now().getTime() - last >= 500) put(step, done, total)
        }
      },
      end: async () => {
        await telling
        await rm(at(UNDER), { force: true })
      },
    }
  }

  async function prune(): Promise<string[]> {
    const labels = await list()
    const kept = labels.map((l) => ({ name: l.name, madeAt: new Date(l.madeAt), isGood: l.verifiedAt !== null }))
    const names = superfluous(kept, rule)
    for (const name of names) for (const file of [name, `${name}.json`]) await rm(at(file), { force: true })
    return names
  }

  /** Makes one, reads it back, and clears away what the rule no longer keeps. */
  async function make(): Promise<{ label: Label; removed: string[] }> {
    const startedAt = now().toISOString()
    const tell = teller(startedAt)
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 })
      for (const name of await readdir(folder)) if (name.endsWith('.part')) await rm(at(name), { force: true })
      const name = nameOf(now())
      const { bytes, manifest, trailer } = await dump({ ...source, out: at(name), onProgress: tell.begin('writing') })
      const label: Label = {
        name,
        madeAt: manifest.madeAt,
        bytes,
        rows: trailer.rows,
        papers: trailer.papers,
        missingPapers: trailer.missingPapers.length,
        counties: manifest.counties.map(({ county, events }) => ({ county, events })),
        verifiedAt: null,
      }
      await putJson(at(`${name}.json`), label)
      await readBackup({ file: at(name), key: source.key }, { onProgress: tell.begin('verifying') })
      const verified = { ...label, verifiedAt: now().toISOString() }
      await putJson(at(`${name}.json`), verified)
      await rm(at(FAILURE), { force: true })
      return { label: verified, removed: await prune() }
    } catch (error) {
      const code = error instanceof BackupProblem ? error.code : codeOf(error)
      const message = error instanceof Error ? error.message.slice(0, 300) : ''
      // A full disk may refuse this note too; the log has it in any case.
      await putJson(at(FAILURE), { at: now().toISOString(), code, message }).catch(() => undefined)
      throw error
    } finally {
      await tell.end()
    }
  }

  return {
    make,
    prune,
    state: async (): Promise<ShelfState> => ({
      backups: await list(),
      under: await under(),
      failure: (await readJson<Failure>(at(FAILURE))) ?? null,
    }),
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unexpected'
