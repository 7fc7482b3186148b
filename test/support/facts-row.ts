import { civilDate } from '../../src/kernel/calendar.ts'
import type { FactsRow } from '../../src/promises/policies/rules/index.ts'

/** What the register says of a mother of Panlong whose only child died; a test of rules says what is otherwise. */
export const MOTHER_FACTS: FactsRow = {
  birth_date: civilDate('1950-03-05'),
  sex: 'female',
  died_on: null,
  relation: 'parent',
  member_from: civilDate('2015-01-01'),
  member_to: null,
  community: 530103006001,
  hukou_division: 530103000000,
  hukou_kind: 'urban',
  marital: '21',
  marital_since: null,
  spouse_birth_date: null,
  spouse_sex: null,
  spouse_died_on: null,
  has_only_child_certificate: true,
  children_born: 1,
  children_surviving: 0,
  branch: 'death',
  child_birth_date: null,
  child_died_on: null,
  child_disabled_from: null,
  child_disabled_to: null,
  child_disability_grade: null,
  living_alone: null,
  living_arrangement: null,
  hardship: false,
}
