/** The characters of place names: how they sound, what they look like, and which is the simple form of which. */
import { chromium } from 'playwright-core'

type Sources = { pinyin: string; opencc: string; decomposition: string; names: readonly string[] }
type Pinyin = { pinyin: (text: string, options: { multiple: true; toneType: 'none'; type: 'array' }) => string[] }

const isHan = (char: string) => /^[㐀-鿿]$/.test(char)

/** All 6,763 characters of GB 2312, which every keyboard has. */
function gb2312(): string[] {
  const decoder = new TextDecoder('gb18030')
  const found: string[] = []
  for (let row = 0xb0; row <= 0xf7; row++)
    for (let cell = 0xa1; cell <= 0xfe; cell++) found.push(decoder.decode(new Uint8Array([row, cell])))
  return found.filter(isHan)
}

/** Neighbours kept a character, and the likeness below which nobody takes one for the other. */
const NEIGHBOURS = 8
const LIKENESS = 0.55

/** Runs in the page: draws each character and answers, for each, those whose ink lies where its own does. */
function neighbours([characters, most, least]: readonly [string[], number, number]): string[] {
  const SIDE = 20
  const canvas = new OffscreenCanvas(SIDE, SIDE)
  const pen = canvas.getContext('2d', { willReadFrequently: true }) as OffscreenCanvasRenderingContext2D // a fresh canvas has it
  pen.font = `${SIDE - 2}px "Noto Sans CJK SC"`
  pen.textBaseline = 'middle'
  pen.textAlign = 'center'
  const size = SIDE * SIDE
  const ink = characters.map((char) => {
    pen.clearRect(0, 0, SIDE, SIDE)
    pen.filter = 'blur(0.8px)'
    pen.fillText(char, SIDE / 2, SIDE / 2)
    const pixels = pen.getImageData(0, 0, SIDE, SIDE).data
    const grey = new Float32Array(size)
    let sum = 0
    for (let i = 0; i < size; i++) {
      grey[i] = pixels[4 * i + 3] as number // four bytes a pixel
      sum += grey[i] as number
    }
    const mean = sum / size
    let norm = 0
    for (let i = 0; i < size; i++) {
      const off = (grey[i] as number) - mean
      grey[i] = off
      norm += off * off
    }
    const scale = 1 / Math.sqrt(norm || 1)
    return grey.map((value) => value * scale)
  })
  return characters.map((_, a) => {
    const own = ink[a] as Float32Array
    const likes: [number, number][] = []
    for (let b = 0; b < ink.length; b++) {
      const other = ink[b] as Float32Array
      let dot = 0
      for (let i = 0; i < size; i++) dot += (own[i] as number) * (other[i] as number)
      if (b !== a && dot >= least) likes.push([dot, b])
    }
    return likes
      .sort((x, y) => y[0] - x[0])
      .slice(0, most)
      .map(([, b]) => characters[b])
      .join('')
  })
}

async function lookAlikes(characters: string[]): Promise<Map<string, string>> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
  const page = await browser.newPage()
  const found = await page.evaluate(neighbours, [characters, NEIGHBOURS, LIKENESS] as const)
  await browser.close()
  return new Map(characters.map((char, i) => [char, found[i] ?? '']))
}

/** A part that more characters share is a radical, by which nobody confuses them. */
const RADICAL = 70

/** The parts of each character that tell it from others: of 埔 the 甫, not the 土. */
function partsOf(decomposition: string, used: readonly string[]): Map<string, string> {
  const parts = new Map<string, string[]>()
  for (const [, char = '', of = ''] of decomposition.matchAll(/^(.):[^(]+\(([^)]*)\)/gmu))
    parts.set(char, of.split(',').filter(isHan))
  const sharedBy = new Map<string, number>()
  for (const char of used)
    for (const part of new Set(parts.get(char) ?? [])) sharedBy.set(part, (sharedBy.get(part) ?? 0) + 1)
  const telling = (part: string) => (sharedBy.get(part) ?? 0) > 1 && (sharedBy.get(part) ?? 0) <= RADICAL
  return new Map(used.map((char) => [char, [...new Set(parts.get(char) ?? [])].filter(telling).join('')]))
}

/** The text of packages/address/src/characters.gen.ts. */
export async function characters({ pinyin: from, opencc, decomposition, names }: Sources): Promise<string> {
  const { pinyin } = (await import(from)) as Pinyin
  const { default: simple } = (await import(opencc)) as { default: string }
  const used = [...new Set([...gb2312(), ...names.join('')])].filter(isHan).sort()
  const sounds = new Map<string, string>()
  for (const char of used)
    for (const sound of new Set(pinyin(char, { multiple: true, toneType: 'none', type: 'array' })))
      if (/^[a-zü]+$/.test(sound)) sounds.set(sound, (sounds.get(sound) ?? '') + char)
  const looks = await lookAlikes(used)
  const inNames = new Set(names.join(''))
  // Those of GB 2312 are words of their own (乾县, 后山). Others are folded even where a row of the statistics has one: names are folded too.
  const own = new Set(gb2312())
  const parts = partsOf(decomposition, used)
  const pairs = simple
    .split('|')
    .map((pair) => pair.split(' '))
    .filter(([from = '', to = '']) => isHan(from) && isHan(to) && from !== to && !own.has(from))
  const lines = (rows: Iterable<string>) => `\`${[...rows].join('\n')}\``
  return [
    '// Made by tools/address-data.ts: never edited.',
    '',
    '/** Sound without tone, then the characters that have it (from pinyin-pro, MIT). */',
    `export const SOUNDS = ${lines([...sounds].sort().map(([sound, of]) => `${sound} ${of}`))}`,
    '',
    '/** A character, then those that look most like it, in print (drawn in Noto Sans CJK SC). */',
    `export const LOOKS = ${lines([...looks].filter(([char, like]) => like !== '' && inNames.has(char)).map(([char, like]) => char + like))}`,
    '',
    '/** A character, then the parts by which it is told from others (from cjk-decomp, Apache-2.0). */',
    `export const PARTS = ${lines([...parts].filter(([, of]) => of !== '').map(([char, of]) => char + of))}`,
    '',
    '/** Traditional and simple form, in turn (from OpenCC, Apache-2.0). */',
    `export const SIMPLE = '${pairs.map(([a, b]) => `${a}${b}`).join('')}'`,
    '',
  ].join('\n')
}
