import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf, enactFor, groupOf, lawmakers } from '../../../test/support/drafts.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { readIn } from '../../platform/database/transact.ts'
import { listGroups, showDraft, showPolicy } from './commands/index.ts'
import { type DraftInput, submitDraft, writeDraft } from './index.ts'

// Whoever opens a policy, or approves a draft, reads which others it is bound to: whose place it takes, and of which only the highest counts.

let db: TestDatabase
let by: { officer: Actor; approver: Actor }
const PANLONG = 530_103_000_000
const STREET = 530_103_006_000

beforeAll(async () => {
  db = await createTestDatabase()
  by = await lawmakers(db)
})
afterAll(() => db.drop())

const made = async (input: DraftInput) => (await enactFor(db, by, input)).policy_id as Uuid
const group = (name_zh: string, policy_ids: Uuid[], from: string, ends_group_id: Uuid | null) =>
  groupOf(name_zh, policy_ids, { valid_from: civilDate(from), ends_group_id })
const names = (of: readonly { name_zh: string }[]) => of.map(({ name_zh }) => name_zh)

test('a policy tells whose place it takes, and the wider one tells where it is replaced', async () => {
  const wide = await made(createOf(cashOf(100), { name_zh: '全区扶助' }))
  const narrow = await made(
    createOf(cashOf(150, { division: STREET }), {
      division: STREET,
      level: 'street',
      name_zh: '街道扶助',
      replaces_id: wide,
    }),
  )
  const call = callOf(db, by.officer)
  const [of_wide, of_narrow] = await readIn(db.db, call, async (tx) => [
    await showPolicy(tx, call, wide),
    await showPolicy(tx, call, narrow),
  ])
  expect([of_wide?.replaces, names(of_wide?.replaced_by ?? [])]).toEqual([null, ['街道扶助']])
  expect([of_narrow?.replaces?.name_zh, of_narrow?.replaced_by]).toEqual(['全区扶助', []])
})

test('the approver of a group reads its policies and the group it follows, and each policy then tells of the others', async () => {
  const [one, two, three] = [
    await made(createOf(cashOf(100), { name_zh: '扶助之一' })),
    await made(createOf(cashOf(80), { name_zh: '扶助之二' })),
    await made(createOf(cashOf(60), { name_zh: '扶助之三' })),
  ]
  await enactFor(db, by, group('两项取其高', [one, two], '2026-01-02', null))
  const [officer, approver] = [callOf(db, by.officer), callOf(db, by.approver)]
  const before = await readIn(db.db, officer, (tx) =>
    listGroups(tx, officer, { place: PANLONG, as_of: civilDate('2026-06-01') }),
  )
  const followed = before.find(({ name_zh }) => name_zh === '两项取其高')?.id ?? null
  const written = await writeDraft(db.db, officer, group('三项取其高', [one, two, three], '2027-01-01', followed))
  await submitDraft(db.db, callOf(db, by.officer), written)
  const shown = await readIn(db.db, approver, (tx) => showDraft(tx, approver, written.draft_id))
  expect(names(shown.named.policies)).toEqual(['扶助之一', '扶助之二', '扶助之三'])
  expect(shown.named.group?.name_zh).toBe('两项取其高')
  const told = await readIn(db.db, approver, (tx) => showPolicy(tx, approver, one))
  expect(told.groups.map(({ name_zh, others }) => [name_zh, names(others)])).toEqual([['两项取其高', ['扶助之二']]])
})

test('the approver of a new policy reads whose place it takes', async () => {
  const wide = await made(createOf(cashOf(100), { name_zh: '全区慰问' }))
  const officer = callOf(db, by.officer)
  const more = { division: STREET, level: 'street' as const, replaces_id: wide }
  const { draft_id } = await writeDraft(db.db, officer, createOf(cashOf(150, { division: STREET }), more))
  const { named } = await readIn(db.db, officer, (tx) => showDraft(tx, officer, draft_id))
  expect(names(named.policies)).toEqual(['全区慰问'])
})
