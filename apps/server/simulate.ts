import { addDays, startOfDay } from '#platform/clock'
import { uuidv7 } from '#platform/ids'

/** A small seeded generator (mulberry32): the same seed plays the same life. */
export function createRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

type Division = { code: string; name: string; level: string; parent: string; isAdministrativeVillage: boolean }
type Target = {
  id: string
  measure: string
  indicator: string | null
  target: number | string | null
  unit: string | null
  name: string
}
type Line = { id: string; plannedFen: { central: number; local: number; social: number } }

export type SimulateOptions = {
  address: string
  /** The simulator account's session: it alone may send its own clock. */
  cookie: string
  /** The last simulated civil day. */
  until: string
  days: number
  seed: number
  /** 1: a village station has about 12 entries a day. */
  scale: number
  onProgress?: (done: number, total: number) => void
}

const GOODS = ['板栗', '核桃', '土鸡蛋', '蜂蜜', '芒果', '石榴', '野生菌', '火腿', '红糖', '干辣椒'] as const
const REUSED = ['供销社网点', '农家店', '便利店', '邮政代办点', '快递收发点', '村民活动中心', ''] as const
const SURNAMES = '王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗'
const GIVEN = ['秀英', '建国', '志强', '丽华', '永平', '春梅', '文军', '桂兰', '国庆', '明', '芳', '伟']
const HOUR_MS = 3_600_000

/** Plays a county's life through the public API only: stations open, keepers book, some report late and some not at all. */
export async function simulate(
  options: SimulateOptions,
): Promise<{ stations: number; entries: number; reports: number }> {
  const { address, cookie, until, days, seed, scale } = options
  const random = createRandom(seed)
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T // never empty
  const between = (low: number, high: number) => low + Math.floor(random() * (high - low + 1))
  /** Played in the morning, an act of today's later hours is one of this moment: the journal takes nothing from the future. */
  const idAt = (ms: number) =>
    uuidv7(
      Math.min(ms, Date.now()),
      Uint8Array.from({ length: 10 }, () => Math.floor(random() * 256)),
    )

  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${address}${path}`, {
      method,
      headers: {
        cookie,
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    if (!response.ok && response.status !== 409)
      throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`)
    return JSON.parse(text) as T // the API's contract
  }

  const first = addDays(until, 1 - days)
  const divisions = await call<Division[]>('GET', '/api/divisions')
  const targets = await call<Target[]>('GET', `/api/programme/targets`)
  const asked = (indicator: string, otherwise: number) => {
    const goal = targets.find((target) => target.indicator === indicator)?.target
    return typeof goal === 'number' ? goal : otherwise
  }

  /** Two of three stations were open before the first day; the others open during the days, and a few never do. */
  function planStations() {
    const towns = divisions.filter((d) => d.level === 'town')
    const villages = divisions.filter((d) => d.isAdministrativeVillage)
    for (let i = villages.length - 1; i > 0; i--) {
      const j = Math.floor(random() * (i + 1))
      ;[villages[i], villages[j]] = [villages[j] as Division, villages[i] as Division] // both inside the array
    }
    const wanted = [
      ...towns.slice(0, asked('station.openTown', towns.length)),
      ...villages.slice(0, Math.min(villages.length, asked('station.openVillage', Math.ceil(villages.length / 2)))),
    ]
    const bareOf = ({ name }: Division) => name.replace(/(村民委员会|居民委员会|村委会)$/u, '')
    const taken = new Set<string>()
    /** Of two villages of one name the second is told by its town. */
    const nameOf = (division: Division): string => {
      const bare = bareOf(division)
      const name = division.level === 'town' ? `${bare}电商服务站` : `${bare}村电商服务点`
      const town = divisions.find(({ code }) => code === division.parent)?.name ?? ''
      const free = taken.has(name) ? `${town}${name}` : name
      taken.add(free)
      return free
    }
    return wanted.map((division, i) => {
      const isTown = division.level === 'town'
      const opens = i % 3 !== 2 ? addDays(first, -between(5, 60)) : addDays(first, between(0, days + 3))
      return {
        id: idAt(startOfDay(first).getTime() + i),
        name: nameOf(division),
        level: isTown ? 'town' : 'village',
        place: division.code,
        reusedOutlet: pick(REUSED),
        keeperName: `${SURNAMES[between(0, SURNAMES.length - 1)]}${pick(GIVEN)}`,
        keeperPhone: `199${String(between(0, 99_999_999)).padStart(8, '0')}`,
        openOn: opens > until ? null : opens,
        diligence: 0.35 + 0.65 * random(),
        bustle: (isTown ? 2.5 : 1) * (0.4 + random()),
      }
    })
  }

  const SERVICES = [
    'collected',
    'collected',
    'collected',
    'collected',
    'sent',
    'sent',
    'produceSale',
    'produceSale',
    'agencyPurchase',
    'billPayment',
    'topUp',
    'agencySale',
  ] as const

  /** What each service usually moves: pieces, and yuan for those with money. */
  const habits = {
    collected: () => ({ quantity: between(1, 6), yuan: 0 }),
    sent: () => ({ quantity: between(1, 3), yuan: 0 }),
    produceSale: () => ({ quantity: between(1, 10), yuan: between(20, 400), goods: pick(GOODS), unit: '件' }),
    agencyPurchase: () => ({ quantity: 1, yuan: between(15, 300) }),
    agencySale: () => ({ quantity: 1, yuan: between(15, 200) }),
    billPayment: () => ({ quantity: 1, yuan: between(20, 200) }),
    topUp: () => ({ quantity: 1, yuan: pick([30, 50, 100]) }),
  }

  function entryAt(day: string) {
    const service = pick(SERVICES)
    const at = startOfDay(day).getTime() + 8 * HOUR_MS + between(0, 10 * 3600) * 1000
    const { yuan, ...facts } = habits[service]()
    return { id: idAt(at), service, at: new Date(at).toISOString(), amountFen: yuan * 100, ...facts }
  }

  const stations = planStations()
  const total = stations.length + days * stations.length
  let done = 0
  let entries = 0
  let reports = 0
  const step = () => options.onProgress?.(++done, total)

  for (const { diligence: _, bustle: __, ...station } of stations) {
    await call('POST', '/api/stations', station)
    step()
  }
  await playMoney()
  for (let i = 0; i < days; i++) {
    const day = addDays(first, i)
    for (const station of stations) {
      if (station.openOn !== null && station.openOn <= day) await playDay(station, day)
      step()
    }
  }
  await playPapers()
  await playDisclosure(stations.map(({ name }) => name))
  return { stations: stations.length, entries, reports }

  async function playDay(station: { id: string; diligence: number; bustle: number }, day: string): Promise<void> {
    const works = random() < 0.4 + 0.6 * station.diligence
    const count = works ? Math.max(1, Math.round(12 * scale * station.bustle * (0.5 + random()))) : 0
    const now = Date.now()
    const booked = Array.from({ length: count }, () => entryAt(day)).filter(({ at }) => Date.parse(at) <= now)
    for (let from = 0; from < booked.length; from += 500)
      await call('POST', `/api/stations/${station.id}/entries`, { entries: booked.slice(from, from + 500) })
    entries += booked.length
    const mood = random()
    const closes = startOfDay(day).getTime() + 19 * HOUR_MS + between(0, 7200) * 1000
    const at = mood < station.diligence ? closes : mood < station.diligence + 0.15 ? closes + 48 * HOUR_MS : null
    if (at === null || at > now) return
    await call('POST', `/api/stations/${station.id}/reports`, {
      id: idAt(at),
      on: day,
      confirmedAt: new Date(at).toISOString(),
    })
    reports++
  }

  /** Central money arrives in two instalments, is paid by line and spent in part. */
  async function playMoney(): Promise<void> {
    const { lines } = await call<{ lines: Line[] }>('GET', '/api/programme/budget')
    const central = lines.reduce((sum, line) => sum + line.plannedFen.central, 0)
    const enter = (entry: object, day: string) =>
      call('POST', '/api/programme/money', {
        ...entry,
        id: idAt(startOfDay(day).getTime() + 9 * HOUR_MS),
        movedOn: day,
      })
    const instalments = [0.5, 0.2]
    for (const [i, share] of instalments.entries())
      await enter(
        { kind: 'arrived', fund: 'central', amountFen: Math.round(central * share), paper: `模拟指标文〔${i + 1}〕号` },
        addDays(first, -40 + 30 * i),
      )
    for (const [i, line] of lines.entries()) {
      const paid = Math.round(line.plannedFen.central * pick([0, 0.3, 0.3, 0.5]))
      const spent = Math.round(paid * pick([0.4, 0.7, 1]))
      const day = addDays(first, (i % days) - 12)
      if (paid > 0)
        await enter(
          {
            kind: 'paid',
            fund: 'central',
            budgetLine: line.id,
            amountFen: paid,
            counterparty: '模拟承办单位',
            paper: `模拟拨付凭证 ${i + 1}`,
          },
          day,
        )
      if (spent > 0)
        await enter(
          {
            kind: 'spent',
            fund: 'central',
            budgetLine: line.id,
            amountFen: spent,
            counterparty: '模拟承办单位',
            paper: `模拟支出凭证 ${i + 1}`,
          },
          day,
        )
    }
  }

  /** What the public asks and is told. */
  async function playDisclosure(names: readonly string[]): Promise<void> {
    const words = [
      ['complaint', '上午九点没有人，门锁着，等了一个小时。'],
      ['complaint', '包裹到了三天才通知取件。'],
      ['suggestion', '希望村里的点晚上七点以后也能取件。'],
      ['tipOff', '听说培训签到有人代签，请查一查。'],
    ] as const
    for (const [i, [kind, body]] of words.entries()) {
      const id = idAt(startOfDay(until).getTime() + 8 * HOUR_MS + i)
      await call('POST', '/api/complaints', { id, kind, about: pick(names), body, contact: '' })
    }
    const { rows } = await call<{ rows: { id: string; answeredAt: string | null }[] }>('GET', '/api/complaints')
    for (const { id } of rows.filter(({ answeredAt }) => answeredAt === null).slice(-2))
      await call('POST', `/api/complaints/${id}/answer`, { answer: '模拟：已到站点核实并督促整改，感谢监督。' })
    const papers = [
      ['plan', '实施方案全文（模拟公开）'],
      ['funds', '第一批专项资金安排公示（模拟）'],
      ['progress', '站点建设进展公示（模拟）'],
    ] as const
    for (const [i, [kind, title]] of papers.entries())
      await call('POST', '/api/publications', {
        id: idAt(startOfDay(until).getTime() + 10 * HOUR_MS + i),
        ...{ kind, title, body: '模拟数据，不是真实公示。', datedOn: addDays(until, -i), reviewedBy: '模拟审查人' },
      })
  }

  /** Targets kept by hand get a value with a paper; the paper says that it is simulated. */
  async function playPapers(): Promise<void> {
    const form = new FormData()
    form.append(
      'file',
      new Blob(['模拟数据：本文件由模拟器生成，不是真实凭据。\nSimulated: not a real paper.\n']),
      '模拟凭据.txt',
    )
    const { id: fileId } = await call<{ id: string }>('POST', '/api/files', form)
    const byHand = targets.filter((t) => t.measure === 'byHand' && typeof t.target === 'number')
    for (const target of byHand) {
      if (random() < 0.25) continue
      const goal = Number(target.target)
      const value =
        target.unit === '%'
          ? Math.min(100, Math.round(goal * (0.7 + 0.4 * random())))
          : Math.round(goal * (0.1 + 0.8 * random()))
      const id = idAt(startOfDay(until).getTime() + 9 * HOUR_MS)
      await call('POST', `/api/programme/targets/${encodeURIComponent(target.id)}/reports`, {
        id,
        value,
        reportedOn: addDays(until, -between(0, 12)),
        signedBy: '模拟签字',
        fileId,
        note: '模拟',
      })
    }
    const tasks = await call<{ id: string }[]>('GET', '/api/programme/tasks')
    for (const [i, task] of tasks.entries()) {
      const state = pick(['doing', 'doing', 'done', 'todo'] as const)
      const id = idAt(startOfDay(until).getTime() + 9 * HOUR_MS + i)
      await call('POST', `/api/programme/tasks/${encodeURIComponent(task.id)}/reports`, { id, state, note: '模拟' })
    }
  }
}
