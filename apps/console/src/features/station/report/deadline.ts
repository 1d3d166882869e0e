import { addDays } from '../../../lib/format.ts'

/** A report of a day is late from the next noon on. */
export const NOON = '12:00'
export const isOverdue = (on: string): boolean => Date.now() >= Date.parse(`${addDays(on, 1)}T${NOON}:00+08:00`)
