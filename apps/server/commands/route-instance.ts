import { type Instance, readCvrplib, readSolomon } from '@xiangji/routing'

/** A benchmark instance in whichever of the two formats it is written. */
export const readInstance = (text: string): Instance =>
  /^\s*(?:DIMENSION\b|[A-Z_]+_SECTION\b)/m.test(text) ? readCvrplib(text) : readSolomon(text)
