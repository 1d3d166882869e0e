import { zipEntries } from '../zip.ts'

const startsWith =
  (hex: string) =>
  (bytes: Buffer): boolean =>
    bytes.subarray(0, hex.length / 2).toString('hex') === hex

/** A container of documents is told by the part that each kind must have (ECMA-376 part 2; OFD: GB/T 33190-2016). */
const CONTAINERS: readonly [part: string, mediaType: string][] = [
  ['word/document.xml', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ['xl/workbook.xml', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['ppt/presentation.xml', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
  ['OFD.xml', 'application/ofd'],
]

const KINDS: readonly [mediaType: string, test: (bytes: Buffer) => boolean][] = [
  ['application/pdf', startsWith('255044462d')],
  ['image/png', startsWith('89504e470d0a1a0a')],
  ['image/jpeg', startsWith('ffd8ff')],
  ['application/x-ole-storage', startsWith('d0cf11e0a1b11ae1')],
]

const isZip = startsWith('504b0304')

function isPlainText(bytes: Buffer): boolean {
  if (bytes.includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** What a paper is, by its bytes: a name or a header can lie. Undefined for what is not taken. */
export function mediaTypeOf(bytes: Buffer): string | undefined {
  if (bytes.length === 0) return undefined
  if (isZip(bytes)) {
    const names = new Set(zipEntries(bytes)?.map(({ name }) => name))
    return CONTAINERS.find(([part]) => names.has(part))?.[1]
  }
  return KINDS.find(([, test]) => test(bytes))?.[0] ?? (isPlainText(bytes) ? 'text/plain' : undefined)
}
