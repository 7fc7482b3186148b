import { defineConfig } from 'vitest/config'

// Journeys in a real browser against a real server with the demonstration district; one at a time, so that screens are calm.
export default defineConfig({
  test: {
    include: ['test/journeys/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    globalSetup: ['test/journeys/support/house.ts'],
    testTimeout: 180_000,
    hookTimeout: 300_000,
  },
})
