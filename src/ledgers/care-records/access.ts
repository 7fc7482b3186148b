import type { Access, Role } from '../../kernel/role.ts'

const CARERS = ['community_worker', 'street_officer', 'home_worker', 'psychologist'] as const

/** Who may read, write, correct and take away records of care. Where is decided by the post's scope, not here. */
export const access = {
  'care_records.read': [
    ...CARERS,
    'district_officer',
    'district_approver',
    'finance',
    'supervisor',
    'city_leader',
    'province_leader',
    'auditor',
  ],
  'care_records.log': [...CARERS, 'district_officer'],
  'care_records.bulk': ['community_worker', 'street_officer', 'home_worker', 'district_officer'],
  'care_records.correct': [...CARERS, 'district_officer'],
  'care_records.note': [...CARERS, 'district_officer', 'auditor'],
  'care_records.export': ['street_officer', 'district_officer', 'supervisor', 'auditor'],
} as const satisfies Access

/** Who sees how a person seemed (稳、低落 …) beside an act: those who care for the family themselves. */
export function seesMood(role: Role): boolean {
  return CARERS.some((carer) => carer === role)
}

/**
 * Whether this role may open a note of an act of this theme. What was said in psychological care stays with psychologists
 * and with the person who wrote it.
 */
export function mayOpenNote(role: Role, theme: string, own: boolean): boolean {
  return own || theme !== 'mind' || role === 'psychologist'
}

/** One's own act is taken back by oneself; anybody's in the area by the officer of the street or district. */
export function mayCorrect(role: Role, own: boolean): boolean {
  return own || role === 'street_officer' || role === 'district_officer'
}
