import { defineConfig } from 'vitest/config'

// Journeys in a real browser against real servers with the demonstration district. A journey waits for the screen more than it works: three at
// once keep two processors busy, each worker in a house of its own (support/house.ts).
export default defineConfig({
  test: {
    include: ['test/journeys/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 3,
    globalSetup: ['test/journeys/support/house.ts'],
    testTimeout: 180_000,
    hookTimeout: 300_000,
  },
})
