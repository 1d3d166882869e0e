import { type Instance, readCvrplib, readSolomon } from '@xiangji/routing'

/** A benchmark instance in whichever of the two formats it is written. */
export const readInstance = (text: string): Instance =>
  /^\s*DIMENSION/m.test(text) ? readCvrplib(text) : readSolomon(text)
