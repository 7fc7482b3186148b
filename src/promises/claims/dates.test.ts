import { afterAll, beforeAll, expect, test } from 'vitest'
import { testId } from '../../../test/support/app.ts'
import { type ClaimWorld, makeClaimWorld } from '../../../test/support/claim-routes.ts'
import { DEATH, type Hands } from '../../../test/support/claims.ts'

let world: ClaimWorld
beforeAll(async () => {
  world = await makeClaimWorld()
})
afterAll(() => world.close())

const id = testId()
const exit = { kind: 'exit', cause: 'death', happens_on: '', note: '' }
const steps = ['declaration', 'village_review', 'county_confirmation', 'filed'].map((kind) => ({
  kind,
  role: 'district_officer',
  deadline_days: null,
  deadline_on: null,
  notice_days: null,
  confidence: 'sourced',
}))

/** What the forms of this room send when their day is left empty, and the name of the field that says so. */
const FORMS: [url: string, by: keyof Hands, place: string, body: object][] = [
  [`claims/${id}/changes`, 'officer', 'change.happens_on', { id, change: exit }],
  [
    `annual-reviews/${id}/checks`,
    'worker',
    'change.happens_on',
    { result: 'change', claim_ids: [id], id, change: exit },
  ],
  ['annual-reviews', 'officer', 'due_on', { id, division: 530_103_000_000, year: 2026, due_on: '' }],
  [
    `claims/${id}/review`,
    'worker',
    'held_on',
    { version: 1, opinion: 'agree', text: '情况属实', present: ['评议员'], held_on: '' },
  ],
  [`claims/${id}/decision`, 'approver', 'in_force_from', { version: 1, decision: 'confirmed', in_force_from: '' }],
  [
    `claims/${id}/filing`,
    'officer',
    'delivered_on',
    { version: 1, delivered_on: '', delivered_by: 'letter', received_by: '' },
  ],
  [`claims/${id}/objections`, 'worker', 'received_on', { id, text: '另有情况反映', received_on: '' }],
  [`roll-take-overs/${DEATH}/confirmation`, 'approver', 'in_force_from', { in_force_from: '', claims: 1 }],
  [
    'claim-procedures',
    'officer',
    'valid_from',
    { id, division: 530_103_000_000, name_zh: '流程', name_en: 'Trial', valid_from: '', source: '文件', steps },
  ],
]

test.each(FORMS)('%s names an empty day at its field', async (url, by, place, body) => {
  const answer = await world.app.request(world.hands[by], 'POST', `/api/${url}`, { body })
  expect([answer.status, answer.body]).toMatchObject([400, { issues: [{ place, code: 'platform.input_required' }] }])
})
