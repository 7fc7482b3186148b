import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { noteDeath } from '../../../test/support/entitlements.ts'
import { bereavedCouple, NEIGHBOUR_COMMUNITY, registerForTest } from '../../../test/support/families.ts'
import { civilDate, type Instant } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { command } from '../../platform/database/transact.ts'
import { changeFamily } from './commands/index.ts'
import { moveFamilies } from './index.ts'

let db: TestDatabase
let officer: Actor
beforeAll(async () => {
  db = await createTestDatabase()
  officer = await makeActor(db, 'district_officer', '530103')
})
afterAll(() => db.drop())

const LATER = '2026-11-21T03:00:00.000Z' as Instant

async function changesOf(family: Uuid) {
  const { rows } = await db.admin.query<{ fields: string[]; at: string; community: string }>(
    `select fields, to_char(changed_at at time zone 'UTC', 'HH24:MI') as at, community::text as community from fact_change
     where family_id = $1 order by changed_at, person_id`,
    [family],
  )
  return rows
}

test('being registered is no change; a change names the facts that are other ones since', async () => {
  const [one] = await registerForTest(db, officer, [bereavedCouple(0)])
  if (!one) throw new Error('A family is registered.')
  expect(await changesOf(one.id)).toEqual([])
  const change = { set: { hardship: true } }
  await changeFamily(db.db, callOf(db, officer, { now: LATER }), { family_id: one.id, version: 1, change })
  const changed = await changesOf(one.id)
  expect(new Set(changed.map((row) => row.fields.join()))).toEqual(new Set(['hardship']))
  expect(new Set(changed.map((row) => row.at))).toEqual(new Set(['03:00']))
})

test('two changes in one moment are one row, and a move within the district is told', async () => {
  const [one] = await registerForTest(db, officer, [bereavedCouple(1)])
  const mother = one?.person_ids[1]
  if (!one || !mother) throw new Error('A family is registered.')
  await noteDeath(db, officer, mother, civilDate('2026-11-01'))
  const call = callOf(db, officer)
  await command(db.db, call, { name: 'families.move', input: {} }, async (tx) => ({
    result: await moveFamilies(tx, call, [{ family_id: one.id, version: 1, community: NEIGHBOUR_COMMUNITY }]),
  }))
  const changed = await changesOf(one.id)
  expect(changed.map((row) => row.community)).toEqual(changed.map(() => String(NEIGHBOUR_COMMUNITY)))
  expect(changed.map((row) => row.fields)).toContainEqual(['community', 'died_on'])
  expect(changed.map((row) => row.fields)).toContainEqual(['community', 'spouse_died_on'])
})
