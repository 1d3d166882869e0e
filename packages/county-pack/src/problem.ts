/** A sentence in both languages of the console. */
export interface Wording {
  zh: string
  en: string
}

/** Something in a pack that must be mended before it can be loaded. */
export interface PackProblem {
  file: string
  /** The place inside the file, such as `lines[2].amountsWan.central`; empty for the file as a whole. */
  path: string
  code: string
  message: Wording
  mend: Wording
}

/** `['lines', 2, 'id']` as people write it: `lines[2].id`. */
export function pathText(path: readonly PropertyKey[]): string {
  let text = ''
  for (const key of path) {
    if (typeof key === 'number') text += `[${key}]`
    else text += text === '' ? String(key) : `.${String(key)}`
  }
  return text
}
