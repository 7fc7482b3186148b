import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { runFor } from '../../../test/support/entitlements.ts'
import { bereavedCouple, registerForTest } from '../../../test/support/families.ts'
import { compose, type HalfYearOffice, learnDeath, makeHalfYearOffice, walk } from '../../../test/support/paid.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'

// A line claims in the whole country what it pays and nothing more; what turns out to be hers later is claimed when it is made up.

let db: TestDatabase
let office: HalfYearOffice
beforeAll(async () => {
  db = await createTestDatabase()
  office = await makeHalfYearOffice(db)
})
afterAll(() => db.drop())

describe('months that a line had cut, and are hers after all', () => {
  let person: Uuid
  beforeAll(async () => {
    const [family] = await registerForTest(db, office.officer, [bereavedCouple(800)])
    person = family?.person_ids[0] as Uuid
    await office.giveAccounts([person])
    await runFor(db, office.officer, civilDate('2026-07-15'))
    await learnDeath(office, person, '2026-08-30')
    await walk(office, (await compose(office, '去世前的月份')).id)
    await learnDeath(office, person, null)
  })
  /** Another district pays her October. */
  const elsewhere = (paid: boolean) =>
    db.admin.query(
      `insert into payment_claim (holder, root_id, period, district, person_id, payment_id, paid)
       select n.id_hmac, $2, '2026-10', 530102, gen_random_uuid(), gen_random_uuid(), $3 from person n where n.id = $1`,
      [person, office.policy_id, paid],
    )
  const given_back = () => db.admin.query('delete from payment_claim where district = 530102')
  const told = async (title: string) => {
    const { rows } = await db.admin.query<{ reason: string; arrears_fen: number }>(
      'select reason, arrears_fen::int as arrears_fen from payment_left_out where round_id = $1 and arrears_fen > 0',
      [(await compose(office, title)).id],
    )
    return rows
  }

  test('wait while another district pays one of them, and are people’s to settle once it has', async () => {
    await elsewhere(false)
    expect(await told('那边在发')).toEqual([{ reason: 'in_round_elsewhere', arrears_fen: 40_000 }])
    await given_back()
    await elsewhere(true)
    expect(await told('那边已发')).toEqual([{ reason: 'paid_elsewhere', arrears_fen: 40_000 }])
    await given_back()
  })
  test('are made up and claimed in the whole country like those paid before', async () => {
    const { id } = await compose(office, '补发')
    expect(await office.lines(id)).toMatchObject([{ person_id: person, amount_fen: 40_000 }])
    await walk(office, id)
    const { rows } = await db.admin.query<{ periods: string }>(
      `select string_agg(right(period, 2), ' ' order by period) as periods from payment_claim where person_id = $1 and paid`,
      [person],
    )
    expect(rows).toEqual([{ periods: '07 08 09 10 11 12' }])
  })
})
