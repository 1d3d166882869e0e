export { believedKeys, type Finding, type FindingKind } from './seal/chain.ts'
export { type Deposited, readDeposits, type SealJson, sealJson } from './seal/deposited.ts'
export { KeyProblem, type SealKeys, sealKeys } from './seal/keys.ts'
export { type DepositPort, folderPort, mailPort, portsFromEnv, tsaPort } from './seal/ports.ts'
export { createSealService, type SealService } from './seal/service.ts'
export {
  fingerprintOf,
  isSuite,
  type PublicKey,
  readPublicKeys,
  type Seal,
  SUITES,
  type SuiteId,
} from './seal/suite.ts'
export type { Report, VerifyOptions } from './seal/verify.ts'
