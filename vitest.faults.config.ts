import { defineConfig } from 'vitest/config'

/** What takes minutes: real processes that are killed, starved and led astray. `npm run test:faults`. */
export default defineConfig({
  test: {
    include: ['tests/faults/long/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 300_000,
    hookTimeout: 60_000,
  },
})
