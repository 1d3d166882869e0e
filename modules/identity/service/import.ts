import type { Caller } from '#platform/authz'
import { DomainError } from '#platform/errors'
import { type Column, type Heading, type Language, readRows, type SheetRow, writeSheet } from '#platform/excel'
import { normalise } from '../domain/password.ts'
import { type AccountImport, CreateAccount } from '../schema.ts'
import type { Accounts } from './accounts.ts'

/** `check` only looks, `commit` takes the good rows in, `rejects` hands the bad ones back as a sheet. */
export type ImportMode = 'check' | 'commit' | 'rejects'

const HEADINGS = [
  { key: 'username', zh: '用户名', en: 'User name', required: true },
  { key: 'name', zh: '姓名', en: 'Name', required: true },
  { key: 'place', zh: '管辖地', en: 'Home division', required: true },
  { key: 'phone', zh: '电话', en: 'Phone' },
  { key: 'validUntil', zh: '有效期至', en: 'Valid until' },
] as const satisfies readonly Heading<string>[]
type Key = (typeof HEADINGS)[number]['key']
type Row = SheetRow<Key>
type Bad = AccountImport['bad'][number]

/** A sheet goes out by hand and each row costs a link: a county's people are a few hundred. */
const LIMIT = 1000

const MENDS: Record<string, string> = {
  username: '2—30 位，可用汉字、字母、数字和 _ . - ·',
  name: '填 1—40 个字',
  place: '填本县的区划名称（乡镇名，或“乡镇/村”）或区划代码',
  phone: '只填数字，最多 20 位',
  validUntil: '日期写成 2026-12-31',
}
const REFUSALS: Record<string, { key: Key; mend: string }> = {
  'identity.usernameTaken': { key: 'username', mend: '这个用户名已有人用：换一个' },
  'identity.placeUnknown': { key: 'place', mend: MENDS.place ?? '' },
  'identity.placeOutOfReach': { key: 'place', mend: '不在您的管辖范围内：换一个地方' },
}

const badRow = ({ row, cells }: Row, code: string, { key, mend }: { key: Key; mend: string }): Bad => ({
  row,
  field: HEADINGS.find((heading) => heading.key === key)?.zh ?? key,
  value: cells[key] ?? '',
  code,
  mend,
})

const isBad = (done: object | undefined): done is Bad => done !== undefined && 'code' in done

/** The divisions of a county by what an office calls them. */
export type PlaceFinder = (caller: Caller) => Promise<(words: string) => string | undefined>

type Needs = { accounts: Pick<Accounts, 'createAccount'>; places: PlaceFinder }

/** Accounts by a sheet: without roles, each with its own link. */
export function createAccountImport({ accounts, places }: Needs) {
  function parse(sheetRow: Row, placeOf: (words: string) => string | undefined): CreateAccount | Bad {
    const { cells } = sheetRow
    const place = placeOf(cells.place ?? '')
    if (!place) return badRow(sheetRow, 'identity.placeUnknown', { key: 'place', mend: MENDS.place ?? '' })
    const parsed = CreateAccount.safeParse({
      username: cells.username ?? '',
      name: cells.name ?? '',
      place,
      phone: cells.phone ?? '',
      validUntil: cells.validUntil?.replaceAll('/', '-') ?? null,
    })
    if (parsed.success) return parsed.data
    const field = String(parsed.error.issues[0]?.path[0] ?? 'username')
    const key = HEADINGS.find((heading) => heading.key === field)?.key ?? 'username'
    return badRow(sheetRow, 'identity.cellInvalid', { key, mend: MENDS[key] ?? '' })
  }

  type Making = { command: CreateAccount; seen: Set<string>; mode: ImportMode }

  /** A refusal of one row is that row's; anything else is a bug and rises. */
  async function make(
    caller: Caller,
    row: Row,
    { command, seen, mode }: Making,
  ): Promise<Bad | AccountImport['invitations'][number] | undefined> {
    const username = normalise(command.username)
    try {
      if (seen.has(username)) throw new DomainError('identity.usernameTaken')
      seen.add(username)
      const { account, invitation } = await accounts.createAccount(caller, command, { isRehearsal: mode !== 'commit' })
      return invitation ? { username: account.username, name: account.name, ...invitation } : undefined
    } catch (error) {
      if (!(error instanceof DomainError)) throw error
      return badRow(row, error.code, REFUSALS[error.code] ?? { key: 'username', mend: '检查该行' })
    }
  }

  return {
    accountTemplate: (language: Language) =>
      writeSheet(
        HEADINGS.map(({ zh, en }) => ({ zh, en, value: () => null })),
        [],
        language,
      ),

    async importAccounts(caller: Caller, bytes: Buffer, mode: ImportMode): Promise<AccountImport | Buffer> {
      const rows = await readRows(bytes, HEADINGS, { limit: LIMIT })
      const placeOf = await places(caller)
      const seen = new Set<string>()
      const done: (Bad | AccountImport['invitations'][number] | undefined)[] = []
      for (const row of rows) {
        const command = parse(row, placeOf)
        done.push(isBad(command) ? command : await make(caller, row, { command, seen, mode }))
      }
      const bad = done.filter(isBad)
      return mode === 'rejects' ? rejects(rows, bad) : reportOf(done, bad, mode === 'commit')
    },
  }
}

function reportOf(
  done: readonly (Bad | AccountImport['invitations'][number] | undefined)[],
  bad: Bad[],
  isCommit: boolean,
): AccountImport {
  const good = done.length - bad.length
  const invitations = done.flatMap((one) => (one === undefined || isBad(one) ? [] : [one]))
  const counts = { rows: done.length, good, known: 0, imported: isCommit ? good : 0 }
  return { ...counts, bad, invitations: isCommit ? invitations : [] }
}

async function rejects(rows: readonly Row[], bad: readonly Bad[]): Promise<Buffer> {
  const byRow = new Map(bad.map((b) => [b.row, b]))
  const columns: Column<Row>[] = [
    ...HEADINGS.map(({ key, zh, en }) => ({ zh, en, value: ({ cells }: Row) => cells[key] })),
    { zh: '问题', en: 'Problem', width: 40, value: ({ row }) => `${byRow.get(row)?.field}：${byRow.get(row)?.mend}` },
  ]
  return writeSheet(
    columns,
    rows.filter(({ row }) => byRow.has(row)),
    'zh-CN',
  )
}
