import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { makeActor, testId } from '../../../test/support/app.ts'
import { type ClaimWorld, makeClaimWorld } from '../../../test/support/claim-routes.ts'
import { DEATH, walkClaim } from '../../../test/support/claims.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { readIn } from '../../platform/database/transact.ts'
import { proposeChange } from './commands/index.ts'
import { countChangesToDecide } from './index.ts'

let world: ClaimWorld
beforeAll(async () => {
  world = await makeClaimWorld()
})
afterAll(() => world.close())

/** An exit that waits for its second hand. */
async function asked(claim_id: Uuid, by: Actor = world.hands.worker): Promise<Uuid> {
  const id = testId()
  const change = { kind: 'exit' as const, cause: 'rebirth' as const, happens_on: civilDate('2026-11-19'), note: '' }
  await proposeChange(world.db.db, world.on('2026-11-20', by), { claim_id, id, change })
  return id
}
const decides = (group_id: Uuid, body: object) =>
  world.app.request(world.hands.approver, 'POST', `/api/roll-changes/${group_id}/decision`, { body })

describe('a change that is rejected', () => {
  test('needs a reason of two to five hundred characters', async () => {
    const group_id = await asked((await world.walked('filed')).claim_id)
    const reasons = [undefined, '', ' 否 ', '长'.repeat(501)]
    for (const reason of reasons) {
      const { status, body } = await decides(group_id, { decision: 'rejected', reason })
      const { issues } = body as { issues: { place: string }[] }
      expect([status, ...new Set(issues.map(({ place }) => place))]).toEqual([400, 'reason'])
    }
    const silent = world.db.admin.query(
      `update roll_change set state = 'rejected', decided_by = $1, decided_at = now() where group_id = $2`,
      [world.hands.approver.account_id, group_id],
    )
    await expect(silent).rejects.toMatchObject({ constraint: 'roll_change_rejection_says_why' })
    expect((await decides(group_id, { decision: 'rejected', reason: '再核实' })).status).toBe(200)
  })

  test('says why to whoever asked for it; the trail says only that it was rejected', async () => {
    const { claim_id } = await world.walked('filed')
    const group_id = await asked(claim_id)
    const reason = '孩子的户口仍在这里'
    expect((await decides(group_id, { decision: 'rejected', reason })).status).toBe(200)
    const { body } = await world.app.request(world.hands.worker, 'GET', `/api/claims/${claim_id}`)
    expect(body).toMatchObject({
      state: 'filed',
      changes: [{ group_id, state: 'rejected', reason, decided_by: world.hands.approver.display_name }],
    })
    const trail = await world.db.admin.query(
      `select detail::text as detail from audit_entry where action = 'claims.decide_change' and subject_id = $1`,
      [group_id],
    )
    expect(trail.rows).toMatchObject([{ detail: expect.stringContaining('rejected') as string }])
    expect(JSON.stringify(trail.rows)).not.toContain(reason)
  })

  test('is told to open pages of the claim, as every change of it is', async () => {
    const { claim_id } = await world.walked('filed')
    const group_id = await asked(claim_id)
    const told = async () =>
      (await world.db.admin.query(`select count(*)::int as n from outbox where payload->>'claim_id' = $1`, [claim_id]))
        .rows[0] as { n: number }
    const before = await told()
    await decides(group_id, { decision: 'rejected', reason: '再核实' })
    expect((await told()).n).toBe(before.n + 1)
  })
})

describe('changes that wait for a decision', () => {
  test('stand on the first page of whoever decides, as many as the list offers her', async () => {
    const todayOf = async (actor: Actor) => {
      const { body } = await world.app.request(actor, 'GET', '/api/today')
      return (body as { decisions: { roll_changes: number } | null }).decisions?.roll_changes
    }
    const before = (await todayOf(world.hands.approver)) ?? 0
    await asked((await world.walked('filed')).claim_id)
    expect(await todayOf(world.hands.approver)).toBe(before + 1)
    expect(await todayOf(world.hands.worker)).toBeUndefined()
  })
  const count = (actor: Actor) =>
    readIn(world.db.db, world.on('2026-11-21', actor), (tx) => countChangesToDecide(tx, world.on('2026-11-21', actor)))
  /** The rows of the list that offer her an act. */
  const offered = async (actor: Actor) => {
    const { body } = await world.app.request(actor, 'GET', '/api/roll-changes?limit=100')
    return (body as { items: { own: boolean }[] }).items.filter(({ own }) => !own).length
  }

  test('are counted as the list shows them: an act once however many claims it covers, none of her own, none elsewhere', async () => {
    const { approver } = world.hands
    const before = await count(approver)
    expect(before).toBe(await offered(approver))
    await asked((await world.walked('filed')).claim_id)
    // Both parents in one act.
    const [couple] = world.families.slice(20)
    const both = await Promise.all(
      (couple?.parents ?? []).map((person) => walkClaim(world.db, world.hands, person, 'filed', { policy_id: DEATH })),
    )
    const group_id = await asked(both[0]?.claim_id as Uuid)
    await world.db.admin.query(
      `insert into roll_change select district, gen_random_uuid(), group_id, community, family_id, $1, kind, cause, happens_on, to_policy_id,
        to_division, note, state, proposed_by, proposed_at from roll_change where group_id = $2`,
      [both[1]?.claim_id, group_id],
    )
    expect([await count(approver), await offered(approver)]).toEqual([before + 2, before + 2])

    // She asked for one at her former post.
    const former: Actor = { ...world.hands.officer, account_id: approver.account_id }
    await asked((await world.walked('filed')).claim_id, former)
    expect([await count(approver), await offered(approver)]).toEqual([before + 2, before + 2])
    const colleague = await makeActor(world.db, 'district_approver', '530103001')
    expect([await count(colleague), await offered(colleague)]).toEqual([before + 3, before + 3])

    for (const other of [world.hands.worker, world.hands.street, world.hands.officer, world.neighbour.approver])
      expect(await count(other)).toBe(0)
    await decides(group_id, { decision: 'rejected', reason: '再核实' })
    expect(await count(approver)).toBe(before + 1)
  })
})
