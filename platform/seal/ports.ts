import { mkdir, open, readFile, rename } from 'node:fs/promises'
import path from 'node:path'
import { createTransport } from 'nodemailer'
import { blockLine, sealJson } from './deposited.ts'
import type { Blocks } from './difference.ts'
import { readStamp, StampProblem, stampRequest } from './stamp.ts'
import { type Seal, sealBytes } from './suite.ts'

export type PortName = 'folder' | 'mail' | 'tsa'

/** A place outside the database. It is given what it has not had yet, oldest first, and may be given the same again. */
export type DepositPort = {
  name: PortName
  /** All seals, or the newest only: each binds those before it, so that one stamp a day is enough. */
  takes: 'all' | 'newest'
  deposit: (county: string, seals: readonly Seal[], blocksOf: (seal: Seal) => Blocks) => Promise<Buffer | null>
}

const line = (seal: Seal): string => `${JSON.stringify({ seal: sealJson(seal) })}\n`

async function writeThrough(
  file: string,
  flags: 'a' | 'w',
  parts: AsyncIterable<string> | Iterable<string>,
): Promise<void> {
  const handle = await open(file, flags, 0o644)
  try {
    for await (const part of parts) await handle.write(part)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/**
 * A folder, best on another machine or a medium that can be written once: `<county>/seals.jsonl`, appended to, and `<county>/<day>.jsonl`
 * with the names of the day's events. A file that is there already with another seal is left as it is: that is what it is there for.
 */
export function folderPort(folder: string): DepositPort {
  return {
    name: 'folder',
    takes: 'all',
    async deposit(county, seals, blocksOf) {
      const home = path.join(folder, county)
      await mkdir(home, { recursive: true })
      const list = path.join(home, 'seals.jsonl')
      const listed = await readFile(list, 'utf8').catch(() => '')
      for (const seal of seals) {
        const file = path.join(home, `${seal.day}.jsonl`)
        const kept = await readFile(file, 'utf8').catch(() => undefined)
        if (kept !== undefined && !kept.startsWith(line(seal)))
          throw new Error(`${file} holds another seal of that day: look into it with xiangji journal verify --deposits`)
        if (kept === undefined) {
          await writeThrough(`${file}.part`, 'w', dayLines(seal, blocksOf(seal)))
          await rename(`${file}.part`, file)
        }
        if (!listed.includes(line(seal))) await writeThrough(list, 'a', [line(seal)])
      }
      return null
    },
  }
}

async function* dayLines(seal: Seal, blocks: Blocks): AsyncGenerator<string> {
  yield line(seal)
  for await (const block of blocks()) yield `${blockLine(block)}\n`
}

/** Letters to people outside: what lies in a stranger's mailbox nobody here can take back. The sheet can be given to `verify --deposits`. */
export function mailPort({ smtp, from, to }: { smtp: string; from: string; to: string }): DepositPort {
  return {
    name: 'mail',
    takes: 'all',
    async deposit(county, seals) {
      const first = seals[0]
      const last = seals.at(-1)
      if (!first || !last) return null
      const transport = createTransport(smtp, { from })
      const days = first === last ? last.day : `${first.day}—${last.day}`
      try {
        await transport.sendMail({
          to,
          subject: `乡集封存 Xiangji seals ${county} ${days}`,
          text: [
            '请保存此信。附件可用 xiangji journal verify --deposits 核对。',
            'Please keep this letter. Its sheet is what xiangji journal verify --deposits compares with.',
            '',
            ...seals.map(({ day, count, hash, keyId }) => `${day}  ${count}  ${hash.toString('hex')}  ${keyId}`),
          ].join('\n'),
          attachments: [{ filename: `seals-${county}-${last.day}.jsonl`, content: seals.map(line).join('') }],
        })
      } finally {
        transport.close()
      }
      return null
    },
  }
}

const ANSWER_MS = 20_000
const MOST_BYTES = 1 << 20

/** A time stamp authority over HTTP (RFC 3161). `authorities`: certificates in PEM that its signature must lead to. */
export function tsaPort({ url, authorities }: { url: string; authorities: readonly string[] }): DepositPort {
  return {
    name: 'tsa',
    takes: 'newest',
    async deposit(_county, seals) {
      const seal = seals.at(-1)
      if (!seal) return null
      const bytes = sealBytes(seal)
      const asked = stampRequest(bytes)
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/timestamp-query' },
        body: new Uint8Array(asked.body),
        signal: AbortSignal.timeout(ANSWER_MS),
      })
      if (!response.ok) throw new StampProblem(`${url} answers ${response.status}`)
      const answer = Buffer.from(await response.arrayBuffer())
      if (answer.length > MOST_BYTES) throw new StampProblem(`${url} answers too much`)
      return readStamp(answer, { bytes, asked, authorities })
    },
  }
}

/** The ports that the environment names: XIANGJI_DEPOSIT_FOLDER, XIANGJI_DEPOSIT_MAIL with XIANGJI_SMTP and XIANGJI_MAIL_FROM, XIANGJI_TSA. */
export async function portsFromEnv(env: Readonly<Record<string, string | undefined>>): Promise<DepositPort[]> {
  const ports: DepositPort[] = []
  if (env.XIANGJI_DEPOSIT_FOLDER) ports.push(folderPort(env.XIANGJI_DEPOSIT_FOLDER))
  if (env.XIANGJI_DEPOSIT_MAIL && env.XIANGJI_SMTP)
    ports.push(
      mailPort({
        smtp: env.XIANGJI_SMTP,
        from: env.XIANGJI_MAIL_FROM ?? 'xiangji@localhost',
        to: env.XIANGJI_DEPOSIT_MAIL,
      }),
    )
  if (env.XIANGJI_TSA) {
    const authorities = env.XIANGJI_TSA_CA ? [await readFile(env.XIANGJI_TSA_CA, 'utf8')] : []
    ports.push(tsaPort({ url: env.XIANGJI_TSA, authorities }))
  }
  return ports
}
