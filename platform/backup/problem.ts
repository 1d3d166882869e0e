type Text = { zh: string; en: string }

/** Why a backup cannot be made, read or restored, for the person at the keyboard: what is wrong, and what to do. */
export class BackupProblem extends Error {
  override name = 'BackupProblem'
  readonly code: string
  readonly zh: string
  readonly en: string
  readonly mend: Text
  constructor(code: string, { zh, en, mend, cause }: Text & { mend: Text; cause?: unknown }) {
    super(`${en} ${mend.en}`, cause === undefined ? {} : { cause })
    this.code = code
    this.zh = zh
    this.en = en
    this.mend = mend
  }
}

const ANOTHER: Text = { zh: '请换一份备份文件。', en: 'Take another backup.' }

export const notABackup = (file: string): BackupProblem =>
  new BackupProblem('backup.notABackup', {
    zh: `${file} 不是乡集的备份文件。`,
    en: `${file} is not a backup of Xiangji.`,
    mend: ANOTHER,
  })

export const formatTooNew = (version: number): BackupProblem =>
  new BackupProblem('backup.formatTooNew', {
    zh: `备份文件的格式是第 ${version} 版，本程序还不认识。`,
    en: `The backup has format ${version}, which this program does not know.`,
    mend: { zh: '请用更新的乡集来恢复。', en: 'Restore it with a newer Xiangji.' },
  })

export const wrongKey = (): BackupProblem =>
  new BackupProblem('backup.wrongKey', {
    zh: '密钥或口令不是做这份备份时用的那一个。',
    en: 'The key or passphrase is not the one that this backup was made with.',
    mend: {
      zh: '请用 --key-file 指定当时的密钥文件，或输入当时的口令。',
      en: 'Name the key file of that time by --key-file, or type the passphrase of that time.',
    },
  })

export const damaged = (where: string, cause?: unknown): BackupProblem =>
  new BackupProblem('backup.damaged', {
    zh: `备份文件已损坏或不完整（${where}）。`,
    en: `The backup is damaged or incomplete (${where}).`,
    mend: ANOTHER,
    cause,
  })

export const weakKey = (what: string): BackupProblem =>
  new BackupProblem('backup.weakKey', {
    zh: `${what} 太短：密钥文件至少 32 字节，口令至少 12 个字符。`,
    en: `${what} is too short: a key file has 32 bytes at least, a passphrase 12 characters.`,
    mend: { zh: '用 xiangji backup key FILE 做一个密钥文件。', en: 'Make a key file by xiangji backup key FILE.' },
  })

export const notEmpty = (): BackupProblem =>
  new BackupProblem('backup.notEmpty', {
    zh: '这里已有数据；备份只能恢复到空的系统里。',
    en: 'There is data here already; a backup is restored into an empty instance only.',
    mend: {
      zh: '用 XIANGJI_DATA 指定一个新目录（自备数据库则用 DATABASE_URL 指定一个新库）再恢复。',
      en: 'Name a new folder by XIANGJI_DATA (with a database of your own, a new one by DATABASE_URL) and restore there.',
    },
  })

export const anotherSchema = (name: string): BackupProblem =>
  new BackupProblem('backup.anotherSchema', {
    zh: `做备份的系统执行过迁移 ${name}，本程序没有它，或内容不同。`,
    en: `The backed-up instance had applied the migration ${name}, which this program lacks or has with another text.`,
    mend: {
      zh: '请用做备份时的版本或更新的版本恢复。',
      en: 'Restore with the release that made the backup, or a later one.',
    },
  })

export const notAsItWas = (what: string): BackupProblem =>
  new BackupProblem('backup.notAsItWas', {
    zh: `恢复后的内容与备份不符（${what}），已全部撤销。`,
    en: `What was restored is not what was backed up (${what}); all of it was taken back.`,
    mend: ANOTHER,
  })
