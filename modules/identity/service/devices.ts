import type { Caller } from '#platform/authz'
import { type Db, inTransaction } from '#platform/db'
import { notFound } from '#platform/errors'
import type { Device } from '../schema.ts'
import * as accounts from '../store/accounts.ts'
import * as store from '../store/sessions.ts'
import type { Journal } from './journal.ts'
import { reachOf } from './journal.ts'
import type { SignedInPeople } from './signed-in.ts'

type Needs = { db: Db<'identity'>; now: () => Date; journal: Journal; people: SignedInPeople }

/** Telephones bound at the sign-in: a lost one is unbound by its owner or for him, and its next request is refused. */
export function createDevices({ db, now, journal, people }: Needs) {
  const shown = (device: store.Device, current: string | null): Device => ({
    id: device.id,
    name: device.name,
    boundAt: device.boundAt.toISOString(),
    usedAt: device.usedAt.toISOString(),
    isCurrent: device.id === current,
  })
  type Of = { reach: Parameters<typeof inTransaction>[1]; account: string }

  async function list(caller: Caller, { reach, account }: Of, current: string | null): Promise<Device[]> {
    const devices = await inTransaction(db, reach, async (tx) => {
      await accounts.load(tx, caller.county, account)
      return store.devicesOf(tx, { county: caller.county, account, now: now() })
    })
    return devices.map((device) => shown(device, current))
  }

  async function revoke(caller: Caller, { reach, account }: Of, device: string): Promise<void> {
    await inTransaction(db, reach, async (tx) => {
      const profile = await accounts.load(tx, caller.county, account)
      const found = await store.findDevice(tx, caller.county, device)
      if (found?.account !== account) throw notFound('device', device)
      await store.revokeDevices(tx, {
        county: caller.county,
        account,
        by: caller.account,
        at: now(),
        only: device,
      })
      await journal(tx, caller, profile, { kind: 'identity.deviceRevoked', data: { device } })
    })
    people.drop(account)
  }

  const own = (caller: Caller): Of => ({ reach: reachOf(caller), account: caller.account })
  return {
    ownDevices: (caller: Caller, current: string | null) => list(caller, own(caller), current),
    revokeOwnDevice: (caller: Caller, device: string) => revoke(caller, own(caller), device),
    devicesOf: (caller: Caller, account: string) => list(caller, { reach: caller, account }, null),
    revokeDevice: (caller: Caller, account: string, device: string) =>
      revoke(caller, { reach: caller, account }, device),
  }
}
