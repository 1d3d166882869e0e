import type { DivisionService } from '#modules/division'
import type { Caller } from '#platform/authz'

/** Finds a place by its code, by its name where only one has it, or as 「乡镇/村」. */
export const placesBy = (divisions: DivisionService) => async (caller: Caller) => {
  const all = [...(await divisions.all(caller)).values()]
  /** Its code, where only one place has the name. */
  const named = (name: string, parent?: string): string | undefined => {
    const found = all.filter((d) => d.name === name && (parent === undefined || d.parent === parent))
    return found.length === 1 ? found[0]?.code : undefined
  }
  return (words: string): string | undefined => {
    const [first = '', second] = words.split('/').map((part) => part.trim())
    const code = all.some((d) => d.code === first) ? first : named(first)
    return second === undefined || code === undefined ? code : named(second, code)
  }
}
