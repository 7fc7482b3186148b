import { defineWords } from '../../../kernel/words.ts'

/** Deciding on a chain of steps that a colleague proposed. */
export const procedures = defineWords(
  {
    name: '流程',
    place: '地方',
    steps: '环节',
    step_count_one: '{{count}} 个',
    step_count_other: '{{count}} 个',
    approve: '批准',
    approve_title: '批准这份流程',
    approve_note: '从施行日起受理的新申报按这份流程办理；同一地方、同类政策原来的流程到这一天为止。',
    approved: '已批准，{{date}} 起施行',
  },
  {
    name: 'Procedure',
    place: 'Place',
    steps: 'Steps',
    step_count_one: '{{count}} step',
    step_count_other: '{{count}} steps',
    approve: 'Approve',
    approve_title: 'Approve this procedure',
    approve_note:
      'Claims declared from its first day on go this way; the procedure of the same place and kind of policy before it ends on that day.',
    approved: 'Approved, in force from {{date}}',
  },
)
