import type { Samples } from './aim.ts'

/** Valid bodies of the changing requests, aimed at a target. The matrix refuses a changing route that is missing here. */
export const samples: Samples = {
  'divisions.set_alias': () => ({ alias: '试验别名' }),
  'divisions.end_alias': () => ({ alias: '试验别名' }),
  'staff.create_staff_member': (target, fresh) => ({
    username: `m${fresh().replaceAll('-', '').slice(-12)}`,
    display_name: '试一试',
    division: target.ids['division'],
    post: { role: 'community_worker', division: target.ids['division'], title: '试一试', valid_from: '2026-11-21' },
  }),
  'staff.grant_post': (target) => ({
    role: 'community_worker',
    division: target.ids['division'],
    title: '试一试',
    valid_from: '2026-11-21',
  }),
  'families.reveal': (target) => ({ kind: 'person', id: target.ids['person_id'], field: 'phone' }),
  'families.change': () => ({ version: 1, change: { family: { hardship: true } } }),
  'families.move': () => ({ version: 1, community: 530_103_001_003 }),
  'families.close': () => ({ version: 1, state: 'closed', on: '2026-11-20', reason: '试验' }),
  logCareAct: (target, fresh) => ({
    id: fresh(),
    district: target.ids['district'],
    family_id: target.ids['family_id'],
    kind: 'phone',
    happened_on: '2026-11-20',
    outcome: 'done',
  }),
  bulkCareAct: (target, fresh) => ({
    batch_id: fresh(),
    district: target.ids['district'],
    kind: 'phone',
    happened_on: '2026-11-20',
    families: [target.ids['family_id']],
    reached: 'family',
    per: 'family',
  }),
  correctCareAct: (target, fresh) => ({ district: target.ids['district'], counter_id: fresh(), reason: '试验更正' }),
  openCareNote: (target) => ({ district: target.ids['district'] }),
  exportCareActs: (target) => ({
    division: target.ids['division'],
    from: '2015-01-01',
    to: '2026-12-31',
    purpose: '试验',
  }),
  exportStatement: (target) => ({
    division: target.ids['division'],
    from: '2015-01-01',
    to: '2026-12-31',
    format: 'xlsx',
    purpose: '试验',
  }),
}
