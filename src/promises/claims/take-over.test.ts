import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf, testId } from '../../../test/support/app.ts'
import { claimHands, DEATH, draftClaim, type Hands, standing } from '../../../test/support/claims.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { runFor } from '../../../test/support/entitlements.ts'
import { COMMUNITY } from '../../../test/support/families.ts'
import { makeFamilies } from '../../../test/support/people.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { decideClaim } from './commands/index.ts'
import { confirmRoll, fileRoll, takeOverRoll } from './index.ts'

let db: TestDatabase
let hands: Hands
const FROM = civilDate('2026-01-01')

beforeAll(async () => {
  db = await createTestDatabase()
  hands = await claimHands(db)
  await db.admin.query('update policy_version set claim_required = true where policy_id = $1', [DEATH])
})
afterAll(() => db.drop())

const parents = async (families: number): Promise<Uuid[]> =>
  (await makeFamilies(db, COMMUNITY, families)).flatMap((family) => family.parents)
const list = (person_ids: readonly Uuid[], actor: Actor = hands.officer) =>
  takeOverRoll(db.db, callOf(db, actor), { policy_id: DEATH, person_ids })
const confirm = (actor: Actor = hands.approver, in_force_from = FROM) =>
  confirmRoll(db.db, callOf(db, actor), { policy_id: DEATH, in_force_from })

test('a roll kept before is listed by one, confirmed by another, filed, and from its day on runs find everybody on it', async () => {
  const persons = await parents(3)
  expect(await list(persons.slice(0, 4))).toEqual({ claims: 4 })
  await expect(confirm(hands.officer)).rejects.toMatchObject({ code: 'claims.own_hands' })
  await expect(confirm(hands.approver, civilDate('2015-01-01'))).rejects.toMatchObject({ code: 'claims.start_range' })
  expect(await confirm()).toEqual({ claims: 4 })
  expect(await confirm()).toEqual({ claims: 0 })
  expect(await fileRoll(db.db, callOf(db, hands.officer), { policy_id: DEATH })).toEqual({ claims: 4 })
  const run = await runFor(db, hands.officer, civilDate('2026-11-20'), ['special_assistance_death'])
  expect(run.policies[0]).toMatchObject({ gained: { persons: 4 }, unclaimed: { persons: 2 } })
})

test('a list with somebody out of reach, or with a claim already, is refused whole', async () => {
  const [one, two, three] = await parents(2)
  if (!one || !two || !three) throw new Error('Two families have parents.')
  await expect(list([one, testId()])).rejects.toMatchObject({
    code: 'claims.person_not_found',
    issues: [{ place: 'person_ids.1' }],
  })
  await expect(list([one], hands.street)).resolves.toEqual({ claims: 1 })
  await draftClaim(db, hands.worker, three)
  await expect(list([two, three])).rejects.toMatchObject({ code: 'claims.already_open' })
  const { rows } = await db.admin.query('select 1 from claim where person_id = $1', [two])
  expect(rows).toEqual([])
})

test('one of the list can be refused by herself, with what was found', async () => {
  const [one] = await parents(1)
  if (!one) throw new Error('A family has parents.')
  await list([one])
  const { rows } = await db.admin.query<{ id: Uuid }>('select id from claim where person_id = $1', [one])
  const id = rows[0]?.id ?? testId()
  const { version } = await standing(db, id)
  const decision = { decision: 'refused' as const, finding: '户口早已迁出' }
  await decideClaim(db.db, callOf(db, hands.approver), { claim_id: id, version, ...decision })
  expect(await standing(db, id)).toMatchObject({ state: 'notice_of_decision' })
})
