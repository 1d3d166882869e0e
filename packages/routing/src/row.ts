/** A day as the search drives it: the stops of its trips, 0 for each return; empty trips are not driven. */
export function rowOf(trips: readonly (readonly number[])[]): Int32Array {
  return Int32Array.from(trips.filter(({ length }) => length > 0).flatMap((trip) => [...trip, 0]))
}
