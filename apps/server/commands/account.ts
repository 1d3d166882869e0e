import { CreateAccount } from '#modules/identity'
import { systemCaller } from '#platform/authz'
import { DomainError } from '#platform/errors'
import { type Command, required, UsageProblem } from './command.ts'
import { county, withApp } from './open.ts'

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
