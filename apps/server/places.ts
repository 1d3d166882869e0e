import type { DivisionService } from '#modules/division'
import type { Caller } from '#platform/authz'

/** Finds a place by its code, by its name where only one has it, or as 「乡镇/村」. */
export const placesBy = (divisions: DivisionService) => async (caller: Caller) => {
  const all = [...(await divisions.all(caller)).values()]
  const named = (name: string, parent?: string) =>
    all.filter((d) => d.name === name && (parent === undefined || d.parent === parent))
  return (words: string): string | undefined => {
    const [first = '', second] = words.split('/').map((part) => part.trim())
    if (all.some(({ code }) => code === first)) return first
    const found = named(first)
    if (second === undefined) return found.length === 1 ? found[0]?.code : undefined
    const inside = found.length === 1 ? named(second, found[0]?.code) : []
    return inside.length === 1 ? inside[0]?.code : undefined
  }
}
