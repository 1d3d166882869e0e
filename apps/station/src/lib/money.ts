/** What a keypad shows (`12`, `12.`, `12.5`, `12.50`) in fen, without ever being a fraction in between. */
export function fenOf(typed: string): number {
  const [yuan = '', rest = ''] = typed.split('.')
  return Number(yuan || '0') * 100 + Number(rest.padEnd(2, '0').slice(0, 2) || '0')
}

const group = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ',')

/** Exact yuan: 123450 → 1,234.50. */
export const yuanOf = (fen: number): string =>
  `${fen < 0 ? '-' : ''}${group(String(Math.floor(Math.abs(fen) / 100)))}.${String(Math.abs(fen) % 100).padStart(2, '0')}`

/** An amount as a keypad would have typed it: 1250 → 12.5. */
export const typedOf = (fen: number): string => (fen === 0 ? '' : String(fen / 100))

export const countOf = (count: number): string => group(String(count))

const YUAN_DIGITS = 7
const COUNT_DIGITS = 5

/** The text after one more key; `back` takes the last character away. A key that makes no amount changes nothing. */
export function typeAmount(typed: string, key: string): string {
  if (key === 'back') return typed.slice(0, -1)
  if (key === '.') return typed.includes('.') ? typed : `${typed || '0'}.`
  const next = typed === '0' ? key : typed + key
  const [yuan = '', rest = ''] = next.split('.')
  return yuan.length > YUAN_DIGITS || rest.length > 2 ? typed : next
}

export function typeCount(typed: string, key: string): string {
  if (key === 'back') return typed.slice(0, -1)
  if (key === '.') return typed
  const next = typed === '0' ? key : typed + key
  return next.length > COUNT_DIGITS ? typed : next
}
