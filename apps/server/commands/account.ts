import { CreateAccount } from '#modules/identity'
import { systemCaller } from '#platform/authz'
import { DomainError } from '#platform/errors'
import { type Command, required, UsageProblem } from './command.ts'
import { county } from './folder.ts'
import { withApp } from './open.ts'

export const accountCreate: Command = {
  name: 'account create',
  help: {
    usage:
      'account create --county C --username U --name N --role R[,R] [--place CODE] [--station ID] [--until DAY] [--demo] [--json]',
    zh: '新建账号并给出邀请链接（7 天内用一次，本人设密码）',
    en: 'Create an account and print its invitation link (7 days, once; the person sets the password)',
  },
  options: {
    county: { type: 'string' },
    username: { type: 'string' },
    name: { type: 'string' },
    role: { type: 'string' },
    place: { type: 'string' },
    station: { type: 'string' },
    until: { type: 'string' },
    demo: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  run: async (values) => {
    const read = await county(required(values, 'county'))
    if (!read) return 2
    const { code } = read.pack.county
    const command = CreateAccount.safeParse({
      username: required(values, 'username'),
      name: required(values, 'name'),
      roles: required(values, 'role').split(','),
      place: values.place ?? code,
      station: values.station ?? null,
      validUntil: values.until ?? null,
    })
    if (!command.success) {
      const said = command.error.issues.map(({ path, message }) => `--${path.join('.')}: ${message}`)
      throw new UsageProblem(said.join('\n'))
    }
    return withApp({ code, isDemo: values.demo === true }, async ({ services }) => {
      try {
        const { account, invitation } = await services.identity.createAccount(systemCaller(code), command.data)
        const path = `/console/invitation/${invitation?.token}`
        console.log(
          values.json
            ? JSON.stringify({ account: account.id, username: account.username, invitation: path })
            : `账号 account ${account.username} · 邀请链接 invitation ${path}`,
        )
        return 0
      } catch (error) {
        if (error instanceof DomainError) throw new UsageProblem(`${error.code} ${JSON.stringify(error.facts)}`)
        throw error
      }
    })
  },
}

export const accountDisable: Command = {
  name: 'account disable',
  help: {
    usage: 'account disable --county C --username U [--demo]',
    zh: '停用账号；某个管理员岗位因此空缺时，下次启动会打印该岗位的链接',
    en: 'Disable an account; where that leaves an administrator post vacant, the next start prints a link for it',
  },
  options: {
    county: { type: 'string' },
    username: { type: 'string' },
    demo: { type: 'boolean' },
  },
  run: async (values) => {
    const read = await county(required(values, 'county'))
    if (!read) return 2
    const { code } = read.pack.county
    const username = required(values, 'username')
    return withApp({ code, isDemo: values.demo === true }, async ({ services }) => {
      const accounts = await services.identity.allAccounts(systemCaller(code), { search: username })
      const account = accounts.find((one) => one.username === username.normalize('NFKC').toLowerCase())
      if (!account) throw new UsageProblem(`没有这个账号 ${username} · There is no account ${username}`)
      await services.identity.disable(systemCaller(code), account.id)
      console.log(`已停用 disabled ${account.username}`)
      return 0
    })
  },
}
