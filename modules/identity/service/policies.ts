import type { Caller } from '#platform/authz'
import { type Db, inTransaction } from '#platform/db'
import { DEFAULT_POLICY } from '../domain/policy.ts'
import type { Policy } from '../schema.ts'
import * as store from '../store/outside.ts'
import type { CountyJournal } from './journal.ts'
import type { SignedInPeople } from './signed-in.ts'

type Needs = { db: Db<'identity'>; journal: CountyJournal; people: SignedInPeople }

/** How long passwords and sessions last in a county. Sessions that run keep the length that they began with. */
export function createPolicies({ db, journal, people }: Needs) {
  return {
    policy: async (caller: Caller): Promise<Policy> => (await store.findPolicy(db, caller.county)) ?? DEFAULT_POLICY,

    async setPolicy(caller: Caller, policy: Policy): Promise<Policy> {
      await inTransaction(db, caller, async (tx) => {
        await store.putPolicy(tx, caller.county, policy)
        await journal(tx, caller, { kind: 'identity.policySet', data: policy, subject: 'policy:identity' })
      })
      people.dropCounty(caller.county)
      return policy
    },
  }
}
