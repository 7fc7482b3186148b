import { afterAll, beforeAll, expect, test } from 'vitest'
import { testId } from '../../../test/support/app.ts'
import { type ClaimWorld, fiveTests, makeClaimWorld, type Write } from '../../../test/support/claim-routes.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { proposeChange } from './commands/index.ts'

const EXIT = { kind: 'exit' as const, cause: 'rebirth' as const, happens_on: civilDate('2026-11-19'), note: '' }
const stepOf = (kind: string, role: string, more: object = {}) => ({
  kind,
  role,
  deadline_days: null,
  deadline_on: null,
  notice_days: null,
  confidence: 'sourced',
  ...more,
})
const STEPS = [
  stepOf('declaration', 'community_worker', { deadline_on: '01-31' }),
  stepOf('township_review', 'street_officer', { deadline_days: 10 }),
  stepOf('public_notice', 'street_officer', { notice_days: 5 }),
  stepOf('county_confirmation', 'district_approver'),
  stepOf('notice_of_decision', 'district_officer'),
  stepOf('filed', 'district_officer'),
]
const procedure = (valid_from = '2027-01-01') => ({
  id: testId(),
  division: 530103e6,
  theme: 'living',
  name_zh: '本区流程',
  name_en: 'Our procedure',
  valid_from,
  source: '本区文件',
  steps: STEPS,
})

/** An exit another account has asked for. @returns the act it is part of */
async function exitAsked(world: ClaimWorld): Promise<Uuid> {
  const id = testId()
  const claim_id = (await world.walked('filed')).claim_id
  await proposeChange(world.db.db, world.on('2026-11-20', world.hands.officer), { claim_id, id, change: EXIT })
  return id
}

/** A chain that waits for another account's approval. @returns its address */
async function proposed(world: ClaimWorld): Promise<string> {
  const body = procedure('2027-08-01')
  await world.app.request(world.hands.officer, 'POST', '/api/claim-procedures', { body })
  return `/api/claim-procedures/${body.id}`
}

const WRITES: Write[] = [
  {
    name: 'POST changes',
    by: 'worker',
    make: async (world) => ({
      url: `/api/claims/${(await world.walked('filed')).claim_id}/changes`,
      body: { id: testId(), change: EXIT },
    }),
    bad: { body: { id: testId(), change: { kind: 'exit', cause: 'boredom' } } },
  },
  {
    name: 'POST change decision',
    by: 'approver',
    make: async (world) => {
      const id = await exitAsked(world)
      return { url: `/api/roll-changes/${id}/decision`, body: { decision: 'confirmed' } }
    },
    bad: { body: { decision: 'later' } },
  },
  {
    name: 'POST change decision: a rejection with its reason',
    by: 'approver',
    make: async (world) => {
      const id = await exitAsked(world)
      return { url: `/api/roll-changes/${id}/decision`, body: { decision: 'rejected', reason: '孩子仍在世' } }
    },
    bad: { body: { decision: 'rejected' } },
  },
  {
    name: 'POST annual reviews',
    by: 'officer',
    make: async () => ({
      url: '/api/annual-reviews',
      body: { id: testId(), division: 530_103_000_000, year: 2026, due_on: '2026-12-31' },
    }),
    bad: { body: { id: 'x', year: 1900 } },
  },
  {
    name: 'POST review checks',
    by: 'worker',
    make: async (world) => {
      const claim_id = (await world.walked('filed')).claim_id
      return {
        url: `/api/annual-reviews/${await world.reviewed(530_103_001_001)}/checks`,
        body: { result: 'continues', claim_ids: [claim_id] },
      }
    },
    bad: { body: { result: 'continues', claim_ids: [] } },
  },
  {
    name: 'POST review closing',
    by: 'officer',
    make: async (world) => ({ url: `/api/annual-reviews/${await world.reviewed(530_103_003_000)}/closing`, body: {} }),
    bad: { body: { version: 'x' } },
  },
  {
    name: 'POST claim procedures',
    by: 'officer',
    make: () => Promise.resolve({ url: '/api/claim-procedures', body: procedure() }),
    bad: { body: { ...procedure(), steps: [] } },
  },
  {
    name: 'POST procedure approval',
    by: 'approver',
    make: async (world) => {
      const body = procedure('2027-06-01')
      await world.app.request(world.hands.officer, 'POST', '/api/claim-procedures', { body })
      return { url: `/api/claim-procedures/${body.id}/approval` }
    },
    bad: { url: '/api/claim-procedures/x/approval' },
  },
  {
    name: 'POST procedure return',
    by: 'approver',
    make: async (world) => ({ url: `${await proposed(world)}/return`, body: { reason: '公示天数写少了' } }),
    bad: { body: { reason: '' } },
  },
  {
    name: 'POST procedure withdrawal',
    by: 'officer',
    make: async (world) => ({ url: `${await proposed(world)}/withdrawal` }),
    bad: { url: '/api/claim-procedures/x/withdrawal' },
  },
]

let world: ClaimWorld
beforeAll(async () => {
  world = await makeClaimWorld()
})
afterAll(() => world.close())

fiveTests(WRITES, () => world)

test('a procedure is approved with the second factor only', async () => {
  const body = { ...procedure('2027-09-01'), theme: 'travel' }
  await world.app.request(world.hands.officer, 'POST', '/api/claim-procedures', { body })
  const url = `/api/claim-procedures/${body.id}/approval`
  const refused = await world.app.request(world.hands.approver, 'POST', url, { confirmed: false })
  expect(refused).toMatchObject({ status: 403, body: { code: 'platform.confirm_first' } })
  expect((await world.app.request(world.hands.approver, 'POST', url)).status).toBe(200)
})
