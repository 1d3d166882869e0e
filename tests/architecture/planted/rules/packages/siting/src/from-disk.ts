import { readFileSync } from 'node:fs'

export const sites = (): string => readFileSync('sites.json', 'utf8')
