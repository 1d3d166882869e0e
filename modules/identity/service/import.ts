import type { Caller } from '#platform/authz'
import { DomainError } from '#platform/errors'
import { type Column, type Heading, type Language, readRows, type SheetRow, writeSheet } from '#platform/excel'
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
      const bad: Bad[] = []
      const invitations: AccountImport['invitations'] = []
      const seen = new Set<string>()
      for (const row of rows) {
        const command = parse(row, placeOf)
        if ('code' in command) {
          bad.push(command)
          continue
        }
        try {
          const username = command.username.normalize('NFKC').toLowerCase()
          if (seen.has(username)) throw new DomainError('identity.usernameTaken')
          seen.add(username)
          const { account, invitation } = await accounts.createAccount(caller, command, {
            isRehearsal: mode !== 'commit',
          })
          if (invitation) invitations.push({ username: account.username, name: account.name, ...invitation })
        } catch (error) {
          if (!(error instanceof DomainError)) throw error
          bad.push(badRow(row, error.code, REFUSALS[error.code] ?? { key: 'username', mend: '检查该行' }))
        }
      }
      if (mode === 'rejects') return rejects(rows, bad)
      const good = rows.length - bad.length
      const imported = mode === 'commit' ? good : 0
      return { rows: rows.length, good, known: 0, bad, imported, invitations: mode === 'commit' ? invitations : [] }
    },
  }
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
