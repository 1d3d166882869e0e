import { createHash } from 'node:crypto'
import { type Frame, readContainer } from './container.ts'
import type { Manifest, Progress, SectionEnd, Trailer } from './dump.ts'
import type { KeySource } from './key.ts'
import { measured } from './papers.ts'
import { damaged } from './problem.ts'

/** What is done with each part of a backup as it is read. Each must take in all bytes that it is given. */
export type Takers = {
  manifest?: (manifest: Manifest) => Promise<void>
  table?: (name: string, bytes: AsyncIterable<Buffer>) => Promise<unknown>
  paper?: (sha256: string, bytes: AsyncIterable<Buffer>) => Promise<unknown>
  secret?: (name: string, bytes: AsyncIterable<Buffer>) => Promise<unknown>
  onProgress?: Progress
}

const swallow = async (_: string, bytes: AsyncIterable<Buffer>): Promise<void> => {
  for await (const _bytes of bytes);
}
const jsonOf = <T>(bytes: Buffer): T => JSON.parse(bytes.toString('utf8')) as T // the chunk that it came in is proven

/** Reads a backup from its first byte to its last, and compares every section with what it says of itself. */
export async function readBackup(
  { file, key }: { file: string; key: KeySource },
  takers: Takers = {},
): Promise<{ manifest: Manifest; trailer: Trailer }> {
  const frames = readContainer(file, key)
  try {
    const first = await next(frames)
    if (first.kind !== 'M') throw damaged('manifest')
    const manifest = jsonOf<Manifest>(first.bytes)
    await takers.manifest?.(manifest)
    const trailer = await sectionsOf(frames, manifest, takers)
    if (!(await frames.next()).done) throw damaged('after the trailer')
    return { manifest, trailer }
  } finally {
    await frames.return(undefined)
  }
}

async function sectionsOf(frames: AsyncGenerator<Frame>, manifest: Manifest, takers: Takers): Promise<Trailer> {
  const { onProgress = () => undefined } = takers
  const total = manifest.tables.reduce((sum, { rows }) => sum + rows, 0) + manifest.papers
  const tables = new Map(manifest.tables.map(({ name, rows }) => [name, rows]))
  const sections = createHash('sha256')
  const counted = { rows: 0, papers: 0 }
  for (;;) {
    const { kind, bytes } = await next(frames)
    if (kind === 'Z') {
      const trailer = jsonOf<Trailer>(bytes)
      const isWhole = trailer.rows === counted.rows && trailer.papers === counted.papers && tables.size === 0
      if (!isWhole || trailer.sections !== sections.digest('hex')) throw damaged('trailer')
      return trailer
    }
    const of = headOf(kind, bytes)
    const done = counted.rows + counted.papers
    const end = await sectionOf(frames, {
      take: (content) => (takers[of.taker] ?? swallow)(of.name, content),
      onLines: (lines) => of.taker === 'table' && onProgress(done + lines, total),
    })
    sections.update(end.sha256)
    if (of.taker === 'paper') counted.papers++
    if (of.taker !== 'table') continue
    if (tables.get(of.name) !== end.rows) throw damaged(of.name)
    counted.rows += end.rows
    tables.delete(of.name)
  }
}

const TAKERS = { T: 'table', P: 'paper', S: 'secret' } as const

function headOf(kind: string, bytes: Buffer): { taker: 'table' | 'paper' | 'secret'; name: string } {
  if (kind !== 'T' && kind !== 'P' && kind !== 'S') throw damaged(`section ${kind}`)
  const { name, sha256 } = jsonOf<{ name?: string; sha256?: string }>(bytes)
  return { taker: TAKERS[kind], name: name ?? sha256 ?? '' }
}

async function next(frames: AsyncGenerator<Frame>): Promise<Frame> {
  const { value, done } = await frames.next()
  if (done) throw damaged('trailer')
  return value
}

async function sectionOf(
  frames: AsyncGenerator<Frame>,
  { take, onLines }: { take: (bytes: AsyncIterable<Buffer>) => Promise<unknown>; onLines: (lines: number) => unknown },
): Promise<SectionEnd> {
  const { through, lines, result } = measured()
  const found: { end?: SectionEnd } = {}
  async function* content(): AsyncGenerator<Buffer> {
    for (;;) {
      const { kind, bytes } = await next(frames)
      if (kind === 'D') yield through(bytes)
      else if (kind === 'E') {
        found.end = jsonOf<SectionEnd>(bytes)
        return
      } else throw damaged(`section ${kind}`)
      onLines(lines())
    }
  }
  await take(content())
  const { sha256, bytes } = result()
  if (found.end?.sha256 !== sha256 || found.end.bytes !== bytes) throw damaged('section')
  return found.end
}
