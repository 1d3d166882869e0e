import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, onTestFinished, test } from 'vitest'
import { systemCaller } from '#platform/authz'
import { addDays, civilDay } from '#platform/clock'
import { uuidv7 } from '#platform/ids'
import { testDb } from '#platform/testing'
import { createApp } from '../server/app.ts'
import { COUNTIES, readCounty } from '../server/county.ts'
import { createLimiter } from './limiter.ts'
import { en } from './locales/en.ts'
import { zhCN } from './locales/zh-CN.ts'

const YONGREN = '532327'
const HOME = `/counties/${YONGREN}`
const EVIL = '<script>alert(1)</script><b>&"'
const TYPED = { kind: 'complaint', about: '某村服务点', body: '上午九点没有人，门锁着。', contact: '13812345678' }

/** Yongren as it is loaded, behind the whole server. */
async function yongren({ isDemo = false } = {}) {
  const { url } = await testDb()
  const folder = await mkdtemp(path.join(tmpdir(), 'xj-portal-'))
  const { app, services, close } = await createApp({
    url,
    filesFolder: folder,
    secret: 's'.repeat(40),
    log: false,
    county: YONGREN,
  })
  onTestFinished(async () => {
    await close()
    await rm(folder, { recursive: true, force: true })
  })
  const read = await readCounty(path.join(COUNTIES, 'yongren'))
  if (!('county' in read)) throw new Error('the folder of Yongren does not read')
  const caller = systemCaller(YONGREN)
  const { pack, planText, divisions, boundary } = read.county
  await services.divisions.load(caller, divisions, boundary)
  await services.plans.put(caller, { pack, planText, isDemo })
  const get = (address: string, headers: Record<string, string> = {}) => app.inject({ url: address, headers })
  const post = (form: Record<string, string>, address = `${HOME}/complaints`) =>
    app.inject({
      method: 'POST',
      url: address,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams(form).toString(),
    })
  const publish = (more: { title?: string; body?: string; fileId?: string } = {}) => {
    const id = uuidv7()
    const publication = {
      id,
      kind: 'notice' as const,
      title: '公示',
      body: '',
      datedOn: civilDay(new Date()),
      fileId: null,
    }
    return services.disclosure.publish(caller, { ...publication, reviewedBy: '审查人', ...more }).then(() => id)
  }
  return { services, caller, get, post, publish }
}

test('the home page shows the plan, a target with its sentence, and the money of the plan', async () => {
  const { get } = await yongren()
  for (const address of ['/', HOME]) {
    const { statusCode, headers, body } = await get(address)
    expect(statusCode).toBe(200)
    expect(headers['content-type']).toContain('text/html')
    expect(body).toContain('<html lang="zh-CN">')
    expect(body).toContain('永仁县电子商务进农村综合示范项目实施方案')
    expect(body).toContain('永政函〔2021〕5号')
    expect(body).toContain('村级电子商务服务站')
    expect(body).toContain('35 个村级电子商务服务站')
    expect(body).toContain('1,087.0')
    expect(body).toContain('实施期已过')
    expect(body).not.toContain('class="banner"')
  }
})

test('figures are those of the overview, and a new station is seen within seconds', async () => {
  const { services, caller, get } = await yongren()
  const town = [...(await services.divisions.all(caller)).values()].find(({ level }) => level === 'town')
  if (!town) throw new Error('no town')
  const openOn = addDays(civilDay(new Date()), -1)
  const keeper = { address: '', reusedOutlet: '', keeperName: '', keeperPhone: '', lng: null, lat: null }
  await services.stations.register(caller, { ...keeper, name: '一站', level: 'town', place: town.code, openOn })
  await services.statistics.catchUp(YONGREN)
  const overview = await services.overviews.overview(caller, civilDay(new Date()))
  expect(overview.stations.open).toBe(1)
  const { body } = await get(`${HOME}/figures/station.open`)
  expect(body).toMatch(/class="big"><span class="num" ?>1<\/span>/)
  expect(body).toContain(town.name)
  expect(body).toContain(openOn.slice(0, 7))
  expect(body).not.toContain('一站')
  const target = (await get(HOME)).body.match(/id="YR-T03"[\s\S]*?<\/tr>/)?.[0]
  expect(target).toMatch(/>1<\/a>.*\/ 7 个/s)
})

test('a demonstration says on every page that its dates are moved', async () => {
  const { get } = await yongren({ isDemo: true })
  for (const rest of ['', '/plan', '/documents', '/complaints', '/figures/station.open']) {
    const { body, statusCode } = await get(HOME + rest)
    expect(statusCode).toBe(200)
    expect(body).toMatch(/class="banner"[\s\S]*演示[\s\S]*后移 \d+ 天/)
  }
  expect((await get(HOME)).body).toContain('原文 2019-10-01—2020-03-31')
})

test('no page has a script, and each is small', async () => {
  const { get, publish } = await yongren()
  const id = await publish({ title: '一', body: '二' })
  const style = await get('/portal.css')
  expect(style.headers['content-type']).toContain('text/css')
  for (const lang of ['zh-CN', 'en'])
    for (const rest of [
      '',
      '/plan',
      '/documents',
      `/documents/${id}`,
      '/complaints',
      '/complaints/answer',
      '/figures/station.villageCoverage',
    ]) {
      const { body, statusCode } = await get(`${HOME}${rest}?lang=${lang}`)
      expect(statusCode, rest).toBe(200)
      expect(body, rest).not.toMatch(/<script|javascript:|\son\w+=/i)
      expect(body, rest).not.toMatch(/undefined|NaN|\[object|\{\w+\}/)
      expect(gzipSync(body).length + gzipSync(style.body).length, rest).toBeLessThan(60_000)
    }
})

test('the stylesheet of a page is kept for a year, by its hash', async () => {
  const { get } = await yongren()
  const address = (await get(HOME)).body.match(/href="(\/portal\.css\?v=\w+)"/)?.[1] ?? ''
  expect((await get(address)).headers['cache-control']).toContain('immutable')
  expect((await get('/portal.css?v=old')).headers['cache-control']).toBe('no-cache')
})

test('English is given by the address or the browser, kept in links, and the document stays in its own words', async () => {
  const { get } = await yongren()
  const { body } = await get(`${HOME}?lang=en`)
  expect(body).toContain('<html lang="en">')
  expect(body).toContain('Targets and progress')
  expect(body).toContain('<span lang="zh-CN">永仁县电子商务进农村综合示范项目实施方案</span>')
  expect(body).toContain(`${HOME}/plan?lang&#61;en`)
  expect((await get(HOME, { 'accept-language': 'en-GB' })).body).toContain('<html lang="en">')
  expect((await get(`${HOME}?lang=zh-CN`, { 'accept-language': 'en' })).body).toContain('<html lang="zh-CN">')
  expect(Object.keys(en).sort()).toEqual(Object.keys(zhCN).sort())
})

test('what people write is shown as text and never as markup', async () => {
  const { get, post, publish } = await yongren()
  const id = await publish({ title: EVIL, body: `${EVIL}\n第二段` })
  const pages = [
    (await get(HOME)).body,
    (await get(`${HOME}/documents`)).body,
    (await get(`${HOME}/documents/${id}`)).body,
    (await post({ ...TYPED, kind: 'none', about: EVIL, body: `</textarea>${EVIL}` })).body,
    (await get(`${HOME}/complaints?about=${encodeURIComponent(EVIL)}`)).body,
    (await get(`${HOME}/complaints/answer?receipt=${encodeURIComponent(EVIL)}`)).body,
    (await get(`${HOME}/documents?kind=${encodeURIComponent(EVIL)}&x=${encodeURIComponent(`"${EVIL}`)}`)).body,
    (await get(`/counties/${encodeURIComponent(EVIL)}`)).body,
  ]
  for (const body of pages) expect(body).not.toMatch(/<script|<b>&|<\/textarea><|"<|ALERT\(1\)<\//i)
  expect(pages[2]).toContain('<p>第二段</p>')
})

test('a complaint gets a receipt, and by it the state and the answer, but never its own text', async () => {
  const { services, caller, get, post } = await yongren()
  const sent = await post(TYPED)
  expect(sent.statusCode).toBe(303)
  const receiptPage = await get(String(sent.headers.location))
  const receipt = receiptPage.body.match(/\d{6}-[A-Z2-9]{6}/)?.[0] ?? ''
  expect(receiptPage.body).toContain(`<b>${receipt}</b>`)
  expect(receiptPage.headers['cache-control']).toBe('no-store')
  const asked = await get(`${HOME}/complaints/answer?receipt=${receipt.toLowerCase()}`)
  expect(asked.body).toContain('已收到，办理中')
  for (const { body } of [receiptPage, asked])
    for (const text of [TYPED.body, TYPED.contact]) expect(body).not.toContain(text)
  const { rows } = await services.disclosure.complaints(caller, { limit: 9, offset: 0 })
  expect(rows).toMatchObject([{ receipt, about: TYPED.about, body: TYPED.body, origin: 'live' }])
  await services.disclosure.answer(caller, rows[0]?.id ?? '', '已核实，明日起按时开门。')
  expect((await get(`${HOME}/complaints/answer?receipt=${receipt}`)).body).toContain('已核实，明日起按时开门。')
  expect((await get(`${HOME}/complaints/answer?receipt=250101-ABCDEF`)).statusCode).toBe(404)
  expect((await get(`${HOME}/complaints/answer?receipt=1`)).statusCode).toBe(422)
})

test('a form with faults keeps what was typed and says each fault at its field', async () => {
  const { services, caller, post } = await yongren()
  const { statusCode, body } = await post({
    kind: 'tipOff',
    about: '字'.repeat(61),
    body: '\u0007短',
    contact: '电话 138',
  })
  expect(statusCode).toBe(422)
  expect(body).toMatch(/<textarea[^>]*aria-invalid="true"[^>]*>\s*短<\/textarea>/)
  expect(body).toContain('内容至少 5 个字，现在 1 个字。')
  expect(body).toContain('最多 60 字，现在 61 字')
  expect(body).toMatch(/value="tipOff"[^>]*checked/)
  expect(body).toContain('value="电话 138"')
  expect((await post({})).statusCode).toBe(422)
  expect((await post({ ...TYPED, body: '😀'.repeat(4) })).statusCode).toBe(422)
  expect((await post({ ...TYPED, website: 'http://spam.example' })).statusCode).toBe(422)
  expect((await post({ ...TYPED, body: '字'.repeat(20_000) })).statusCode).toBe(413)
  expect((await services.disclosure.complaints(caller, { limit: 9, offset: 0 })).total).toBe(0)
})

test('the sixth complaint of an address within ten minutes waits, its text kept', async () => {
  const { post } = await yongren()
  for (let i = 0; i < 5; i++) expect((await post(TYPED)).statusCode).toBe(303)
  const { statusCode, headers, body } = await post(TYPED)
  expect(statusCode).toBe(429)
  expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  expect(body).toContain(TYPED.body)
})

test('an address is let in again when its time has passed', () => {
  let at = 0
  const limit = createLimiter({ most: 2, withinMs: 1000, now: () => at })
  expect([limit('a'), limit('a'), limit('a'), limit('b')].map(({ waitMs }) => waitMs)).toEqual([0, 0, 1000, 0])
  at = 1001
  expect(limit('a').waitMs).toBe(0)
})

test('only published papers can be fetched, and none after it was withdrawn', async () => {
  const { services, caller, get, publish } = await yongren()
  const file = await services.files.put(caller, { name: '方案.txt', bytes: Buffer.from('正文') })
  const id = await publish({ title: '实施方案', fileId: file.id })
  const paper = await get(`${HOME}/documents/${id}/paper`)
  expect([paper.statusCode, paper.body]).toEqual([200, '正文'])
  expect(paper.headers['content-disposition']).toContain('attachment')
  expect((await get(`${HOME}/documents/${id}`)).body).toContain('下载附件')
  await services.disclosure.withdraw(caller, id, '有误')
  expect((await get(`${HOME}/documents/${id}/paper`)).statusCode).toBe(404)
})

test('the notice of personal data names each datum, its ground and its term, and whom to ask', async () => {
  const { get } = await yongren()
  const { body, statusCode } = await get('/privacy')
  expect(statusCode).toBe(200)
  for (const said of ['个人信息处理说明', '站长电话', '第十三条第二项', '答复后 3 年', '15 个工作日', '工业信息化'])
    expect(body).toContain(said)
  expect((await get(`${HOME}/privacy?lang=en`)).body).toContain('Personal Information Protection Law')
  expect((await get(HOME)).body).toContain(`href="${HOME}/privacy"`)
})

test('what is not there answers with a page to a person and with a problem to a program', async () => {
  const { get } = await yongren()
  const html = { accept: 'text/html,application/xhtml+xml' }
  const unknown = [
    '/counties/999999',
    '/counties/1',
    `${HOME}/nothing`,
    `${HOME}/figures/disclosure.publications`,
    `${HOME}/figures/a.b`,
    `${HOME}/documents/7`,
    '/nothing',
  ]
  for (const address of unknown) {
    const { statusCode, headers, body } = await get(address, html)
    expect(statusCode, address).toBe(404)
    expect(headers['content-type'], address).toContain('text/html')
    expect(body, address).toContain('<h1>没有')
  }
  for (const address of ['/api/nothing', '/nothing']) {
    const { statusCode, headers } = await get(address)
    expect([statusCode, headers['content-type']], address).toEqual([
      404,
      expect.stringContaining('application/problem+json'),
    ])
  }
})
