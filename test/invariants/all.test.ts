import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { makeActor } from '../support/app.ts'
import { type Attacker, attackerOf } from '../support/attack.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { invariant, INVARIANTS } from './table.ts'

// That nothing of I1 to I20 is left without an attack, and what is append-only.

let db: TestDatabase
let attacker: Attacker
beforeAll(async () => {
  db = await createTestDatabase()
  attacker = attackerOf(db, (await makeActor(db, 'district_officer', '530103')).scope)
})
afterAll(() => db.drop())

const attacks = readdirSync(import.meta.dirname)
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => readFileSync(join(import.meta.dirname, name), 'utf8'))
  .flatMap((text) => text.split(/^(?=invariant\()/m).slice(1))
const attacksOn = (number: string) => attacks.filter((text) => text.startsWith(`invariant('${number}',`)).join('')

test('the table names I1 to I20, one by one', () => {
  expect(Object.keys(INVARIANTS)).toEqual(Array.from({ length: 20 }, (_, i) => `I${i + 1}`))
})

test.each(Object.entries(INVARIANTS))('%s is attacked, each constraint by its name', (number, { held }) => {
  const text = attacksOn(number)
  expect(text).toMatch(/\btest(\.each)?\(/)
  expect(held.filter((constraint) => !text.includes(`'${constraint}'`))).toEqual([])
})

test('every constraint that is named is there', async () => {
  const named = [...new Set(Object.values(INVARIANTS).flatMap(({ held }): readonly string[] => held))]
  const { rows } = await db.admin.query<{ name: string }>(
    `select conname as name from pg_constraint union select c.relname from pg_index x join pg_class c on c.oid = x.indexrelid where x.indisunique`,
  )
  expect(named.filter((name) => !rows.some((row) => row.name === name))).toEqual([])
})

invariant('I16', () => {
  /** Evidence: it must say of itself that it is append-only. */
  const EVIDENCE = `audit_entry claim_event eligibility_run entitlement_change policy_draft_step
    fund_source fund_transfer fund_entry
    payment_round_hand payment_round_event payment_law payment_slot payment_event
    bank_file bank_file_line bank_return bank_return_line`.split(/\s+/)
  /** What changes by its steps, and is never taken away. */
  const KEPT = `family person certificate care_record claim entitlement policy policy_version policy_rate
    bank_account bank_account_version bank_account_notice
    appropriation fund_account fund_period fund_reservation
    payment_round payment payment_recovery`.split(/\s+/)

  test('of what is append-only nothing is changed, removed or emptied', async () => {
    const { rows } = await db.admin.query<{ name: string; column: string }>(
      `select c.relname as name, (select a.attname from pg_attribute a where a.attrelid = c.oid and a.attnum = 1) as column from pg_class c
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and obj_description(c.oid, 'pg_class') like '%append-only%'`,
    )
    expect(EVIDENCE.filter((table) => !rows.some((row) => row.name === table))).toEqual([])
    for (const { name, column } of rows) {
      const table = sql.table(name)
      const answers = await attacker.saidToEach({
        change: sql`update ${table} set ${sql.ref(column)} = ${sql.ref(column)}`,
        remove: sql`delete from ${table}`,
        empty: sql`truncate ${table}`,
      })
      expect({ name, ...answers }).toEqual({
        name,
        change: 'permission denied',
        remove: 'permission denied',
        empty: 'permission denied',
      })
    }
  })

  test.each(KEPT)('nothing of %s is removed', async (name) => {
    expect(await attacker.said(sql`delete from ${sql.table(name)}`)).toBe('permission denied')
    expect(await attacker.said(sql`truncate ${sql.table(name)}`)).toBe('permission denied')
  })

  test('what an appropriation, a payment or an entitlement was stays: the sum, the person, the period', async () => {
    const frozen: Partial<Record<string, string[]>> = {
      appropriation: ['stated_fen', 'source_id', 'purpose', 'year', 'created_by'],
      payment: ['amount_fen', 'person_id', 'period', 'round_id', 'line_no', 'attempt', 'entitlement_id'],
      payment_round: ['division', 'policy_ids', 'as_of', 'composed_by', 'composed_at'],
      entitlement: ['person_id', 'beneficiary_id', 'policy_id', 'period', 'due_from', 'run_id'],
      fund_account: ['kind', 'year', 'appropriation_id'],
      care_record: ['amount_fen', 'happened_on', 'kind'],
    }
    for (const [table, columns = []] of Object.entries(frozen))
      for (const column of columns) {
        const change = sql`update ${sql.table(table)} set ${sql.ref(column)} = ${sql.ref(column)}`
        expect([table, column, await attacker.said(change)]).toEqual([table, column, 'permission denied'])
      }
  })
})
