import { textOfDocx } from '@xiangji/plan-check/docx'
import { textOfPlain } from '@xiangji/plan-check/plain'
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
  const bytes = new Uint8Array(await file.arrayBuffer())
  const isDocx = /\.docx$/i.test(file.name)
  const text = isDocx ? await textOfDocx(bytes, inflate).catch(() => undefined) : textOfPlain(bytes)
  if (text === undefined) throw new Problem(isDocx ? 'check.notADocument' : 'check.noChinese', 400)
  return text
}
