import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf, enactFor, groupOf, lawmakers } from '../../../test/support/drafts.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { Refusal } from '../../kernel/refusal.ts'
import type { Actor } from '../../platform/call.ts'
import { readIn } from '../../platform/database/transact.ts'
import { showDraft } from './commands/index.ts'
import { type DraftInput, writeDraft } from './index.ts'

// A group approved for a day to come holds its members to one cadence from that day on, whichever of the two was written first.

let db: TestDatabase
let by: { officer: Actor; approver: Actor }
const STREET = 530_103_006_000

beforeAll(async () => {
  db = await createTestDatabase()
  by = await lawmakers(db)
})
afterAll(() => db.drop())

const made = async (input: DraftInput) => (await enactFor(db, by, input)).policy_id as Uuid
const pair = async () => [await made(createOf(cashOf(100))), await made(createOf(cashOf(80)))] as [Uuid, Uuid]
const group = (name_zh: string, policy_ids: Uuid[], from: string, to: string | null = null) =>
  groupOf(name_zh, policy_ids, { valid_from: civilDate(from), valid_to: to === null ? null : civilDate(to) })
const monthly = (policy_id: Uuid, from: string, to: string | null = null): DraftInput => ({
  kind: 'version',
  policy_id,
  version: {
    ...cashOf(80, { cadence: 'monthly', valid_from: civilDate(from), valid_to: to === null ? null : civilDate(to) }),
    rates: null,
  },
})
async function faults(input: DraftInput): Promise<string[]> {
  const refused: unknown = await writeDraft(db.db, callOf(db, by.officer), input).catch((error: unknown) => error)
  return refused instanceof Refusal ? refused.issues.map(({ place, code }) => `${place} ${code}`) : []
}

test('a member of a group to come keeps its cadence while the group will count', async () => {
  const [one, two] = await pair()
  await enactFor(db, by, group('明年取其高', [one, two], '2028-01-01'))
  expect(await faults(monthly(two, '2027-01-01'))).toEqual(['version.cadence policies.in_group'])
  // What has ended when the group begins never meets it.
  expect(await faults(monthly(two, '2027-01-01', '2028-01-01'))).toEqual([])
})

test('a group is not made of a policy whose cadence will change while it counts', async () => {
  const [one, two] = await pair()
  await made(monthly(two, '2027-07-01'))
  expect(await faults(group('取其高', [one, two], '2026-12-01'))).toEqual(['group.policy_ids.1 policies.group_changes'])
  expect(await faults(group('取其高', [one, two], '2026-12-01', '2027-07-01'))).toEqual([])
})

test('a policy is in one group at a time, also in one to come', async () => {
  const [one, two] = await pair()
  await enactFor(db, by, group('后年取其高', [one, two], '2028-01-01'))
  expect(await faults(group('今年取其高', [one, two], '2026-12-01'))).toEqual(['group.policy_ids.0 policies.in_group'])
  expect(await faults(group('今年取其高', [one, two], '2026-12-01', '2028-01-01'))).toEqual([])
})

test('a draft in the place of a member of a group to come is warned that the group will not hold it', async () => {
  const [one, two] = await pair()
  await enactFor(db, by, group('以后取其高', [one, two], '2028-01-01'))
  const call = callOf(db, by.officer)
  const version = cashOf(150, { division: STREET, valid_from: civilDate('2027-01-01') })
  const { draft_id } = await writeDraft(
    db.db,
    call,
    createOf(version, { division: STREET, level: 'street', replaces_id: one }),
  )
  const { warnings } = await readIn(db.db, call, (tx) => showDraft(tx, call, draft_id))
  expect(warnings.map(({ code }) => code)).toContain('policies.leaves_group')
})
