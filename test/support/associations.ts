import { padCode } from '../../src/kernel/division-code.ts'
import { TEST_NOW } from './app.ts'
import type { TestDatabase } from './database.ts'

/** The association of a place, as an administrator added it long ago. */
export async function makeAssociation(test: TestDatabase, division: string | number, name: string): Promise<void> {
  await test.admin.query('insert into association (division, name, created_at) values ($1, $2, $3)', [
    padCode(division),
    name,
    TEST_NOW,
  ])
}
