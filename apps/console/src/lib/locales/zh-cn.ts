import { access } from './zh-cn/access.ts'
import { account } from './zh-cn/account.ts'
import { backup } from './zh-cn/backup.ts'
import { computation } from './zh-cn/computation.ts'
import { credentials } from './zh-cn/credentials.ts'
import { decision } from './zh-cn/decision.ts'
import { disclosure } from './zh-cn/disclosure.ts'
import { division } from './zh-cn/division.ts'
import { errors } from './zh-cn/errors.ts'
import { evidence } from './zh-cn/evidence.ts'
import { identity } from './zh-cn/identity.ts'
import { logistics } from './zh-cn/logistics.ts'
import { privacy } from './zh-cn/privacy.ts'
import { programme } from './zh-cn/programme.ts'
import { seal } from './zh-cn/seal.ts'
import { shell } from './zh-cn/shell.ts'
import { siting } from './zh-cn/siting.ts'
import { station } from './zh-cn/station.ts'
import { statistics } from './zh-cn/statistics.ts'

export const zhCN = {
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
}
