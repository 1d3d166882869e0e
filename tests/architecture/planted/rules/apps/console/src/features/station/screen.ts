import { total } from '../programme/total.ts'

export const screen = total
