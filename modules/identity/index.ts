/** Accounts: who signs in, what he may do and how far he reaches. Owns the schema `identity`. */
export { permissions, permissionsOf, rolePermissions } from './domain.ts'
export { identityRoutes } from './routes.ts'
export { Account, AccountId, AnyRole, CreateAccount, type CreatedAccount, Me, Role, UpdateAccount } from './schema.ts'
export { createIdentityService, type IdentityService } from './service/index.ts'
