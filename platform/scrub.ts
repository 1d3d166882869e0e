const UUID = '[\\da-f]{8}(?:-[\\da-f]{4}){3}-[\\da-f]{12}'
/** What names a person or opens a door, wherever it stands in a text. */
const PERSONAL = [
  '(?<!\\d)(?:86[- ]?)?1[3-9]\\d[- ]?\\d{4}[- ]?\\d{4}(?!\\d)', // a mobile number
  '(?<!\\d)\\d{17}[\\dXx](?![\\dA-Za-z])', // 居民身份证号 (GB 11643)
  '(?<!\\d)\\d{15,19}(?!\\d)', // one of the first generation, or a bank card
  '[\\w.+-]{1,64}@[\\w-]+(?:\\.[\\w-]+)+', // an e-mail address
  '(?<=://)[^\\s/@:]+:[^\\s/@]+(?=@)', // the password inside an address
]
// A UUID is taken whole, so that a run of digits inside it is no telephone number.
const ALL = new RegExp(`(${UUID})|${PERSONAL.join('|')}`, 'gi')

/** A text without telephone numbers, ID numbers, bank cards, e-mail addresses and passwords in addresses; each becomes `***`. */
export const scrubbed = (text: string): string => text.replace(ALL, (_, uuid?: string) => uuid ?? '***')
