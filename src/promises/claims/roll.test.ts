import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor, testId } from '../../../test/support/app.ts'
import { at, claimHands, DEATH, DISABILITY, type Hands, walkClaim } from '../../../test/support/claims.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { entitlementRows, runFor } from '../../../test/support/entitlements.ts'
import { COMMUNITY, motherOfDisabledChild, registerForTest } from '../../../test/support/families.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { readIn } from '../../platform/database/transact.ts'
import { runEligibility } from '../entitlements/index.ts'
import { EXIT_CAUSES } from './rules/index.ts'
import { checkReview, closeReview, decideChange, openReview, proposeChange, receiveTransfer } from './commands/index.ts'
import { listIncoming } from './queries/index.ts'

let db: TestDatabase
let hands: Hands
let families: TestFamily[]
let next = 0

beforeAll(async () => {
  db = await createTestDatabase()
  hands = await claimHands(db)
  families = await makeFamilies(db, COMMUNITY, 20)
})
afterAll(() => db.drop())

function fresh(): TestFamily {
  const family = families[next++]
  if (!family) throw new Error('There are families enough.')
  return family
}
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  )
const claimOf = async (id: Uuid) => {
  const { rows } = await db.admin.query(
    'select state, exit_cause, in_force_from::text, in_force_to::text, continues_id, branch from claim where id = $1',
    [id],
  )
  return rows[0] as Record<string, string | null>
}
const on = (day: string, actor: Hands[keyof Hands]) => callOf(db, actor, { now: at(day) })
const roll = (person: Uuid, policy_id = DEATH) =>
  walkClaim(db, hands, person, 'filed', { policy_id, in_force_from: civilDate('2022-01-01') })

describe('a change of the roll', () => {
  test('is asked for by one account and confirmed by another', async () => {
    const { claim_id } = await roll(fresh().parents[0])
    const id = testId()
    const change = { kind: 'exit' as const, cause: 'rebirth' as const, happens_on: civilDate('2026-11-19'), note: '' }
    await proposeChange(db.db, on('2026-11-20', hands.officer), { claim_id, id, change })
    expect(await code(proposeChange(db.db, on('2026-11-20', hands.officer), { claim_id, id: testId(), change }))).toBe(
      'claims.change_waits',
    )
    expect(
      await code(
        decideChange(db.db, on('2026-11-20', hands.officer), { group_id: id, decision: 'confirmed', note: '' }),
      ),
    ).toBe('claims.own_change')
    const done = await decideChange(db.db, on('2026-11-20', hands.approver), {
      group_id: id,
      decision: 'confirmed',
      note: '',
    })
    expect(done).toMatchObject({ claims: 1, opened: 0 })
    expect(await claimOf(claim_id)).toMatchObject({ state: 'exited', exit_cause: 'rebirth', in_force_to: '2026-11-19' })
  })

  test.each(EXIT_CAUSES)('an exit by %s ends her place on the day and keeps its cause', async (cause) => {
    // Only the second branch has a grade.
    const policy_id = cause === 'regraded' ? DISABILITY : DEATH
    const { claim_id } = await roll(fresh().parents[1], policy_id)
    const group_id = testId()
    const change = { kind: 'exit' as const, cause, happens_on: civilDate('2026-11-12'), note: '' }
    await proposeChange(db.db, on('2026-11-20', hands.worker), { claim_id, id: group_id, change })
    expect(await claimOf(claim_id)).toMatchObject({ state: 'filed', exit_cause: null, in_force_to: null })
    await decideChange(db.db, on('2026-11-20', hands.approver), { group_id, decision: 'confirmed', note: '' })
    expect(await claimOf(claim_id)).toMatchObject({ state: 'exited', exit_cause: cause, in_force_to: '2026-11-12' })
  })

  test('no longer of a grade that counts: what is due after the day is void, the half-year it fell in stays', async () => {
    const [here] = await registerForTest(db, hands.officer, [motherOfDisabledChild(601)])
    const person = here?.person_ids[0] as Uuid
    const { claim_id } = await roll(person, DISABILITY)
    const runs = [
      ['2026-08-01', '2026-08-01'],
      ['2027-02-01', '2027-03-01'],
    ] as const
    for (const [as_of, now] of runs)
      await runEligibility(db.db, callOf(db, hands.officer, { now: at(now) }), {
        division: 530_103_000_000,
        as_of: civilDate(as_of),
        policy_codes: ['special_assistance_disability'],
        apply: true,
      })
    const group_id = testId()
    const change = { kind: 'exit' as const, cause: 'regraded' as const, happens_on: civilDate('2026-09-10'), note: '' }
    await proposeChange(db.db, on('2027-03-01', hands.worker), { claim_id, id: group_id, change })
    const decided = { group_id, decision: 'confirmed' as const, note: '' }
    expect(await decideChange(db.db, on('2027-03-01', hands.approver), decided)).toMatchObject({
      claims: 1,
      opened: 0,
      entitlements_void: 1,
    })
    const rows = (await entitlementRows(db, 'special_assistance_disability')).filter((row) => row.person_id === person)
    expect(rows.map(({ period, state }) => [period, state])).toEqual([
      ['2026-H2', 'due'],
      ['2027-H1', 'void'],
    ])
  })

  test('an exit makes void what is due for later periods, and leaves what began before it', async () => {
    const [person] = fresh().parents
    const { claim_id } = await roll(person)
    for (const day of ['2026-03-01', '2026-08-01'])
      await runFor(db, hands.officer, civilDate(day), ['special_assistance_death'])
    const late = callOf(db, hands.officer, { now: at('2027-03-01') })
    await runEligibility(db.db, late, {
      division: 530_103_000_000,
      as_of: civilDate('2027-02-01'),
      policy_codes: ['special_assistance_death'],
      apply: true,
    })
    const id = testId()
    const change = { kind: 'exit' as const, cause: 'death' as const, happens_on: civilDate('2026-09-10'), note: '' }
    expect(await code(proposeChange(db.db, on('2026-09-09', hands.officer), { claim_id, id, change }))).toBe(
      'claims.change.in_future',
    )
    await proposeChange(db.db, on('2027-03-01', hands.officer), { claim_id, id, change })
    const done = await decideChange(db.db, on('2027-03-01', hands.approver), {
      group_id: id,
      decision: 'confirmed',
      note: '',
    })
    expect(done.entitlements_void).toBe(1)
    const rows = (await entitlementRows(db, 'special_assistance_death')).filter((row) => row.person_id === person)
    expect(rows.map(({ period, state }) => [period, state])).toEqual([
      ['2026-H1', 'due'],
      ['2026-H2', 'due'],
      ['2027-H1', 'void'],
    ])
  })

  test('a change of branch closes one claim and opens the other on the same day, for both parents, with its history', async () => {
    const couple = fresh()
    const [father, mother] = couple.parents
    const one = await roll(father, DISABILITY)
    const two = await roll(mother, DISABILITY)
    const id = testId()
    const change = {
      kind: 'branch_change' as const,
      to_policy_id: DEATH,
      happens_on: civilDate('2026-11-10'),
      note: '',
    }
    const asked = await proposeChange(db.db, on('2026-11-20', hands.street), { claim_id: one.claim_id, id, change })
    expect(asked).toEqual({ group_id: id, claims: 2 })
    const done = await decideChange(db.db, on('2026-11-20', hands.approver), {
      group_id: id,
      decision: 'confirmed',
      note: '',
    })
    expect(done).toMatchObject({ claims: 2, opened: 2 })
    for (const [old, person] of [
      [one, father],
      [two, mother],
    ] as const) {
      expect(await claimOf(old.claim_id)).toMatchObject({
        state: 'exited',
        exit_cause: 'branch_change',
        in_force_to: '2026-11-10',
      })
      const { rows } = await db.admin.query(
        'select id, continues_id, in_force_from::text, state from claim where person_id = $1 and policy_id = $2',
        [person, DEATH],
      )
      expect(rows).toMatchObject([{ continues_id: old.claim_id, in_force_from: '2026-11-10', state: 'filed' }])
    }
  })

  test('a hukou transfer goes on in the receiving district for the same person, without a gap', async () => {
    const [here] = await registerForTest(db, hands.officer, [motherOfDisabledChild(501)])
    const person = here?.person_ids[0] as Uuid
    const { claim_id } = await roll(person, DISABILITY)
    const there = await makeActor(db, 'district_approver', '530102')
    const officer = await makeActor(db, 'district_officer', '530102')
    const id = testId()
    const change = {
      kind: 'transfer' as const,
      to_division: 530_102_000_000,
      happens_on: civilDate('2026-11-15'),
      note: '',
    }
    const proposed = await code(proposeChange(db.db, on('2026-11-20', hands.officer), { claim_id, id, change }))
    expect(proposed).toBe('done')
    await decideChange(db.db, on('2026-11-20', hands.approver), { group_id: id, decision: 'confirmed', note: '' })
    expect(await claimOf(claim_id)).toMatchObject({ state: 'exited', exit_cause: 'moved' })
    const [incoming] = await readIn(db.db, on('2026-11-20', there), (tx) => listIncoming(tx, on('2026-11-20', there)))
    expect(incoming).toMatchObject({ to_division: 530_102_000_000, moved_on: '2026-11-15' })
    // The family was closed here and is registered there, with the same ID number.
    await db.admin.query("update person set member_to = '2026-11-15' where family_id = $1", [here?.id])
    await db.admin.query("update family set state = 'moved', closed_on = '2026-11-15' where id = $1", [here?.id])
    await db.admin.query('delete from identity_claim where person_id = any($1)', [here?.person_ids])
    await db.admin.query('delete from person_fact where family_id = $1', [here?.id])
    await db.admin.query(`insert into person_fact select * from person_facts_of(530103, array[$1::uuid])`, [here?.id])
    const [arrived] = await registerForTest(db, officer, [motherOfDisabledChild(501, { community: 530_102_001_001 })])
    const other = await registerForTest(db, officer, [motherOfDisabledChild(502, { community: 530_102_001_001 })])
    const receive = (person_id: Uuid) =>
      receiveTransfer(db.db, on('2026-11-20', there), {
        transfer_id: incoming?.transfer_id as Uuid,
        id: testId(),
        person_id,
        policy_id: DISABILITY,
      })
    expect(await code(receive(other[0]?.person_ids[0] as Uuid))).toBe('claims.other_person')
    const received = await receive(arrived?.person_ids[0] as Uuid)
    expect(await claimOf(received.claim_id)).toMatchObject({ state: 'filed', in_force_from: '2026-11-15' })
    expect(await code(receive(arrived?.person_ids[0] as Uuid))).toBe('claims.transfer_not_found')
  })
})

describe('the yearly review', () => {
  test('lists everybody on the roll, is checked by list and one by one, and closes when all are', async () => {
    const { rows } = await db.admin.query<{ id: Uuid }>(
      "select id from claim where decision = 'confirmed' and in_force_to is null and district = 530103 order by id",
    )
    const id = testId()
    const call = (actor: Hands[keyof Hands]) => on('2026-11-21', actor)
    const opened = await openReview(db.db, call(hands.officer), {
      id,
      division: 530_103_000_000,
      year: 2026,
      due_on: civilDate('2026-12-31'),
    })
    expect(opened.persons).toBe(rows.length)
    const again = openReview(db.db, call(hands.officer), {
      id: testId(),
      division: 530_103_000_000,
      year: 2026,
      due_on: civilDate('2026-12-31'),
    })
    expect(await code(again)).toBe('claims.review_exists')
    const [first, ...others] = rows.map((row) => row.id)
    if (!first) throw new Error('Somebody is on the roll.')
    expect(await code(closeReview(db.db, call(hands.officer), id))).toBe('claims.review_unfinished')
    const all = { review_id: id, result: 'continues' as const, claim_ids: others, note: '' }
    expect(await checkReview(db.db, call(hands.worker), all)).toEqual({ checked: others.length })
    expect(await code(checkReview(db.db, call(hands.worker), all))).toBe('claims.not_on_list')
    const change = { kind: 'exit' as const, cause: 'adoption' as const, happens_on: civilDate('2026-11-20'), note: '' }
    const group = testId()
    await checkReview(db.db, call(hands.worker), {
      review_id: id,
      result: 'change',
      claim_ids: [first],
      id: group,
      change,
    })
    // Nobody has decided yet whether she leaves: the year has no result.
    const early = closeReview(db.db, call(hands.officer), id).catch((error: unknown) => error)
    expect(await early).toMatchObject({
      code: 'claims.review_undecided',
      params: { count: 1 },
      next: 'claims.review_undecided_next',
    })
    // Rejected: she stands on the list again, and is checked anew.
    await decideChange(db.db, call(hands.approver), { group_id: group, decision: 'rejected', reason: '再核' })
    expect(await code(closeReview(db.db, call(hands.officer), id))).toBe('claims.review_unfinished')
    await checkReview(db.db, call(hands.worker), { ...all, claim_ids: [first] })
    expect(await closeReview(db.db, call(hands.officer), id)).toEqual({ review_id: id })
  })
})
