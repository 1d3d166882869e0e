import type { RegisterEntry } from '../schema.ts'
import { createConsents } from './consents.ts'
import type { Needs } from './needs.ts'
import { createRequests } from './requests.ts'
import { createRetention } from './retention.ts'

export type PrivacyService = ReturnType<typeof createPrivacyService>

export function createPrivacyService(needs: Needs) {
  return {
    ...createRequests(needs),
    ...createConsents(needs),
    ...createRetention(needs),

    /** 个人信息处理说明: every kind of personal data that this product keeps. */
    register: (): RegisterEntry[] => needs.personal.flatMap(({ fields }) => [...fields]),
  }
}
