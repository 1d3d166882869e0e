type Text = { zh: string; en: string }

/** Why Xiangji cannot start, for the person at the keyboard: what is wrong, and in `mend` what to do about it. */
export class StartProblem extends Error {
  override name = 'StartProblem'
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

const ownServer: Text = {
  zh: '也可以设置 DATABASE_URL，改用自己的 PostgreSQL（15 或更高版本）。',
  en: 'Or set DATABASE_URL to a PostgreSQL server of your own (15 or later).',
}

const orOwnServer = (mend: Text): Text => ({
  zh: `${mend.zh}${ownServer.zh}`,
  en: `${mend.en} ${ownServer.en}`,
})

export function folderForeign(folder: string, names: string[]): StartProblem {
  const found = names.slice(0, 5).join(', ')
  return new StartProblem('postgres.folderForeign', {
    zh: `数据目录 ${folder} 不是乡集建立的：里面有其他文件（${found}），没有 postgres.json。`,
    en: `The data folder ${folder} was not made by Xiangji: it holds other files (${found}) and no postgres.json.`,
    mend: {
      zh: '请把 XIANGJI_DATA 指向一个空目录或不存在的目录；如果这里原是乡集的数据，请从备份恢复 postgres.json。',
      en: 'Point XIANGJI_DATA at an empty or new folder; if this was Xiangji data, restore postgres.json from a backup.',
    },
  })
}

export function folderNotUsable(folder: string, cause: unknown): StartProblem {
  return new StartProblem('postgres.folderNotWritable', {
    zh: `不能在 ${folder} 中读写（${codeOf(cause)}）。`,
    en: `Xiangji cannot read and write in ${folder} (${codeOf(cause)}).`,
    mend: {
      zh: '请让启动乡集的用户拥有该目录，或把 XIANGJI_DATA 指向一个可写的目录。',
      en: 'Make the user who starts Xiangji its owner, or point XIANGJI_DATA at a folder that can be written.',
    },
    cause,
  })
}

export function diskFull(folder: string, cause?: unknown): StartProblem {
  return new StartProblem('postgres.diskFull', {
    zh: `磁盘已满：${folder} 所在的磁盘没有空间了。`,
    en: `The disk that holds ${folder} is full.`,
    mend: {
      zh: '请腾出至少 1 GB 空间后再启动；已有数据没有受损。',
      en: 'Free at least 1 GB and start again; the data that is there is unharmed.',
    },
    cause,
  })
}

export function alreadyRunning(folder: string, pid: number): StartProblem {
  return new StartProblem('postgres.alreadyRunning', {
    zh: `乡集已经在用 ${folder} 运行（进程 ${pid}）。`,
    en: `Xiangji is already running on ${folder} (process ${pid}).`,
    mend: {
      zh: `请直接使用正在运行的乡集，或先停止它（kill ${pid}），或用 XIANGJI_DATA 换一个数据目录。`,
      en: `Use the one that runs, stop it first (kill ${pid}), or choose another folder with XIANGJI_DATA.`,
    },
  })
}

export function markerUnreadable(file: string, cause: unknown): StartProblem {
  return new StartProblem('postgres.markerUnreadable', {
    zh: `${file} 已损坏，不知道数据在哪里。`,
    en: `${file} is damaged, so it is unknown where the data lies.`,
    mend: {
      zh: '请从备份恢复该文件；如果不需要旧数据，请移走整个数据目录后重新启动。',
      en: 'Restore the file from a backup; if the old data is not needed, move the data folder away and start again.',
    },
    cause,
  })
}

export function clusterMissing(marker: string, cluster: string): StartProblem {
  return new StartProblem('postgres.clusterMissing', {
    zh: `${marker} 说数据在 ${cluster}，但那里没有这份数据。`,
    en: `${marker} says that the data lies in ${cluster}, but it is not there.`,
    mend: {
      zh: `请从备份恢复 ${cluster}；如果要从空库开始，请移走 ${marker} 所在的数据目录后重新启动。`,
      en: `Restore ${cluster} from a backup; to begin empty, move the data folder with ${marker} away and start again.`,
    },
  })
}

export function folderCopied(folder: string, original: string): StartProblem {
  return new StartProblem('postgres.folderCopied', {
    zh: `${folder} 是 ${original} 的副本，两者指向同一个数据库（数据库不在目录里面）。`,
    en: `${folder} is a copy of ${original}, and both name the same database, which lies outside the folder.`,
    mend: {
      zh: `请删除副本 ${folder}，或删除原目录 ${original}，只留一个。`,
      en: `Remove the copy ${folder} or the original ${original}, so that one is left.`,
    },
  })
}

export function notOwner(cluster: string): StartProblem {
  return new StartProblem('postgres.notOwner', {
    zh: `数据 ${cluster} 属于另一个系统用户。`,
    en: `The data in ${cluster} belongs to another user of this machine.`,
    mend: {
      zh: '请用上次启动乡集的用户（或 root）启动，或用 chown -R 把数据目录交给当前用户。',
      en: 'Start as the user who started Xiangji before (or as root), or hand the folder over with chown -R.',
    },
  })
}

export function clusterClosed(cluster: string): StartProblem {
  return new StartProblem('postgres.clusterClosed', {
    zh: `PostgreSQL 不能以 root 运行，而它的用户进不了 ${cluster} 的上级目录。`,
    en: `PostgreSQL does not run as root, and its own user cannot enter the folders above ${cluster}.`,
    mend: {
      zh: '请对上级目录执行 chmod o+x，或把数据目录移到其他用户可以进入的位置。',
      en: 'Run chmod o+x on those folders, or move the data folder where other users may enter.',
    },
  })
}

export function otherVersion(cluster: string, versions: { has: string; runs: number }): StartProblem {
  return new StartProblem('postgres.otherVersion', {
    zh: `${cluster} 是 PostgreSQL ${versions.has} 的数据，而这里自带的是 PostgreSQL ${versions.runs}。`,
    en: `${cluster} holds data of PostgreSQL ${versions.has}; the one included here is PostgreSQL ${versions.runs}.`,
    mend: {
      zh: `请用原来版本的乡集启动，用 PostgreSQL ${versions.has} 的 pg_dump 导出，再导入新库；或移走数据目录从空库开始。`,
      en: `Start the Xiangji that made it, dump with pg_dump ${versions.has} and restore into a new one; or move the folder away to begin empty.`,
    },
  })
}

export function binariesMissing(platform: string, cause: unknown): StartProblem {
  return new StartProblem('postgres.binariesMissing', {
    zh: `没有适用于 ${platform} 的自带 PostgreSQL。`,
    en: `There is no included PostgreSQL for ${platform}.`,
    mend: orOwnServer({
      zh: '请重新执行 npm ci（不要加 --omit=optional）。',
      en: 'Run npm ci again (without --omit=optional).',
    }),
    cause,
  })
}

export function binariesFail(file: string, words: string): StartProblem {
  return new StartProblem('postgres.binariesFail', {
    zh: `自带的 PostgreSQL 在这台机器上不能运行（${file}）：${words}`,
    en: `The included PostgreSQL does not run on this machine (${file}): ${words}`,
    mend: orOwnServer({
      zh: '它需要 glibc 的 Linux、macOS 或 Windows。',
      en: 'It needs a Linux with glibc, macOS or Windows.',
    }),
  })
}

export function accountMissing(name: string, words: string): StartProblem {
  return new StartProblem('postgres.accountMissing', {
    zh: `PostgreSQL 不能以 root 运行，也没能建立系统用户 ${name}：${words}`,
    en: `PostgreSQL does not run as root, and the system user ${name} could not be made: ${words}`,
    mend: orOwnServer({
      zh: `请建立系统用户（useradd --system ${name}），或以普通用户启动乡集。`,
      en: `Make it (useradd --system ${name}), or start Xiangji as an ordinary user.`,
    }),
  })
}

export function portInUse(port: string): StartProblem {
  return new StartProblem('postgres.portInUse', {
    zh: `PostgreSQL 要用的端口 127.0.0.1:${port} 被占用或不允许使用。`,
    en: `The port 127.0.0.1:${port} for PostgreSQL is in use or not allowed.`,
    mend: {
      zh: '请停止占用该端口的程序，或不指定端口；防火墙和安全软件须允许本机连接。',
      en: 'Stop what uses it, or leave the port open to choice; firewalls must allow local connections.',
    },
  })
}

export function startFails(what: string, words: string): StartProblem {
  return new StartProblem('postgres.startFails', {
    zh: `PostgreSQL 没有启动（${what}）：${words}`,
    en: `PostgreSQL did not start (${what}): ${words}`,
    mend: orOwnServer({
      zh: '请按上面的原话处理；数据没有被改动。',
      en: 'Act on its own words above; the data was not touched.',
    }),
  })
}

export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name
}

/** Turns what the file system said into words with a mend; anything else is a bug and stays as it is. */
export function asProblem(error: unknown, folder: string): unknown {
  const code = codeOf(error)
  if (['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'EEXIST'].includes(code)) return folderNotUsable(folder, error)
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(folder, error)
  return error
}
