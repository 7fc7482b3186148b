import { type RawBuilder, sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Uuid } from '../../src/kernel/ids.ts'
import { importAccounts } from '../../src/registry/bank-accounts/index.ts'
import { callOf, testId } from '../support/app.ts'
import { type Attacker, attackerOf, copyOf, insertOf } from '../support/attack.ts'
import { accountRequest } from '../support/bank-accounts.ts'
import { createTestDatabase, type TestDatabase } from '../support/database.ts'
import { runFor } from '../support/entitlements.ts'
import { bereavedCouple, registerForTest } from '../support/families.ts'
import { makePayRoom, type PayRoom, ROUND_DAY } from '../support/rounds.ts'
import { invariant } from './table.ts'

// Who people are and where their money goes: two people with accounts in force and in a round, and another account asked for.

const DISTRICT = 530_103
let db: TestDatabase
let pay: PayRoom
let attacker: Attacker
let persons: [Uuid, Uuid]
let asked: Uuid
let round: Uuid

beforeAll(async () => {
  db = await createTestDatabase()
  pay = await makePayRoom(db)
  attacker = attackerOf(db, pay.officer.scope)
  const [family] = await registerForTest(db, pay.officer, [bereavedCouple(0)])
  persons = family?.person_ids.slice(0, 2) as [Uuid, Uuid]
  await pay.giveAccounts(persons)
  await runFor(db, pay.officer, ROUND_DAY)
  round = (await pay.compose('第一批')).id
  const accounts = [accountRequest(persons[0], 900)]
  const { version_ids } = await importAccounts(db.db, callOf(db, pay.officer), { accounts })
  asked = version_ids[0] as Uuid
})
afterAll(() => db.drop())

const set = (assignment: RawBuilder<unknown>, id = asked) =>
  sql`update bank_account_version set ${assignment} where district = ${DISTRICT}::int and id = ${id}::uuid`
const another = (change: Record<string, unknown>) =>
  copyOf('bank_account_version', sql`t.id = ${asked}::uuid`, { id: testId(), seq: 9, ...change })

invariant('I3', () => {
  test('a person registered here is not registered elsewhere as well, nor twice here', async () => {
    const claim = copyOf('identity_claim', sql`t.person_id = ${persons[0]}::uuid`, {
      district: 530_102,
      person_id: testId(),
    })
    const twice = copyOf('person', sql`t.id = ${persons[0]}::uuid`, { id: testId() })
    expect(await attacker.said(claim)).toBe('identity_claim_pkey')
    expect(await attacker.said(twice)).toBe('person_id_once')
  })
})

invariant('I19', () => {
  const approval = (by: RawBuilder<unknown>, wait: string) => sql`state = 'approved', approved_by = ${by},
    approved_at = requested_at, cooling_days = 3, effective_at = requested_at + ${wait}::interval`

  test('nobody approves her own request, nothing is in force at once, nothing without its marks', async () => {
    const other = sql`${pay.approver.account_id}::uuid`
    expect(
      await attacker.saidToEach({
        'by the one who asked': set(approval(sql`requested_by`, '72 hours')),
        'a minute too early': set(approval(other, '71 hours 59 minutes')),
        'by nobody': set(sql`state = 'approved'`),
        'by somebody at no time': set(sql`state = 'approved', approved_by = ${other}, effective_at = now()`),
        'beside the one in force': set(approval(other, '72 hours')),
        'asked for while another is': another({}),
      }),
    ).toEqual({
      'by the one who asked': 'bank_account_version_two_people',
      'a minute too early': 'bank_account_version_delayed',
      'by nobody': 'bank_account_version_marks',
      'by somebody at no time': 'bank_account_version_marks',
      'beside the one in force': 'bank_account_version_one_active',
      'asked for while another is': 'bank_account_version_one_request',
    })
  })

  test('a line of a round keeps the account it was frozen with, and pays into none that is not', async () => {
    const line = sql`t.round_id = ${round}::uuid and t.person_id = ${persons[0]}::uuid`
    const change = { id: testId(), line_no: 9, attempt: 2, account_version_id: testId(), state: 'void' }
    const after = sql`update payment set account_version_id = ${asked}::uuid where round_id = ${round}::uuid`
    expect(await attacker.said(after)).toBe('permission denied')
    const [first] = await pay.lines(round)
    expect(await attacker.said(copyOf('payment', line, { ...change, after_id: first?.id }))).toBe('payment_account_of')
  })

  test('a number that was asked for is not exchanged for another', async () => {
    for (const column of ['number_cipher', 'number_hmac', 'bank_code', 'holder_name', 'requested_by'])
      expect(await attacker.said(set(sql`${sql.ref(column)} = ${sql.ref(column)}`))).toBe('permission denied')
  })
})

invariant('I20', () => {
  test('an account number that is not sealed, a hash that is none, more than four digits', async () => {
    const refused = {
      state: 'refused',
      stopped_by: pay.officer.account_id,
      stopped_at: '2026-11-21T02:00:00Z',
      stopped_why: 'refused',
    }
    expect(
      await attacker.saidToEach({
        'digits as they are': another({ ...refused, number_cipher: '\\x36323137' }),
        'a short hash': another({ ...refused, number_hmac: '\\x00' }),
        'five digits': another({ ...refused, last4: '12345' }),
      }),
    ).toEqual({
      'digits as they are': 'bank_account_version_sealed',
      'a short hash': 'bank_account_version_sealed',
      'five digits': 'bank_account_version_last4_check',
    })
  })

  test('an ID number that is not sealed, that cannot be found, or that is not said to be one', async () => {
    const person = (assignment: RawBuilder<unknown>) =>
      sql`update person set ${assignment} where district = ${DISTRICT}::int and id = ${persons[0]}::uuid`
    const answers = await attacker.saidToEach({
      'digits as they are': person(sql`id_cipher = convert_to('530103194803050011', 'UTF8')`),
      'without its hash': person(sql`id_hmac = null`),
      'a short hash': person(sql`id_hmac = '\\x00'`),
      'of no kind': person(sql`id_kind = 'none'`),
    })
    expect(new Set(Object.values(answers))).toEqual(new Set(['person_id_stored']))
    const claim = insertOf('identity_claim', {
      id_hmac: '\\x00',
      district: DISTRICT,
      person_id: testId(),
      claimed_at: '2026-11-21T02:00:00Z',
    })
    expect(await attacker.said(claim)).toBe('identity_claim_id_hmac_check')
  })
})
