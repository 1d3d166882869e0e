const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
}
const STEPS: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 }
const GROUPS: Readonly<Record<string, number>> = { 万: 10_000, 亿: 100_000_000 }

/** Reads a numeral of Chinese characters up to 亿, such as 两千三百 or 十二; NaN where it is none. */
export function chineseNumber(text: string): number {
  let total = 0
  let group = 0
  let digit: number | null = null
  for (const char of text) {
    if (char in DIGITS) digit = DIGITS[char] ?? 0
    else if (char in STEPS) {
      group += (digit ?? 1) * (STEPS[char] ?? 1)
      digit = null
    } else if (char in GROUPS) {
      total = (total + group + (digit ?? 0)) * (GROUPS[char] ?? 1)
      group = 0
      digit = null
    } else return Number.NaN
  }
  return text === '' ? Number.NaN : total + group + (digit ?? 0)
}

/** A number in digits (1,000 and 2.5 too) or in Chinese characters. */
export function readNumber(text: string): number {
  const close = text.replaceAll(/[\s,]/g, '')
  return /^\d/.test(close) ? Number(close) : chineseNumber(close)
}
