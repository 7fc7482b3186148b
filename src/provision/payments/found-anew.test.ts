import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { motherOfDisabledChild, registerForTest } from '../../../test/support/families.ts'
import { cashOf, createOf, enactFor } from '../../../test/support/drafts.ts'
import { runFor } from '../../../test/support/entitlements.ts'
import { changePerson, insertPerson, SAID_FACTS } from '../../../test/support/facts.ts'
import { makePayRoom, type PayRoom } from '../../../test/support/rounds.ts'
import { type CivilDate, civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { fen } from '../../kernel/money.ts'
import { command } from '../../platform/database/transact.ts'
import { updateFamilies } from '../../registry/families/index.ts'
import { reperform } from './commands/index.ts'

// A date in the register changes after a run has found somebody: on the day of that run she did not meet the conditions, as is known now, and
// a round asks her of that day. The next run that finds her entitled finds her anew, and she is paid.

let db: TestDatabase
let pay: PayRoom
let disability: Uuid[]

beforeAll(async () => {
  db = await createTestDatabase()
  pay = await makePayRoom(db)
  const { rows } = await db.admin.query<{ id: Uuid }>(
    "select id from policy where code = 'special_assistance_disability'",
  )
  disability = rows.map((row) => row.id)
})
afterAll(() => db.drop({ broken: [SAID_FACTS] }))

const run = async (on: string, code = 'special_assistance_disability') => {
  const answer = await runFor(db, pay.officer, civilDate(on))
  return { run_id: answer.run_id, ...answer.policies.find((policy) => policy.code === code) }
}

async function motherOf(n: number) {
  const [family] = await registerForTest(db, pay.officer, [motherOfDisabledChild(n)])
  if (!family) throw new Error('The family is registered.')
  await pay.giveAccounts(family.person_ids.slice(0, 1))
  return { family_id: family.id, person: family.person_ids[0] as Uuid }
}

/** The certificate of the child is renewed: from now on it says this day of issue. */
async function renew(family_id: Uuid, issued_on: CivilDate): Promise<void> {
  const { rows } = await db.admin.query<{ version: number; certificate_id: Uuid }>(
    `select f.version, c.id as certificate_id from family f join certificate c on c.family_id = f.id and c.kind = 'disability' where f.id = $1`,
    [family_id],
  )
  const [{ version, certificate_id } = { version: 0, certificate_id: family_id }] = rows
  const call = pay.call(pay.officer)
  const change = { certificates: [{ certificate_id, set: { issued_on } }] }
  const subject = { kind: 'family', id: family_id }
  await command(db.db, call, { name: 'families.update', input: {}, subject }, async (tx) => ({
    result: await updateFamilies(tx, call, [{ family_id, version, change }]),
  }))
}

async function leftOut(round: Uuid): Promise<string[]> {
  const { rows } = await db.admin.query<{ reason: string }>('select reason from payment_left_out where round_id = $1', [
    round,
  ])
  return rows.map((row) => row.reason)
}

test('a certificate renewed after the payment failed: the next run finds her anew, and the second attempt is paid', async () => {
  const { family_id } = await motherOf(10)
  await run('2026-01-31')
  const first = await pay.compose('一月', { as_of: civilDate('2026-01-31'), policies: disability })
  await pay.send(first.id)
  await pay.answer(first.id, await pay.answerTo(first.id, [1]))
  await renew(family_id, civilDate('2026-05-01'))
  const again = { as_of: civilDate('2026-06-20'), policies: disability, same_account: true }
  const before = await pay.compose('六月，未重新核定', again)
  expect(await leftOut(before.id)).toEqual(['conditions'])

  expect(await run('2026-06-20')).toMatchObject({ changed: { rows: 1 }, kept: { rows: 0 }, lost: { rows: 0 } })
  expect(await run('2026-06-20')).toMatchObject({ run_id: null, changed: { rows: 0 }, kept: { rows: 1 } })
  const { id } = await pay.compose('六月', again)
  expect((await pay.lines(id)).map(({ attempt, amount_fen }) => ({ attempt, amount_fen }))).toEqual([
    { attempt: 2, amount_fen: 276_000 },
  ])
  await pay.send(id)
  await pay.answer(id, await pay.answerTo(id))
  for (const round of [first.id, id])
    expect(await reperform(db.db, pay.call(pay.officer), round)).toMatchObject({ sealed: true, differences: [] })
})

test('a certificate renewed before she was in any round: the same; the run tells whom it found anew, and why', async () => {
  const { family_id, person } = await motherOf(20)
  await run('2026-01-31')
  await renew(family_id, civilDate('2026-05-01'))
  const { run_id } = await run('2026-06-20')
  const told = await db.admin.query<{ change: string; reason: string; amount_before: number; amount_after: number }>(
    `select c.change, c.reason, c.amount_before::int as amount_before, c.amount_after::int as amount_after from entitlement_change c
     join entitlement e on e.id = c.entitlement_id where c.run_id = $1 and e.person_id = $2`,
    [run_id, person],
  )
  expect(told.rows).toEqual([
    { change: 'changed', reason: 'found_anew', amount_before: 276_000, amount_after: 276_000 },
  ])
  const { id } = await pay.compose('六月', { as_of: civilDate('2026-06-20'), policies: disability })
  expect((await pay.lines(id)).map((line) => line.person_id)).toEqual([person])
})

test('who is paid by the branch of the day is found anew when that day turns out to be of the other branch', async () => {
  const rule = { combinator: 'and' as const, rules: [{ field: 'age', operator: '>=', value: 70 }] }
  const version = cashOf(100, { rule })
  const rates = (['death', 'disability'] as const).flatMap((branch) =>
    (version.rates ?? []).map((rate) => ({ ...rate, branch, amount_fen: fen(branch === 'death' ? 9_000 : 7_000) })),
  )
  const { policy_id } = await enactFor(db, pay, createOf({ ...version, rates }, { name_zh: '两类同办' }))
  const policies = policy_id === null ? [] : [policy_id]
  const { person_id } = await insertPerson(db, { birth_date: '1950-01-01', hukou_division: null })
  await pay.giveAccounts([person_id])
  await run('2026-01-31')
  // Her child died in March, and not long ago.
  await changePerson(db, person_id, {
    child_died_on: '2026-03-10',
    child_disabled_from: '2010-05-01',
    child_disability_grade: 2,
  })
  await run('2026-06-20')
  const { id } = await pay.compose('六月', { as_of: civilDate('2026-06-20'), policies })
  const hers = (await pay.lines(id)).filter((line) => line.person_id === person_id)
  expect(hers.map((line) => line.amount_fen)).toEqual([54_000])
})

test('who still met the conditions on the day on which she was found stays found on it', async () => {
  const { person } = await motherOf(30)
  await run('2026-02-28')
  expect(await run('2026-06-20')).toMatchObject({ changed: { rows: 0 } })
  const { rows } = await db.admin.query<{ found: string }>(
    `select coalesce(e.found_again_on, e.due_from)::text as found from entitlement e where e.person_id = $1 and e.policy_id = $2`,
    [person, disability[0]],
  )
  expect(rows).toEqual([{ found: '2026-02-28' }])
})
