import { accountCreate, accountDisable } from './account.ts'
import { backupKey, backupMake, backupVerify, restoreBackup } from './backup.ts'
import type { Command } from './command.ts'
import { countyLoad } from './county.ts'
import { divisionSuccession } from './division.ts'
import { filesCheck, filesCopy } from './files.ts'
import { journalKeys, journalSeal, journalVerify } from './journal.ts'
import { keysList, keysRemove, keysRotate } from './keys.ts'
import { provinceLoad } from './province.ts'
import { rollupRebuild } from './rollup.ts'
import { simulate } from './simulate.ts'

/** The verbs that open this installation's data. */
export const installed: readonly Command[] = [
  countyLoad,
  provinceLoad,
  divisionSuccession,
  simulate,
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
