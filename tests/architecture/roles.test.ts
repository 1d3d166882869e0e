import path from 'node:path'
import { expect, test } from 'vitest'
import { rolePermissions } from '#modules/identity'
import { ROOT } from './planting.ts'

type Power = { role: string; may: readonly string[] }

test("the console's reference of roles says what the server decides", async () => {
  const shown: { rolePowers: readonly Power[] } = await import(
    path.join(ROOT, 'apps/console/src/features/identity/accounts/roles.ts')
  )
  const { simulator: _, ...decided } = rolePermissions
  const sorted = (powers: Iterable<[string, readonly string[]]>) =>
    Object.fromEntries([...powers].map(([role, may]) => [role, [...may].sort()]))
  expect(sorted(shown.rolePowers.map(({ role, may }) => [role, may]))).toEqual(sorted(Object.entries(decided)))
})
