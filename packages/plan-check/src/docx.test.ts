import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { textOfDocx } from './docx.ts'

const inflate = async (bytes: Uint8Array): Promise<Uint8Array> => inflateRawSync(bytes)

/** A ZIP archive of one file, as Word writes it (checksums left out: nothing here reads them). */
function zipped(name: string, content: string): Uint8Array {
  const file = Buffer.from(name)
  const data = deflateRawSync(Buffer.from(content))
  const local = Buffer.alloc(30)
  local.writeUInt32LE(0x04_03_4b_50, 0)
  local.writeUInt16LE(8, 8)
  local.writeUInt32LE(data.length, 18)
  local.writeUInt16LE(file.length, 26)
  const entry = Buffer.alloc(46)
  entry.writeUInt32LE(0x02_01_4b_50, 0)
  entry.writeUInt16LE(8, 10)
  entry.writeUInt32LE(data.length, 20)
  entry.writeUInt16LE(file.length, 28)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06_05_4b_50, 0)
  end.writeUInt16LE(1, 10)
  end.writeUInt32LE(local.length + file.length + data.length, 16)
  return new Uint8Array(Buffer.concat([local, file, data, entry, file, end]))
}

const paragraph = (text: string): string => `<w:p><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`

test('paragraphs become lines, rows of a table lines with tabs', async () => {
  const row = (...cells: string[]): string =>
    `<w:tr>${cells.map((cell) => `<w:tc>${paragraph(cell)}</w:tc>`).join('')}</w:tr>`
  const xml = `<w:document>${paragraph('一、目标 &amp; 内容')}<w:tbl>${row('序号', '名称')}${row('1', '甲&lt;乙')}</w:tbl>${paragraph('完')}</w:document>`
  const text = await textOfDocx(zipped('word/document.xml', xml), inflate)
  expect(text?.trim()).toBe('一、目标 & 内容\n序号\t名称\n1\t甲<乙\n完')
})

test('what is no Word document is told apart', async () => {
  expect(await textOfDocx(new Uint8Array(Buffer.from('只是文字，不是压缩包。只是文字。')), inflate)).toBeUndefined()
  expect(await textOfDocx(zipped('word/other.xml', '<a/>'), inflate)).toBeUndefined()
  expect(await textOfDocx(new Uint8Array(3), inflate)).toBeUndefined()
})
