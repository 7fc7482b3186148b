import { type CivilDate, ageOn } from '../../../kernel/calendar.ts'
import { parentOf } from '../../../kernel/division-code.ts'

/** What the register knows of one member of a family: a row of `person_fact`. Null means: not known. */
export interface FactsRow {
  birth_date: CivilDate
  sex: string
  died_on: CivilDate | null
  relation: string
  member_from: CivilDate
  member_to: CivilDate | null
  community: number
  hukou_division: number | null
  hukou_kind: string | null
  marital: string | null
  marital_since: CivilDate | null
  spouse_birth_date: CivilDate | null
  spouse_sex: string | null
  spouse_died_on: CivilDate | null
  has_only_child_certificate: boolean | null
  children_born: number | null
  children_surviving: number | null
  branch: string
  child_birth_date: CivilDate | null
  child_died_on: CivilDate | null
  child_disabled_from: CivilDate | null
  /** The first day on which the certificate counts no longer; from then on the grade is not known. */
  child_disabled_to: CivilDate | null
  child_disability_grade: number | null
  living_alone: boolean | null
  living_arrangement: string | null
  hardship: boolean | null
}

/** `years` are completed years counted from a date, so that time alone can decide them. */
export type FactType = 'years' | 'number' | 'date' | 'boolean' | 'choice' | 'division' | 'grade'

/** A value on a date. `null` is not known; `'none'` is known not to be there (no certified grade yet). */
export type FactValue = number | string | boolean | null

interface FactDefinition {
  readonly type: FactType
  readonly subject: 'person' | 'family'
  /** Which entry of the register says it: a key of the words `sources`. */
  readonly source: 'identity' | 'membership' | 'marriage' | 'household_register' | 'certificate' | 'children' | 'living'
  readonly choices?: readonly string[]
  /** The value on the date `on`. */
  readonly on: (row: FactsRow, on: CivilDate) => FactValue
}

/**
 * The facts a rule may ask about, and nothing else. The words of each stand in words.ts under `facts.<key>`, its SQL in
 * queries/fact-sql.ts; a property test holds the two against each other.
 */
export const FACTS = {
  age: { type: 'years', subject: 'person', source: 'identity', on: (row, on) => ageOn(row.birth_date, on) },
  age_of_wife: {
    type: 'years',
    subject: 'person',
    source: 'marriage',
    on: (row, on) => {
      const birth = wifeBirth(row, on)
      return birth === null ? null : ageOn(birth, on)
    },
  },
  birth_date: { type: 'date', subject: 'person', source: 'identity', on: (row) => row.birth_date },
  sex: {
    type: 'choice',
    subject: 'person',
    source: 'identity',
    choices: ['female', 'male'],
    on: (row) => (row.sex === 'unknown' ? null : row.sex),
  },
  alive: {
    type: 'boolean',
    subject: 'person',
    source: 'identity',
    on: (row, on) => row.died_on === null || row.died_on > on,
  },
  member: {
    type: 'boolean',
    subject: 'person',
    source: 'membership',
    on: (row, on) => row.member_from <= on && (row.member_to === null || row.member_to > on),
  },
  relation: {
    type: 'choice',
    subject: 'person',
    source: 'membership',
    choices: ['parent', 'child', 'grandchild', 'child_in_law', 'grandparent', 'other'],
    on: (row) => row.relation,
  },
  widowed_or_divorced: {
    type: 'boolean',
    subject: 'person',
    source: 'marriage',
    on: (row, on) => widowedOrDivorced(row, on),
  },
  hukou: { type: 'division', subject: 'person', source: 'household_register', on: (row) => row.hukou_division },
  hukou_kind: {
    type: 'choice',
    subject: 'person',
    source: 'household_register',
    choices: ['urban', 'rural', 'resident'],
    on: (row) => row.hukou_kind,
  },
  residence: { type: 'division', subject: 'person', source: 'membership', on: (row) => row.community },
  only_child_certificate: {
    type: 'boolean',
    subject: 'person',
    source: 'certificate',
    on: (row) => row.has_only_child_certificate,
  },
  children_born: { type: 'number', subject: 'family', source: 'children', on: (row) => row.children_born },
  children_surviving: {
    type: 'number',
    subject: 'family',
    source: 'children',
    on: (row, on) => {
      if (row.children_surviving === null) return null
      return row.children_surviving + (row.child_died_on !== null && row.child_died_on > on ? 1 : 0)
    },
  },
  branch: {
    type: 'choice',
    subject: 'family',
    source: 'children',
    choices: ['death', 'disability'],
    on: (row, on) => branchOn(row, on),
  },
  child_birth_date: { type: 'date', subject: 'family', source: 'children', on: (row) => row.child_birth_date },
  child_disability_grade: {
    type: 'grade',
    subject: 'family',
    source: 'certificate',
    on: (row, on) => {
      if (row.child_disabled_to !== null && row.child_disabled_to <= on) return null
      return row.child_disabled_from !== null && row.child_disabled_from > on ? 'none' : row.child_disability_grade
    },
  },
  living_alone: { type: 'boolean', subject: 'family', source: 'living', on: (row) => row.living_alone },
  living_arrangement: {
    type: 'choice',
    subject: 'family',
    source: 'living',
    choices: ['couple', 'alone', 'with_relatives', 'institution', 'other'],
    on: (row) => (row.living_arrangement === 'unknown' ? null : row.living_arrangement),
  },
  hardship: { type: 'boolean', subject: 'family', source: 'living', on: (row) => row.hardship },
} as const satisfies Record<string, FactDefinition>

export type FactKey = keyof typeof FACTS

export const FACT_KEYS = Object.keys(FACTS) as FactKey[]

export function isFactKey(key: unknown): key is FactKey {
  return typeof key === 'string' && Object.hasOwn(FACTS, key)
}

export function factOf(key: FactKey): FactDefinition {
  return FACTS[key]
}

/** Whose branch it is on a day: a disabled child who dies moves the family from 伤残 to 死亡 on that day. */
export function branchOn(row: FactsRow, on: CivilDate): 'death' | 'disability' | 'none' {
  if (row.child_died_on === null) {
    if (row.branch === 'death') return 'death'
    return row.child_disabled_from !== null && row.child_disabled_from > on ? 'none' : 'disability'
  }
  if (row.child_died_on <= on) return 'death'
  if (row.child_disabled_from !== null) return row.child_disabled_from <= on ? 'disability' : 'none'
  return row.child_disability_grade === null ? 'none' : 'disability'
}

/** GB/T 2261.2: 10 never married, 20–23 married, 30 widowed, 40 divorced, 90 not stated. Null: not known for that day. */
function singleOn(row: FactsRow, on: CivilDate): boolean | null {
  if (row.spouse_died_on !== null && row.spouse_died_on <= on) return true
  // Widowed now, but the spouse lived on that day.
  if (row.marital === '30' && row.spouse_died_on !== null) return false
  const begun = row.marital_since === null || row.marital_since <= on
  switch (row.marital ?? '90') {
    case '10':
      return true
    case '30':
    case '40':
      return begun
    case '20':
    case '21':
    case '22':
    case '23':
      return begun ? false : null
    default:
      return null
  }
}

export function widowedOrDivorced(row: FactsRow, on: CivilDate): boolean | null {
  return row.marital === '10' ? false : singleOn(row, on)
}

/**
 * Whose birthday decides an age asked of the wife: hers in a couple, one's own for a woman and for whoever is single by death
 * or divorce (domain 1.2: 女方年满49周岁；丧偶或离婚的，本人年满49周岁). Null when the register cannot tell.
 */
export function wifeBirth(row: FactsRow, on: CivilDate): CivilDate | null {
  if (row.sex === 'female') return row.birth_date
  const single = singleOn(row, on)
  if (single === true) return row.birth_date
  return single === false && row.spouse_sex !== 'male' ? row.spouse_birth_date : null
}

/** The date a `years` fact counts from; null for other facts and where the date is not known. */
export function countedFrom(key: FactKey, row: FactsRow, on: CivilDate): CivilDate | null {
  if (key === 'age') return row.birth_date
  return key === 'age_of_wife' ? wifeBirth(row, on) : null
}

/** The wider places of a division, the nation last. */
export function ancestors(code: number): number[] {
  const parent = parentOf(code)
  return parent === undefined ? [] : [parent, ...ancestors(parent)]
}
