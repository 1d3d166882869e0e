/** The longest plan known has 15,000 characters. Figures are compared with each other: the work grows with the square of the length. */
export const LONGEST = 100_000

/**
 * The text of a plain file: UTF-8, UTF-16 with its mark, or what editors in China save (GB 18030). Undefined where no Chinese
 * text can be read: nothing found in what could not be read is no clean plan.
 */
export function textOfPlain(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes
  const text =
    first === 0xff && second === 0xfe
      ? decodeAs(bytes, 'utf-16le')
      : first === 0xfe && second === 0xff
        ? decodeAs(bytes, 'utf-16be')
        : (decodeAs(bytes, 'utf-8') ?? decodeAs(bytes, 'gb18030'))
  return text === undefined || text.includes('\0') || !/\p{Script=Han}/u.test(text) ? undefined : text
}

function decodeAs(bytes: Uint8Array, encoding: string): string | undefined {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
