import type { Money } from './kinds.ts'

export enum Fund { // refused
  central,
}
export const first = (rows: string[]): string => rows[0] // refused
export const none: { note?: string } = { note: undefined } // refused
export type Amount = Money
