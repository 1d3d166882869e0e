import { isFree } from './chain.ts'
import { contains, type Gazetteer } from './gazetteer.ts'
import { type Home, isOtherLevel, numberOf } from './home.ts'
import { endOf, MARK, markOf } from './marks.ts'
import type { Terminals } from './pieces.ts'
import { type Level, NO_PLACES } from './place.ts'
import { FLAG, type Text } from './text.ts'

/** Places that follow each other in the line, each within the one before: 江苏镇江丹徒, 新民张家屯镇. */
export type Path = { start: number; end: number; place: number; steps: number }

export type PathScene = { home: Home; text: Text; terminals: Terminals }

const OWN: readonly number[] = [MARK.province, MARK.city, MARK.county, MARK.town]

export const isOurs = ({ gazetteer, county }: Home, place: number): boolean =>
  contains(gazetteer, county, place) || contains(gazetteer, place, county)

/** The next level down, but for rows of the statistics that nobody says: 北京朝阳, 湖北仙桃. */
function isNext(gazetteer: Gazetteer, outer: number, inner: number): boolean {
  const skipped = (gazetteer.level[inner] as number) - (gazetteer.level[outer] as number) // places
  if (skipped === 1) return true
  const between = numberOf(gazetteer, gazetteer.places[inner]?.code.slice(0, 4) ?? '')
  return skipped === 2 && NO_PLACES.has(gazetteer.places[between ?? -1]?.name ?? '')
}

/** First of the values of a node that is not before a place; they are in order. */
function firstFrom({ names }: Gazetteer, node: number, place: number): number {
  let low = names.starts[node] as number // a node
  let high = names.starts[node + 1] as number // as above
  while (low < high) {
    const middle = (low + high) >> 1
    if ((names.values[middle] as number) >> 1 < place)
      low = middle + 1 // within
    else high = middle
  }
  return low
}

const isBetter = (home: Home, a: Path, b: Path | undefined): boolean =>
  !b || a.steps > b.steps || (a.steps === b.steps && isOurs(home, a.place) && !isOurs(home, b.place))

/** Where the path may go on after a name read as a place of a level: with its form, and without. */
function endsOf(
  { home, text, terminals }: PathScene,
  i: number,
  place: number,
): readonly { at: number; isLeaf: boolean }[] {
  const level = home.gazetteer.level[place] as Level // a place
  const core = terminals.core[i] as number // a terminal
  const mark = markOf(terminals.mark[i] as number) // as above
  const bare = { at: core, isLeaf: mark === 0 && level < 3 }
  if (!(mark & (OWN[level] as number))) return [bare] // five levels
  // 楚雄市 where the prefecture is 楚雄州: as a rule the county of that name.
  const isLeaf = level !== 1 || !isOtherLevel(home.gazetteer, place, mark)
  const at = endOf(terminals.mark[i] as number) // as above
  const name = home.gazetteer.places[place]?.name ?? ''
  const isOwn = level === 3 || name.charCodeAt(name.length - 1) === text.units[at - 1] // 平山区 is not 平山县
  return isOwn ? [{ at, isLeaf }, bare] : [bare]
}

/** The longest path from a position on, below a place that ends there. */
function below(scene: PathScene, from: number, outer: Path): Path | undefined {
  const { home, terminals } = scene
  const { gazetteer } = home
  let best: Path | undefined
  for (let i = from; i < terminals.count && (terminals.start[i] as number) <= outer.end; i++) {
    if (terminals.start[i] !== outer.end) continue // a terminal
    const node = terminals.node[i] as number // as above
    const until = gazetteer.names.starts[node + 1] as number // a node
    for (let k = firstFrom(gazetteer, node, outer.place + 1); k < until; k++) {
      const place = (gazetteer.names.values[k] as number) >> 1 // within
      if (!contains(gazetteer, outer.place, place)) break
      const found = stepTo(scene, i, { outer, place })
      if (found && isBetter(home, found, best)) best = found
    }
  }
  return best
}

function stepTo(scene: PathScene, i: number, { outer, place }: { outer: Path; place: number }): Path | undefined {
  const { gazetteer } = scene.home
  const level = gazetteer.level[place] as Level // a place
  if (level === 4 || !isNext(gazetteer, outer.place, place)) return undefined
  let best: Path | undefined
  for (const { at, isLeaf } of endsOf(scene, i, place)) {
    const path = { start: outer.start, end: at, place, steps: outer.steps + 1 }
    // 楚雄楚雄: a prefecture said twice, unless something of the county of that name follows.
    const isTwice = gazetteer.cores[place] === gazetteer.cores[outer.place] && at === scene.terminals.core[i]
    const found = (level < 3 ? below(scene, i + 1, path) : undefined) ?? (isLeaf && !isTwice ? path : undefined)
    if (found && isBetter(scene.home, found, best)) best = found
  }
  return best
}

/** The paths of a line that begin where an address may begin. One name alone is none. */
export function pathsOf(scene: PathScene): Path[] {
  const { home, text, terminals } = scene
  const { gazetteer } = home
  const found: Path[] = []
  for (let i = 0; i < terminals.count; i++) {
    const start = terminals.start[i] as number // a terminal
    const node = terminals.node[i] as number // as above
    if (!gazetteer.hasUpper[node] || !isFree(text, start) || (text.flags[start] as number) & FLAG.bracketed) continue
    const last = found.at(-1)
    if (last && last.start < start && start < last.end) continue
    const best = pathFrom(scene, i)
    if (!best) continue
    if (last?.start !== start) found.push(best)
    else if (isBetter(home, best, last)) found[found.length - 1] = best
  }
  return found
}

function pathFrom(scene: PathScene, i: number): Path | undefined {
  const { home, terminals } = scene
  const { gazetteer } = home
  const node = terminals.node[i] as number // a terminal
  let best: Path | undefined
  for (let k = gazetteer.names.starts[node] as number; k < (gazetteer.names.starts[node + 1] as number); k++) {
    const place = (gazetteer.names.values[k] as number) >> 1 // within
    const level = gazetteer.level[place] as Level // a place
    if (level > 2) continue
    for (const { at } of endsOf(scene, i, place)) {
      const path = below(scene, i + 1, { start: terminals.start[i] as number, end: at, place, steps: 1 }) // a terminal
      if (path && isBetter(home, path, best)) best = path
    }
  }
  return best
}
