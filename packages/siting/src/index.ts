/** 选址: where stations should be, by the rules of a plan, with proof. Pure; the solver is brought by the caller. */
export type { Assumption } from './assumptions.ts'
export { checkSiting } from './check.ts'
export { type PlaceRow, problemOf, type VillageFact } from './county.ts'
export { mipBy } from './highs.ts'
export type { MipAnswer, MipModel, MipOptions, SolveMip } from './mip.ts'
export {
  allowedIn,
  type CitedRule,
  metresBetween,
  type SitingProblem,
  type SitingRules,
  servedBy,
  type Town,
  type Village,
} from './problem.ts'
export type { LeftOut, LeftOutReason, Station, StationReason } from './reasons.ts'
export { rulesOf, withNumber } from './rules.ts'
export { type Progress, type Siting, solveSiting } from './solve.ts'
export type { Clash } from './wish.ts'
export { assumptionText, clashText, leftOutText, stationText } from './words.ts'
