export type { Finding } from './seal/chain.ts'
export { readDeposits, sealJson } from './seal/deposited.ts'
export { KeyProblem, type SealKeys, sealKeys } from './seal/keys.ts'
export { type DepositPort, folderPort, mailPort, portsFromEnv, tsaPort } from './seal/ports.ts'
export { createSealService, type SealService } from './seal/service.ts'
export {
  fingerprintOf,
  isSuite,
  type PublicKey,
  readPublicKeys,
  SUITES,
  type SuiteId,
} from './seal/suite.ts'
export type { Report } from './seal/verify.ts'
