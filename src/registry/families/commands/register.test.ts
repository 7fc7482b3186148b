import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../../test/support/database.ts'
import { bereavedCouple, motherOfDisabledChild, registerForTest } from '../../../../test/support/families.ts'
import type { Actor } from '../../../platform/call.ts'

let db: TestDatabase
let officer: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  officer = await makeActor(db, 'district_officer', '530103')
})
afterAll(() => db.drop())

describe('registerFamilies', () => {
  test('writes a district of 357 families and 873 people in less than 1.5 seconds', async () => {
    const drafts = Array.from({ length: 357 }, (_, n) => (n < 159 ? bereavedCouple(n) : motherOfDisabledChild(n)))
    expect(drafts.reduce((sum, draft) => sum + draft.members.length, 0)).toBe(873)
    const began = performance.now()
    const registered = await registerForTest(db, officer, drafts)
    const took = performance.now() - began
    console.log(took)
    expect(registered).toHaveLength(357)
    expect(took).toBeLessThan(1500)
  })
})
