/** The `count` nearest stops of each stop but itself, nearest first, by any measure; the entries of stop 0 stay empty. */
export function nearest(
  size: number,
  count: number,
  apartness: (a: number, b: number) => number,
): { list: Int32Array; count: number } {
  const kept = Math.max(0, Math.min(count, size - 2))
  const list = new Int32Array(size * kept)
  const keys = new Float64Array(size - 1)
  for (let a = 1; a < size; a++) {
    // One number holds measure and stop, for the numeric sort of typed arrays is several times as fast as one with a comparison.
    for (let b = 1; b < size; b++)
      keys[b - 1] = b === a ? Number.POSITIVE_INFINITY : Math.round(apartness(a, b) * 8) * 65536 + b
    select(keys, kept)
    keys.subarray(0, kept).sort()
    for (let k = 0; k < kept; k++) list[a * kept + k] = keys[k]! % 65536
  }
  return { list, count: kept }
}

/** Brings the `count` smallest to the front, in any order (Hoare 1961, FIND); no two are equal. */
function select(keys: Float64Array, count: number): void {
  let low = 0
  let high = keys.length - 1
  while (low < high) {
    const split = partition(keys, low, high)
    if (count <= split) high = split
    else low = split + 1
  }
}

/** Parts a stretch: what is left of the place returned, and there, is no larger than what is right of it. */
function partition(keys: Float64Array, low: number, high: number): number {
  const pivot = keys[(low + high) >> 1]!
  for (let i = low, j = high; ; i++, j--) {
    while (keys[i]! < pivot) i++
    while (keys[j]! > pivot) j--
    if (i >= j) return j
    const kept = keys[i]!
    keys[i] = keys[j]!
    keys[j] = kept
  }
}
