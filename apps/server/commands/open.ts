import { existsSync } from 'node:fs'
import path from 'node:path'
import { createLogger } from '#platform/log'
import { type App, createApp } from '../app.ts'
import { COUNTIES, type CountyFolder, readCounty } from '../county.ts'
import { dataFolder, type Instance, openInstance } from '../instance.ts'
import { portsFromEnv } from '../ports.ts'
import { sayProblems } from '../say.ts'
import { UsageProblem } from './command.ts'

/** A county's folder: a path, or the name of one under counties/. */
export const countyFolder = (name: string): string =>
  existsSync(name) ? name : path.join(COUNTIES, path.basename(name))

/** Reads a county's folder; what is wrong with it is printed, and then there is none. */
export async function county(name: string): Promise<CountyFolder | undefined> {
  const folder = countyFolder(name)
  if (!existsSync(folder)) throw new UsageProblem(`没有这个县包 · No such county: ${folder}`)
  const read = await readCounty(folder)
  if ('county' in read) return read.county
  sayProblems(folder, read.problems)
  return undefined
}

/**
 * Opens this installation's data beside a server that may be running, works, and closes it. As before a start, nothing is left that an
 * older release kept in clear: `isForKeys` leaves that to the command.
 */
export async function withApp(
  { code, isDemo = false, isForKeys = false }: { code: string; isDemo?: boolean; isForKeys?: boolean },
  work: (app: App, instance: Pick<Instance, 'url' | 'filesFolder' | 'ring'>) => Promise<number>,
): Promise<number> {
  const instance = await openInstance({ folder: dataFolder(isDemo), attach: true })
  const app = await createApp({ ...instance, ...portsFromEnv(process.env), log: createLogger('error'), county: code })
  try {
    if (!isForKeys) await app.keeper.prepare()
    return await work(app, instance)
  } finally {
    await app.close()
    await instance.stop()
  }
}
