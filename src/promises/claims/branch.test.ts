import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, createTestApp, type TestApp, testId } from '../../../test/support/app.ts'
import {
  at,
  claimHands,
  DEATH,
  DISABILITY,
  draftClaim,
  type Hands,
  registerDeath,
  walkClaim,
} from '../../../test/support/claims.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf, enactFor } from '../../../test/support/drafts.ts'
import { motherOfDisabledChild, registerForTest } from '../../../test/support/families.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { decideChange, proposeChange, withdrawClaim } from './commands/index.ts'

let db: TestDatabase
let app: TestApp
let hands: Hands
let serial = 900
/** 助餐补贴: money of the same kind, for everybody of sixty. */
let meals: Uuid
/** The other branch as a group inside a group, by `in`. */
let nested: Uuid
const LUZHOU_DEATH = '00500000-0000-8000-8000-000000000021' as Uuid

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  hands = await claimHands(db)
  const age = { field: 'age', operator: '>=', value: 60 }
  const enacts = async (name_zh: string, rules: object[]) => {
    const version = cashOf(500, { rule: { combinator: 'and', rules } as never, claim_required: true })
    const made = await enactFor(db, hands, createOf(version, { name_zh, theme: 'allowance' }))
    return made.policy_id as Uuid
  }
  meals = await enacts('助餐补贴', [age])
  nested = await enacts('另一项甲类扶助', [
    age,
    { combinator: 'or', rules: [{ field: 'branch', operator: 'in', value: ['death'] }] },
  ])
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const on = (day: string, actor: Hands[keyof Hands]) => callOf(db, actor, { now: at(day) })
/** A mother on the roll of 乙类, with her child. */
async function onTheRoll(policy_id = DISABILITY) {
  const [family] = await registerForTest(db, hands.officer, [motherOfDisabledChild((serial += 1))])
  const [mother, child] = family?.person_ids ?? []
  if (!mother || !child) throw new Error('A mother and her child are two people.')
  const { claim_id } = await walkClaim(db, hands, mother, 'filed', {
    policy_id,
    in_force_from: civilDate('2022-01-01'),
  })
  return { mother, child, claim_id }
}
const registers = (child: Uuid, died_on: string | null) =>
  registerDeath(db, { app, worker: hands.worker }, { child, died_on })
const asks = (claim_id: Uuid, to_policy_id: Uuid, happens_on = '2026-11-10', id = testId()) =>
  proposeChange(db.db, on('2026-11-20', hands.officer), {
    claim_id,
    id,
    change: { kind: 'branch_change', to_policy_id, happens_on: civilDate(happens_on), note: '' },
  })
const decides = (group_id: Uuid) =>
  decideChange(db.db, on('2026-11-21', hands.approver), { group_id, decision: 'confirmed', note: '' })
const said = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code?: string; place?: string; next?: string }) => [error.code, error.place, error.next !== undefined],
  )
const stands = async (person: Uuid) =>
  (
    await db.admin.query('select state, policy_id, branch from claim where person_id = $1 order by created_at', [
      person,
    ])
  ).rows as { state: string; policy_id: Uuid; branch: string }[]

describe('a change of branch', () => {
  test('leads to no promise that does not demand the other branch, nor to one of another place', async () => {
    const { mother, child, claim_id } = await onTheRoll()
    await registers(child, '2026-11-08')
    for (const to of [meals, LUZHOU_DEATH])
      expect(await said(asks(claim_id, to))).toEqual(['claims.change.other_branch', 'change.to_policy_id', true])
    expect(await stands(mother)).toMatchObject([{ state: 'filed', policy_id: DISABILITY }])
  })

  test('waits for the register to know the child’s death, on its day or before', async () => {
    const { child, claim_id } = await onTheRoll()
    const unknown = ['claims.change.death_unknown', 'change.happens_on', true]
    expect(await said(asks(claim_id, DEATH))).toEqual(unknown)
    await registers(child, '2026-11-12')
    expect(await said(asks(claim_id, DEATH, '2026-11-11'))).toEqual(unknown)
    expect(await said(asks(claim_id, DEATH, '2026-11-12'))).toBe('done')
  })

  test('is asked again when it is decided: a death taken back meanwhile, and nothing goes on', async () => {
    const { mother, child, claim_id } = await onTheRoll()
    await registers(child, '2026-11-08')
    const id = testId()
    await asks(claim_id, DEATH, '2026-11-10', id)
    await registers(child, null)
    expect(await said(decides(id))).toEqual(['claims.change.death_unknown', 'decision', true])
    expect(await stands(mother)).toMatchObject([{ state: 'filed', policy_id: DISABILITY }])
    const rejected = { group_id: id, decision: 'rejected' as const, reason: '登记已更正' }
    expect(await said(decideChange(db.db, on('2026-11-21', hands.approver), rejected))).toBe('done')
  })

  test('is not asked for while she has a claim under the other branch, and says which and what to do', async () => {
    const { mother, child, claim_id } = await onTheRoll()
    await registers(child, '2026-11-08')
    const draft = await draftClaim(db, hands.worker, mother, { policy_id: DEATH, now: at('2026-11-15') })
    const id = testId()
    const change = { kind: 'branch_change', to_policy_id: DEATH, happens_on: '2026-11-10', note: '' }
    const ask = () => app.request(hands.officer, 'POST', `/api/claims/${claim_id}/changes`, { body: { id, change } })
    const answer = await ask()
    expect(answer).toMatchObject({
      status: 409,
      body: {
        code: 'claims.change.other_open',
        place: 'change.to_policy_id',
        detail: expect.stringMatching(/在“.+”下已有申报（填写中），不能再变更类别/) as string,
        next: '请先打开她的那份申报办理撤回，再变更类别，名册会自动接续，不用另行申报。',
      },
    })
    await withdrawClaim(db.db, on('2026-11-20', hands.worker), {
      claim_id: draft.claim_id,
      version: draft.version,
      reason: '改办类别变更',
    })
    expect((await ask()).status).toBe(200)
  })

  test('is not confirmed when she has declared under the other branch meanwhile; the claim withdrawn, it is', async () => {
    const { mother, child, claim_id } = await onTheRoll()
    await registers(child, '2026-11-08')
    const id = testId()
    await asks(claim_id, DEATH, '2026-11-10', id)
    const draft = await draftClaim(db, hands.worker, mother, { policy_id: DEATH, now: at('2026-11-15') })
    expect(await said(decides(id))).toEqual(['claims.change.other_open', 'decision', true])
    expect(await stands(mother)).toMatchObject([{ state: 'filed' }, { state: 'draft' }])
    const back = { claim_id: draft.claim_id, version: draft.version, reason: '改办类别变更' }
    await withdrawClaim(db.db, on('2026-11-20', hands.worker), back)
    expect(await said(decides(id))).toBe('done')
  })

  test('leads to no promise on whose roll she stands already: then she leaves this one', async () => {
    const { mother, child, claim_id } = await onTheRoll()
    await walkClaim(db, hands, mother, 'confirmed', { policy_id: DEATH })
    await registers(child, '2026-11-08')
    const refused = await asks(claim_id, DEATH).catch((error: unknown) => error)
    expect(refused).toMatchObject({
      code: 'claims.change.other_open',
      params: { state: 'notice_of_decision' },
      next: 'claims.change.other_on_roll_next',
    })
  })

  test('takes a rule that demands the branch by `in`, within a group', async () => {
    const { mother, child, claim_id } = await onTheRoll()
    await registers(child, '2026-11-08')
    const id = testId()
    await asks(claim_id, nested, '2026-11-08', id)
    await decides(id)
    expect(await stands(mother)).toMatchObject([
      { state: 'exited', policy_id: DISABILITY },
      { state: 'filed', policy_id: nested, branch: 'death' },
    ])
  })

  test('does not lead back, nor from a promise that asks about no branch', async () => {
    const { child, claim_id } = await onTheRoll(meals)
    await registers(child, '2026-11-08')
    expect(await said(asks(claim_id, DEATH))).toEqual(['claims.change.other_branch', 'change.to_policy_id', true])
  })

  test('the page offers the promises it may lead to, and says whether the register knows the death', async () => {
    const { child, claim_id } = await onTheRoll()
    const offered = async () => {
      const answer = await app.request(hands.worker, 'GET', `/api/claims/${claim_id}`)
      const { other_branch } = answer.body as {
        other_branch: { death_known: boolean; policies: { policy_id: Uuid }[] }
      }
      return [other_branch.death_known, other_branch.policies.map((one) => one.policy_id).toSorted()]
    }
    expect(await offered()).toEqual([false, [DEATH, nested].toSorted()])
    await registers(child, '2026-11-08')
    expect(await offered()).toEqual([true, [DEATH, nested].toSorted()])
  })
})
