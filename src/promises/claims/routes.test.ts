import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import {
  at,
  claimHands,
  DEATH,
  DISABILITY,
  declarationOf,
  draftClaim,
  type Hands,
  PNG,
  standing,
  walkClaim,
} from '../../../test/support/claims.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { COMMUNITY } from '../../../test/support/families.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import { civilDate, type Instant } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { openReview, postNotices, proposeChange, recordObjection } from './commands/index.ts'

let db: TestDatabase
let app: TestApp
let hands: Hands
let families: TestFamily[]
let stranger: Actor
let neighbour: Record<'worker' | 'street' | 'officer' | 'approver', Actor>
let next = 0

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  hands = await claimHands(db)
  families = await makeFamilies(db, COMMUNITY, 40)
  stranger = await makeActor(db, 'home_worker', '530103')
  neighbour = {
    worker: await makeActor(db, 'community_worker', '530103002001'),
    street: await makeActor(db, 'street_officer', '530103002'),
    officer: await makeActor(db, 'district_officer', '530102'),
    approver: await makeActor(db, 'district_approver', '530102'),
  }
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

type Role = keyof Hands
interface Made {
  url: string
  body?: unknown
  file?: { name: string; bytes: Uint8Array }
  now?: Instant
}
interface Write {
  name: string
  method?: 'POST' | 'PUT' | 'DELETE'
  by: Role
  make: () => Promise<Made>
  bad?: unknown
  badUrl?: string
  /** A body that names a place or things out of the neighbour's reach is enough where the path names nothing. */
  foreign?: number
}

function fresh(): Uuid {
  const family = families[next++]
  if (!family) throw new Error('There are families enough.')
  return family.parents[1]
}
const walked = (until: Parameters<typeof walkClaim>[3], policy_id: Uuid = DEATH) =>
  walkClaim(db, hands, fresh(), until, { policy_id })
const on = (day: string, actor: Actor) => callOf(db, actor, { now: at(day) })
const REVIEW = { opinion: 'agree', text: '情况属实', present: ['评议员甲'], held_on: '2026-11-20' }
const EXIT = { kind: 'exit' as const, cause: 'rebirth' as const, happens_on: civilDate('2026-11-19'), note: '' }

async function objected() {
  const claim = await walked('county')
  const objection_id = testId()
  await recordObjection(db.db, on('2026-11-19', hands.worker), {
    ...{ claim_id: claim.claim_id, id: objection_id, received_on: civilDate('2026-11-15') },
    ...{ text: '另有情况反映', name: '', contact: '' },
  })
  return { ...(await standing(db, claim.claim_id)), objection_id }
}
async function onRoll() {
  const claim = await walked('filed')
  return claim.claim_id
}
let year = 2030
async function reviewOpen(division = 530_103_001_001) {
  const review_id = testId()
  year += 1
  await openReview(db.db, on('2026-11-21', hands.officer), {
    id: review_id,
    division,
    year,
    due_on: civilDate('2026-12-31'),
  })
  return review_id
}
const STEPS = [
  {
    kind: 'declaration',
    role: 'community_worker',
    deadline_days: null,
    deadline_on: '01-31',
    notice_days: null,
    confidence: 'sourced',
  },
  {
    kind: 'township_review',
    role: 'street_officer',
    deadline_days: 10,
    deadline_on: null,
    notice_days: null,
    confidence: 'sourced',
  },
  {
    kind: 'public_notice',
    role: 'street_officer',
    deadline_days: null,
    deadline_on: null,
    notice_days: 5,
    confidence: 'sourced',
  },
  {
    kind: 'county_confirmation',
    role: 'district_approver',
    deadline_days: null,
    deadline_on: null,
    notice_days: null,
    confidence: 'sourced',
  },
  {
    kind: 'notice_of_decision',
    role: 'district_officer',
    deadline_days: null,
    deadline_on: null,
    notice_days: null,
    confidence: 'sourced',
  },
  {
    kind: 'filed',
    role: 'district_officer',
    deadline_days: null,
    deadline_on: null,
    notice_days: null,
    confidence: 'sourced',
  },
]
const procedure = (valid_from = '2027-01-01') => ({
  ...{
    id: testId(),
    division: 530_103_000_000,
    theme: 'living',
    name_zh: '本区流程',
    name_en: 'Our procedure',
    valid_from,
  },
  ...{ source: '本区文件', steps: STEPS },
})

const WRITES: Write[] = [
  {
    name: 'POST claims',
    by: 'worker',
    make: async () => {
      const person_id = fresh()
      const content = await declarationOf(db, hands.worker, person_id)
      return { url: '/api/claims', body: { id: testId(), person_id, policy_id: DEATH, content } }
    },
    bad: { id: 'x', content: {} },
  },
  {
    name: 'PUT draft',
    method: 'PUT',
    by: 'worker',
    make: async () => {
      const person = fresh()
      const { claim_id } = await draftClaim(db, hands.worker, person)
      return {
        url: `/api/claims/${claim_id}/draft`,
        body: { version: 1, content: await declarationOf(db, hands.worker, person) },
      }
    },
    bad: { version: 0, content: { children: 7 } },
  },
  {
    name: 'POST submission',
    by: 'worker',
    make: async () => {
      const person = fresh()
      const { claim_id } = await draftClaim(db, hands.worker, person)
      const content = await declarationOf(db, hands.worker, person)
      return { url: `/api/claims/${claim_id}/submission`, body: { version: 1, content, pledged: true } }
    },
    bad: { version: 1, pledged: 'yes' },
  },
  {
    name: 'POST proofs',
    by: 'worker',
    make: async () => {
      const { claim_id } = await draftClaim(db, hands.worker, fresh())
      return { url: `/api/claims/${claim_id}/proofs`, file: { name: 'x.png', bytes: Uint8Array.from([...PNG, 9, 9]) } }
    },
  },
  {
    name: 'DELETE proof',
    method: 'DELETE',
    by: 'worker',
    make: async () => {
      const { claim_id } = await draftClaim(db, hands.worker, fresh())
      const { rows } = await db.admin.query<{ id: Uuid }>('select id from claim_proof where claim_id = $1', [claim_id])
      return { url: `/api/claims/${claim_id}/proofs/${rows[0]?.id}` }
    },
    badUrl: '/api/claims/x/proofs/y',
  },
  {
    name: 'POST review',
    by: 'worker',
    make: async () => {
      const { claim_id, version } = await walked('submitted')
      return { url: `/api/claims/${claim_id}/review`, body: { version, ...REVIEW } }
    },
    bad: { version: 1, opinion: 'maybe', text: '', present: [], held_on: 'x' },
  },
  {
    name: 'POST return',
    by: 'street',
    make: async () => {
      const { claim_id, version } = await walked('township_review')
      return { url: `/api/claims/${claim_id}/return`, body: { version, reason: '请补充材料' } }
    },
    bad: { version: 1, reason: '' },
  },
  {
    name: 'POST withdrawal',
    by: 'worker',
    make: async () => {
      const { claim_id, version } = await walked('submitted')
      return { url: `/api/claims/${claim_id}/withdrawal`, body: { version, reason: '家人撤回' } }
    },
    bad: { version: 1 },
  },
  {
    name: 'POST decision',
    by: 'approver',
    make: async () => {
      const { claim_id, version } = await walked('county')
      return {
        url: `/api/claims/${claim_id}/decision`,
        body: { version, decision: 'confirmed', in_force_from: '2026-11-21' },
      }
    },
    bad: { version: 1, decision: 'perhaps' },
  },
  {
    name: 'POST filing',
    by: 'officer',
    make: async () => {
      const { claim_id, version } = await walked('confirmed')
      return {
        url: `/api/claims/${claim_id}/filing`,
        body: { version, delivered_on: '2026-11-21', delivered_by: 'letter' },
      }
    },
    bad: { version: 1, delivered_on: 'x', delivered_by: 'pigeon' },
  },
  {
    name: 'POST notices',
    by: 'worker',
    make: async () => ({ url: '/api/claim-notices', body: { claim_ids: [(await walked('village_notice')).claim_id] } }),
    bad: { claim_ids: [] },
  },
  {
    name: 'POST taking-down',
    by: 'worker',
    make: async () => {
      const { claim_id } = await walked('village_notice')
      const { notices } = await postNotices(db.db, on('2026-11-20', hands.worker), [claim_id])
      return {
        url: `/api/claim-notices/${notices[0]?.notice_id}/taking-down`,
        body: { version: 1, reason: '名单有误' },
      }
    },
    bad: { version: 1, reason: 'x' },
  },
  {
    name: 'POST conclusion',
    by: 'worker',
    make: async () => {
      const { claim_id } = await walked('village_notice')
      const { notices } = await postNotices(db.db, on('2026-11-03', hands.worker), [claim_id])
      return { url: `/api/claim-notices/${notices[0]?.notice_id}/conclusion` }
    },
    badUrl: '/api/claim-notices/x/conclusion',
  },
  {
    name: 'POST objections',
    by: 'worker',
    make: async () => {
      const { claim_id } = await walked('county')
      return {
        url: `/api/claims/${claim_id}/objections`,
        body: { id: testId(), received_on: '2026-11-15', text: '另有情况反映' },
      }
    },
    bad: { id: testId(), received_on: 'x', text: '' },
  },
  {
    name: 'POST finding',
    by: 'officer',
    make: async () => {
      const { objection_id } = await objected()
      return {
        url: `/api/claim-objections/${objection_id}/finding`,
        body: { version: 1, outcome: 'dismissed', finding: '已核实，情况属实' },
      }
    },
    bad: { version: 1, outcome: 'moot', finding: '' },
  },
  {
    name: 'POST changes',
    by: 'worker',
    make: async () => ({ url: `/api/claims/${await onRoll()}/changes`, body: { id: testId(), change: EXIT } }),
    bad: { id: testId(), change: { kind: 'exit', cause: 'boredom' } },
  },
  {
    name: 'POST change decision',
    by: 'approver',
    make: async () => {
      const id = testId()
      await proposeChange(db.db, on('2026-11-20', hands.officer), { claim_id: await onRoll(), id, change: EXIT })
      return { url: `/api/roll-changes/${id}/decision`, body: { decision: 'confirmed' } }
    },
    bad: { decision: 'later' },
  },
  {
    name: 'POST annual reviews',
    by: 'officer',
    make: async () => ({
      url: '/api/annual-reviews',
      body: { id: testId(), division: 530_103_000_000, year: 2026, due_on: '2026-12-31' },
    }),
    bad: { id: 'x', year: 1900 },
  },
  {
    name: 'POST review checks',
    by: 'worker',
    make: async () => {
      const claim_id = await onRoll()
      return {
        url: `/api/annual-reviews/${await reviewOpen()}/checks`,
        body: { result: 'continues', claim_ids: [claim_id] },
      }
    },
    bad: { result: 'continues', claim_ids: [] },
    foreign: 409,
  },
  {
    name: 'POST review closing',
    by: 'officer',
    make: async () => ({ url: `/api/annual-reviews/${await reviewOpen(530_103_003_000)}/closing`, body: {} }),
    bad: { version: 'x' },
  },
  {
    name: 'POST claim procedures',
    by: 'officer',
    make: () => Promise.resolve({ url: '/api/claim-procedures', body: procedure() }),
    bad: { ...procedure(), steps: [] },
  },
  {
    name: 'POST procedure approval',
    by: 'approver',
    make: async () => {
      const body = procedure('2027-06-01')
      await app.request(hands.officer, 'POST', '/api/claim-procedures', { body })
      return { url: `/api/claim-procedures/${body.id}/approval` }
    },
    badUrl: '/api/claim-procedures/x/approval',
  },
]

describe.each(WRITES)('$name', ({ method = 'POST', by, make, bad, badUrl, foreign }) => {
  let made: Made
  const key = `twice-${testId()}`
  const send = (actor: Actor, more: { key?: string; body?: unknown; url?: string } = {}) =>
    app.request(actor, method, more.url ?? made.url, {
      ...((more.body ?? made.body) === undefined ? {} : { body: more.body ?? made.body }),
      ...(made.file && more.body === undefined ? { file: made.file } : {}),
      ...(more.key ? { key: more.key } : {}),
    })
  // An upload's other field goes with the address of the form in the test app: the kind is part of the file's form.
  beforeAll(async () => {
    made = await make()
  })

  test('refuses without permission', async () => {
    expect((await send(stranger)).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    const answer = await send(neighbour[by])
    expect(made.file ? [400, 404] : [foreign ?? 404]).toContain(answer.status)
  })

  test('rejects bad input', async () => {
    if (made.file) made = { ...made, body: undefined }
    const answer = await send(hands[by], bad === undefined ? (badUrl ? { url: badUrl } : {}) : { body: bad })
    expect(answer.status).toBe(400)
  })

  test.skipIf(bad === undefined && badUrl === undefined)('does it', async () => {
    const answer = await send(hands[by], { key })
    expect([answer.status, answer.body]).toEqual([200, expect.anything()])
  })

  test.skipIf(bad === undefined && badUrl === undefined)('does it once when sent twice', async () => {
    const count = async () => (await db.admin.query('select count(*)::int as n from audit_entry')).rows[0] as unknown
    const before = await count()
    const again = await send(hands[by], { key })
    expect(again.status).toBe(200)
    expect(await count()).toEqual(before)
    // Another wish is another key: it does not happen a second time where the thing itself can happen once.
    expect(Object.keys(again.body as object).length).toBeGreaterThan(0)
  })
})

const READS: { name: string; by: Role; open?: boolean; url: (ids: Record<string, string>) => string; bad: string }[] = [
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
    const person = families[38]?.parents[0] as Uuid
    const found = await db.admin.query<{ id: string }>('select id from claim where person_id = $1', [person])
    if (!found.rows[0]) {
      const county = await walkClaim(db, hands, person, 'county')
      await recordObjection(db.db, on('2026-11-19', hands.worker), {
        ...{ claim_id: county.claim_id, id: testId(), received_on: civilDate('2026-11-15') },
        ...{ text: '另有情况反映', name: '', contact: '' },
      })
      await walkClaim(db, hands, families[39]?.parents[0] as Uuid, 'confirmed')
      await reviewOpen()
    }
    const one = async (text: string, values: unknown[] = []) =>
      (await db.admin.query<{ id: string }>(text, values)).rows[0]?.id ?? ''
    ids['claim_id'] = await one('select id from claim where person_id = $1', [person])
    ids['person_id'] = person
    ids['family_id'] = families[38]?.id ?? ''
    ids['decided_id'] = await one('select id from claim where person_id = $1', [families[39]?.parents[0]])
    ids['proof_id'] = await one('select id from claim_proof where claim_id = $1', [ids['claim_id']])
    ids['notice_id'] = await one('select notice_id as id from claim_notice_line where claim_id = $1', [ids['claim_id']])
    ids['objection_id'] = await one('select id from claim_objection where claim_id = $1', [ids['claim_id']])
    ids['review_id'] = await one('select id from annual_review where division = 530103001001')
  })

  test('refuses without permission', async () => {
    expect((await app.request(stranger, 'GET', url(ids))).status).toBe(403)
    expect((await app.request(undefined, 'GET', url(ids))).status).toBe(401)
  })

  test('refuses outside the jurisdiction', async () => {
    const answer = await app.request(neighbour[by === 'approver' ? 'approver' : 'street'], 'GET', url(ids))
    const text = answer.raw.toString('utf8')
    expect([200, 404]).toContain(answer.status)
    for (const id of [ids['claim_id'], ids['notice_id'], ids['objection_id']])
      if (answer.status === 200) expect(text).not.toContain(id)
  })

  test('rejects bad input', async () => {
    expect((await app.request(hands[by], 'GET', bad)).status).toBe(400)
  })

  test('does it', async () => {
    const before = await db.admin.query<{ n: number }>('select count(*)::int as n from audit_entry')
    const answer = await app.request(hands[by], 'GET', url(ids))
    expect(answer.status).toBe(200)
    const after = await db.admin.query<{ n: number }>('select count(*)::int as n from audit_entry')
    // What opens a seal leaves a trace; what does not leaves none.
    expect((after.rows[0]?.n ?? 0) - (before.rows[0]?.n ?? 0)).toBe(open ? 1 : 0)
  })
})
