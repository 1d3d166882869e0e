import { load } from '../../modules/station/store.ts'

export const first = load
