import { afterAll, beforeAll, expect, test } from 'vitest'
import { testId } from '../../../test/support/app.ts'
import { type ClaimWorld, fiveTests, makeClaimWorld, type Write } from '../../../test/support/claim-routes.ts'
import { DEATH, declarationOf, draftClaim, PNG } from '../../../test/support/claims.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { postNotices } from './commands/index.ts'

const REVIEW = { opinion: 'agree', text: '情况属实', present: ['评议员甲'], held_on: '2026-11-20' }

const WRITES: Write[] = [
  {
    name: 'POST claims',
    by: 'worker',
    make: async (world) => {
      const person_id = world.fresh()
      const content = await declarationOf(world.db, world.hands.worker, person_id)
      return { url: '/api/claims', body: { id: testId(), person_id, policy_id: DEATH, content } }
    },
    bad: { body: { id: 'x', content: {} } },
  },
  {
    name: 'PUT draft',
    method: 'PUT',
    by: 'worker',
    make: async (world) => {
      const person = world.fresh()
      const { claim_id } = await draftClaim(world.db, world.hands.worker, person)
      return {
        url: `/api/claims/${claim_id}/draft`,
        body: { version: 1, content: await declarationOf(world.db, world.hands.worker, person) },
      }
    },
    bad: { body: { version: 0, content: { children: 7 } } },
  },
  {
    name: 'POST submission',
    by: 'worker',
    make: async (world) => {
      const person = world.fresh()
      const { claim_id } = await draftClaim(world.db, world.hands.worker, person)
      const content = await declarationOf(world.db, world.hands.worker, person)
      return { url: `/api/claims/${claim_id}/submission`, body: { version: 1, content, pledged: true } }
    },
    bad: { body: { version: 1, pledged: 'yes' } },
  },
  {
    name: 'POST proofs',
    by: 'worker',
    make: async (world) => {
      const { claim_id } = await draftClaim(world.db, world.hands.worker, world.fresh())
      return { url: `/api/claims/${claim_id}/proofs`, file: { name: 'x.png', bytes: Uint8Array.from([...PNG, 9, 9]) } }
    },
    bad: { file: { name: 'x.png', bytes: Uint8Array.from([1, 2, 3]) } },
  },
  {
    name: 'DELETE proof',
    method: 'DELETE',
    by: 'worker',
    make: async (world) => {
      const { claim_id } = await draftClaim(world.db, world.hands.worker, world.fresh())
      const { rows } = await world.db.admin.query<{ id: Uuid }>('select id from claim_proof where claim_id = $1', [
        claim_id,
      ])
      return { url: `/api/claims/${claim_id}/proofs/${rows[0]?.id}` }
    },
    bad: { url: '/api/claims/x/proofs/y' },
  },
  {
    name: 'POST review',
    by: 'worker',
    make: async (world) => {
      const { claim_id, version } = await world.walked('submitted')
      return { url: `/api/claims/${claim_id}/review`, body: { version, ...REVIEW } }
    },
    bad: { body: { version: 1, opinion: 'maybe', text: '', present: [], held_on: 'x' } },
  },
  {
    name: 'POST return',
    by: 'street',
    make: async (world) => {
      const { claim_id, version } = await world.walked('township_review')
      return { url: `/api/claims/${claim_id}/return`, body: { version, reason: '请补充材料' } }
    },
    bad: { body: { version: 1, reason: '' } },
  },
  {
    name: 'POST withdrawal',
    by: 'worker',
    make: async (world) => {
      const { claim_id, version } = await world.walked('submitted')
      return { url: `/api/claims/${claim_id}/withdrawal`, body: { version, reason: '家人撤回' } }
    },
    bad: { body: { version: 1 } },
  },
  {
    name: 'POST decision',
    by: 'approver',
    make: async (world) => {
      const { claim_id, version } = await world.walked('county')
      return {
        url: `/api/claims/${claim_id}/decision`,
        body: { version, decision: 'confirmed', in_force_from: '2026-11-21' },
      }
    },
    bad: { body: { version: 1, decision: 'perhaps' } },
  },
  {
    name: 'POST filing',
    by: 'officer',
    make: async (world) => {
      const { claim_id, version } = await world.walked('confirmed')
      return {
        url: `/api/claims/${claim_id}/filing`,
        body: { version, delivered_on: '2026-11-21', delivered_by: 'letter' },
      }
    },
    bad: { body: { version: 1, delivered_on: 'x', delivered_by: 'pigeon' } },
  },
  {
    name: 'POST notices',
    by: 'worker',
    make: async (world) => ({
      url: '/api/claim-notices',
      body: { claim_ids: [(await world.walked('village_notice')).claim_id] },
    }),
    bad: { body: { claim_ids: [] } },
  },
  {
    name: 'POST taking-down',
    by: 'worker',
    make: async (world) => {
      const { claim_id } = await world.walked('village_notice')
      const { notices } = await postNotices(world.db.db, world.on('2026-11-20', world.hands.worker), [claim_id])
      return {
        url: `/api/claim-notices/${notices[0]?.notice_id}/taking-down`,
        body: { version: 1, reason: '名单有误' },
      }
    },
    bad: { body: { version: 1, reason: 'x' } },
  },
  {
    name: 'POST conclusion',
    by: 'worker',
    make: async (world) => {
      const { claim_id } = await world.walked('village_notice')
      const { notices } = await postNotices(world.db.db, world.on('2026-11-03', world.hands.worker), [claim_id])
      return { url: `/api/claim-notices/${notices[0]?.notice_id}/conclusion` }
    },
    bad: { url: '/api/claim-notices/x/conclusion' },
  },
  {
    name: 'POST objections',
    by: 'worker',
    make: async (world) => {
      const { claim_id } = await world.walked('county')
      return {
        url: `/api/claims/${claim_id}/objections`,
        body: { id: testId(), received_on: '2026-11-15', text: '另有情况反映' },
      }
    },
    bad: { body: { id: testId(), received_on: 'x', text: '' } },
  },
  {
    name: 'POST finding',
    by: 'officer',
    make: async (world) => {
      const { claim_id } = await world.walked('county')
      const objection_id = await world.objected(claim_id)
      return {
        url: `/api/claim-objections/${objection_id}/finding`,
        body: { version: 1, outcome: 'dismissed', finding: '已核实，情况属实' },
      }
    },
    bad: { body: { version: 1, outcome: 'moot', finding: '' } },
  },
]

let world: ClaimWorld
beforeAll(async () => {
  world = await makeClaimWorld()
})
afterAll(() => world.close())

fiveTests(WRITES, () => world)

test('the county’s decision asks for the second factor first', async () => {
  const { claim_id, version } = await world.walked('county')
  const body = { version, decision: 'confirmed', in_force_from: '2026-11-21' }
  const decide = (confirmed: boolean) =>
    world.app.request(world.hands.approver, 'POST', `/api/claims/${claim_id}/decision`, { body, confirmed })
  expect(await decide(false)).toMatchObject({ status: 403, body: { code: 'platform.confirm_first' } })
  expect((await decide(true)).status).toBe(200)
})
