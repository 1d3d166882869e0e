import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{modules,packages,platform,apps,tools}/**/*.test.ts', 'tests/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'tests/journeys/**', 'tests/faults/long/**', 'tests/architecture/planted/**'],
    globalSetup: ['tests/postgres.setup.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
