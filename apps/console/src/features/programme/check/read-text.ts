import { textOfDocx } from '@xiangji/plan-check/docx'
import { Problem } from '../../../lib/api.ts'

const MAX_BYTES = 10_000_000

async function inflate(bytes: Uint8Array): Promise<Uint8Array> {
  // A copy of its own: the stream takes no shared buffer.
  const packed = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new DecompressionStream('deflate-raw'))
  return new Uint8Array(await new Response(packed).arrayBuffer())
}

/** The text of a file that a person chose; it is read in the browser and leaves it as text only. */
export async function readText(file: File): Promise<string> {
  if (file.size > MAX_BYTES) throw new Problem('check.fileTooLarge', 400)
  if (!/\.docx$/i.test(file.name)) return file.text()
  const text = await textOfDocx(new Uint8Array(await file.arrayBuffer()), inflate).catch(() => undefined)
  if (text === undefined) throw new Problem('check.notADocument', 400)
  return text
}
