/** What two languages of a front end do not have in common. */
type Words = { readonly [key: string]: unknown }

function texts(words: Words, above = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(words)) {
    if (typeof value === 'object' && value !== null)
      for (const [inner, text] of texts(value as Words, `${above}${key}.`)) found.set(inner, text) // an object of texts
    else found.set(above + key, String(value))
  }
  return found
}

const factsOf = (text: string): string => [...new Set(text.match(/\{\w+\}/g))].sort().join(' ') || 'none'

/** A unit may be a word in one language and none in the other: 35 个, 35. */
const mayBeEmpty = (key: string): boolean => key.startsWith('unit.')

function differenceAt(key: string, zh: string | undefined, en: string | undefined): string | undefined {
  if (zh === undefined) return 'only in en'
  if (en === undefined) return 'only in zh-CN'
  if (mayBeEmpty(key)) return undefined
  if (zh.trim() === '') return 'empty in zh-CN'
  if (en.trim() === '') return 'empty in en'
  return factsOf(zh) === factsOf(en) ? undefined : `zh-CN has ${factsOf(zh)}, en has ${factsOf(en)}`
}

/** Keys of one language only, texts with other facts in braces, empty texts. */
export function differences(zh: Words, en: Words): string[] {
  const [a, b] = [texts(zh), texts(en)]
  return [...new Set([...a.keys(), ...b.keys()])].sort().flatMap((key) => {
    const said = differenceAt(key, a.get(key), b.get(key))
    return said ? [`${key}: ${said}`] : []
  })
}
