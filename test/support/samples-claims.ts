import { DISABILITY } from './claims.ts'
import type { Samples } from './aim.ts'
import { TRIAL_STEPS } from './targets-roll.ts'
import type { Target } from './targets.ts'

const contentOf = (target: Target) => ({
  applicant: {
    person_id: target.ids['person_id'],
    marital: '21',
    marital_since: null,
    hukou_kind: 'urban',
    hukou_division: null,
    hukou_address: '试验路1号',
  },
  spouse: null,
  born: { male: 1, female: 0 },
  surviving: { male: 0, female: 0 },
  only_child_certificate: true,
  children: [],
  reason: '试验',
  pick_up_place: '',
})

const EXIT = { kind: 'exit', cause: 'rebirth', happens_on: '2026-11-20' }

/** Valid bodies of the claims room's changing requests. */
export const claimSamples: Samples = {
  'claims.open_claim': (target, fresh) => ({
    id: fresh(),
    person_id: target.ids['person_id'],
    policy_id: DISABILITY,
    content: contentOf(target),
  }),
  'claims.save_claim_draft': (target) => ({ version: 1, content: contentOf(target) }),
  'claims.submit_claim': (target) => ({ version: 1, content: contentOf(target), pledged: true }),
  'claims.add_claim_proof': () => ({ kind: 'id_card' }),
  'claims.review_claim': () => ({
    version: 1,
    opinion: 'agree',
    text: '试验',
    present: ['试验员'],
    held_on: '2026-11-20',
  }),
  'claims.return_claim': () => ({ version: 1, reason: '试验退回' }),
  'claims.withdraw_claim': () => ({ version: 1, reason: '试验撤回' }),
  'claims.decide_claim': () => ({ version: 1, decision: 'confirmed', in_force_from: '2026-11-21' }),
  'claims.file_claim': () => ({ version: 1, delivered_on: '2026-11-21', delivered_by: 'letter' }),
  'claims.post_claim_notices': (target) => ({ claim_ids: [target.ids['claim_id']] }),
  'claims.take_down_claim_notice': () => ({ version: 1, reason: '试验撤下' }),
  'claims.record_claim_objection': (_target, fresh) => ({
    id: fresh(),
    received_on: '2026-11-20',
    text: '试验异议内容',
  }),
  'claims.find_on_claim_objection': () => ({ version: 1, outcome: 'dismissed', finding: '试验核实结论' }),
  'claims.propose_roll_change': (_target, fresh) => ({ id: fresh(), change: EXIT }),
  'claims.decide_roll_change': () => ({ decision: 'rejected', reason: '试验退回' }),
  'claims.receive_claim_transfer': (target, fresh) => ({
    id: fresh(),
    person_id: target.ids['person_id'],
    policy_id: DISABILITY,
  }),
  'claims.take_over_roll': (target) => ({ person_ids: [target.ids['person_id']] }),
  'claims.confirm_roll': () => ({ in_force_from: '2026-11-21', claims: 1 }),
  'claims.file_roll': () => ({ claims: 1 }),
  'claims.open_annual_review': (target, fresh) => ({
    id: fresh(),
    division: target.ids['division'],
    year: 2026,
    due_on: '2026-12-31',
  }),
  'claims.check_annual_review': (target) => ({ result: 'continues', claim_ids: [target.ids['roll_claim_id']] }),
  'claims.close_annual_review': () => ({}),
  'claims.return_claim_procedure': () => ({ reason: '试验退回' }),
  'claims.propose_claim_procedure': (target, fresh) => ({
    id: fresh(),
    division: target.ids['division'],
    name_zh: '试验流程',
    name_en: 'A trial',
    valid_from: '2027-01-01',
    source: '试验文件',
    steps: TRIAL_STEPS,
  }),
}
