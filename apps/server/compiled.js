import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * What Node has stripped of types and compiled it keeps beside the packages and reads at the next start; so do threads and processes that
 * begin from here. Where the folder cannot be written nothing is kept. This file has no types, and `npm run xiangji` loads it before all
 * others: then nothing is left to strip, and a command begins in 0.1 s instead of 0.4.
 */
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('../../node_modules/.cache/compiled', import.meta.url))
enableCompileCache(process.env.NODE_COMPILE_CACHE)
