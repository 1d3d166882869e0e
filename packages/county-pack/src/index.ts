/** A county's plan as data: its shape, and the checks that a pack must pass before it is loaded. */
export { PACK_FILES, parsePack } from './parse.ts'
export type { PackProblem, Wording } from './problem.ts'
export { collectQuotes, type FoundQuote, isQuotedAt } from './quotes.ts'
export * from './schema.ts'
