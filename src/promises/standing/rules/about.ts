import { FACT_KEYS, type FactKey, type FactsRow, factOf } from '../../policies/rules/index.ts'

/**
 * What a list says a cause is about. Never which fact of a child, a marriage or a proof: that stands on the decision slip alone, whose
 * opening leaves a trace.
 */
export const ABOUT = [
  'age',
  'identity',
  'membership',
  'marriage',
  'hukou',
  'residence',
  'proof',
  'family',
  'living',
] as const
export type About = (typeof ABOUT)[number]

/** The columns of `person_fact` each fact is read from. */
const COLUMNS: Readonly<Record<FactKey, readonly (keyof FactsRow)[]>> = {
  age: ['birth_date'],
  age_of_wife: ['birth_date', 'sex', 'marital', 'marital_since', 'spouse_birth_date', 'spouse_sex', 'spouse_died_on'],
  birth_date: ['birth_date'],
  sex: ['sex'],
  alive: ['died_on'],
  member: ['member_from', 'member_to'],
  relation: ['relation'],
  widowed_or_divorced: ['marital', 'marital_since', 'spouse_died_on'],
  hukou: ['hukou_division'],
  hukou_kind: ['hukou_kind'],
  residence: ['community'],
  only_child_certificate: ['has_only_child_certificate'],
  children_born: ['children_born'],
  children_surviving: ['children_surviving', 'child_died_on'],
  branch: ['branch', 'child_died_on', 'child_disabled_from', 'child_disability_grade'],
  child_birth_date: ['child_birth_date'],
  child_disability_grade: ['child_disabled_from', 'child_disabled_to', 'child_disability_grade'],
  living_alone: ['living_alone'],
  living_arrangement: ['living_arrangement'],
  hardship: ['hardship'],
}

export function columnsOf(key: FactKey): readonly string[] {
  return COLUMNS[key]
}

/** Which facts read one of these columns. */
export function factsChanged(columns: ReadonlySet<string>): Set<FactKey> {
  return new Set(FACT_KEYS.filter((key) => COLUMNS[key].some((column) => columns.has(column))))
}

/** What a list says of these facts, each once and in a fixed order. */
export function aboutOf(keys: Iterable<FactKey>): About[] {
  const found = new Set([...keys].map(oneOf))
  return ABOUT.filter((about) => found.has(about))
}

function oneOf(key: FactKey): About {
  const { type, source, subject } = factOf(key)
  if (type === 'years') return 'age'
  if (key === 'residence') return 'residence'
  switch (source) {
    case 'household_register':
      return 'hukou'
    case 'certificate':
      return subject === 'family' ? 'family' : 'proof'
    case 'children':
      return 'family'
    case 'marriage':
    case 'identity':
    case 'membership':
    case 'living':
      return source
  }
}
