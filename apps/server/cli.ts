import { parseArgs } from 'node:util'
import { StartProblem } from '#platform/postgres'
import { accountCreate, accountDisable } from './commands/account.ts'
import { addressResolve } from './commands/address.ts'
import { backupKey, backupMake, backupVerify, restoreBackup } from './commands/backup.ts'
import { type Command, UsageProblem } from './commands/command.ts'
import { countyLoad } from './commands/county.ts'
import { divisionSuccession } from './commands/division.ts'
import { filesCheck, filesCopy } from './commands/files.ts'
import { journalKeys, journalSeal, journalVerify } from './commands/journal.ts'
import { keysList, keysRemove, keysRotate } from './commands/keys.ts'
import { planCheck } from './commands/plan.ts'
import { provinceLoad } from './commands/province.ts'
import { rollupRebuild } from './commands/rollup.ts'
import { simulate } from './commands/simulate.ts'
import { sayProblem } from './say.ts'

const commands: readonly Command[] = [
  planCheck,
  countyLoad,
  provinceLoad,
  divisionSuccession,
  simulate,
  addressResolve,
  rollupRebuild,
  accountCreate,
  accountDisable,
  filesCheck,
  filesCopy,
  journalVerify,
  journalSeal,
  journalKeys,
  // Those of two words first: the words of the line begin with a command's name.
  backupVerify,
  backupKey,
  backupMake,
  restoreBackup,
  keysList,
  keysRotate,
  keysRemove,
]

function help(of: readonly Command[]): void {
  console.log('乡集 xiangji — npm run -s xiangji -- <command>\n')
  for (const { help: said } of of) console.log(`  ${said.usage}\n      ${said.zh}\n      ${said.en}\n`)
}

async function run(args: string[]): Promise<number> {
  const command = commands.find(({ name }) => name.split(' ').every((word, i) => args[i] === word))
  if (!command) {
    help(commands)
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
