/** A row of numbers that can go back to what it was at the last `commit`. Hot: typed arrays, no allocation. */
export class Undo {
  readonly row: Int32Array
  private readonly places: Int32Array
  private readonly values: Int32Array
  /** The commit after which a place was last changed. */
  private readonly changedIn: Int32Array
  private count = 0
  private commits = 1

  constructor(row: Int32Array) {
    this.row = row
    this.places = new Int32Array(row.length)
    this.values = new Int32Array(row.length)
    this.changedIn = new Int32Array(row.length)
  }

  set(place: number, value: number): void {
    const { row } = this
    if (this.changedIn[place] !== this.commits) {
      this.changedIn[place] = this.commits
      this.places[this.count] = place
      this.values[this.count++] = row[place]!
    }
    row[place] = value
  }

  commit(): void {
    this.count = 0
    this.commits = (this.commits + 1) | 0
  }

  rollback(): void {
    const { row, places, values } = this
    for (let i = 0; i < this.count; i++) row[places[i]!] = values[i]!
    this.commit()
  }
}
