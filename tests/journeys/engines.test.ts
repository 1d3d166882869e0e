/// <reference lib="dom" />
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { Worker as Thread } from 'node:worker_threads'
import { type Browser, chromium } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

const DOCUMENT = readFileSync('docs/engines.md', 'utf8')
const EXAMPLES = [...DOCUMENT.matchAll(/^## (.+)$[\s\S]*?^```ts\n([\s\S]*?)^```/gm)].map(
  ([, name = '', code = '']) => ({
    name,
    code,
    printed: [...code.matchAll(/^ *\/\/ → (.+)$/gm)].map(([, line]) => line),
  }),
)

/** What the example prints is told to whoever started it. Imports are read before all else, wherever they stand. */
const telling = (code: string, tell: string): string => `
const printed = []
const console = { log: (...said) => printed.push(said.map((one) => JSON.stringify(one)).join(' ')) }
${code}
;${tell}(printed)`

const inThread = (code: string): Promise<string[]> =>
  new Promise((resolve, reject) => {
    const text = telling(code, "(await import('node:worker_threads')).parentPort.postMessage")
    const thread = new Thread(text, { eval: true, execArgv: ['--input-type=module-typescript'] })
    thread.once('message', resolve).once('error', reject)
  })

/** Nobody's: the test answers. */
const SITE = 'http://engines.example'
/** A file that is none: what it holds is an example. */
const ENTRY = path.resolve('docs/example.ts')

/** As a browser gets it: files by their names. */
async function bundle(code: string): Promise<Map<string, string>> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    plugins: [
      {
        name: 'example',
        resolveId: (id) => (id === ENTRY ? id : undefined),
        load: (id) => (id === ENTRY ? telling(code, 'postMessage') : undefined),
      },
    ],
    build: { write: false, target: 'esnext', lib: { entry: ENTRY, formats: ['es'], fileName: 'example' } },
  })
  const [{ output } = { output: [] }] = Array.isArray(built) ? built : []
  return new Map(output.flatMap((part) => (part.type === 'chunk' ? [[`/${part.fileName}`, part.code]] : [])))
}

describe('the examples of docs/engines.md print what they say', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu'],
    })
  })
  afterAll(() => browser.close())

  test('there is one for each engine', () => {
    expect(EXAMPLES.map(({ name, printed }) => [name, printed.length > 0])).toEqual(
      ['Routing', 'Addresses', 'Siting', 'Plan check'].map((name) => [name, true]),
    )
  })

  test.each(EXAMPLES)('$name, in a thread of Node', async ({ code, printed }) => {
    expect(await inThread(code)).toEqual(printed)
  })

  test.each(EXAMPLES)('$name, in a worker of a browser', async ({ code, printed }) => {
    const page = await browser.newPage()
    const files = await bundle(code)
    await page.route(`${SITE}/**`, (route) => {
      const body = files.get(new URL(route.request().url()).pathname)
      return route.fulfill(body ? { contentType: 'text/javascript', body } : { contentType: 'text/html', body: '' })
    })
    await page.goto(SITE)
    const said = await page.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const worker = new Worker('/example.js', { type: 'module' })
          worker.onmessage = ({ data }) => resolve(data)
          worker.onerror = ({ message }) => reject(new Error(message))
        }),
    )
    expect(said).toEqual(printed)
  })
})
