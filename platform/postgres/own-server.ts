import { codeOf, StartProblem } from './problem.ts'
import { ask } from './server.ts'

type Facts = { version: number; encoding: string; ctype: string; database: string; role: string; makes: boolean[] }

/** `DATABASE_URL`, when the county brings a PostgreSQL of its own. */
export function databaseFromEnv(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const url = env.DATABASE_URL?.trim()
  if (!url) return undefined
  if (/^postgres(ql)?:\/\/./.test(url) && URL.canParse(url)) return url
  throw new StartProblem('postgres.urlInvalid', {
    zh: 'DATABASE_URL 不是 PostgreSQL 的地址。',
    en: 'DATABASE_URL is not the address of a PostgreSQL server.',
    mend: {
      zh: '请写成 postgres://用户:密码@主机:5432/库名（密码中的特殊字符用 % 编码），或不设置它。',
      en: 'Write postgres://user:password@host:5432/database (special characters of the password as %XX), or unset it.',
    },
  })
}

/** Refuses a PostgreSQL on which Xiangji could not work, before the first migration finds out. */
export async function checkServer(url: string): Promise<void> {
  const facts = await readFacts(url)
  if (facts.version < 150_000) throw tooOld(facts)
  if (facts.encoding !== 'UTF8' || /^(C|POSIX)$/.test(facts.ctype)) throw notUnicode(facts)
  if (facts.makes.includes(false)) throw mayNotMake(facts)
}

async function readFacts(url: string): Promise<Facts> {
  const text = `
    select current_setting('server_version_num')::int as version, pg_encoding_to_char(d.encoding) as encoding,
           d.datctype as ctype, d.datname as database, r.rolname as role,
           array[r.rolsuper or r.rolcreaterole, has_database_privilege(d.datname, 'CREATE')] as makes
    from pg_database d, pg_roles r
    where d.datname = current_database() and r.rolname = current_user`
  try {
    const [row] = await ask(url, { text, withinMs: 10_000 })
    return row as Facts // the shape is the query above
  } catch (error) {
    throw notReached(url, error)
  }
}

function notReached(url: string, error: unknown): StartProblem {
  const { host, pathname, username } = new URL(url)
  const where = `${username}@${host}${pathname}`
  const words = error instanceof Error && error.message ? error.message : codeOf(error)
  return new StartProblem('postgres.serverNotReached', {
    zh: `连接不上 DATABASE_URL 的数据库 ${where}：${words}`,
    en: `The database of DATABASE_URL, ${where}, cannot be reached: ${words}`,
    mend: {
      zh: '请检查地址、端口、库名、用户和密码，以及服务器的 pg_hba.conf；不设置 DATABASE_URL 则使用自带的数据库。',
      en: "Check address, port, database, user, password and the server's pg_hba.conf; unset it for the included one.",
    },
    cause: error,
  })
}

function tooOld({ version }: Facts): StartProblem {
  const major = Math.floor(version / 10_000)
  return new StartProblem('postgres.serverTooOld', {
    zh: `DATABASE_URL 的服务器是 PostgreSQL ${major}，需要 15 或更高版本。`,
    en: `The server of DATABASE_URL is PostgreSQL ${major}; 15 or later is needed.`,
    mend: {
      zh: '请升级服务器，或不设置 DATABASE_URL，使用自带的 PostgreSQL 18。',
      en: 'Upgrade it, or unset DATABASE_URL to use the included PostgreSQL 18.',
    },
  })
}

function notUnicode({ encoding, ctype, database }: Facts): StartProblem {
  return new StartProblem('postgres.databaseNotUnicode', {
    zh: `数据库 ${database} 的编码是 ${encoding}、字符分类是 ${ctype}，中文检索不能工作。`,
    en: `The database ${database} has encoding ${encoding} and ctype ${ctype}: Chinese text cannot be searched in it.`,
    mend: {
      zh: "请新建一个库：create database xiangji encoding 'UTF8' locale 'C.UTF-8' template template0，再改 DATABASE_URL。",
      en: "Make one (create database xiangji encoding 'UTF8' locale 'C.UTF-8' template template0) and name it instead.",
    },
  })
}

function mayNotMake({ role, database, makes }: Facts): StartProblem {
  const mends = [`alter role "${role}" createrole`, `grant create on database "${database}" to "${role}"`]
  const mend = mends.filter((_, at) => !makes[at]).join('; ')
  return new StartProblem('postgres.roleTooWeak', {
    zh: `数据库用户 ${role} 不能在 ${database} 中建立角色或模式。`,
    en: `The role ${role} may not create roles or schemas in ${database}.`,
    mend: { zh: `请由管理员执行：${mend}`, en: `Let an administrator run: ${mend}` },
  })
}
