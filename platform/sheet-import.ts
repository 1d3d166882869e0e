import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { DomainError } from './errors.ts'
import { type Column, type Heading, type SheetRow, writeSheet, XLSX } from './excel.ts'

/** `check` only looks, `commit` takes the good rows in, `rejects` hands the bad ones back as a sheet. */
export const ImportMode = z.enum(['check', 'commit', 'rejects'])
export type ImportMode = z.infer<typeof ImportMode>

export const BadRow = z.object({
  row: z.int(),
  field: z.string(),
  value: z.string(),
  code: z.string(),
  mend: z.string(),
})
export type BadRow = z.infer<typeof BadRow>

export const ImportReport = z.object({
  rows: z.int(),
  good: z.int(),
  /** Lines that an earlier sheet brought already; they are not counted again. */
  known: z.int(),
  bad: z.array(BadRow),
  /** How many went in; 0 when only checked. */
  imported: z.int(),
})
export type ImportReport = z.infer<typeof ImportReport>

async function rejects<Key extends string>(
  headings: readonly Heading<Key>[],
  rows: readonly SheetRow<Key>[],
  bad: readonly BadRow[],
) {
  const byRow = new Map(bad.map((b) => [b.row, b]))
  const columns: Column<SheetRow<Key>>[] = [
    ...headings.map(({ key, zh, en }) => ({ zh, en, value: ({ cells }: SheetRow<Key>) => cells[key] })),
    { zh: '问题', en: 'Problem', width: 40, value: ({ row }) => `${byRow.get(row)?.field}：${byRow.get(row)?.mend}` },
  ]
  return writeSheet(
    columns,
    rows.filter(({ row }) => byRow.has(row)),
    'zh-CN',
  )
}

type Outcome<Key extends string> = { rows: readonly SheetRow<Key>[]; bad: BadRow[]; known: number; mode: ImportMode }

/** Row by row what was wrong, or the bad rows as a sheet to mend and send again. */
export async function reportOf<Key extends string>(
  headings: readonly Heading<Key>[],
  { rows, bad, known, mode }: Outcome<Key>,
): Promise<ImportReport | Buffer> {
  bad.sort((a, b) => a.row - b.row)
  if (mode === 'rejects') return rejects(headings, rows, bad)
  const good = rows.length - bad.length
  return { rows: rows.length, good, known, bad, imported: mode === 'commit' ? good - known : 0 }
}

export async function uploaded(request: FastifyRequest): Promise<Buffer> {
  const file = request.isMultipart() ? await request.file() : undefined
  if (!file) throw new DomainError('file.missing', { field: 'file' }, 400)
  return file.toBuffer()
}

export const sendSheet = (reply: FastifyReply, bytes: Buffer, name: string) =>
  reply
    .type(XLSX)
    .header('content-disposition', `attachment; filename="${name}.xlsx"`)
    .serializer((b) => b as unknown as string)
    .send(bytes) // a Buffer goes out as it is

export const sendImport = (reply: FastifyReply, result: ImportReport | Buffer) =>
  Buffer.isBuffer(result) ? sendSheet(reply, result, 'rejects') : reply.send(result)
