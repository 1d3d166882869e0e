import { stations } from '#modules/station'

export const count = (): number => stations.length
