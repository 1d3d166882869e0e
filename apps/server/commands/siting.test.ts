import { execFile } from 'node:child_process'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)

async function solve(...args: string[]) {
  const { stdout } = await run(process.execPath, ['apps/server/cli.ts', 'siting', 'solve', ...args, '--json'])
  return JSON.parse(stdout) as {
    status: string
    objective: number
    bound: number
    gap: number
    stations: { code: string; reason: string }[]
    leftOut: { code: string; reason: string }[]
    assumptions: string[]
  }
}

/** Codes and places of the towns and administrative villages, read here anew. */
async function places(county: string) {
  const [head = '', ...lines] = (await readFile(`counties/${county}/divisions.csv`, 'utf8')).trim().split('\n')
  const names = head.split(',')
  const rows = lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i], cell])))
  const point = (row: (typeof rows)[number]) => (row.lng ? [Number(row.lng), Number(row.lat)] : undefined)
  return {
    towns: rows.filter(({ level }) => level === 'town').map(({ code }) => code ?? ''),
    villages: rows
      .filter((row) => row.urban_rural === 'village_committee')
      .map((row) => ({ code: row.code ?? '', at: point(row) as [number, number] | undefined })), // two cells or none
  }
}

const RADIANS = Math.PI / 180
function kilometres([aLng, aLat]: [number, number], [bLng, bLat]: [number, number]): number {
  const [a, b] = [aLat * RADIANS, bLat * RADIANS]
  const cosine = Math.sin(a) * Math.sin(b) + Math.cos(a) * Math.cos(b) * Math.cos((bLng - aLng) * RADIANS)
  return 6371 * Math.acos(Math.min(1, cosine))
}

/** The most of these of which no two are neighbours, by trying. */
function mostApart(of: readonly number[], neighbours: readonly (readonly number[])[]): number {
  const [first, ...rest] = of
  if (first === undefined) return 0
  const without = mostApart(rest, neighbours)
  const near = neighbours[first] ?? []
  return Math.max(
    without,
    1 +
      mostApart(
        rest.filter((i) => !near.includes(i)),
        neighbours,
      ),
  )
}

test('the command line proves the largest county: feasible by its rules, and as many as trying everything finds', async () => {
  const { status, objective, bound, gap, stations, leftOut } = await solve('puning')
  const { towns, villages } = await places('puning')
  expect([status, bound, gap]).toEqual(['optimal', objective, 0])
  const codes = stations.map(({ code }) => code)
  expect(new Set(codes).size).toBe(codes.length)
  expect(codes.filter((code) => code.length === 9).sort()).toEqual([...towns].sort())
  const chosen = villages.filter(({ code }) => codes.includes(code))
  expect(codes).toHaveLength(towns.length + chosen.length)
  expect([...codes, ...leftOut.map(({ code }) => code)].sort()).toEqual(
    [...towns, ...villages.map(({ code }) => code)].sort(),
  )
  expect([...stations, ...leftOut].every(({ reason }) => reason.length > 3)).toBe(true)
  const neighbours = villages.map(({ at }, i) =>
    villages.flatMap((other, j) => (i !== j && at && other.at && kilometres(at, other.at) <= 2 ? [j] : [])),
  )
  for (const [i, { code }] of villages.entries())
    if (codes.includes(code))
      expect((neighbours[i] ?? []).filter((j) => codes.includes(villages[j]?.code ?? ''))).toEqual([])
  const crowded = villages.flatMap((_, i) => ((neighbours[i]?.length ?? 0) > 0 ? [i] : []))
  expect(objective).toBe(villages.length - crowded.length + mostApart(crowded, neighbours))
  expect(chosen.length).toBeGreaterThanOrEqual(villages.length / 2)
})

test('a reader that is slow gets all of an answer that is longer than a pipe holds', async () => {
  const { stdout } = await run('sh', [
    '-c',
    '"$0" apps/server/cli.ts siting solve 445281 --json | (sleep 6; cat)',
    process.execPath,
  ])
  expect(stdout.length).toBeGreaterThan(65_536)
  expect(JSON.parse(stdout)).toMatchObject({ status: 'optimal' })
}, 30_000)

test('a number of the plan is kept, by name of the county or by its folder', async () => {
  const byName = await solve('yongren')
  expect(byName).toEqual(await solve('counties/yongren'))
  expect(byName).toMatchObject({ status: 'optimal', objective: 35, bound: 35, gap: 0 })
  expect(byName.stations.filter(({ code }) => code.length === 9)).toHaveLength(7)
  expect(byName.stations).toHaveLength(42)
  expect(byName.assumptions.length).toBeGreaterThan(2)
  const [left] = byName.leftOut
  const forced = await solve('yongren', '--force-in', left?.code ?? '', '--number', '20', '--lang', 'en')
  expect(forced.objective).toBe(20)
  expect(forced.assumptions).toContainEqual(
    expect.stringMatching(/number given by hand: .*YR-T04.* of the plan do not bind/),
  )
  expect(forced.stations.find(({ code }) => code === left?.code)?.reason).toBe('A person asked for it')
})

test.each([
  ['--facts', 'residents', 'code,residents\n532327101201,many\n'],
  ['--facts', 'code', 'village,people\n532327101201,300\n'],
  ['--facts', 'county', 'code,residents\n445281001203,300\n'],
])('a table that says nothing of this county is refused with what is wrong: %s %s', async (option, word, text) => {
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'facts-')), 'facts.csv')
  await writeFile(file, text)
  await expect(solve('yongren', option, file)).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining(word) })
})

test('an existing station that is in another county is refused by its code', async () => {
  await expect(solve('yongren', '--keep', '445281001203')).rejects.toMatchObject({
    code: 2,
    stderr: expect.stringContaining('445281001203'),
  })
})
