/** Figures: rollups of the journal, and the way from a figure down to its events. Owns the schema `statistics`. */
export { statisticsRoutes } from './routes.ts'
export type { Figure } from './schema.ts'
export { startFollower } from './service/follower.ts'
export { createStatisticsService, type Names, type StatisticsService } from './service/statistics.ts'
