import { createHash, createHmac } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { sql } from 'kysely'
import { expect, onTestFinished, test } from 'vitest'
import { clamdScanner, type Scanner } from './files/scanner.ts'
import { type FileStore, folderStore, s3Store } from './files/stores.ts'
import { createFiles } from './files.ts'
import { aCaller, testDb } from './testing.ts'

const caller = aCaller({})
const PDF = Buffer.from('%PDF-1.7 公示')
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  )

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'xiangji-files-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

async function aHouse(given: { store?: FileStore; scan?: Scanner } = {}) {
  const { db, owner } = await testDb()
  const folder = await aFolder()
  const faults: unknown[] = []
  const files = createFiles({
    db,
    store: given.store ?? folderStore(folder),
    scan: given.scan,
    now: () => new Date(),
    onFault: (error) => faults.push(error),
  })
  return { files, owner, folder, faults }
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())))
  return (server.address() as AddressInfo).port // a TCP server listens on a port
}

type Part = { name: string; bytes: Buffer; says?: number }

/** A ZIP container; `says` is the unpacked size that its table of contents claims. */
function zip(parts: readonly Part[]): Buffer {
  const locals: Buffer[] = []
  const central: Buffer[] = []
  let at = 0
  for (const { name, bytes, says = bytes.length } of parts) {
    const packed = deflateRawSync(bytes, { level: 1 })
    const title = Buffer.from(name)
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50, 0)
    head.writeUInt16LE(8, 8)
    head.writeUInt32LE(packed.length, 18)
    head.writeUInt32LE(says, 22)
    head.writeUInt16LE(title.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    entry.writeUInt16LE(8, 10)
    entry.writeUInt32LE(packed.length, 20)
    entry.writeUInt32LE(says, 24)
    entry.writeUInt16LE(title.length, 28)
    entry.writeUInt32LE(at, 42)
    locals.push(head, title, packed)
    central.push(entry, title)
    at += head.length + title.length + packed.length
  }
  const contents = Buffer.concat(central)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(parts.length, 10)
  end.writeUInt32LE(contents.length, 12)
  end.writeUInt32LE(at, 16)
  return Buffer.concat([...locals, contents, end])
}

test('a paper is what its bytes are, whatever its name says', async () => {
  const { files } = await aHouse()
  const kindOf = async (name: string, bytes: Buffer) => (await files.put(caller, { name, bytes })).mediaType
  const part = (name: string) => zip([{ name, bytes: Buffer.from('<x/>') }])
  expect(await kindOf('照片.png', PDF)).toBe('application/pdf')
  expect(await kindOf('合同.pdf', part('word/document.xml'))).toMatch(/wordprocessingml/)
  expect(await kindOf('a.zip', part('xl/workbook.xml'))).toMatch(/spreadsheetml/)
  expect(await kindOf('公文', part('OFD.xml'))).toBe('application/ofd')
  expect(await kindOf('page.html', Buffer.from('<script>alert(1)</script>'))).toBe('text/plain')
  for (const bytes of [part('a.exe'), Buffer.from('MZ\0\x01'), Buffer.alloc(0), Buffer.from('PK\x03\x04 cut off')])
    expect(await codeOf(files.put(caller, { name: 'x.pdf', bytes }))).toBe('file.kindNotTaken')
})

test('a name is only a name', async () => {
  const { files } = await aHouse()
  const nameOf = async (name: string) => (await files.put(caller, { name, bytes: PDF })).name
  expect(await nameOf('../../etc/passwd')).toBe('passwd')
  expect(await nameOf('C:\\temp\\方案.pdf')).toBe('方案.pdf')
  expect(await nameOf('a\r\nset-cookie: x\u202efdp.exe')).toBe('aset-cookie: xfdp.exe')
  expect(await nameOf('/')).toBe('file')
})

test('a container that unpacks too far is refused, also when its table of contents lies', async () => {
  const { files, folder } = await aHouse()
  const bomb = (says: number) => zip([{ name: 'word/document.xml', bytes: Buffer.alloc(201 << 20), says }])
  expect(await codeOf(files.put(caller, { name: 'a.docx', bytes: bomb(10) }))).toBe('file.unpacksTooLarge')
  expect(await readdir(folder)).toEqual([])
})

test('the journal holds the hash, and bytes that are changed or gone are never shown', async () => {
  const { files, owner, folder, faults } = await aHouse()
  const { id } = await files.put(caller, { name: '公示.pdf', bytes: PDF })
  await files.put(caller, { name: '副本.pdf', bytes: PDF })
  const { rows } = await sql<{ subject: string; data: object }>`
    select subject, data from platform.event where kind = 'file.kept' order by id`.execute(owner)
  expect(rows[0]).toEqual({
    subject: `file:${id}`,
    data: { sha256: sha256(PDF), mediaType: 'application/pdf', sizeBytes: PDF.length },
  })
  const states = async () => {
    const found: string[] = []
    for await (const paper of files.each(caller.county, files.check)) found.push(paper.found)
    return found
  }
  expect((await files.load(caller, id)).bytes).toEqual(PDF)
  expect(await states()).toEqual(['whole', 'whole'])
  const place = path.join(folder, sha256(PDF).slice(0, 2), sha256(PDF))
  await writeFile(place, '%PDF-1.7 别的')
  expect(await codeOf(files.load(caller, id))).toBe('file.changed')
  expect(await states()).toEqual(['changed', 'changed'])
  await rm(place)
  expect(await codeOf(files.load(caller, id))).toBe('file.bytesMissing')
  expect(await files.bring(folderStore(await aFolder()), { sha256: sha256(PDF) })).toBe(false)
  expect(faults.map(String)).toEqual([expect.stringContaining('changed'), expect.stringContaining('missing')])
  expect(await codeOf(files.load(aCaller({ county: '000002' }), id))).toBe('file.unknown')
})

/** An object store as Amazon describes signature version 4: it keeps nothing that is not signed with its secret. */
async function anObjectStore(secret: string) {
  const kept = new Map<string, Buffer>()
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest()
  const signatureOf = ({ method, url, headers }: IncomingMessage): string => {
    const { scope = '', names = '' } =
      /Credential=[^/]+\/(?<scope>[^,]+), ?SignedHeaders=(?<names>[^,]+)/.exec(headers.authorization ?? '')?.groups ??
      {}
    const lines = names.split(';').map((name) => `${name}:${String(headers[name]).trim()}\n`)
    const request = [method, url, '', lines.join(''), names, headers['x-amz-content-sha256']].join('\n')
    const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(Buffer.from(request))].join('\n')
    const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secret}`)
    return hmac(key, text).toString('hex')
  }
  const put = (url: string, stated: unknown, body: Buffer): number => {
    if (stated !== sha256(body)) return 400
    kept.set(url, body)
    return 200
  }
  const server = createServer(async (request, response) => {
    const { method, url = '', headers } = request
    const body = Buffer.concat(await request.toArray())
    if (!headers.authorization?.endsWith(`Signature=${signatureOf(request)}`)) response.writeHead(403).end()
    else if (method === 'PUT') response.writeHead(put(url, headers['x-amz-content-sha256'], body)).end()
    else response.writeHead(kept.has(url) ? 200 : 404).end(kept.get(url))
  })
  const port = await listening(server)
  const at = { endpoint: `http://127.0.0.1:${port}`, bucket: 'papers', region: 'cn-southwest', prefix: 'xj/' }
  return { kept, store: (key = secret) => s3Store({ ...at, accessKeyId: 'xj', secretAccessKey: key }) }
}

test('papers lie in an object store, by its own protocol', async () => {
  const outside = await anObjectStore('a secret')
  const { files } = await aHouse({ store: outside.store() })
  const { id } = await files.put(caller, { name: '公示.pdf', bytes: PDF })
  const hash = sha256(PDF)
  expect([...outside.kept.keys()]).toEqual([`/papers/xj/${hash.slice(0, 2)}/${hash}`])
  expect((await files.load(caller, id)).bytes).toEqual(PDF)
  const folder = folderStore(await aFolder())
  await folder.put(hash, PDF)
  outside.kept.clear()
  expect(await codeOf(files.load(caller, id))).toBe('file.bytesMissing')
  expect(await files.bring(folder, { sha256: hash })).toBe(true)
  expect((await files.load(caller, id)).bytes).toEqual(PDF)
})

test('without the store nothing is kept, and whoever sends is told to come again', async () => {
  const outside = await anObjectStore('a secret')
  const { files, owner, faults } = await aHouse({ store: outside.store('another secret') })
  expect(await codeOf(files.put(caller, { name: 'a.pdf', bytes: PDF }))).toBe('file.storeUnavailable')
  expect(faults.map(String)).toEqual([expect.stringContaining('403')])
  const { rows } = await sql`select from platform.file`.execute(owner)
  expect(rows).toEqual([])
})

/** ClamAV's daemon, as far as INSTREAM: it finds the test file of EICAR. */
async function aClamd(answer?: string) {
  const port = await listening(
    createTcpServer((socket) => {
      let got = Buffer.alloc(0)
      socket.on('error', () => {})
      socket.on('data', (data: Buffer) => {
        got = Buffer.concat([got, data])
        const chunks: Buffer[] = []
        for (let at = 'zINSTREAM\0'.length; at + 4 <= got.length; ) {
          const size = got.readUInt32BE(at)
          if (size > 0) chunks.push(got.subarray(at + 4, at + 4 + size))
          else {
            const isBad = Buffer.concat(chunks).includes('EICAR-STANDARD-ANTIVIRUS-TEST-FILE')
            socket.end(answer ?? `stream: ${isBad ? 'Eicar-Test-Signature FOUND' : 'OK'}\0`)
          }
          at += 4 + size
        }
      })
    }),
  )
  return clamdScanner(`127.0.0.1:${port}`)
}

test('malware is refused by name, and without an answer nothing is taken', async () => {
  const { files } = await aHouse({ scan: await aClamd() })
  const send = (text: string, house = files) => house.put(caller, { name: 'a.txt', bytes: Buffer.from(text) })
  expect(await codeOf(send(`${'正文'.repeat(100_000)}`))).toBe('done')
  await expect(send(`${'x'.repeat(70_000)}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!`)).rejects.toMatchObject({
    code: 'file.malware',
    facts: { found: 'Eicar-Test-Signature' },
  })
  for (const scan of [
    await aClamd('INSTREAM size limit exceeded. ERROR\0'),
    await aClamd(''),
    clamdScanner('127.0.0.1:1'),
  ]) {
    const house = await aHouse({ scan })
    expect(await codeOf(send('正文', house.files))).toBe('file.scannerUnavailable')
    expect(house.faults).toHaveLength(1)
  }
})
