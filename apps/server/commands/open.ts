import { createLogger } from '#platform/log'
import { type App, createApp } from '../app.ts'
import { dataFolder, type Instance, openInstance } from '../instance.ts'
import { portsFromEnv } from '../ports.ts'

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
