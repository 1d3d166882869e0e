/** Takes exact numbers of bytes from a stream of buffers, holding no more of it than was asked for. */
export class ByteReader {
  readonly #source: AsyncIterator<Buffer>
  #waiting: Buffer[] = []
  #size = 0
  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  /** @returns undefined when the stream ends before */
  async take(length: number): Promise<Buffer | undefined> {
    while (this.#size < length) {
      const { value, done } = await this.#source.next()
      if (done) return undefined
      this.#waiting.push(value)
      this.#size += value.length
    }
    const all = this.#waiting.length === 1 ? this.#waiting[0] : Buffer.concat(this.#waiting)
    if (!all) return Buffer.alloc(0)
    this.#waiting = [all.subarray(length)]
    this.#size -= length
    return all.subarray(0, length)
  }
}
