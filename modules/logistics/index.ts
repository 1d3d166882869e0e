/** 配送线路: the day's rounds from the hub to the outlets, computed, drawn by hand, kept and adopted. Owns the schema `logistics`. */
export { nearestNeighbour } from './domain/nearest.ts'
export { roadMatrix } from './domain/problem.ts'
export { routePlanRoutes, routingRoutes } from './routes.ts'
export { createRoutePlanService } from './service/plans.ts'
export { createRoutingService, routingKinds } from './service/routings.ts'
export { createRouteSheetService } from './service/sheets.ts'
