import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ClaimWorld, makeClaimWorld } from '../../../test/support/claim-routes.ts'
import { DEATH, DISABILITY, type Hands, walkClaim } from '../../../test/support/claims.ts'
import type { Uuid } from '../../kernel/ids.ts'

let world: ClaimWorld
beforeAll(async () => {
  world = await makeClaimWorld()
})
afterAll(() => world.close())

const READS: {
  name: string
  by: keyof Hands
  open?: boolean
  url: (ids: Record<string, string>) => string
  bad: string
}[] = [
  { name: 'GET claims', by: 'worker', url: () => '/api/claims?limit=100', bad: '/api/claims?state=x' },
  { name: 'GET claim', by: 'worker', url: (i) => `/api/claims/${i['claim_id']}`, bad: '/api/claims/x' },
  {
    name: 'GET declaration',
    by: 'worker',
    open: true,
    url: (i) => `/api/claims/${i['claim_id']}/declaration`,
    bad: '/api/claims/x/declaration',
  },
  {
    name: 'GET proof',
    by: 'worker',
    open: true,
    url: (i) => `/api/claims/${i['claim_id']}/proofs/${i['proof_id']}`,
    bad: '/api/claims/x/proofs/y',
  },
  {
    name: 'GET decision',
    by: 'worker',
    open: true,
    url: (i) => `/api/claims/${i['decided_id']}/decision`,
    bad: '/api/claims/x/decision',
  },
  {
    name: 'GET form',
    by: 'worker',
    open: true,
    url: (i) => `/api/claims/form?person_id=${i['person_id']}&policy_id=${DISABILITY}`,
    bad: '/api/claims/form',
  },
  {
    name: 'GET claims of a family',
    by: 'worker',
    url: (i) => `/api/claims/families/${i['family_id']}`,
    bad: '/api/claims/families/x',
  },
  { name: 'GET notice', by: 'worker', url: (i) => `/api/claim-notices/${i['notice_id']}`, bad: '/api/claim-notices/x' },
  { name: 'GET notices', by: 'worker', url: () => '/api/claim-notices', bad: '/api/claim-notices?limit=0' },
  {
    name: 'GET objection',
    by: 'worker',
    open: true,
    url: (i) => `/api/claim-objections/${i['objection_id']}`,
    bad: '/api/claim-objections/x',
  },
  { name: 'GET objections', by: 'worker', url: () => '/api/claim-objections', bad: '/api/claim-objections?limit=x' },
  {
    name: 'GET review',
    by: 'worker',
    url: (i) => `/api/annual-reviews/${i['review_id']}`,
    bad: '/api/annual-reviews/x',
  },
  {
    name: 'GET review lines',
    by: 'worker',
    url: (i) => `/api/annual-reviews/${i['review_id']}/lines`,
    bad: '/api/annual-reviews/x/lines',
  },
  { name: 'GET changes', by: 'approver', url: () => '/api/roll-changes', bad: '/api/roll-changes?limit=0' },
  { name: 'GET take-overs', by: 'officer', url: () => '/api/roll-take-overs', bad: '/api/roll-take-overs/x/claims' },
  {
    name: 'GET candidates of a take-over',
    by: 'officer',
    url: () => `/api/roll-take-overs/${DEATH}/candidates`,
    bad: `/api/roll-take-overs/${DEATH}/candidates?division=x`,
  },
  {
    name: 'GET listed of a take-over',
    by: 'worker',
    url: () => `/api/roll-take-overs/${DEATH}/claims`,
    bad: `/api/roll-take-overs/${DEATH}/claims?state=filed`,
  },
  {
    name: 'GET procedures',
    by: 'worker',
    url: () => '/api/claim-procedures?division=530103001001',
    bad: '/api/claim-procedures?division=x',
  },
]

describe.each(READS)('$name', ({ by, open, url, bad }) => {
  const ids: Record<string, string> = {}
  beforeAll(async () => {
    const person = world.families[38]?.parents[0] as Uuid
    const found = await world.db.admin.query<{ id: string }>('select id from claim where person_id = $1', [person])
    if (!found.rows[0]) {
      const county = await walkClaim(world.db, world.hands, person, 'county')
      await world.objected(county.claim_id)
      await walkClaim(world.db, world.hands, world.families[39]?.parents[0] as Uuid, 'confirmed')
      await world.reviewed(530_103_001_001)
    }
    const one = async (text: string, values: unknown[] = []) =>
      (await world.db.admin.query<{ id: string }>(text, values)).rows[0]?.id ?? ''
    ids['claim_id'] = await one('select id from claim where person_id = $1', [person])
    ids['person_id'] = person
    ids['family_id'] = world.families[38]?.id ?? ''
    ids['decided_id'] = await one('select id from claim where person_id = $1', [world.families[39]?.parents[0]])
    ids['proof_id'] = await one('select id from claim_proof where claim_id = $1', [ids['claim_id']])
    ids['notice_id'] = await one('select notice_id as id from claim_notice_line where claim_id = $1', [ids['claim_id']])
    ids['objection_id'] = await one('select id from claim_objection where claim_id = $1', [ids['claim_id']])
    ids['review_id'] = await one('select id from annual_review where division = 530103001001')
  })

  test('refuses without permission', async () => {
    expect((await world.app.request(world.stranger, 'GET', url(ids))).status).toBe(403)
    expect((await world.app.request(undefined, 'GET', url(ids))).status).toBe(401)
  })

  test('refuses outside the jurisdiction', async () => {
    const answer = await world.app.request(world.neighbour[by === 'approver' ? 'approver' : 'street'], 'GET', url(ids))
    const text = answer.raw.toString('utf8')
    expect([200, 404]).toContain(answer.status)
    for (const id of [ids['claim_id'], ids['notice_id'], ids['objection_id']])
      if (answer.status === 200) expect(text).not.toContain(id)
  })

  test('rejects bad input', async () => {
    expect((await world.app.request(world.hands[by], 'GET', bad)).status).toBe(400)
  })

  test('does it', async () => {
    const before = await world.db.admin.query<{ n: number }>('select count(*)::int as n from audit_entry')
    const answer = await world.app.request(world.hands[by], 'GET', url(ids))
    expect(answer.status).toBe(200)
    const after = await world.db.admin.query<{ n: number }>('select count(*)::int as n from audit_entry')
    // What opens a seal leaves a trace; what does not leaves none.
    expect((after.rows[0]?.n ?? 0) - (before.rows[0]?.n ?? 0)).toBe(open ? 1 : 0)
  })
})
