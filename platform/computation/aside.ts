import { Worker } from 'node:worker_threads'
import { DomainError } from '../errors.ts'
import type { Handed, Kind, Said } from './contract.ts'

/** So many may wait for their turn. */
const WAITING_AT_MOST = 8

/**
 * Computes what takes a second or two in a thread, for whoever waits on screen, one after another, and keeps nothing: on the server's own
 * thread it would hold up everybody. Throws `computation.tooLong`, and `computation.busy` when many wait already.
 */
export function createAside(kind: Kind) {
  let last: Promise<unknown> = Promise.resolve()
  let waiting = 0
  return async (input: unknown): Promise<unknown> => {
    if (waiting >= WAITING_AT_MOST) throw new DomainError('computation.busy', {}, 503)
    waiting++
    const mine = last.then(() => inThread(kind, input))
    last = mine.catch(() => undefined)
    return mine.finally(() => waiting--)
  }
}

async function inThread({ module, limitS }: Kind, input: unknown): Promise<unknown> {
  const workerData: Handed = { module: module.href, input, stop: new SharedArrayBuffer(4) }
  const thread = new Worker(new URL('thread.ts', import.meta.url), { workerData })
  let late: NodeJS.Timeout | undefined
  try {
    return await new Promise((resolve, reject) => {
      late = setTimeout(() => reject(new DomainError('computation.tooLong', {}, 422)), limitS * 1000)
      thread.on('message', (said: Said) => {
        if ('result' in said) resolve(said.result)
        if ('fault' in said) reject(new Error(said.fault))
      })
      thread.on('error', reject)
      thread.on('exit', () => reject(new Error('the thread ended without an answer')))
    })
  } finally {
    clearTimeout(late)
    await thread.terminate()
  }
}
