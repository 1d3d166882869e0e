import { type Answer, coreOf, createResolver, type OtherName, type Resolver, resolve, sentence } from '@xiangji/address'
import type { Caller } from '#platform/authz'
import { type Db, inTransaction } from '#platform/db'
import { DomainError, notFound } from '#platform/errors'
import { type Column, type Heading, type Language, readRows, type SheetRow, writeSheet } from '#platform/excel'
import { uuidv7 } from '#platform/ids'
import { record } from '#platform/journal'
import type { Alias, AliasFacts, Division, LearntAlias } from '../schema.ts'
import * as store from '../store.ts'
import type { DivisionService } from './divisions.ts'
import { readGazetteer } from './gazetteer.ts'

export type AddressService = ReturnType<typeof createAddressService>

const HEADINGS = [
  { key: 'id', zh: '编号', en: 'id' },
  { key: 'address', zh: '地址', en: 'address', required: true },
] as const satisfies readonly Heading<string>[]
type Key = (typeof HEADINGS)[number]['key']

/** A sheet of a county's week of parcels; its answers take a second. */
const MOST_ROWS = 20_000

/** An index weighs 60 MB: those of the counties asked for last stay. */
const MOST_KEPT = 3
/** Another process may have learnt a name; this one knows it this long after. */
const FRESH_MS = 5000

type Kept = { resolver: Resolver; divisions: string; aliases: string; readAtMs: number }
type Row = { cells: Record<Key, string | null>; answer: Answer }

const PERCENT = 100

/**
 * Addresses into places. The lines are a person's data: they are answered and forgotten, neither stored nor logged (个人信息保护法第六条);
 * only a place's own words are kept, when somebody teaches them.
 */
export function createAddressService({
  db,
  divisions,
  now,
}: {
  db: Db<'division'>
  divisions: DivisionService
  now: () => Date
}) {
  const kept = new Map<string, Kept>()

  /** Names of divisions that have ended lead to what they have become. */
  async function formerNames(caller: Caller, current: ReadonlyMap<string, Division>): Promise<OtherName[]> {
    const ended = [...(await divisions.all(caller)).values()].filter(({ code }) => !current.has(code))
    const found: OtherName[] = []
    for (const { code, name } of ended)
      for (const next of await divisions.successors(caller, code)) found.push({ code: next.code, name, how: 'former' })
    return found
  }

  async function build(caller: Caller, before: Kept | undefined): Promise<Kept> {
    const current = await divisions.current(caller)
    const learnt = await inTransaction(db, caller, (tx) => store.listAliases(tx, caller.county))
    const places = [...current.values()].map(({ code, name }) => ({ code, name }))
    const kept = {
      divisions: JSON.stringify(places),
      aliases: JSON.stringify(learnt.map(({ name, code }) => [name, code])),
      readAtMs: performance.now(),
    }
    const aliases = learnt.map(({ name, code }) => ({ name, code, how: 'alias' as const }))
    if (before?.divisions === kept.divisions) {
      if (before.aliases === kept.aliases) return { ...before, readAtMs: kept.readAtMs }
      const { gazetteer } = before.resolver.scene.home
      return { ...kept, resolver: createResolver(gazetteer, caller.county, aliases) }
    }
    const former = await formerNames(caller, current)
    const gazetteer = await readGazetteer(caller.county, { own: places, former })
    if (!gazetteer.places.some(({ code }) => code === caller.county)) throw notFound('division', caller.county)
    return { ...kept, resolver: createResolver(gazetteer, caller.county, aliases) }
  }

  async function resolverFor(caller: Caller): Promise<Resolver> {
    const { county } = caller
    const before = kept.get(county)
    const found = before && performance.now() - before.readAtMs < FRESH_MS ? before : await build(caller, before)
    kept.delete(county)
    kept.set(county, found)
    for (const oldest of [...kept.keys()].slice(0, -MOST_KEPT)) kept.delete(oldest)
    return found.resolver
  }

  /** Outside one's reach a place is unknown. */
  async function placeOf(caller: Caller, code: string): Promise<Division> {
    const place = (await divisions.current(caller)).get(code)
    if (!place || !code.startsWith(caller.place)) throw notFound('division', code)
    return place
  }

  /** A division's own name means that division: nobody may teach that it means another. */
  async function refuseNameOfAnother(caller: Caller, { name, code }: Alias): Promise<void> {
    const all = (await divisions.current(caller)).values()
    const other = [...all].find(
      (division) =>
        division.code !== code &&
        division.level !== 'county' &&
        [division.name, coreOf(division.name, division.level === 'town' ? 3 : 4)].includes(name),
    )
    if (other) throw new DomainError('division.aliasIsName', { name, code: other.code, place: other.name })
  }

  const tell = (kind: string, { name, code }: Alias) => ({
    id: uuidv7(),
    kind,
    at: now(),
    place: code,
    subject: `division:${code}`,
    data: { name } satisfies AliasFacts,
  })

  return {
    resolve: async (caller: Caller, lines: readonly string[]): Promise<Answer[]> => {
      const resolver = await resolverFor(caller)
      return lines.map((line) => resolve(resolver, line))
    },

    /** The sheet as it came, each row with its answer. */
    sheet: async (caller: Caller, bytes: Buffer, language: Language): Promise<Buffer> => {
      const rows: SheetRow<Key>[] = await readRows(bytes, HEADINGS, { isCsvToo: true, limit: MOST_ROWS })
      const resolver = await resolverFor(caller)
      const answered = rows.map(({ cells }) => ({ cells, answer: resolve(resolver, cells.address ?? '') }))
      return writeSheet(columns(language), answered, language)
    },

    template: (language: Language): Promise<Buffer> =>
      writeSheet(
        HEADINGS.map(({ key, zh, en }) => ({ zh, en, value: () => null, width: key === 'address' ? 60 : 14 })),
        [{}],
        language,
      ),

    aliases: (caller: Caller): Promise<LearntAlias[]> =>
      inTransaction(db, caller, (tx) => store.listAliases(tx, caller.county)),

    learn: async (caller: Caller, alias: Alias): Promise<void> => {
      await placeOf(caller, alias.code)
      await refuseNameOfAnother(caller, alias)
      await inTransaction(db, caller, async (tx) => {
        const isNew = await store.insertAlias(tx, caller.county, { ...alias, at: now(), by: caller.account })
        if (!isNew) throw new DomainError('division.aliasTaken', { name: alias.name })
        await record(tx, caller, [tell('division.aliasLearnt', alias)])
      })
      kept.delete(caller.county)
    },

    forget: async (caller: Caller, name: string): Promise<void> => {
      await inTransaction(db, caller, async (tx) => {
        const code = await store.deleteAlias(tx, caller.county, name)
        if (code === undefined || !code.startsWith(caller.place)) throw notFound('alias', name)
        await record(tx, caller, [tell('division.aliasForgotten', { name, code })])
      })
      kept.delete(caller.county)
    },
  }
}

const columns = (language: Language): Column<Row>[] => [
  { zh: '编号', en: 'id', value: ({ cells }) => cells.id },
  { zh: '地址', en: 'address', width: 60, value: ({ cells }) => cells.address },
  { zh: '区划代码', en: 'code', width: 16, value: ({ answer }) => answer.code },
  {
    zh: '地名',
    en: 'place',
    width: 36,
    value: ({ answer }) => (answer.code ? (answer.candidates[0]?.path ?? null) : null),
  },
  { zh: '可信度%', en: 'confidence %', value: ({ answer }) => Math.round(answer.confidence * PERCENT) },
  {
    zh: '说明',
    en: 'reason',
    width: 60,
    value: ({ answer }) => sentence(answer, language === 'en' ? 'en' : 'zh'),
  },
]
