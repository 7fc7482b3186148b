import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes minutes, mostly of waiting, in this order before everything else: begun last, it would keep one worker alone at the end. */
const LONG = [
  'test/torture.test.ts',
  'test/matrix.test.ts',
  'test/fuzz.test.ts',
  'test/command-line.test.ts',
  'test/start.test.ts',
]

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const found = LONG.findIndex((name) => moduleId.endsWith(name))
      return found === -1 ? LONG.length : found
    }
    return (await super.sort(files)).toSorted((one, other) => place(one) - place(other))
  }
}

// Two workers: the machine a district has is small, and each file clones its own database. Modules are loaded once a worker: what
// they keep hangs on a database, so that files do not meet in it.
export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'scripts/**/*.test.ts'],
    exclude: ['test/journeys/**', 'node_modules/**'],
    pool: 'forks',
    isolate: false,
    sequence: { sequencer: LongFirst },
    maxWorkers: 2,
    globalSetup: ['test/support/cluster.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
