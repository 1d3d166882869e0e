import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { readSheet } from 'read-excel-file/node'
import { expect, onTestFinished, test } from 'vitest'
import { scoped } from '#platform/db'
import { createFiles } from '#platform/files'
import { folderStore } from '#platform/files/stores'
import { aCaller, aCipher, anId, testApp, testDb } from '#platform/testing'
import { maskContact, receiptOf } from './domain.ts'
import { type Complain, createDisclosureService, disclosureIndicators, disclosureRoutes } from './index.ts'

const COUNTY = '000001'
const NOWHERE = '0190c000-0000-7000-8000-00000000000f'
const NOW = new Date('2026-05-10T04:00:00Z')
const ALL = ['disclosure.read', 'disclosure.publish', 'disclosure.answerComplaint', 'disclosure.reveal']

async function aPublicPage() {
  const { db, owner } = await testDb()
  const folder = await mkdtemp(path.join(tmpdir(), 'xiangji-disclosure-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const files = createFiles({ db, store: folderStore(folder), now: () => NOW })
  const disclosure = createDisclosureService({ db: scoped<'disclosure'>(db), files, fields: aCipher(), now: () => NOW })
  const office = aCaller({ account: 'office', name: '张三', can: ALL })
  const callers = { office, otherCounty: aCaller({ county: '000002', can: ALL }), nobody: aCaller() }
  const app = await testApp(disclosureRoutes(disclosure), callers, ALL)
  const ask = async (method: 'GET' | 'POST', url: string, body?: object, as: string = 'office') => {
    const answer = await app.inject({
      method,
      url: `/api${url}`,
      headers: { 'x-test-caller': as },
      ...(body ? { payload: body } : {}),
    })
    // biome-ignore lint/suspicious/noExplicitAny: what came over the wire, looked at by each test
    const json: any = answer.json()
    return { status: answer.statusCode, code: json.code as string | undefined, body: json }
  }
  const events = () => owner.selectFrom('platform.event').selectAll().orderBy('recorded_at').execute()
  const publish = (more: object = {}, as = 'office') =>
    ask(
      'POST',
      '/publications',
      { id: anId(), kind: 'notice', title: '公告', datedOn: '2026-05-09', reviewedBy: '李四', ...more },
      as,
    )
  const paper = async () => (await files.put(office, { name: '公示.pdf', bytes: Buffer.from('%PDF-1.7 公示') })).id
  return { files, disclosure, office, ask, events, publish, paper }
}

const aComplaint = (more: Partial<Complain> = {}): Complain => ({
  ...{ kind: 'complaint', about: '大坝站', body: '站点三天没有开门', contact: '13812341234', ...more },
})

test('whoever holds the receipt of a complaint reads its answer, and nobody else', async () => {
  const { disclosure, ask } = await aPublicPage()
  const receipt = await disclosure.complain(COUNTY, aComplaint())
  expect(receipt).toMatch(/^260510-[A-HJKMNP-Z2-9]{6}$/)
  expect(await disclosure.findByReceipt(COUNTY, receipt)).toMatchObject({
    ...{ state: 'received', answer: '', contact: '138****1234', body: '站点三天没有开门' },
  })
  expect(await disclosure.findByReceipt(COUNTY, '260510-AAAAAA')).toBeUndefined()
  expect(await disclosure.findByReceipt('000002', receipt)).toBeUndefined()

  const [{ id }] = (await ask('GET', '/complaints')).body.rows
  const answer = (body: object, as?: string, of = id) => ask('POST', `/complaints/${of}/answer`, body, as)
  const good = { answer: '已督促恢复营业' }
  expect((await answer(good, '')).status).toBe(401)
  expect((await answer(good, 'nobody')).status).toBe(403)
  expect((await answer({ answer: '好' })).body.problems[0].path).toBe('/answer')
  expect((await answer(good, 'otherCounty')).code).toBe('complaint.unknown')
  expect((await answer(good, 'office', NOWHERE)).status).toBe(404)
  expect((await answer(good)).body).toMatchObject({ state: 'answered', answeredBy: 'office', contact: '138****1234' })
  expect((await answer({ answer: '再答一次试试' })).code).toBe('disclosure.alreadyAnswered')
  expect(await disclosure.findByReceipt(COUNTY, receipt)).toMatchObject({ answer: '已督促恢复营业' })
})

test('the list of complaints is filtered and paged, contacts masked, and its events hold no word of them', async () => {
  const { disclosure, ask, events } = await aPublicPage()
  for (const kind of ['complaint', 'tipOff', 'suggestion'] as const)
    await disclosure.complain(COUNTY, aComplaint({ kind }))
  const { body } = await ask('GET', '/complaints?pageSize=2')
  expect([body.rows.length, body.total]).toEqual([2, 3])
  expect(JSON.stringify(body)).not.toContain('13812341234')
  expect((await ask('GET', '/complaints?state=answered')).body).toEqual({ rows: [], total: 0 })
  expect((await ask('GET', '/complaints?state=lost')).body.problems[0].path).toBe('/state')
  expect((await ask('GET', '/complaints', undefined, '')).status).toBe(401)
  expect((await ask('GET', '/complaints', undefined, 'nobody')).status).toBe(403)
  expect((await ask('GET', '/complaints', undefined, 'otherCounty')).body.total).toBe(0)
  expect(JSON.stringify(await events())).not.toMatch(/13812341234|开门/)
})

test('an officer records what came by telephone, once however often it is sent', async () => {
  const { ask, disclosure, events } = await aPublicPage()
  const record = (body: object, as?: string) => ask('POST', '/complaints', body, as)
  const call = { id: anId(), ...aComplaint({ about: '热线' }) }
  expect((await record(call, '')).status).toBe(401)
  expect((await record(call, 'nobody')).status).toBe(403)
  expect((await record({ ...call, body: '短' })).body.problems[0].path).toBe('/body')
  const { receipt } = (await record(call)).body
  expect((await record(call)).body.receipt).toBe(receipt)
  expect(await disclosure.findByReceipt(COUNTY, receipt)).toMatchObject({ about: '热线', state: 'received' })
  expect((await events()).map(({ kind, actor }) => [kind, actor])).toEqual([['disclosure.complaintReceived', 'office']])
})

test('a complaint is found by a word of it or by the whole contact, sorted, and taken away as a sheet', async () => {
  const { disclosure, office, ask } = await aPublicPage()
  await disclosure.complain(COUNTY, aComplaint({ about: '大坝站', body: '站点三天没有开门' }))
  await disclosure.complain(COUNTY, aComplaint({ about: '阿者尼站', body: '包裹慢了100%', contact: '13900001111' }))
  await disclosure.complain('000002', aComplaint())
  const find = async (query: string): Promise<string[]> =>
    (await ask('GET', `/complaints?${query}`)).body.rows.map(({ about }: { about: string }) => about)
  const search = (text: string) => find(`search=${encodeURIComponent(text)}`)
  expect(await search('三天')).toEqual(['大坝站'])
  expect(await search('100%')).toEqual(['阿者尼站'])
  expect(await search('%')).toEqual(['阿者尼站'])
  expect(await search('13900001111')).toEqual(['阿者尼站'])
  // A part of a number finds nobody: it would be guessed digit by digit.
  expect(await search('1390000')).toEqual([])
  expect(await find('sort=about&descending=false')).toEqual(['阿者尼站', '大坝站'])
  expect(await find('sort=about&descending=true')).toEqual(['大坝站', '阿者尼站'])
  expect((await ask('GET', '/complaints?sort=contact')).body.problems[0].path).toBe('/sort')
  expect((await ask('GET', '/complaints?page=9')).body).toMatchObject({ rows: [], total: 2 })

  const { rows } = await disclosure.complaints(office, { search: '三天', limit: 50, offset: 0 })
  const [head, line, ...more] = (await readSheet(await disclosure.sheet(rows, 'en'))) as string[][]
  expect(head?.slice(0, 3)).toEqual(['Receipt', 'Kind', 'About'])
  expect(line?.slice(1, 7)).toEqual([
    'Complaint',
    '大坝站',
    '站点三天没有开门',
    '138****1234',
    '2026-05-10 12:00',
    'Waiting',
  ])
  expect(more).toEqual([])
})

test('complaints and tip-offs count, suggestions do not', async () => {
  const { disclosure, events } = await aPublicPage()
  for (const kind of ['complaint', 'tipOff', 'suggestion'] as const)
    await disclosure.complain(COUNTY, aComplaint({ kind }))
  const counted = disclosureIndicators.find(({ id }) => id === 'disclosure.complaints')
  const adds = (await events()).map((event) =>
    counted?.kind === 'sum' ? counted.from[event.kind]?.(event as never) : 0,
  )
  expect(adds.sort()).toEqual([0, 1, 1])
})

test('a paper goes out when somebody else has read it, on a day that has come, and with a file that is here', async () => {
  const { publish, ask, events } = await aPublicPage()
  expect((await publish({}, '')).status).toBe(401)
  expect((await publish({}, 'nobody')).status).toBe(403)
  expect((await publish({ title: '' })).body.problems[0].path).toBe('/title')
  expect((await publish({ reviewedBy: ' 张三 ' })).code).toBe('disclosure.ownReview')
  expect((await publish({ datedOn: '2026-05-11' })).code).toBe('disclosure.dayInFuture')
  expect((await publish({ fileId: NOWHERE })).code).toBe('file.unknown')
  const id = anId()
  expect((await publish({ id })).status).toBe(200)
  expect((await publish({ id })).status).toBe(200)
  expect((await publish({ id, title: '另一公告' })).code).toBe('journal.idTaken')
  const { body } = await ask('GET', '/publications')
  expect(body).toEqual([expect.objectContaining({ id, title: '公告', publishedBy: 'office', reviewedBy: '李四' })])
  expect((await events()).map(({ kind }) => kind)).toEqual(['disclosure.published'])
  expect((await ask('GET', '/publications', undefined, '')).status).toBe(401)
  expect((await ask('GET', '/publications', undefined, 'nobody')).status).toBe(403)
  expect((await ask('GET', '/publications', undefined, 'otherCounty')).body).toEqual([])
})

test('a file is read by the public from its publication to its withdrawal, and at no other time', async () => {
  const { disclosure, files, publish, paper, ask, office } = await aPublicPage()
  const fileId = await paper()
  const secret = await paper()
  const read = (id: string, county = COUNTY) => disclosure.paper(county, id)
  await expect(read(fileId)).rejects.toMatchObject({ code: 'file.unknown', status: 404 })
  await expect(files.load(office, fileId, { publicOnly: true })).rejects.toMatchObject({ status: 404 })
  const id = anId()
  await publish({ id, fileId })
  expect((await read(fileId)).bytes.toString()).toBe('%PDF-1.7 公示')
  await expect(read(secret)).rejects.toMatchObject({ status: 404 })
  await expect(read(fileId, '000002')).rejects.toMatchObject({ status: 404 })
  expect((await disclosure.published(COUNTY)).map((paper) => paper.id)).toEqual([id])

  const withdraw = (body: object, as?: string) => ask('POST', `/publications/${id}/withdraw`, body, as)
  const reason = { reason: '内容有误' }
  expect((await withdraw(reason, '')).status).toBe(401)
  expect((await withdraw(reason, 'nobody')).status).toBe(403)
  expect((await withdraw({})).body.problems[0].path).toBe('/reason')
  expect((await withdraw(reason, 'otherCounty')).status).toBe(404)
  expect((await withdraw(reason)).body.withdrawnAt).toBe(NOW.toISOString())
  expect((await withdraw(reason)).status).toBe(404)
  await expect(read(fileId)).rejects.toMatchObject({ status: 404 })
  expect(await disclosure.published(COUNTY)).toEqual([])
  expect((await ask('GET', '/publications')).body.length).toBe(1)
})

test('a receipt has no letter that is misheard, and a contact is never shown whole', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), fc.string({ minLength: 1 }), (chance, contact) => {
      expect(receiptOf('2026-05-10', chance)).toMatch(/^260510-[^0O1IL]{6}$/)
      if (/[^*]/.test(contact)) expect(maskContact(contact)).not.toBe(contact)
      expect(maskContact(contact).replaceAll('*', '').length).toBeLessThanOrEqual(Math.max(0, contact.length - 4))
    }),
  )
  expect([maskContact('67112345'), maskContact('')]).toEqual(['********', ''])
})
