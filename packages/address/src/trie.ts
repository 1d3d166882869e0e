/**
 * Names to numbers: a trie in typed arrays, the first step by table, the others by open addressing. It is walked from every
 * character of every line, so there are no objects in it.
 */
export type Trie = {
  first: Int32Array
  /** Parent, unit, child and nothing, four to a slot: what is asked together lies together. */
  slots: Int32Array
  mask: number
  /** Entries of node n: values[starts[n]] up to values[starts[n + 1]], in the order in which they were given. */
  starts: Int32Array
  values: Int32Array
}

const hash = (node: number, unit: number): number => (Math.imul(node, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b)) >>> 0

/** The child of a node by a unit, or 0. Node 0 is the root. */
export function step(trie: Trie, node: number, unit: number): number {
  if (node === 0) return trie.first[unit] as number // one for each unit
  const { slots, mask } = trie
  let slot = (hash(node, unit) >>> 7) & mask
  for (;;) {
    const at = slot << 2
    const child = slots[at + 2] as number // the mask keeps it within
    if (child === 0) return 0
    if (slots[at] === node && slots[at + 1] === unit) return child
    slot = (slot + 1) & mask
  }
}

function put(trie: Trie, node: number, unit: number, child: number): void {
  if (node === 0) {
    trie.first[unit] = child
    return
  }
  let slot = (hash(node, unit) >>> 7) & trie.mask
  while (trie.slots[(slot << 2) + 2] !== 0) slot = (slot + 1) & trie.mask
  trie.slots[slot << 2] = node
  trie.slots[(slot << 2) + 1] = unit
  trie.slots[(slot << 2) + 2] = child
}

/** Makes the nodes of all keys; `ends` is told where each key ends. @returns how many there are */
function plant(trie: Trie, keys: readonly string[], ends: Int32Array): number {
  let nodes = 0
  for (const [i, key] of keys.entries()) {
    let node = 0
    for (let at = 0; at < key.length; at++) {
      const unit = key.charCodeAt(at)
      const next = step(trie, node, unit)
      if (next === 0) put(trie, node, unit, ++nodes)
      node = next === 0 ? nodes : next
    }
    ends[i] = node
  }
  return nodes
}

/** `keys[i]` leads to `values[i]`; an empty key to nothing. */
export function buildTrie(keys: readonly string[], values: ArrayLike<number>): Trie {
  let total = 0
  for (const key of keys) total += key.length
  let size = 1024
  while (size < total) size *= 2
  const trie: Trie = {
    first: new Int32Array(65536),
    slots: new Int32Array(size * 4),
    mask: size - 1,
    starts: new Int32Array(0),
    values: new Int32Array(keys.length),
  }
  const ends = new Int32Array(keys.length)
  const nodes = plant(trie, keys, ends)
  trie.starts = new Int32Array(nodes + 2)
  for (const end of ends) if (end > 0) (trie.starts[end + 1] as number)++ // within: end ≤ nodes
  for (let node = 1; node <= nodes + 1; node++)
    trie.starts[node] = (trie.starts[node] as number) + (trie.starts[node - 1] as number) // as above
  const next = trie.starts.slice()
  for (const [i, end] of ends.entries()) if (end > 0) trie.values[(next[end] as number)++] = values[i] as number // as above
  return trie
}
