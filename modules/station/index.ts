/** 乡镇服务站、村级服务点: the register of outlets, their three ledgers and their daily reports. Owns the schema `station`. */
export { stationIndicators } from './indicators.ts'
export { sitingRoutes, stationRoutes } from './routes.ts'
export type { EnterCommand, Station, StationId } from './schema.ts'
export { createStationPersonal } from './service/personal.ts'
export { createSheetService, type SheetService } from './service/sheets.ts'
export { createSitingService, sitingKinds } from './service/siting.ts'
export { createStationService, type StationService } from './service/stations.ts'
