/** A reader of compressed bytes (DEFLATE without a header): node:zlib or the browser's DecompressionStream. */
export type Inflate = (bytes: Uint8Array) => Promise<Uint8Array>

const END = 0x06_05_4b_50
const ENTRY = 0x02_01_4b_50
const STORED = 0
const PART = 'word/document.xml'
/** A document's text is far smaller; more is no plan. */
const MAX_BYTES = 30_000_000

/** Where the list of files of a ZIP archive begins (APPNOTE 4.3.16); the record stands at the end, before a comment. */
function directoryOf(view: DataView): { at: number; count: number } | undefined {
  for (let at = view.byteLength - 22; at >= Math.max(0, view.byteLength - 65_558); at--) {
    if (view.getUint32(at, true) === END)
      return { at: view.getUint32(at + 16, true), count: view.getUint16(at + 10, true) }
  }
  return undefined
}

interface Part {
  method: number
  size: number
  offset: number
}

function partOf(bytes: Uint8Array, view: DataView): Part | undefined {
  const directory = directoryOf(view)
  let at = directory?.at ?? 0
  for (let left = directory?.count ?? 0; left > 0 && at + 46 <= bytes.length; left--) {
    if (view.getUint32(at, true) !== ENTRY) return undefined
    const nameLength = view.getUint16(at + 28, true)
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength))
    if (name === PART) {
      return {
        method: view.getUint16(at + 10, true),
        size: view.getUint32(at + 20, true),
        offset: view.getUint32(at + 42, true),
      }
    }
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return undefined
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

function plain(xml: string): string {
  return xml.replaceAll(/&(#x?[0-9a-fA-F]+|\w+);/g, (whole, name: string) => {
    if (!name.startsWith('#')) return ENTITIES[name] ?? whole
    const code = name.startsWith('#x') ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : whole
  })
}

/** The words of a run of XML: text, tabs and breaks; a table's rows become lines with tabs between cells. */
function linesOf(xml: string): string {
  const flat = xml.replaceAll(/<w:tbl>[\s\S]*?<\/w:tbl>/g, (table) =>
    table
      .split(/<\/w:tr>/)
      .map((row) =>
        row
          .split(/<\/w:tc>/)
          .slice(0, -1)
          .map((cell) => wordsOf(cell).trim())
          .join('\t'),
      )
      .filter((row) => row.trim() !== '')
      .map((row) => `<w:p><w:t>${row.replaceAll('&', '&amp;').replaceAll('<', '&lt;')}</w:t></w:p>`)
      .join(''),
  )
  return flat
    .split(/<\/w:p>/)
    .map((paragraph) => wordsOf(paragraph))
    .join('\n')
}

function wordsOf(xml: string): string {
  const marks = xml.matchAll(/<w:t(?:\s[^>]*)?>([^<]*)<\/w:t>|<w:tab\s*\/>|<w:br\b[^>]*>/g)
  return [...marks]
    .map(([mark, text]) => (text === undefined ? (mark.startsWith('<w:tab') ? '\t' : ' ') : plain(text)))
    .join('')
}

/** The text of a Word document (.docx), paragraph by paragraph; undefined where the bytes are none. */
export async function textOfDocx(bytes: Uint8Array, inflate: Inflate): Promise<string | undefined> {
  if (bytes.length < 22) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const part = partOf(bytes, view)
  if (part === undefined || part.size > MAX_BYTES || part.offset + 30 > bytes.length) return undefined
  const from = part.offset + 30 + view.getUint16(part.offset + 26, true) + view.getUint16(part.offset + 28, true)
  const packed = bytes.subarray(from, from + part.size)
  const xml = new TextDecoder().decode(part.method === STORED ? packed : await inflate(packed))
  return linesOf(xml)
}
