import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { runFor } from '../../../test/support/entitlements.ts'
import { changePerson, insertPerson, SAID_FACTS } from '../../../test/support/facts.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'

// Several runs over one half-year, asked of different days in whatever order.

let db: TestDatabase
let officer: Actor
const POLICY = ['special_assistance_death']

beforeAll(async () => {
  db = await createTestDatabase()
  officer = await makeActor(db, 'district_officer', '530103')
})
afterAll(() => db.drop({ broken: [SAID_FACTS] }))

async function rowOf(person: Uuid) {
  const { rows } = await db.admin.query<{ state: string; found_on: string; amount_fen: number }>(
    'select state, coalesce(found_again_on, due_from)::text as found_on, amount_fen::int as amount_fen from entitlement where person_id = $1',
    [person],
  )
  return rows[0]
}
const run = async (on: string) => (await runFor(db, officer, civilDate(on), POLICY)).policies[0]

test('a run asked of an earlier day leaves those who qualified after it', async () => {
  const { person_id } = await insertPerson(db, { birth_date: '1977-05-10' })
  await run('2026-05-20')
  const counts = await run('2026-02-28')
  expect(await rowOf(person_id)).toEqual({ state: 'due', found_on: '2026-05-20', amount_fen: 354_000 })
  expect(counts).toMatchObject({ lost: { rows: 0 }, kept: { rows: 1, amount_fen: 354_000 } })
  // On her own day it is she who is asked about.
  await changePerson(db, person_id, { birth_date: '1978-05-10' })
  expect(await run('2026-05-20')).toMatchObject({ lost: { rows: 1 } })
})

test('a run asked of a day before she came leaves what a later one found: not yet here is not left', async () => {
  const { person_id } = await insertPerson(db, { birth_date: '1965-03-05', member_from: '2026-04-01' })
  await run('2026-05-20')
  await run('2026-02-28')
  expect(await rowOf(person_id)).toEqual({ state: 'due', found_on: '2026-05-20', amount_fen: 354_000 })
})

test('a run asked of an earlier day takes from her who had died by then', async () => {
  const { person_id } = await insertPerson(db, { birth_date: '1965-03-05' })
  await run('2026-05-20')
  await changePerson(db, person_id, { died_on: '2026-02-01' })
  await run('2026-02-28')
  expect(await rowOf(person_id)).toMatchObject({ state: 'void' })
})

test('who is owed again is owed from the day on which she was found again', async () => {
  const { person_id } = await insertPerson(db, { birth_date: '1976-01-10' })
  await run('2026-01-31')
  // She is a year younger than was written down.
  await changePerson(db, person_id, { birth_date: '1977-05-10' })
  await run('2026-02-28')
  expect(await rowOf(person_id)).toMatchObject({ state: 'void' })
  await run('2026-05-20')
  expect(await rowOf(person_id)).toEqual({ state: 'due', found_on: '2026-05-20', amount_fen: 354_000 })
})
