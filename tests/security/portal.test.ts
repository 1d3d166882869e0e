import { afterAll, beforeAll, expect, test } from 'vitest'
import { aWorld, type World } from './world.ts'

let world: World
/** Every page that a reader reaches by links, by its address. */
const pages = new Map<string, string>()

const get = (url: string) => world.ask({ method: 'GET', url, headers: { accept: 'text/html' } })

/** A public page of our county: neither the list of all nor what leads to the other, and in one language. */
const isOwnPage = (url: string): boolean =>
  url !== '/' &&
  !url.startsWith(`/counties/${world.theirs.code}`) &&
  !/^\/(api|console|station)(\/|$)/.test(url) &&
  !/[?&]lang=/.test(url)

async function crawl(): Promise<void> {
  // `/` is the list of all counties, and leads to each.
  const waiting = [`/counties/${world.ours.code}`]
  while (pages.size < 150) {
    const url = waiting.shift()
    if (url === undefined) return
    const answer = await get(url)
    expect([url, answer.statusCode]).toEqual([url, 200])
    pages.set(url, answer.body)
    if (!String(answer.headers['content-type']).startsWith('text/html')) continue
    for (const [, href = ''] of answer.body.matchAll(/(?:href|src|action)="(\/[^"#]*)/g)) {
      const next = href.replaceAll('&amp;', '&')
      if (isOwnPage(next) && !pages.has(next) && !waiting.includes(next)) waiting.push(next)
    }
  }
}

beforeAll(async () => {
  world = await aWorld()
  await crawl()
}, 180_000)
afterAll(() => world.close())

test('the public pages of a county show its published words, and no word of another county', () => {
  const { ours, theirs } = world
  expect(pages.size).toBeGreaterThan(5)
  const all = [...pages.values()].join('\n')
  expect(all).toContain(`${ours.tag}公告0`)
  expect(all).toContain(ours.name)
  for (const [url, text] of pages)
    expect([url, [...theirs.marks, ...theirs.things].filter((mark) => text.includes(mark))]).toEqual([url, []])
})

test('what is withdrawn, unpublished, complained or personal is on no public page', () => {
  const { ours } = world
  const secret = [
    ...ours.phones,
    ...[
      `${ours.tag}公告1`,
      `${ours.tag}文件2`,
      `${ours.tag}文件3`,
      `${ours.tag}举报`,
      `${ours.tag}关于`,
      `${ours.tag}人名`,
    ],
    ...[ours.receipt, ours.files.kept, ours.files.withdrawn, ours.publications[1] ?? ''],
  ]
  for (const [url, text] of pages) expect([url, secret.filter((mark) => text.includes(mark))]).toEqual([url, []])
})

test('a published paper is handed out; a withdrawn one and those of another county are not there', async () => {
  const { ours, theirs } = world
  const [published = '', withdrawn = ''] = ours.publications
  const withPublished = [...pages.keys()].filter((url) => url.includes(published))
  expect(withPublished.length).toBeGreaterThan(1)
  const papers = await Promise.all(withPublished.map(get))
  expect(papers.map(({ body }) => body)).toContain(`${ours.tag}文件内容1`)
  const others = [withdrawn, theirs.publications[0], ours.files.published, ours.files.kept, theirs.files.published]
  for (const url of withPublished)
    for (const other of others) {
      const answer = await get(url.replace(published, other ?? ''))
      expect([url, other, answer.statusCode]).toEqual([url, other, 404])
      expect([...theirs.marks, `${ours.tag}文件内容`].filter((mark) => answer.body.includes(mark))).toEqual([])
    }
})

test("a receipt of one county opens nothing on another county's pages", async () => {
  const { ours, theirs } = world
  const base = `/counties/${ours.code}/complaints`
  for (const url of [
    `${base}?receipt=${theirs.receipt}`,
    `${base}/answer?receipt=${theirs.receipt}`,
    `${base}/${theirs.receipt}`,
  ]) {
    const { body, statusCode } = await get(url)
    expect(statusCode).toBeLessThan(500)
    expect(theirs.marks.filter((mark) => body.includes(mark))).toEqual([])
  }
})

test('no hostile address of a public page ends in an unexpected error', async () => {
  const { ours } = world
  const texts = [
    '%00',
    'a%00b',
    "'",
    '%5C',
    '%',
    '%ED%A0%80',
    '..%2f..%2fetc',
    '<script>x</script>',
    '0'.repeat(199),
    '999999',
  ]
  const addresses = [...pages.keys()].map((url) => url.split('?')[0] ?? '')
  const shapes = new Set(
    addresses.map((url) =>
      url
        .replace(/[0-9a-f-]{36}/, '~')
        .replace(/figures\/[^/?]+/, 'figures/~')
        .replace(ours.code, '~'),
    ),
  )
  const wrong: string[] = []
  for (const shape of shapes)
    for (const text of texts)
      for (const url of [
        shape.replaceAll('~', text),
        shape.replace('~', ours.code).replaceAll('~', text),
        `${shape.replaceAll('~', ours.code)}?page=${text}&receipt=${text}&kind=${text}`,
      ]) {
        const { statusCode, body } = await get(url)
        if (statusCode >= 500 || body.includes('<script>x')) wrong.push(`${statusCode} ${url}`)
      }
  expect(wrong).toEqual([])
})
