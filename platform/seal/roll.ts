import { createHash, hash } from 'node:crypto'
import { type EventRun, fieldsOf, ID_BYTES, idStart, idText, kindOf } from './bytes.ts'
import { hashOf, type SuiteId } from './suite.ts'

export const BLOCK = 1024
const KIND_NO = 2
const HASH = 32
const ENTRY = ID_BYTES + KIND_NO + HASH

/** Up to 1024 events of a day by name: id, number of its kind, hash of its bytes, 50 bytes each. */
export type Block = { no: number; count: number; kinds: string[]; roll: Buffer }
export type RollEntry = { id: string; kind: string; hash: Buffer }

export const entriesOf = ({ count, kinds, roll }: Block): RollEntry[] =>
  Array.from({ length: count }, (_, i) => {
    const at = i * ENTRY
    return {
      id: idText(roll, at),
      kind: kinds[roll.readUInt16BE(at + ID_BYTES)] ?? '',
      hash: roll.subarray(at + ID_BYTES + KIND_NO, at + ENTRY),
    }
  })

const blockBytes = ({ no, count, kinds, roll }: Block): Buffer =>
  fieldsOf(['xiangji.block.1', String(no), String(count), fieldsOf(kinds), roll])

export function rollDigester(suite: SuiteId): { add: (block: Block) => void; digest: () => Buffer } {
  const digest = createHash(hashOf(suite))
  return { add: (block) => void digest.update(blockBytes(block)), digest: () => digest.digest() }
}

/** Writes events down by name; hands each full block over, and the last one when it is closed. */
export function createRoll(suite: SuiteId, take: (block: Block) => void) {
  const algorithm = hashOf(suite)
  const digester = rollDigester(suite)
  let no = 0
  let count = 0
  let kinds = new Map<string, number>()
  let roll = Buffer.alloc(BLOCK * ENTRY)

  const close = () => {
    if (count === 0) return
    const block = { no, count, kinds: [...kinds.keys()], roll: roll.subarray(0, count * ENTRY) }
    digester.add(block)
    take(block)
    no += 1
    count = 0
    kinds = new Map()
    roll = Buffer.alloc(BLOCK * ENTRY)
  }

  return {
    add({ bytes, starts }: EventRun): void {
      for (let i = 0; i + 1 < starts.length; i++) {
        const start = starts[i] as number // below starts.length
        const kind = kindOf(bytes, start)
        let kindNo = kinds.get(kind)
        if (kindNo === undefined) {
          kindNo = kinds.size
          kinds.set(kind, kindNo)
        }
        const at = count * ENTRY
        bytes.copy(roll, at, idStart(start), idStart(start) + ID_BYTES)
        roll.writeUInt16BE(kindNo, at + ID_BYTES)
        // One call a hash; as latin1 it costs half of what a Buffer of its own would.
        roll.write(hash(algorithm, bytes.subarray(start, starts[i + 1]), 'latin1'), at + ID_BYTES + KIND_NO, 'latin1')
        count += 1
        if (count === BLOCK) close()
      }
    },
    digest(): Buffer {
      close()
      return digester.digest()
    },
  }
}
