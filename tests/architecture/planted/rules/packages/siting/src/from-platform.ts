import { query } from '../../../platform/db.ts'

export const sites = (): string => query()
