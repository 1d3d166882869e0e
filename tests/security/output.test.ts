import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { readSheet } from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { anId } from '#platform/testing'
import { zipEntries } from '#platform/zip'
import { aWorld, today, type Who, type World } from './world.ts'

let world: World
let clerk: Who
let centre: Who

beforeAll(async () => {
  world = await aWorld()
  clerk = world.ours.who.bureauClerk as Who // every role was enrolled
  centre = world.ours.who.serviceCentreOperator as Who // as above
}, 120_000)
afterAll(() => world.close())

const FORMULAS = [
  '=1+1',
  '=HYPERLINK("http://evil.example","x")',
  '+1+1',
  '-1+1',
  '@SUM(1)',
  '\t=1+1',
  "=cmd|'/c calc'!A1",
]
const MARKUP = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' onmouseover='alert(1)",
  '</title><svg/onload=alert(1)>',
  '&lt;b&gt;',
]

async function aStation(name: string): Promise<string> {
  const station = await world.app.services.stations.register(clerk.caller, {
    ...{ name, level: 'village', place: world.ours.villages[0] ?? '', address: name, reusedOutlet: name },
    ...{ keeperName: name.slice(0, 20), keeperPhone: '', lng: null, lat: null, openOn: today },
  })
  return station.id
}

/** The XML parts of a sheet, as they lie in the container. */
function partsOf(bytes: Buffer): string {
  return (zipEntries(bytes) ?? [])
    .map(({ at, packedBytes, method }) => {
      const start = at + 30 + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28)
      const packed = bytes.subarray(start, start + packedBytes)
      return (method === 8 ? inflateRawSync(packed) : packed).toString('utf8')
    })
    .join('\n')
}

describe('a text that a spreadsheet would obey', () => {
  test('goes out as a text and nothing else', async () => {
    for (const name of FORMULAS) await aStation(name)
    const answer = await world.ask({ method: 'GET', url: '/api/stations.xlsx' }, clerk)
    expect(answer.statusCode).toBe(200)
    const cells = ((await readSheet(answer.rawPayload)) as unknown[][]).flat()
    for (const name of FORMULAS) expect(cells).toContain(name.trim())
    const xml = partsOf(answer.rawPayload)
    expect(xml).toContain('1+1')
    expect(xml).not.toMatch(/<f[ >]/)
    expect(xml).not.toMatch(/<hyperlink/)
  })
})

/** The public pages one after another, as links lead to them. */
async function publicPages(): Promise<string> {
  const seen = new Set(['/'])
  let pages = ''
  for (const url of seen) {
    const { body, headers } = await world.ask({ method: 'GET', url })
    if (!String(headers['content-type']).startsWith('text/html')) continue
    pages += body
    const links = [...body.matchAll(/href="(\/[^"]*)"/g)].map(([, next = '']) => next.replaceAll('&amp;', '&'))
    for (const next of links) if (seen.size < 80 && !/^\/(api|console|station)(\/|$)/.test(next)) seen.add(next)
  }
  return pages
}

describe('a text that a browser would obey', () => {
  test('is only a text on every public page', async () => {
    const { disclosure } = world.app.services
    for (const [n, text] of MARKUP.entries())
      await disclosure.publish(clerk.caller, {
        ...{ id: anId(), kind: 'notice', title: `${text}${n}`, body: text, datedOn: today },
        ...{ fileId: null, reviewedBy: text.slice(0, 30) },
      })
    for (const text of MARKUP) await aStation(text)
    const pages = await publicPages()
    expect(pages).toContain('alert(1)')
    expect(pages).not.toMatch(/<script|<svg|<img[^>]*onerror|onload=alert|' onmouseover='/)
    for (const attribute of pages.matchAll(/ on[a-z]+\s*=/g)) expect(attribute).toBe('no handler on a public page')
  })

  test('goes out of the API as JSON that no browser takes for a page', async () => {
    const { headers, body } = await world.ask({ method: 'GET', url: '/api/stations' }, clerk)
    expect(body).toContain('<script>')
    expect(headers['content-type']).toMatch(/^application\/json/)
    expect(headers['x-content-type-options']).toBe('nosniff')
  })
})

const multipart = (name: string, type: string, bytes: Buffer) => {
  const edge = '----edge'
  const head = `--${edge}\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\ncontent-type: ${type}\r\n\r\n`
  return {
    headers: { 'content-type': `multipart/form-data; boundary=${edge}` },
    payload: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${edge}--\r\n`)]),
  }
}

/** A sheet that says it is small and unpacks to a hundred megabytes. */
function bomb(): Buffer {
  const packed = deflateRawSync(Buffer.alloc(100 << 20), { level: 1 })
  const name = Buffer.from('xl/workbook.xml')
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04034b50, 0)
  local.writeUInt16LE(8, 8)
  local.writeUInt32LE(packed.length, 18)
  local.writeUInt32LE(100, 22)
  local.writeUInt16LE(name.length, 26)
  const central = Buffer.alloc(46)
  central.writeUInt32LE(0x02014b50, 0)
  central.writeUInt16LE(8, 10)
  central.writeUInt32LE(packed.length, 20)
  central.writeUInt32LE(100, 24)
  central.writeUInt16LE(name.length, 28)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(central.length + name.length, 12)
  end.writeUInt32LE(local.length + name.length + packed.length, 16)
  return Buffer.concat([local, name, packed, central, name, end])
}

describe('an upload', () => {
  const upload = (url: string, name: string, type: string, bytes: Buffer, who: Who) =>
    world.ask({ method: 'POST', url, ...multipart(name, type, bytes) }, who)

  test('is what its bytes are, and is handed out as nothing that a browser runs', async () => {
    const page = Buffer.from('<html><script>alert(1)</script></html>')
    const kept = await upload('/api/files', 'a.pdf', 'application/pdf', page, clerk)
    expect(kept.json()).toMatchObject({ mediaType: 'text/plain', name: 'a.pdf' })
    const back = await world.ask({ method: 'GET', url: `/api/files/${kept.json().id}` }, clerk)
    expect(back.headers['content-type']).toMatch(/^text\/plain/)
    expect(back.headers['content-disposition']).toMatch(/^attachment/)
    const program = Buffer.from('MZ\x90\x00\x03\x00', 'latin1')
    expect((await upload('/api/files', 'a.pdf', 'application/pdf', program, clerk)).json().code).toBe(
      'file.kindNotTaken',
    )
  })

  test('with a path for a name keeps only the name', async () => {
    const kept = await upload('/api/files', '../../../etc/cron.d/x', 'text/plain', Buffer.from('正文'), clerk)
    expect(kept.json().name).toBe('x')
    const odd = await upload('/api/files', 'a%0d%0aset-cookie: x=y.txt', 'text/plain', Buffer.from('正文'), clerk)
    const back = await world.ask({ method: 'GET', url: `/api/files/${odd.json().id}` }, clerk)
    expect(back.headers['set-cookie']).toBeUndefined()
  })

  test('that unpacks without end is refused everywhere, and the server goes on', async () => {
    const bytes = bomb()
    const sheets = ['/api/stations/import', '/api/files'].map((url) =>
      upload(url, 'a.xlsx', 'application/x', bytes, centre),
    )
    const meanwhile = await world.ask({ method: 'GET', url: '/api/overview' }, clerk)
    expect(meanwhile.statusCode).toBe(200)
    for (const answer of await Promise.all(sheets))
      expect([answer.statusCode < 500, answer.body]).toEqual([true, answer.body])
  })

  test.each([
    ['of nothing', 'a.xlsx', Buffer.alloc(0)],
    ['of rubbish', 'a.xlsx', Buffer.from('PK\x03\x04rubbish', 'latin1')],
    ['of text', 'a.xlsx', Buffer.from('a,b,c')],
    [
      'of the end of a container alone',
      'a.xlsx',
      Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), Buffer.alloc(18)]),
    ],
  ])('%s is no sheet', async (_name, name, bytes) => {
    const answer = await upload('/api/stations/import', name, 'application/x', bytes, centre)
    expect(answer.statusCode).toBeGreaterThanOrEqual(400)
    expect(answer.statusCode).toBeLessThan(500)
  })
})
