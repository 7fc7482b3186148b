import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { callOf, createTestApp, type TestApp, testId } from '../../../test/support/app.ts'
import {
  at,
  claimHands,
  DEATH,
  DISABILITY,
  type Hands,
  registerDeath,
  walkClaim,
} from '../../../test/support/claims.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { PANLONG, runFor } from '../../../test/support/entitlements.ts'
import { motherOfDisabledChild, registerForTest } from '../../../test/support/families.ts'
import { makeAppropriation } from '../../../test/support/funds.ts'
import { makePayRoom, type PayRoom, ROUND_DAY } from '../../../test/support/rounds.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { decideChange, proposeChange } from '../../promises/claims/index.ts'
import { runEligibility, voidEntitlements } from '../../promises/entitlements/index.ts'
import { approveRound, cancelRound, closeRound, findRecoveries, fundRound, submitRound } from './commands/index.ts'

// Off the roll from 20 June, while the second half-year stands in a round.

let db: TestDatabase
let app: TestApp
let pay: PayRoom
let hands: Hands
let serial = 300
const CODE = 'special_assistance_disability'
const LATE = { now: at('2026-11-21') }
const JUNE = '2026-06-20'

type Leaving = 'exit' | 'branch_change' | 'transfer'
const REASON: Record<Leaving, string> = {
  exit: '已退出名册',
  branch_change: '类别已变更',
  transfer: '户籍已转往外地',
}

interface Mother {
  person: Uuid
  child: Uuid
  claim_id: Uuid
}

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  pay = await makePayRoom(db)
  hands = await claimHands(db)
  await db.admin.query('update policy_version set claim_required = true where policy_id = any($1)', [
    [DEATH, DISABILITY],
  ])
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

async function onTheRoll(): Promise<Mother> {
  const [family] = await registerForTest(db, hands.officer, [motherOfDisabledChild((serial += 1))])
  const [person, child] = (family?.person_ids ?? []) as [Uuid, Uuid]
  await pay.giveAccounts([person])
  const january = { policy_id: DISABILITY, in_force_from: civilDate('2026-01-01') }
  const { claim_id } = await walkClaim(db, hands, person, 'filed', january)
  return { person, child, claim_id }
}

/** A mother whose second half-year stands in a draft, alone. */
async function inADraft(): Promise<Mother & { round: Uuid }> {
  const mother = await onTheRoll()
  await runFor(db, pay.officer, ROUND_DAY, [CODE])
  const { id } = await pay.compose('下半年', { policies: [DISABILITY] })
  expect((await pay.lines(id)).map((line) => line.person_id)).toEqual([mother.person])
  return { ...mother, round: id }
}

/** One asks for it, another confirms it. */
async function leaves({ claim_id, child }: Mother, how: Leaving, happens_on = JUNE) {
  if (how === 'branch_change') await registerDeath(db, { app, worker: hands.worker }, { child, died_on: happens_on })
  const day = { happens_on: civilDate(happens_on), note: '' }
  const change =
    how === 'exit'
      ? { kind: how, cause: 'adoption' as const, ...day }
      : how === 'transfer'
        ? { kind: how, to_division: 530_102_000_000, ...day }
        : { kind: how, to_policy_id: DEATH, ...day }
  const id = testId()
  await proposeChange(db.db, callOf(db, hands.officer, LATE), { claim_id, id, change })
  return decideChange(db.db, callOf(db, hands.approver, LATE), { group_id: id, decision: 'confirmed', note: '' })
}

const owed = async (person: Uuid) => {
  const { rows } = await db.admin.query<{
    state: string
    void_by: string | null
    void_reason: string | null
    paying: boolean
  }>(
    `select state, void_by, void_reason, paying_round_id is not null as paying from entitlement
     where person_id = $1 and policy_id = $2 and period = '2026-H2'`,
    [person, DISABILITY],
  )
  return rows
}
const BEING_PAID = [{ state: 'due', void_by: null, void_reason: null, paying: true }]
const over = (how: Leaving) => [{ state: 'void', void_by: 'exit', void_reason: REASON[how], paying: false }]

const submit = async (round: Uuid) => submitRound(db.db, pay.call(pay.officer), await pay.seen(round))
const approve = async (round: Uuid) => approveRound(db.db, pay.call(pay.approver), await pay.seen(round))
const cancel = async (round: Uuid) =>
  cancelRound(db.db, pay.call(pay.officer), { ...(await pay.seen(round)), reason: '有人已退出名册' })
async function fund(round: Uuid) {
  await submit(round)
  await approve(round)
  const appropriation_id = await makeAppropriation(db, pay, (await pay.round(round)).total_fen)
  await fundRound(db.db, pay.call(pay.finance), { ...(await pay.seen(round)), appropriation_id })
}
const answer = async (round: Uuid, failed: number[]) => pay.answer(round, await pay.answerTo(round, failed))
const close = async (round: Uuid) => closeRound(db.db, pay.call(pay.supervisor), await pay.seen(round))

const idOf = async ({ person }: Mother) => {
  const { rows } = await db.admin.query<{ id: Uuid }>('select id from entitlement where person_id = $1', [person])
  return rows[0]?.id as Uuid
}
/** What an officer does alone. */
const ends = async (mother: Mother) =>
  voidEntitlements(db.db, pay.call(pay.officer), { entitlement_ids: [await idOf(mother)], reason: '家人婉拒' })
const restores = async (mother: Mother) => {
  const body = { entitlement_ids: [await idOf(mother)] }
  return (await app.request(pay.officer, 'POST', '/api/entitlements/restore', { body })).body
}

describe.each(['exit', 'branch_change', 'transfer'] as const)('her place on the roll ends by %s', (how) => {
  let mother: Mother & { round: Uuid }
  beforeEach(async () => {
    mother = await inADraft()
  })

  test('while the round is a draft: it is not submitted any more; cancelled, nothing is due', async () => {
    const { person, round } = mother
    expect(await leaves(mother, how)).toMatchObject({ claims: 1, entitlements_void: 0 })
    expect(await owed(person)).toEqual(BEING_PAID)
    const stale = { code: 'payments.lines_stale', issues: [expect.objectContaining({ place: 'lines.1' })] }
    await expect(submit(round)).rejects.toMatchObject({ ...stale, next: 'payments.refresh_first' })
    await cancel(round)
    expect(await owed(person)).toEqual(over(how))
  })

  test('between submission and approval: it is not approved, and the approver is told to give it back', async () => {
    const { person, round } = mother
    await submit(round)
    await leaves(mother, how)
    await expect(approve(round)).rejects.toMatchObject({
      code: 'payments.lines_off_roll',
      issues: [expect.objectContaining({ place: 'lines.1', code: 'payments.line_off_roll' })],
      next: 'payments.return_first',
    })
    await cancel(round)
    expect(await owed(person)).toEqual(over(how))
  })

  test('while the round is funded: cancelled, nothing is due', async () => {
    const { person, round } = mother
    await fund(round)
    await leaves(mother, how)
    expect(await owed(person)).toEqual(BEING_PAID)
    await cancel(round)
    expect(await owed(person)).toEqual(over(how))
  })

  test('while the bank has the file, and it fails: it is not due again', async () => {
    const { person, round } = mother
    await pay.send(round)
    await leaves(mother, how)
    await answer(round, [1])
    expect(await owed(person)).toEqual(over(how))
    await close(round)
  })

  test('while the bank has the file, and it is paid: what she was given is found and asked back', async () => {
    const { person, round } = mother
    await pay.send(round)
    const [line] = await pay.lines(round)
    await leaves(mother, how)
    await answer(round, [])
    await close(round)
    expect(await owed(person)).toMatchObject([{ state: 'reached' }])
    await findRecoveries(db.db, callOf(db, pay.officer, LATE), { division: PANLONG })
    const { rows } = await db.admin.query(
      `select r.cause, r.amount_fen::int as amount_fen from payment_recovery r join payment p on p.district = r.district and p.id = r.payment_id
       where p.person_id = $1`,
      [person],
    )
    expect(rows).toEqual([{ cause: 'conditions', amount_fen: line?.amount_fen }])
  })
})

test('who leaves within the half-year is owed it whole: the round goes on', async () => {
  const mother = await inADraft()
  expect(await leaves(mother, 'exit', '2026-07-05')).toMatchObject({ entitlements_void: 0 })
  await expect(submit(mother.round)).resolves.toMatchObject({ state: 'submitted' })
  await cancel(mother.round)
  expect(await owed(mother.person)).toMatchObject([{ state: 'due', paying: false }])
  await ends(mother)
})

describe('whom two people took off the roll', () => {
  async function outAndVoid(): Promise<Mother> {
    const mother = await onTheRoll()
    await runFor(db, pay.officer, ROUND_DAY, [CODE])
    expect(await leaves(mother, 'exit')).toMatchObject({ entitlements_void: 1 })
    expect(await owed(mother.person)).toEqual(over('exit'))
    return mother
  }
  const REFUSED = {
    code: 'entitlements.void_by_exit',
    place: 'entitlement_ids',
    detail: '其中 1 项是退出名册后不再应享的，由两人办理，不能一人恢复',
    next: '如果退出有误，请重新申报；再次在册后重新核定，就会恢复。',
  }

  test('one officer alone does not bring back to what she is owed', async () => {
    const mother = await outAndVoid()
    expect(await restores(mother)).toMatchObject(REFUSED)
    expect(await owed(mother.person)).toEqual(over('exit'))
  })

  test('nor what had been ended by hand before', async () => {
    const mother = await onTheRoll()
    await runFor(db, pay.officer, ROUND_DAY, [CODE])
    await ends(mother)
    expect(await leaves(mother, 'exit')).toMatchObject({ entitlements_void: 0 })
    expect(await restores(mother)).toMatchObject(REFUSED)
  })

  test('a round leaves out, and says why, whatever a row says', async () => {
    const mother = await outAndVoid()
    await db.admin.query(
      "update entitlement set state = 'due', void_by = null, void_reason = null where person_id = $1",
      [mother.person],
    )
    const round = await pay.compose('下半年', { policies: [DISABILITY] })
    expect(round).toMatchObject({ item_count: 0, left_out: 1 })
    const { rows } = await db.admin.query('select reason from payment_left_out where round_id = $1', [round.id])
    expect(rows).toEqual([{ reason: 'off_roll' }])
    await cancel(round.id)
    await ends(mother)
  })

  test('is left out also where a promise demands no claim, and a run finds her', async () => {
    const mother = await onTheRoll()
    await leaves(mother, 'exit')
    const demand = (yes: boolean) =>
      db.admin.query('update policy_version set claim_required = $2 where policy_id = $1', [DISABILITY, yes])
    await demand(false)
    await runFor(db, pay.officer, ROUND_DAY, [CODE])
    expect(await owed(mother.person)).toMatchObject([{ state: 'due' }])
    const round = await pay.compose('下半年', { policies: [DISABILITY] })
    await demand(true)
    expect(await pay.lines(round.id)).not.toContainEqual(expect.objectContaining({ person_id: mother.person }))
    await cancel(round.id)
    await ends(mother)
  })

  test('is owed it again by a run once she is on the roll by a new claim, and paid', async () => {
    const mother = await outAndVoid()
    const again = { policy_id: DISABILITY, begins: civilDate('2026-11-22'), in_force_from: civilDate('2026-12-10') }
    await walkClaim(db, hands, mother.person, 'filed', again)
    const runOn = (as_of: string) =>
      runEligibility(db.db, callOf(db, pay.officer, { now: at('2026-12-20') }), {
        division: PANLONG,
        as_of: civilDate(as_of),
        policy_codes: [CODE],
        apply: true,
      })
    await runOn('2026-11-20')
    expect(await owed(mother.person)).toEqual(over('exit'))
    await runOn('2026-12-15')
    expect(await owed(mother.person)).toMatchObject([{ state: 'due', void_by: null }])
  })
})
