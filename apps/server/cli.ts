import { parseArgs } from 'node:util'
import { StartProblem } from '#platform/postgres'
import { addressResolve } from './commands/address.ts'
import { type Command, UsageProblem } from './commands/command.ts'
import { planCheck } from './commands/plan.ts'
import { routeSolve } from './commands/route.ts'
import { sitingSolve } from './commands/siting.ts'
import { sayProblem } from './say.ts'

/** The verbs that only read: they start in half the time, for they bring no server with them. */
const reading: readonly Command[] = [planCheck, addressResolve, routeSolve, sitingSolve]

const find = (commands: readonly Command[], args: readonly string[]) =>
  commands.find(({ name }) => name.split(' ').every((word, i) => args[i] === word))

function help(of: readonly Command[]): void {
  console.log('乡集 xiangji — npm run -s xiangji -- <command>\n')
  for (const { help: said } of of) console.log(`  ${said.usage}\n      ${said.zh}\n      ${said.en}\n`)
}

async function run(args: string[]): Promise<number> {
  const installed = async () => (await import('./commands/installed.ts')).installed
  const command = find(reading, args) ?? find(await installed(), args)
  if (!command) {
    help([...reading, ...(await installed())])
    return args.length === 0 || args.includes('--help') || args.includes('-h') ? 0 : 2
  }
  const options = { ...command.options, help: { type: 'boolean' as const, short: 'h' } }
  const parsed = parseArgs({ args: args.slice(command.name.split(' ').length), options, allowPositionals: true })
  if (parsed.values.help) {
    help([command])
    return 0
  }
  return command.run(parsed.values as Record<string, string | boolean | undefined>, parsed.positionals) // the options above are strings and switches
}

run(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    const isMistyped =
      error instanceof UsageProblem ||
      (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
    if (error instanceof StartProblem) sayProblem(error)
    else if (isMistyped) console.error(error.message)
    else console.error(error)
    process.exit(2)
  },
)
