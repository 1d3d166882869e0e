import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { anId } from '#platform/testing'
import { type Operation, operationsOf, type Schema, smallest, takesText, textsOf } from './document.ts'
import { nameOf, ownPath, type Request, requestOf } from './requests.ts'
import { aWorld, signIn, simulatorOf, textOf, today, type Who, type World } from './world.ts'

let world: World
let operations: Operation[]

beforeAll(async () => {
  world = await aWorld()
  const answer = await world.ask({ method: 'GET', url: '/api/openapi.json' })
  operations = operationsOf(answer.json())
}, 300_000)
afterAll(() => world.close())

/** Open to everyone; whatever joins them is thought about first. */
const PUBLIC = [
  'GET /api/counties/{code}/seals',
  'GET /api/external',
  'GET /api/external/{provider}/callback',
  'GET /api/invitations/{token}',
  'GET /api/privacy/register',
  'GET /api/setup/{token}',
  'POST /api/external/code',
  'POST /api/external/{provider}',
  'POST /api/invitations/{token}',
  'POST /api/session',
  'POST /api/setup/{token}',
]

/** What every county shows to everybody, so that asking another's is no trespass: seals hold hashes and no word. */
const OPEN = new Set(['GET /api/counties/{code}/seals'])

const BOUNDARY = 'xj-boundary'
const aFile = (text: string) => ({
  headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
  payload: `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="a.txt"\r\ncontent-type: text/plain\r\n\r\n${text}\r\n--${BOUNDARY}--\r\n`,
})

/** Asks, and where a route wants a paper, sends one. */
async function ask(operation: Operation, who: Pick<Who, 'cookie'> | undefined, request: Request = {}) {
  const first = await world.ask(requestOf(operation, request), who)
  if (first.statusCode !== 400 || first.json().code !== 'file.missing') return first
  return world.ask({ ...requestOf(operation, request), ...aFile('a paper') }, who)
}

/** Some routes end the session that asks; the next one begins with a session again. */
async function isIn(who: Who): Promise<Who> {
  const { statusCode } = await world.ask({ method: 'GET', url: '/api/session' }, who)
  if (statusCode === 200) return who
  return who.role === 'simulator' ? simulatorOf(world, who.caller.county) : signIn(world, who.role, who.username)
}

const short = (answer: { statusCode: number; body: string }) => `${answer.statusCode} ${answer.body.slice(0, 160)}`

test('every route says who may enter, and the public ones are those that are listed', () => {
  expect(operations.length).toBeGreaterThan(50)
  expect(operations.filter(({ can }) => can === '').map(nameOf)).toEqual([])
  expect(
    operations
      .filter(({ can }) => can === 'public')
      .map(nameOf)
      .sort(),
  ).toEqual(PUBLIC)
})

test('no route under /api hides from the document', () => {
  const lines = world.app.app.printRoutes({ commonPrefix: false }).split('\n')
  const stack: string[] = []
  const hidden: string[] = []
  const known = new Set(operations.map(({ path }) => path.replaceAll(/\{(\w+)\}/g, ':$1')))
  for (const line of lines) {
    const found = /^([\s│]*)[├└]── (\S+)(?: \(([A-Z, ]+)\))?/u.exec(line)
    if (!found) continue
    const depth = (found[1]?.length ?? 0) / 4
    stack.splice(depth, Number.POSITIVE_INFINITY, found[2] ?? '')
    const path = stack.join('').replaceAll('//', '/')
    if (found[3] && path.startsWith('/api') && !known.has(path)) hidden.push(path)
  }
  expect(hidden.sort()).toEqual(['/api/openapi.json', '/api/reference'])
})

test('without a session every route but the public ones answers 401, and so does a session that is not good', async () => {
  const strangers: (Pick<Who, 'cookie'> | undefined)[] = [
    undefined,
    { cookie: 'xiangji.session_token=forged.c2lnbmF0dXJl' },
    { cookie: 'xiangji.session_token=%E0%A4%A' },
    { cookie: `${world.ours.who.bureauClerk?.cookie.slice(0, -3)}abc` },
    { cookie: world.ours.leaving.cookie },
  ]
  const wrong: string[] = []
  for (const operation of operations.filter(({ can }) => can !== 'public'))
    for (const stranger of strangers) {
      const answer = await world.ask(requestOf(operation), stranger)
      if (answer.statusCode !== 401 || answer.json().code !== 'http.notSignedIn')
        wrong.push(`${nameOf(operation)} ${stranger?.cookie}: ${short(answer)}`)
    }
  expect(wrong).toEqual([])
})

test('each role is refused exactly the routes whose permission it lacks, and its requests reach the others', async () => {
  const wrong: string[] = []
  for (const someone of Object.values(world.ours.who)) {
    let who = someone
    for (const operation of operations.filter(({ can }) => can !== 'public')) {
      const answer = await ask(operation, who)
      const code = answer.statusCode >= 400 ? answer.json().code : ''
      const isRefused =
        answer.statusCode === 403 && code === 'http.notAllowed' && answer.json().permission === operation.can
      const may = mayEnter(who, operation)
      if (
        isRefused === may ||
        answer.statusCode === 401 ||
        answer.statusCode >= 500 ||
        (may && code === 'http.badInput')
      )
        wrong.push(`${who.role} ${nameOf(operation)}: ${short(answer)}`)
      if (operation.method !== 'GET') who = await isIn(who)
    }
    world.ours.who[someone.role] = who
  }
  expect(wrong).toEqual([])
}, 300_000)

/** Which marks a text holds, beside what was sent and comes back. */
const marksIn = (text: string, marks: readonly string[], sent = ''): string[] => {
  const rest = sent === '' ? text : text.replaceAll(sent, '')
  return marks.filter((mark) => rest.includes(mark))
}

/** A computation is its asker's alone, and the bureau clerk asked for it. */
const isOutside = ({ role, caller }: Who, { path }: Operation, county: string) =>
  caller.place !== county || (/^\/api\/(computations|sitings)\/\{id\}/.test(path) && role !== 'bureauClerk')

test('each role reads its own county, never a word of another, and no telephone number in full', async () => {
  const { ours, theirs } = world
  const wrong: string[] = []
  let seen = 0
  for (const someone of [...Object.values(ours.who), ours.townSupervisor, ours.otherKeeper]) {
    const who = await isIn(someone)
    for (const operation of operations.filter(({ method, can }) => method === 'GET' && can !== 'public')) {
      if (operation.can !== 'signedIn' && !who.caller.permissions.has(operation.can)) continue
      const answer = await ask(operation, who, { path: ownPath(operation, ours) })
      const text = await textOf(answer)
      if (answer.statusCode >= 400 && !(answer.statusCode === 404 && isOutside(who, operation, ours.code)))
        wrong.push(`${who.role} ${nameOf(operation)}: ${short(answer)}`)
      for (const mark of marksIn(text, [...theirs.marks, ...theirs.things, ...ours.phones, ...theirs.phones]))
        wrong.push(`${who.role} ${nameOf(operation)} shows ${mark}`)
      seen += marksIn(text, ours.marks).length
    }
  }
  expect(wrong).toEqual([])
  expect(seen).toBeGreaterThan(100)
}, 120_000)

/** A client makes these ids itself: another's are free here, and nothing may tell that they exist elsewhere. */
const CLIENT_MADE = new Set(['id', 'eventId'])
const REFERENCE = /(place|station|account|target|budgetLine)$/i

type Try = { thing: string; place: string; mayEnter: boolean; request: Request }

/** Each thing in each place of a path and a query where the schema takes it. */
function triesByUrl(operation: Operation, things: readonly string[]): Try[] {
  const path = ownPath(operation, world.ours)
  return things.flatMap((thing) =>
    operation.parameters
      .filter(({ schema }) => takesText(schema, thing))
      .map((p) =>
        p.in === 'path'
          ? { thing, place: `path ${p.name}`, mayEnter: false, request: { path: { ...path, [p.name]: thing } } }
          : { thing, place: `query ${p.name}`, mayEnter: true, request: { path, query: { [p.name]: thing } } },
      ),
  )
}

/** Each thing in each place of a body that names something; free words of a body are nobody's. */
function triesByBody(operation: Operation, things: readonly string[]): Try[] {
  const path = ownPath(operation, world.ours)
  const { body } = operation
  if (!body) return []
  return things.flatMap((thing) =>
    textsOf(body)
      .filter(({ schema, name }) => takesText(schema, thing) && (isUuid(schema) || REFERENCE.test(name)))
      .map((leaf) => ({
        thing,
        place: `body ${leaf.name}`,
        mayEnter: CLIENT_MADE.has(leaf.name),
        request: { path, body: leaf.put(smallest(withRows(body), today), thing) },
      })),
  )
}

const isUuid = ({ format, anyOf = [] }: Schema): boolean => format === 'uuid' || anyOf.some(isUuid)

/** A list in a body has a row, so that something can be put into it. */
const withRows = (schema: NonNullable<Operation['body']>): NonNullable<Operation['body']> => ({
  ...schema,
  properties: Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, inner]) => [
      name,
      inner.items ? { ...inner, minItems: 1 } : inner,
    ]),
  ),
})

const isEmpty = (text: string): boolean => /^(\[\]|\{"rows":\[\],.*)$/.test(text)

type Trespass = { things: readonly string[]; marks: readonly string[] }

/** The access log keeps the ids that our own people typed: that one of them was tried is what it is for. */
const secretsAt = ({ path }: Operation, { things, marks }: Trespass): readonly string[] =>
  path.startsWith('/api/access/requests') ? marks : [...marks, ...things]

/** What went wrong when somebody asked for things that are not his, on each route that `through` lets in. */
async function trespass(who: Who, { things, marks }: Trespass, through: (operation: Operation) => boolean) {
  const wrong: string[] = []
  let someone = who
  let count = 0
  // First what only names a thing, then what could make one of that name.
  for (const triesOf of [triesByUrl, triesByBody])
    for (const operation of operations.filter((one) => through(one) && !OPEN.has(nameOf(one)))) {
      for (const { thing, place, mayEnter, request } of triesOf(operation, things)) {
        const answer = await ask(operation, someone, request)
        const text = await textOf(answer)
        count++
        const told = marksIn(text, secretsAt(operation, { things, marks }), thing)
        const entered = answer.statusCode < 300 && !mayEnter && !isEmpty(text)
        if (answer.statusCode >= 500 || entered || told.length > 0)
          wrong.push(`${who.role} ${nameOf(operation)} ${place}=${thing}: ${told} ${short(answer)}`)
      }
      if (operation.method !== 'GET') someone = await isIn(someone)
    }
  return { wrong, count }
}

const mayEnter = (who: Who, { can }: Operation) =>
  ['public', 'signedIn'].includes(can) || who.caller.permissions.has(can)

/** Everything that the database holds of somebody, a count and a hash for each table. */
async function stateOf(where: string, only: readonly string[] = []): Promise<Record<string, string>> {
  const { rows } = await sql<{ name: string }>`
    select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'county'
    where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema')
    order by 1`.execute(world.owner)
  const state: Record<string, string> = {}
  for (const { name } of rows.filter((row) => only.length === 0 || only.includes(row.name))) {
    const { rows: all } = await sql<{ row: string }>`
      select t::text as row from ${sql.table(name)} t where ${sql.raw(where)} order by 1`.execute(world.owner)
    state[name] = `${all.length} ${createHash('sha256').update(JSON.stringify(all)).digest('hex')}`
  }
  return state
}

test("another county's things are unknown in every path, query and body, and nothing of it changes", async () => {
  const { ours, theirs } = world
  const before = await stateOf(`county = '${theirs.code}'`)
  expect(Object.keys(before).length).toBeGreaterThan(10)
  const left = new Set(operations)
  const wrong: string[] = []
  let count = 0
  for (const someone of Object.values(ours.who)) {
    const who = await isIn(someone)
    const mine = (operation: Operation) => left.has(operation) && mayEnter(who, operation)
    // The keeper's reach is another one: he tries all that he may.
    const found = await trespass(who, { ...theirs, marks: [...theirs.marks, ...theirs.phones] }, (operation) =>
      who.role === 'stationKeeper' ? mayEnter(who, operation) : mine(operation),
    )
    for (const operation of operations.filter(mine)) left.delete(operation)
    wrong.push(...found.wrong)
    count += found.count
  }
  expect(wrong).toEqual([])
  expect([...left].map(nameOf)).toEqual([])
  expect(count).toBeGreaterThan(200)
  expect(await stateOf(`county = '${theirs.code}'`)).toEqual(before)
}, 300_000)

test("another town's and another station's things are unknown to a town's clerk, a town's supervisor and a keeper", async () => {
  const { ours } = world
  const where = `county = '${ours.code}' and place like '${ours.towns[1]}%'`
  const before = await stateOf(where, ['station.station', 'station.entry', 'station.daily_report'])
  const [town, village, station, entry, waybill] = [
    ours.towns[1],
    ours.villages[1],
    ours.stations[1],
    ours.entries[1],
    ours.waybills[1],
  ]
  const things = [town, village, station, entry, waybill, ours.marksOfTownTwo[0]].flatMap((thing) => thing ?? [])
  const wrong: string[] = []
  for (const someone of [ours.who.townClerk, ours.townSupervisor, ours.who.stationKeeper]) {
    const who = await isIn(someone as Who) // every role was enrolled
    // A division of the county is no secret in it.
    const marks = [...ours.marksOfTownTwo, ...ours.phones]
    const isTown = ({ path }: Operation) => !path.startsWith('/api/divisions')
    const found = await trespass(who, { things, marks }, (operation) => isTown(operation) && mayEnter(who, operation))
    wrong.push(...found.wrong)
  }
  expect(wrong).toEqual([])
  expect(await stateOf(where, ['station.station', 'station.entry', 'station.daily_report'])).toEqual(before)
}, 120_000)

test("an id or a waybill of another station's ledger is refused alone, and the rest of a batch goes in", async () => {
  const { ours } = world
  const keeper = await isIn(ours.who.stationKeeper as Who) // every role was enrolled
  const line = {
    service: 'sent',
    at: new Date().toISOString(),
    quantity: 1,
    amountFen: 0,
    goods: '',
    unit: '',
    note: '',
  }
  const send = async (entries: readonly object[]) => {
    const url = `/api/stations/${ours.stations[0]}/entries`
    return world.ask({ method: 'POST', url, payload: { entries } }, keeper)
  }
  const good = anId()
  const answer = await send([
    { ...line, id: ours.entries[1], waybill: null },
    { ...line, id: anId(), waybill: ours.waybills[1] },
    { ...line, id: good, waybill: 'OWN12345' },
  ])
  expect(short(answer)).toContain('200 ')
  expect(answer.json().results.map(({ code }: { code: string | null }) => code)).toEqual([
    'journal.idTaken',
    'station.waybillTaken',
    null,
  ])
})
