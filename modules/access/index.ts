/** 访问日志、告警: who looked at or changed what, from where, and what of it is strange. Owns the schema `access`. */
export { accessRoutes } from './routes.ts'
export type { DeliveryOptions } from './service/delivery.ts'
export { type AccessService, createAccessService } from './service/index.ts'
export { type AccessLog, createAccessLog } from './service/log.ts'
export { accessPersonal } from './service/personal.ts'
