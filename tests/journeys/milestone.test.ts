/// <reference lib="dom" />
import type { Page } from 'playwright-core'
import { readSheet } from 'read-excel-file/node'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { expectSound, openWorld, signIn, type World } from './world.ts'

// One county's first day, in order: each test goes on from where the one before it stopped.
let world: World
let admins: { system: Page; security: Page }
let bureau: Page
let phone: Page
let station: { id: string; place: string; name: string }

type Overview = {
  stations: { open: number; coveredVillages: number; villages: number }
  ledgers: { indicator: string; total: number }[]
  targets: { indicator: string | null; value: number | null }[]
}
type Division = { code: string; name: string; level: string; parent: string; isAdministrativeVillage: boolean }

const STATION = '旅程电商服务点'
const STATION_PAGE = /\/stations\/[0-9a-f-]{36}/
const overview = () => world.call<Overview>(bureau, 'get', '/api/overview')
const publicSays = async (words: string) =>
  (await (await fetch(`${world.address}/`)).text()).replaceAll(/<[^>]+>|\s/g, '').includes(words)
const parcels = async () =>
  (await overview()).ledgers.find(({ indicator }) => indicator === 'station.parcelsCollected')?.total

/** What is on the page while it is put on paper. */
async function onPaper<T>(page: Page, look: () => Promise<T>): Promise<T> {
  const say = (event: string) => page.evaluate((name) => window.dispatchEvent(new Event(name)), event)
  await say('beforeprint')
  const seen = await look()
  await say('afterprint')
  return seen
}

beforeAll(async () => {
  world = await openWorld()
})
afterAll(() => world.close())

test('the three administrators are set by the printed links, each once, and switch their second factor on', async () => {
  const pages: Page[] = []
  for (const [n, link] of world.setupLinks.entries()) {
    const username = `管理员${'甲乙丙'[n]}`
    const page = await world.page(1366, 768)
    await page.goto(link)
    await page.getByLabel('用户名').fill(username)
    await page.getByLabel('姓名').fill(username)
    await page.getByLabel('密码', { exact: true }).fill(world.password)
    await page.locator('button[type=submit]').click()
    await page.waitForURL(/sign-in/)
    const again = await page.request.get(link.replace('/console/setup/', '/api/setup/'))
    expect(again.status()).toBe(404)
    await signIn(page, `${world.address}/console/`, { username, password: world.password })
    await page.getByRole('heading', { name: '双因素登录' }).waitFor()
    if (n === 0) {
      await page.getByRole('button', { name: '开始启用' }).click()
      await expectSound(page, 'second factor')
      const shown = (await page.locator('.enrol code').innerText()).replaceAll(' ', '')
      await page.getByLabel('动态码').fill(world.codeOf(shown))
      await page.getByRole('button', { name: '确认启用' }).click()
      await page.getByRole('button', { name: '我已收好' }).click()
    } else {
      await world.enrolSecondFactor(page)
      await page.goto(`${world.address}/console/`)
    }
    await page.getByRole('heading', { name: '总览' }).waitFor()
    pages.push(page)
  }
  const [system, security] = pages as [Page, Page] // three were set
  admins = { system, security }
})

test('a station that the bureau registers and opens moves the coverage on the overview and on the public page', async () => {
  await world.addAccount(admins, {
    username: 'journey-bureau',
    name: '经办李',
    roles: ['bureauClerk'],
    place: '532327',
  })
  bureau = await world.page(1366, 768)
  await signIn(bureau, `${world.address}/console/`, { username: 'journey-bureau', password: world.password })
  await bureau.getByRole('heading', { name: '总览' }).waitFor()
  const before = await overview()
  expect(before.stations).toMatchObject({ open: 0, coveredVillages: 0, villages: 60 })

  const divisions = await world.call<Division[]>(bureau, 'get', '/api/divisions')
  const village = divisions.find((d) => d.isAdministrativeVillage) as Division // the county has sixty
  const town = divisions.find(({ code }) => code === village.parent) as Division // every village lies in one
  await bureau.goto(`${world.address}/console/stations`)
  await bureau.getByRole('button', { name: '登记站点' }).click()
  const form = bureau.getByRole('dialog')
  await form.getByRole('combobox').first().click()
  await bureau.locator('.ant-cascader-menu-item', { hasText: town.name }).click()
  await bureau.locator('.ant-cascader-menu-item', { hasText: village.name }).click()
  await form.getByLabel('站点名称').fill(STATION)
  const opened = form.getByLabel('开业日期')
  await opened.click()
  await opened.fill(new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10))
  await opened.press('Enter')
  // Enter in a field sends a complete form: then there is no button left to press.
  await form
    .locator('button[type=submit]')
    .click({ timeout: 5000 })
    .catch(() => {})
  await bureau.waitForURL(STATION_PAGE)
  const rows = await world.call<{ rows: { id: string; place: string; name: string }[] }>(bureau, 'get', '/api/stations')
  station = rows.rows[0] as typeof station // the only one
  expect(station).toMatchObject({ name: STATION, place: village.code })

  await world.until('the coverage', async () => (await overview()).stations.coveredVillages === 1)
  await bureau.goto(`${world.address}/console/`)
  await bureau.getByText('1/60').or(bureau.getByText('1 / 60')).first().waitFor()
  await world.until('the public page', () => publicSays('1个行政村有站点，全县60个'))
})

test('an entry in two taps on the phone moves its indicator', async () => {
  await world.addAccount(admins, {
    username: 'journey-keeper',
    name: '站长王',
    roles: ['stationKeeper'],
    place: station.place,
    station: station.id,
  })
  phone = await world.page(360, 780)
  await signIn(phone, `${world.address}/station/`, { username: 'journey-keeper', password: world.password })
  await phone.getByRole('heading', { name: STATION }).waitFor()
  await phone.getByRole('button', { name: '收件' }).last().click()
  await phone.getByRole('button', { name: '记一笔' }).click()
  await world.until('the parcel in the ledger', async () => (await parcels()) === 1)
  await world.until('the public page', () => publicSays('代收快件（下行）1件'))
})

test('today’s report is confirmed with one tap and the service centre sees it', async () => {
  await phone.goto(`${world.address}/station/`)
  await phone.getByRole('button', { name: '确认' }).first().click()
  await world.until('the report', async () => {
    const on = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10)
    const lines = await world.call<{ state: string }[]>(bureau, 'get', `/api/reports?on=${on}`)
    return lines[0]?.state === 'reported'
  })
})

test('the figure is walked down by town, village and station to the entry and the person behind it', async () => {
  await bureau.goto(`${world.address}/console/?figure=station.parcelsCollected`)
  const drawer = bureau.getByRole('dialog')
  const divisions = await world.call<Division[]>(bureau, 'get', '/api/divisions')
  const named = (code: string) => divisions.find((d) => d.code === code)?.name ?? ''
  await drawer.getByRole('button', { name: named(station.place.slice(0, 9)) }).click()
  await drawer.getByRole('button', { name: named(station.place), exact: true }).click()
  await drawer.getByRole('button', { name: STATION }).first().click()
  await drawer.locator('table button').first().click()
  await drawer.getByText('站长王').first().waitFor()
})

test('the service centre plans the day with one click, keeps the routes and puts them in force; the bureau reads them', async () => {
  const account = { username: 'journey-centre', name: '中心张', roles: ['serviceCentreOperator'], place: '532327' }
  await world.addAccount(admins, account)
  const centre = await world.page(1366, 768)
  await signIn(centre, `${world.address}/console/`, { username: account.username, password: world.password })
  await centre.getByRole('button', { name: '账号菜单：中心张' }).waitFor()
  await world.enrolSecondFactor(centre)
  await centre.goto(`${world.address}/console/`)
  await centre.getByRole('link', { name: '配送线路' }).click()
  await expectSound(centre, 'console/routes, nothing planned')
  await centre.getByRole('button', { name: '开始测算' }).click()
  await centre.getByRole('heading', { name: '各车线路' }).waitFor()
  await centre.locator('.route-day summary').first().click()
  await expectSound(centre, 'console/routes')
  const vehicle = centre.locator('.route-day').first()
  const stop = vehicle.getByRole('combobox', { name: /移到/ }).first()
  await stop.click()
  await centre.getByTitle('移出方案').click()
  await centre.getByText(/已重算/).waitFor()
  await centre.getByRole('heading', { name: /未送到/ }).waitFor()
  await centre.getByRole('button', { name: '撤销上一步' }).click()
  await centre.getByRole('button', { name: '撤销上一步' }).waitFor({ state: 'detached' })
  await vehicle.getByRole('combobox', { name: /锁定/ }).click()
  await centre.getByTitle('整车锁定').click()
  await vehicle.getByText('已锁定').first().waitFor()
  await centre.getByRole('button', { name: '锁定的不动，重排其余' }).waitFor()
  await centre.setViewportSize({ width: 360, height: 780 })
  await expectSound(centre, 'console/routes 360')
  await centre.getByRole('button', { name: '保存方案' }).click()
  await centre.getByLabel('方案名称').fill('一号线路')
  await centre
    .getByRole('dialog')
    .getByRole('button', { name: /保\s*存/ })
    .click()
  await centre.getByRole('button', { name: '线路方案' }).click()
  await centre.getByRole('button', { name: /采\s*用/ }).click()
  await centre
    .getByRole('dialog')
    .getByRole('button', { name: /采\s*用/ })
    .click()
  await centre.getByText('正在执行').first().waitFor()
  await centre.setViewportSize({ width: 1366, height: 768 })
  await centre.goto(`${world.address}/console/addresses`)
  await centre.getByLabel('收件地址，一行一个').fill('永仁县永定镇大坝村委会3组\n广东省普宁市流沙东街道某村')
  await centre.getByRole('button', { name: /认\s*定/ }).click()
  await centre.getByText('外县 1', { exact: true }).click()
  await centre.locator('.address-said', { hasText: '普宁市' }).waitFor()
  await expectSound(centre, 'console/addresses')
  await centre.goto(`${world.address}/console/siting`)
  await centre.getByRole('button', { name: '开始计算' }).click()
  await centre.getByRole('heading', { name: '各处的结果和理由' }).waitFor()
  await centre
    .getByRole('combobox', { name: /的指定/ })
    .last()
    .click()
  await centre.getByTitle('不选').click()
  await expectSound(centre, 'console/siting')
  await centre.locator('.siting-again').getByRole('button', { name: '按新要求再算' }).click()
  await centre.getByText(/与上一次相比：不选增加/).waitFor()
  const rows = centre.locator('.data-table .ant-table-row')
  const shown = await rows.count()
  expect(await onPaper(centre, () => rows.count())).toBeGreaterThan(shown)
  expect(await rows.count()).toBe(shown)
  await centre.getByLabel('村级服务点数量').fill('0')
  await centre.getByRole('button', { name: '按新要求再算' }).click()
  await centre.getByText('没有可行的方案').waitFor()
  await centre.getByText(/与上一次相比：村级服务点数量由“按方案”改为“0”；上一次有方案/).waitFor()
  await centre.getByRole('button', { name: 'English' }).click()
  await centre.goto(`${world.address}/console/addresses`)
  const sheet = centre.waitForEvent('download')
  await centre.getByRole('button', { name: 'Download the template' }).click()
  expect(await readSheet(await (await sheet).path())).toEqual([['id', 'address']])
  await centre.context().close()
  await bureau.goto(`${world.address}/console/routes`)
  await bureau.getByRole('link', { name: '一号线路' }).click()
  await bureau.getByText('中心张').first().waitFor()
  await expectSound(bureau, 'console/routes/…')
})

test('the bureau decides a finding of the plan once, and it is decided when the page is opened again', async () => {
  await bureau.goto(`${world.address}/console/plan?tab=check`)
  const due = async () =>
    (await world.call<{ due: { kind: string }[] }>(bureau, 'get', '/api/overview')).due.filter(
      ({ kind }) => kind === 'finding',
    ).length
  const before = await due()
  await bureau.getByRole('button', { name: '作出决定' }).first().click()
  const form = bureau.getByRole('dialog')
  await form.getByLabel('以哪一处为准、怎样理解').fill('以附表为准')
  await form.getByLabel('文号（可不填）').fill('永商发〔2020〕9号')
  await bureau.context().setOffline(true)
  await form.getByRole('button', { name: /保\s*存/ }).click()
  await form.getByText('连不上服务器。已填的内容还在本页，网络恢复后请重试。').waitFor()
  await bureau.context().setOffline(false)
  await expectSound(bureau, 'console/plan?tab=check, deciding')
  await form.getByRole('button', { name: /保\s*存/ }).click()
  await bureau.getByText('已决定 1', { exact: true }).click()
  await bureau.getByText('以附表为准').waitFor()
  await bureau.setViewportSize({ width: 360, height: 780 })
  await bureau.reload()
  await bureau.getByText('已决定 1', { exact: true }).click()
  await bureau.locator('.decision').getByText('经办李').waitFor()
  await expectSound(bureau, 'console/plan?tab=check 360')
  await bureau.setViewportSize({ width: 1366, height: 768 })
  expect(await due()).toBe(before - 1)
})

test('the table of targets fits A4 portrait within its margins, and no row of it is a column of single characters', async () => {
  await bureau.goto(`${world.address}/console/plan?tab=targets`)
  await bureau.locator('.data-table .ant-table-row').first().waitFor()
  await bureau.setViewportSize({ width: 718, height: 1047 })
  await bureau.emulateMedia({ media: 'print' })
  const paper = await onPaper(bureau, () =>
    bureau.evaluate(() => ({
      right: Math.max(
        ...Array.from(document.querySelectorAll('table'), (table) => table.getBoundingClientRect().right),
      ),
      row: Math.max(...Array.from(document.querySelectorAll('.ant-table-row'), (row) => row.clientHeight)),
    })),
  )
  expect(paper.right).toBeLessThanOrEqual(718)
  expect(paper.row).toBeLessThan(120)
  await bureau.emulateMedia({ media: null })
  await bureau.setViewportSize({ width: 1366, height: 768 })
})

const CONSOLE = [
  ...[
    '',
    'map',
    'plan',
    'stations',
    'reports',
    'journal',
    'complaints',
    'publications',
    'profile',
    'addresses',
    'siting',
  ],
  ...['accounts', 'accounts?tab=roles', 'accounts?tab=requests', 'accounts?tab=keys', 'accounts?tab=policy'],
]

test.each([
  [1366, 768],
  [360, 780],
])('every console page is accessible at %i px and does not scroll sideways', async (width, height) => {
  const stranger = await world.page(width, height)
  await stranger.goto(`${world.address}/console/sign-in`)
  await stranger.getByLabel('用户名').waitFor()
  await expectSound(stranger, 'sign-in')
  await stranger.context().close()
  const page = admins.security
  await page.setViewportSize({ width, height })
  for (const name of CONSOLE) {
    await page.goto(`${world.address}/console/${name}`)
    await page.waitForLoadState('networkidle')
    await expectSound(page, `console/${name} ${width}`)
  }
})

test('every public page and phone page is accessible at 360 px and does not scroll sideways', async () => {
  const page = await world.page(360, 780)
  const home = await page.goto(`${world.address}/`)
  expect(home?.status()).toBe(200)
  const links = await page.locator('a[href^="/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''))
  const inside = [...new Set(links.map((href) => href.split('#')[0] ?? ''))].filter(
    (href) => href !== '' && !/^\/(console|station|api)/.test(href) && !href.includes('lang='),
  )
  expect(inside.length).toBeGreaterThan(3)
  for (const href of ['/', ...inside.slice(0, 12)]) {
    await page.goto(`${world.address}${href}`)
    await expectSound(page, href)
  }
  for (const name of ['', 'today', 'report', 'history', 'settings']) {
    await phone.goto(`${world.address}/station/${name}`)
    await phone.waitForLoadState('networkidle')
    await expectSound(phone, `station/${name}`)
  }
  await page.context().close()
})
