/** What a device has done and what became of it, whatever the network drops, repeats or reorders. */
export {
  type Act,
  dueActs,
  inFlight,
  type Standing,
  type SyncEvent,
  type SyncLog,
  standingOf,
  unsettled,
} from './act.ts'
export { EMPTY, merge, prune, reduce, reduceAll } from './reduce.ts'
