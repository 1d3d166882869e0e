/** Seeded chance (SplitMix32): the same seed gives the same answer on every machine. */
export class Random {
  // A typed array keeps the state an integer; a plain field above 2^30 would be allocated anew at each step.
  private readonly state = new Int32Array(1)

  constructor(seed: number) {
    this.state[0] = seed
  }

  /** Uniform over all 32-bit patterns, as a signed integer. */
  bits(): number {
    const a = (this.state[0]! + 0x9e3779b9) | 0
    this.state[0] = a
    let t = a ^ (a >>> 16)
    t = Math.imul(t, 0x21f0aaad)
    t ^= t >>> 15
    t = Math.imul(t, 0x735a2d97)
    return t ^ (t >>> 15)
  }

  /** Uniform in [0, 1). */
  unit(): number {
    return (this.bits() >>> 0) / 4294967296
  }

  /** Uniform in 0 … limit − 1. */
  below(limit: number): number {
    return Math.floor(this.unit() * limit)
  }

  /** Puts a row into an order by chance (Fisher & Yates). */
  shuffle(row: Int32Array): void {
    for (let i = row.length - 1; i > 0; i--) {
      const j = this.below(i + 1)
      const v = row[i]!
      row[i] = row[j]!
      row[j] = v
    }
  }
}
