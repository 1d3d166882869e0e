/** 信息公开、投诉举报: what the public reads and what it says. Owns the schema `disclosure`. */
export { disclosureIndicators } from './indicators.ts'
export { disclosureRoutes } from './routes.ts'
export { Complain, type Complaint, type Publication } from './schema.ts'
export { createDisclosureService, type DisclosureService } from './service/disclosure.ts'
export { createDisclosurePersonal } from './service/personal.ts'
