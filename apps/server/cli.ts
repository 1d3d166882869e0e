import { parseArgs } from 'node:util'
import { type Command, UsageProblem } from './commands/command.ts'
import './compiled.js'

/** The verbs that only read, by their first word. Each brings what it needs and no server with it: a solver's seconds begin with the process. */
const reading: Readonly<Record<string, () => Promise<Command>>> = {
  plan: async () => (await import('./commands/plan.ts')).planCheck,
  address: async () => (await import('./commands/address.ts')).addressResolve,
  route: async () => (await import('./commands/route.ts')).routeSolve,
  siting: async () => (await import('./commands/siting.ts')).sitingSolve,
}

const find = (commands: readonly Command[], args: readonly string[]) =>
  commands.find(({ name }) => name.split(' ').every((word, i) => args[i] === word))

function help(of: readonly Command[]): void {
  console.log('乡集 xiangji — npm run -s xiangji -- <command>\n')
  for (const { help: said } of of) console.log(`  ${said.usage}\n      ${said.zh}\n      ${said.en}\n`)
}

async function run(args: string[]): Promise<number> {
  const installed = async () => (await import('./commands/installed.ts')).installed
  const alone = await reading[args[0] ?? '']?.()
  const command = (alone && find([alone], args)) ?? find(await installed(), args)
  if (!command) {
    help([...(await Promise.all(Object.values(reading).map((load) => load()))), ...(await installed())])
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

// `| head` closes the pipe: who reads no more wants no more.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0)
  throw error
})

/** Leaves when the reader has everything: a pipe takes 64 KB at once, and what still waits would be lost. */
const leave = (code: number): void => {
  process.stdout.write('', () => process.stderr.write('', () => process.exit(code)))
}

run(process.argv.slice(2)).then(leave, async (error: unknown) => {
  const isMistyped =
    error instanceof UsageProblem ||
    (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
  const { StartProblem } = await import('#platform/postgres')
  if (error instanceof StartProblem) (await import('./say.ts')).sayProblem(error)
  else if (isMistyped) console.error(error.message)
  else console.error(error)
  leave(2)
})
