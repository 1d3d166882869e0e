/** Accounts: who signs in, what he may do and how far he reaches. Owns the schema `identity`. */
export { permissions, permissionsOf } from './domain/roles.ts'
export { identityRoutes } from './routes/index.ts'
export {
  Account,
  AccountId,
  AnyRole,
  CreateAccount,
  type CreatedAccount,
  Me,
  Post,
  Role,
  UpdateAccount,
} from './schema.ts'
export type { ExternalSettings } from './service/external/settings.ts'
export { createIdentityService, type IdentityService } from './service/index.ts'
export { createIdentityPersonal } from './service/personal.ts'
