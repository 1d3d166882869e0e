/** 个人信息保护: requests of persons, consent, the register of processing, retention. Owns the schema `privacy`. */

export { privacyRoutes } from './routes.ts'
export type { RegisterEntry } from './schema.ts'
export { createPrivacyService, type PrivacyService } from './service/index.ts'
export { createPrivacyPersonal } from './service/personal.ts'
