import { access } from './en/access.ts'
import { account } from './en/account.ts'
import { backup } from './en/backup.ts'
import { computation } from './en/computation.ts'
import { credentials } from './en/credentials.ts'
import { decision } from './en/decision.ts'
import { disclosure } from './en/disclosure.ts'
import { division } from './en/division.ts'
import { errors } from './en/errors.ts'
import { evidence } from './en/evidence.ts'
import { identity } from './en/identity.ts'
import { logistics } from './en/logistics.ts'
import { privacy } from './en/privacy.ts'
import { programme } from './en/programme.ts'
import { seal } from './en/seal.ts'
import { shell } from './en/shell.ts'
import { siting } from './en/siting.ts'
import { station } from './en/station.ts'
import { statistics } from './en/statistics.ts'
import type { zhCN } from './zh-cn.ts'

export const en = {
  ...shell,
  ...errors,
  ...evidence,
  ...identity,
  ...programme,
  ...decision,
  ...division,
  ...station,
  ...siting,
  ...logistics,
  ...account,
  ...credentials,
  ...access,
  ...disclosure,
  ...privacy,
  ...statistics,
  ...seal,
  ...backup,
  ...computation,
} satisfies Record<keyof typeof zhCN, string>
