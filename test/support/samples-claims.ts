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
  openClaim: (target, fresh) => ({
    id: fresh(),
    person_id: target.ids['person_id'],
    policy_id: DISABILITY,
    content: contentOf(target),
  }),
  saveClaimDraft: (target) => ({ version: 1, content: contentOf(target) }),
  submitClaim: (target) => ({ version: 1, content: contentOf(target), pledged: true }),
  addClaimProof: () => ({ kind: 'id_card' }),
  reviewClaim: () => ({ version: 1, opinion: 'agree', text: '试验', present: ['试验员'], held_on: '2026-11-20' }),
  returnClaim: () => ({ version: 1, reason: '试验退回' }),
  withdrawClaim: () => ({ version: 1, reason: '试验撤回' }),
  decideClaim: () => ({ version: 1, decision: 'confirmed', in_force_from: '2026-11-21' }),
  fileClaim: () => ({ version: 1, delivered_on: '2026-11-21', delivered_by: 'letter' }),
  postClaimNotices: (target) => ({ claim_ids: [target.ids['claim_id']] }),
  takeDownClaimNotice: () => ({ version: 1, reason: '试验撤下' }),
  recordClaimObjection: (_target, fresh) => ({ id: fresh(), received_on: '2026-11-20', text: '试验异议内容' }),
  findOnClaimObjection: () => ({ version: 1, outcome: 'dismissed', finding: '试验核实结论' }),
  proposeRollChange: (_target, fresh) => ({ id: fresh(), change: EXIT }),
  decideRollChange: () => ({ decision: 'rejected', reason: '试验退回' }),
  receiveClaimTransfer: (target, fresh) => ({ id: fresh(), person_id: target.ids['person_id'], policy_id: DISABILITY }),
  takeOverRoll: (target) => ({ person_ids: [target.ids['person_id']] }),
  confirmRoll: () => ({ in_force_from: '2026-11-21', claims: 1 }),
  fileRoll: () => ({ claims: 1 }),
  openAnnualReview: (target, fresh) => ({
    id: fresh(),
    division: target.ids['division'],
    year: 2026,
    due_on: '2026-12-31',
  }),
  checkAnnualReview: (target) => ({ result: 'continues', claim_ids: [target.ids['roll_claim_id']] }),
  closeAnnualReview: () => ({}),
  returnClaimProcedure: () => ({ reason: '试验退回' }),
  proposeClaimProcedure: (target, fresh) => ({
    id: fresh(),
    division: target.ids['division'],
    name_zh: '试验流程',
    name_en: 'A trial',
    valid_from: '2027-01-01',
    source: '试验文件',
    steps: TRIAL_STEPS,
  }),
}
