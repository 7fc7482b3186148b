import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf, enactFor, groupOf, lawmakers } from '../../../test/support/drafts.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { readIn } from '../../platform/database/transact.ts'
import { showDraft } from './commands/index.ts'
import { writeDraft } from './index.ts'

let db: TestDatabase
let by: { officer: Actor; approver: Actor }
const STREET = 530_103_006_000

beforeAll(async () => {
  db = await createTestDatabase()
  by = await lawmakers(db)
})
afterAll(() => db.drop())

test('a draft that takes the place of a member of an exclusion group says that the group does not hold it', async () => {
  const made: Uuid[] = []
  for (const name_zh of ['扶助之一', '扶助之二', '扶助之三']) {
    const { policy_id } = await enactFor(db, by, createOf(cashOf(100), { name_zh }))
    if (policy_id !== null) made.push(policy_id)
  }
  const [first, second, other] = made as [Uuid, Uuid, Uuid]
  await enactFor(db, by, groupOf('六十岁取其高', [first, second], { valid_from: civilDate('2026-01-02') }))
  const warned = async (replaces_id: Uuid | null) => {
    const version = cashOf(150, { division: STREET, valid_from: civilDate('2026-07-01') })
    const more = { division: STREET, level: 'street' as const, name_zh: '街道特色扶助', replaces_id }
    const call = callOf(db, by.officer)
    const { draft_id } = await writeDraft(db.db, call, createOf(version, more))
    const { warnings } = await readIn(db.db, call, (tx) => showDraft(tx, call, draft_id))
    return warnings.filter(({ code }) => code === 'policies.leaves_group').map(({ detail }) => detail)
  }
  expect(await warned(first)).toEqual([expect.stringContaining('六十岁取其高')])
  expect(await warned(other)).toEqual([])
  expect(await warned(null)).toEqual([])
})
