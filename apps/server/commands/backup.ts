import { randomBytes } from 'node:crypto'
import { stat, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline/promises'
import {
  BackupProblem,
  dump,
  fingerprintOf,
  type KeySource,
  type Restored,
  readBackup,
  restore,
} from '#platform/backup'
import { backupSource, keyFromEnv, papersHere } from '../backups.ts'
import { dataFolder, openDatabase } from '../instance.ts'
import { portsFromEnv } from '../ports.ts'
import { progress, sayProblem } from '../say.ts'
import { type Command, required, UsageProblem, type Values } from './command.ts'

const FAILED = 1
/** The backup is whole and can be restored, and papers that the database names were not there to be put into it. */
const PAPERS_MISSING = 3
const KEY_OPTION = { 'key-file': { type: 'string' } } as const

/** From the command line, the environment, or a person. */
async function keyOf(values: Values): Promise<KeySource> {
  const file = values['key-file']
  if (typeof file === 'string') {
    if (!(await stat(file).catch(() => undefined)))
      throw new UsageProblem(`没有这个密钥文件 · No such key file: ${file}\n  xiangji backup key ${file}`)
    return { file: path.resolve(file) }
  }
  const fromEnv = keyFromEnv()
  if (fromEnv) return fromEnv
  if (!process.stdin.isTTY)
    throw new UsageProblem(
      '缺少 --key-file（或 XIANGJI_BACKUP_PASSPHRASE） · --key-file or XIANGJI_BACKUP_PASSPHRASE is missing',
    )
  const asking = createInterface({ input: process.stdin, output: process.stderr })
  const passphrase = await asking.question('备份口令（至少 12 个字符） Passphrase (12 characters at least): ')
  asking.close()
  return { passphrase }
}

/** Refusals of a backup are for the person at the keyboard. */
async function told(work: () => Promise<number>): Promise<number> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof BackupProblem)) throw error
    sayProblem(error)
    return FAILED
  }
}

const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`

export const backupMake: Command = {
  name: 'backup',
  help: {
    usage: 'backup --out FILE [--key-file F] [--demo] [--json]',
    zh: '把数据库、凭据和密钥备份成一个加密文件；服务器可以照常运行。退出码 0 完成，1 失败，3 完成但有凭据缺失',
    en: 'Back up database, papers and secrets into one encrypted file, while the server runs; exit 0 done, 1 failed, 3 done but papers are missing',
  },
  options: { ...KEY_OPTION, out: { type: 'string' }, demo: { type: 'boolean' }, json: { type: 'boolean' } },
  run: async (values) => {
    const out = path.resolve(required(values, 'out'))
    if (await stat(out).catch(() => undefined)) throw new UsageProblem(`文件已存在 · The file exists: ${out}`)
    const key = await keyOf(values)
    const folder = dataFolder(values.demo === true)
    const database = await openDatabase({ folder, attach: true })
    try {
      return await told(async () => {
        const { store } = portsFromEnv(process.env)
        const source = await backupSource({ url: database.url, filesFolder: path.join(folder, 'files'), store }, key)
        const show = progress('备份 Backing up')
        const { bytes, manifest, trailer } = await dump({ ...source, out, onProgress: show })
        const { missingPapers, secrets, rows, papers } = trailer
        if (values.json)
          console.log(JSON.stringify({ ...trailer, out, bytes, madeAt: manifest.madeAt, counties: manifest.counties }))
        else {
          console.log(
            `${out}\n  ${mebibytes(bytes)} · 行 rows ${rows} · 凭据 papers ${papers} · 密钥 secrets ${secrets.join(' ')}`,
          )
          for (const { county, events, last } of manifest.counties)
            console.log(`  ${county} 事件 events ${events} · 最后 last ${last}`)
          for (const sha256 of missingPapers) console.error(`  ✗ 凭据缺失或已损坏 paper missing or damaged: ${sha256}`)
        }
        return missingPapers.length > 0 ? PAPERS_MISSING : 0
      })
    } finally {
      await database.stop()
    }
  },
}

export const backupVerify: Command = {
  name: 'backup verify',
  help: {
    usage: 'backup verify FILE [--key-file F] [--json]',
    zh: '从头到尾读一遍备份并核对每一段，不写任何数据',
    en: 'Read a backup from its first byte to its last and prove every part; nothing is written',
  },
  options: { ...KEY_OPTION, json: { type: 'boolean' } },
  run: async (values, [file]) => {
    if (!file) throw new UsageProblem('写上备份文件 · Name the file: backup verify FILE')
    const key = await keyOf(values)
    return told(async () => {
      const { manifest, trailer } = await readBackup({ file, key }, { onProgress: progress('核对 Verifying') })
      if (values.json) console.log(JSON.stringify({ ...manifest, trailer }))
      else {
        console.log(
          `✓ ${file} 完整 whole · ${manifest.madeAt} · 行 rows ${trailer.rows} · 凭据 papers ${trailer.papers}`,
        )
        console.log(
          `  乡集 ${manifest.program} · PostgreSQL ${manifest.postgres} · ${manifest.migrations.at(-1)?.name ?? ''}`,
        )
        for (const { county, events, last } of manifest.counties)
          console.log(`  ${county} 事件 events ${events} · 最后 last ${last}`)
      }
      return trailer.missingPapers.length > 0 ? PAPERS_MISSING : 0
    })
  },
}

export const backupKey: Command = {
  name: 'backup key',
  help: {
    usage: 'backup key FILE',
    zh: '新做一个备份密钥文件；另存一份到别处，没有它备份打不开',
    en: 'Make a key file for backups; keep a copy elsewhere, without it no backup opens',
  },
  options: {},
  run: async (_values, [file]) => {
    if (!file) throw new UsageProblem('写上文件名 · Name the file: backup key FILE')
    const bytes = Buffer.from(`${randomBytes(48).toString('base64')}\n`)
    await writeFile(file, bytes, { mode: 0o600, flag: 'wx' }).catch((error: unknown) => {
      throw error instanceof Error && 'code' in error && error.code === 'EEXIST'
        ? new UsageProblem(`文件已存在，不覆盖 · It exists and is not written over: ${file}`)
        : error
    })
    console.log(`${file} · 指纹 fingerprint ${fingerprintOf(bytes)}\n  请另存一份到别处 · Keep a copy elsewhere`)
    return 0
  },
}

function sayComparison({ comparison, migrated, manifest }: Restored): void {
  for (const { name, inBackup, restored } of comparison.tables)
    if (inBackup.rows > 0) console.log(`  ✓ ${name.padEnd(28)} ${String(inBackup.rows).padStart(9)} = ${restored.rows}`)
  for (const { county, inBackup, restored } of comparison.counties)
    console.log(`  ✓ ${county} 事件 events ${inBackup.events} = ${restored?.events} · 最后 last ${restored?.last}`)
  console.log(
    `  备份时的结构 schema then ${manifest.migrations.at(-1)?.name} · 之后执行 applied since: ${migrated.join(' ') || '—'}`,
  )
}

export const restoreBackup: Command = {
  name: 'restore',
  help: {
    usage: 'restore FILE [--key-file F] [--demo] [--json]',
    zh: '把备份恢复到空的系统里（XIANGJI_DATA 指定新目录，或 DATABASE_URL 指定空库），逐表核对后才算完成',
    en: 'Restore a backup into an empty instance (a new folder by XIANGJI_DATA, or an empty database by DATABASE_URL); every table is compared before it is done',
  },
  options: { ...KEY_OPTION, demo: { type: 'boolean' }, json: { type: 'boolean' } },
  run: async (values, [file]) => {
    if (!file) throw new UsageProblem('写上备份文件 · Name the file: restore FILE')
    if (!(await stat(file).catch(() => undefined))) throw new UsageProblem(`没有这个文件 · No such file: ${file}`)
    const key = await keyOf(values)
    const folder = dataFolder(values.demo === true)
    const database = await openDatabase({ folder, attach: true })
    try {
      return await told(async () => {
        const restored = await restore({
          url: database.url,
          file,
          key,
          papers: papersHere({ filesFolder: path.join(folder, 'files'), store: portsFromEnv(process.env).store }),
          secretsFolder: path.join(folder, 'secrets'),
          onProgress: progress('恢复 Restoring'),
        })
        if (values.json) console.log(JSON.stringify(restored))
        else {
          console.log(`✓ 恢复完成 restored · ${restored.manifest.madeAt}`)
          sayComparison(restored)
          console.log('  每个人须重新登录 · Everybody signs in again')
        }
        return restored.trailer.missingPapers.length > 0 ? PAPERS_MISSING : 0
      })
    } finally {
      await database.stop()
    }
  },
}
