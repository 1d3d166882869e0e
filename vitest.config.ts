import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{modules,packages,platform,apps,tools}/**/*.test.ts', 'tests/**/*.test.ts'],
    exclude: ['**/node_modules/**', 'tests/journeys/**', 'tests/faults/long/**', 'tests/architecture/planted/**'],
    globalSetup: ['tests/postgres.setup.ts'],
    // Much of a test is waiting for PostgreSQL, another process: by default one of two cores would stand idle.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
