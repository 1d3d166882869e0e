import { load } from '../station/store.ts'

export const first = load
