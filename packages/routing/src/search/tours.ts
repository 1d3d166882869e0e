/**
 * Tours as circular doubly linked lists, with a log that undoes what was done since `commit`. Nodes 1 … n are stops; node n + 1 + r
 * is the depot of tour r, before its first stop and after its last. Hot: typed arrays, no allocation.
 */
export class Tours {
  readonly stops: number
  readonly tours: number
  readonly next: Int32Array
  readonly prev: Int32Array
  /** The tour of a stop, −1 while it is in none; of a depot node its own. */
  readonly tour: Int32Array
  readonly size: Int32Array
  /** A permutation of the tours: the first `used` hold stops. */
  readonly order: Int32Array
  used = 0
  /** How many stops are in tours. */
  placed = 0
  /** 1 for stops that stay where they are. */
  readonly fixed: Uint8Array
  private readonly slot: Int32Array
  private readonly log: Int32Array
  private logged = 0

  constructor(stops: number, tours: number) {
    const nodes = stops + 1 + tours
    this.stops = stops
    this.tours = tours
    this.next = new Int32Array(nodes)
    this.prev = new Int32Array(nodes)
    this.tour = new Int32Array(nodes).fill(-1)
    this.size = new Int32Array(tours)
    this.fixed = new Uint8Array(stops + 1)
    this.order = new Int32Array(tours)
    this.slot = new Int32Array(tours)
    this.log = new Int32Array(16 * (stops + 1))
    for (let r = 0; r < tours; r++) {
      const depot = stops + 1 + r
      this.next[depot] = depot
      this.prev[depot] = depot
      this.tour[depot] = r
      this.order[r] = r
      this.slot[r] = r
    }
  }

  depot(tour: number): number {
    return this.stops + 1 + tour
  }

  /** Puts a stop behind a node. */
  insert(v: number, after: number): void {
    this.log[this.logged++] = v
    this.log[this.logged++] = -1
    this.attach(v, after)
  }

  remove(v: number): void {
    this.log[this.logged++] = v
    this.log[this.logged++] = this.prev[v]!
    this.detach(v)
  }

  /** What was done so far stays. */
  commit(): void {
    this.logged = 0
  }

  /** All is as it was at the last `commit`. */
  rollback(): void {
    const { log } = this
    while (this.logged > 0) {
      const after = log[--this.logged]!
      const v = log[--this.logged]!
      if (after < 0) this.undoAttach(v)
      else this.undoDetach(v, after)
    }
  }

  protected undoAttach(v: number): void {
    this.detach(v)
  }

  protected undoDetach(v: number, after: number): void {
    this.attach(v, after)
  }

  protected attach(v: number, after: number): void {
    const { next, prev, tour } = this
    const before = next[after]!
    const r = tour[after]!
    next[after] = v
    prev[v] = after
    next[v] = before
    prev[before] = v
    tour[v] = r
    this.placed++
    if (this.size[r]!++ === 0) this.swap(r, this.used++)
  }

  protected detach(v: number): void {
    const { next, prev, tour } = this
    const after = prev[v]!
    const before = next[v]!
    const r = tour[v]!
    next[after] = before
    prev[before] = after
    tour[v] = -1
    this.placed--
    if (--this.size[r]! === 0) this.swap(r, --this.used)
  }

  private swap(tour: number, to: number): void {
    const { order, slot } = this
    const from = slot[tour]!
    const other = order[to]!
    order[to] = tour
    slot[tour] = to
    order[from] = other
    slot[other] = from
  }
}

/** A working solution under rules: what ruin and recreate ask of it. */
export abstract class Plan extends Tours {
  /** The nearest stops of each stop, nearest first, `aroundCount` a stop. */
  abstract readonly around: Int32Array
  abstract readonly aroundCount: number
  /**
   * Keys by stop to put stops back by, smallest first; undefined is chance. One is drawn in each iteration, so that twice in the list is
   * twice as often.
   */
  abstract readonly orders: readonly (Float64Array | undefined)[]
  /** A length by which temperatures are measured: what an arc between two stops costs in the mean. */
  abstract readonly scale: number
  /** Puts a stop where it costs least; false where it fits nowhere or costs more than leaving it out. */
  abstract place(v: number): boolean
  /** What the solution costs, with what stops cost that are left out. */
  abstract total(): number
  /** What it costs at least once all is placed that can be: no more than what is placed costs by now. */
  abstract least(): number
  /** Told of the node behind stops that were taken out in a row. */
  abstract closeGap(before: number): void
  /** Changes whole ends of tours where it finds that this saves; false where nothing was changed. */
  abstract join(): boolean
  /** After ruin: takes out what cannot stay without the taken stops; how many of `taken` are to be placed. */
  abstract complete(taken: Int32Array, count: number): number
}
