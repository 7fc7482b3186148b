import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf, testId } from '../../../test/support/app.ts'
import { at, claimHands, DEATH, type Hands, walkClaim } from '../../../test/support/claims.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { entitlementRows, PANLONG, runFor } from '../../../test/support/entitlements.ts'
import { COMMUNITY } from '../../../test/support/families.ts'
import { makeFamilies } from '../../../test/support/people.ts'
import { civilDate } from '../../kernel/calendar.ts'
import { runEligibility } from '../entitlements/index.ts'
import { decideChange, proposeChange } from './commands/index.ts'

let db: TestDatabase
let hands: Hands
beforeAll(async () => {
  db = await createTestDatabase()
  hands = await claimHands(db)
  await db.admin.query('update policy_version set claim_required = true where policy_id = $1', [DEATH])
})
afterAll(() => db.drop())

const CODE = ['special_assistance_death']

test('a version that demands a claim makes due only who stands on the roll; the others are counted as unclaimed', async () => {
  const families = await makeFamilies(db, COMMUNITY, 2)
  const [one, two] = families
  if (!one || !two) throw new Error('Two families are made.')
  const claim = await walkClaim(db, hands, one.parents[0], 'filed', { in_force_from: civilDate('2026-06-01') })
  const before = await runFor(db, hands.officer, civilDate('2026-05-31'), CODE)
  expect(before.policies[0]).toMatchObject({ gained: { rows: 0 }, unclaimed: { rows: 4, households: 2, persons: 4 } })
  const run = await runFor(db, hands.officer, civilDate('2026-11-20'), CODE)
  expect(run.policies[0]).toMatchObject({
    gained: { rows: 1, persons: 1 },
    unclaimed: { rows: 3, households: 2, persons: 3 },
  })
  expect((await entitlementRows(db, CODE[0])).map((row) => row.person_id)).toEqual([one.parents[0]])
  // Off the roll nothing is due any more, and the run says so again.
  const group_id = testId()
  const change = { kind: 'exit' as const, cause: 'rebirth' as const, happens_on: civilDate('2026-06-10'), note: '' }
  await proposeChange(db.db, callOf(db, hands.officer), { claim_id: claim.claim_id, id: group_id, change })
  await decideChange(db.db, callOf(db, hands.approver), { group_id, decision: 'confirmed', note: '' })
  const after = await runEligibility(db.db, callOf(db, hands.officer, { now: at('2027-02-01') }), {
    division: PANLONG,
    as_of: civilDate('2027-01-15'),
    policy_codes: CODE,
    apply: true,
  })
  expect(after.policies[0]).toMatchObject({ gained: { rows: 0 }, unclaimed: { rows: 4 } })
})
