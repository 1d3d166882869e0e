/// <reference lib="dom" />
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { removeCluster } from '#platform/postgres'
import { fromBase32, stepOf, totp } from '../../modules/identity/service/totp.ts'

const PASSWORD = 'Journey-of-2026'

/** What an authenticator shows. */
const codeOf = (secret: string, at: Date) => totp(fromBase32(secret), stepOf(at))

export type World = Awaited<ReturnType<typeof openWorld>>

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

async function until<T>(what: string, ask: () => Promise<T | undefined | false>, ms = 60_000): Promise<T> {
  const end = Date.now() + ms
  for (;;) {
    const answer = await ask().catch(() => undefined)
    if (answer) return answer
    if (Date.now() > end) throw new Error(`waited in vain for: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** The product as a user starts it, on an empty folder, and a browser beside it. */
export async function openWorld() {
  const folder = await mkdtemp(path.join(tmpdir(), 'xiangji-journey-'))
  const port = await freePort()
  const address = `http://127.0.0.1:${port}`
  let said = ''
  const server: ChildProcess = spawn(process.execPath, ['apps/server/main.ts'], {
    env: { ...process.env, XIANGJI_DATA: folder, PORT: String(port) },
  })
  server.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  server.stderr?.on('data', (chunk: Buffer) => process.stderr.write(chunk))
  /** One for each post, in the order of the three. */
  const setupLinks = await until('the three one-time links', async () => {
    const links = said.match(/http\S+\/console\/setup\/\S+/g)
    return links?.length === 3 ? links : undefined
  })
  const browser: Browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

  async function page(width: number, height: number): Promise<Page> {
    const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN', reducedMotion: 'reduce' })
    const opened = await context.newPage()
    opened.setDefaultTimeout(30_000)
    return opened
  }

  async function call<T>(from: Page, method: 'get' | 'post', route: string, data?: object): Promise<T> {
    const response = await from.request[method](`${address}${route}`, data ? { data } : {})
    if (!response.ok()) throw new Error(`${method} ${route}: ${response.status()} ${await response.text()}`)
    const text = await response.text()
    return (text === '' ? undefined : JSON.parse(text)) as T // the API's contract
  }

  /** Switches the second factor on as the console does, with the authenticator's code computed here. */
  async function enrolSecondFactor(from: Page): Promise<void> {
    const { secret } = await call<{ secret: string }>(from, 'post', '/api/second-factor')
    await call(from, 'post', '/api/second-factor/confirm', { code: codeOf(secret, new Date()) })
  }

  return {
    address,
    setupLinks,
    enrolSecondFactor,
    codeOf: (secret: string) => codeOf(secret, new Date()),
    password: PASSWORD,
    page,
    call,
    until,
    /** An account made by one administrator, whose person sets the password and whose roles another grants. */
    addAccount: async (
      { system, security }: { system: Page; security: Page },
      {
        roles,
        station,
        ...account
      }: { username: string; name: string; roles: string[]; place: string; station?: string },
    ) => {
      type Made = { account: { id: string }; invitation: { token: string } }
      const made = await call<Made>(system, 'post', '/api/accounts', account)
      await call(system, 'post', `/api/invitations/${made.invitation.token}`, { password: PASSWORD })
      const standing = { roles, ...(station ? { station } : {}) }
      const granted = await security.request.patch(`${address}/api/accounts/${made.account.id}`, { data: standing })
      if (!granted.ok()) throw new Error(`the roles: ${granted.status()} ${await granted.text()}`)
    },
    close: async () => {
      await browser.close()
      await new Promise((resolve) => {
        server.once('exit', resolve)
        server.kill('SIGTERM')
      })
      await removeCluster(folder)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Signs in by the page's own form. */
export async function signIn(
  page: Page,
  url: string,
  { username, password }: { username: string; password: string },
): Promise<void> {
  await page.goto(url)
  await page.getByLabel('用户名').fill(username)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: /登\s*录/ }).click()
}

/** No serious finding of axe, and nothing that makes a phone scroll sideways. */
export async function expectSound(page: Page, name: string): Promise<void> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(
    () =>
      (
        window as unknown as {
          axe: {
            run: (
              options: object,
            ) => Promise<{ violations: { id: string; impact: string; nodes: { html: string; target: string[] }[] }[] }>
          }
        }
      ).axe.run({ resultTypes: ['violations'] }), // axe's source above puts it there
  )
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  expect(
    serious.map(
      ({ id, nodes }) =>
        `${name}: ${id} ${nodes
          .slice(0, 3)
          .map(({ html }) => html.slice(0, 160))
          .join(' | ')}`,
    ),
  ).toEqual([])
  const unnamed = page.getByRole('button', { name: /^((Increase|Decrease) Value|left|right)$/ })
  expect(await unnamed.count(), `${name}: buttons that only antd has named`).toBe(0)
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  expect(sideways, `${name} scrolls sideways by ${sideways} px`).toBeLessThanOrEqual(0)
}
