/** What a column of a roster can mean. Pure data: the mapping, the reader, the template and the page all speak of these. */

/** Facts of one person. */
export const PERSON_ATTRIBUTES = [
  'name',
  'id_number',
  'sex',
  'birth_date',
  'relation',
  'phone',
  'hukou_kind',
  'hukou_place',
  'marital',
  'marital_since',
  'ethnicity',
  'education',
  'died_on',
  'only_child_certificate',
  'only_child_issued_on',
  'disability_certificate',
  'disability_grade',
  'disability_issued_on',
] as const

/** Facts of the household; in a roster of persons they may stand on each row or on the first alone. */
export const HOUSEHOLD_ATTRIBUTES = [
  'household_number',
  'district',
  'street',
  'community',
  'address',
  'branch',
  'living_arrangement',
  'hardship',
  'registered_on',
  'children_born',
  'children_surviving',
  'has_only_child_certificate',
  'contact_name',
  'contact_relation',
  'contact_phone',
  'contact_roles',
  'tags',
] as const

export type PersonAttribute = (typeof PERSON_ATTRIBUTES)[number]
export type HouseholdAttribute = (typeof HOUSEHOLD_ATTRIBUTES)[number]
export type Attribute = PersonAttribute | HouseholdAttribute

/** `person`: the one the row is about. The others: persons whose facts stand in columns of their own. */
export const PERSON_ROLES = ['person', 'father', 'mother', 'self', 'spouse', 'child'] as const
export type PersonRole = (typeof PERSON_ROLES)[number]

/** `person.name`, `child.died_on`, `household.community`. */
export type Field = `${PersonRole}.${PersonAttribute}` | `household.${HouseholdAttribute}`

/** One row is a person (a household number binds them together), or one row is a whole household. */
export const LAYOUTS = ['person_rows', 'household_rows'] as const
export type Layout = (typeof LAYOUTS)[number]

const ATTRIBUTES_OF_PERSON: ReadonlySet<string> = new Set(PERSON_ATTRIBUTES)
const ATTRIBUTES_OF_HOUSEHOLD: ReadonlySet<string> = new Set(HOUSEHOLD_ATTRIBUTES)
const ROLES: ReadonlySet<string> = new Set(PERSON_ROLES)

export function isPersonAttribute(attribute: string): attribute is PersonAttribute {
  return ATTRIBUTES_OF_PERSON.has(attribute)
}

export function isField(text: string): text is Field {
  const [role = '', attribute = '', ...rest] = text.split('.')
  if (rest.length > 0) return false
  return role === 'household' ? ATTRIBUTES_OF_HOUSEHOLD.has(attribute) : ROLES.has(role) && isPersonAttribute(attribute)
}

export function fieldOf(role: PersonRole, attribute: Attribute): Field {
  return isPersonAttribute(attribute) ? `${role}.${attribute}` : `household.${attribute}`
}

export function splitField(field: Field): { role: PersonRole | 'household'; attribute: Attribute } {
  const [role, attribute] = field.split('.') as [PersonRole | 'household', Attribute]
  return { role, attribute }
}

/** The fields a layout can use, in the order in which a page offers them. */
export function fieldsOf(layout: Layout): Field[] {
  const household = HOUSEHOLD_ATTRIBUTES.map((attribute): Field => `household.${attribute}`)
  const of = (role: PersonRole, leave: readonly PersonAttribute[]) =>
    PERSON_ATTRIBUTES.filter((attribute) => !leave.includes(attribute)).map(
      (attribute): Field => `${role}.${attribute}`,
    )
  if (layout === 'person_rows')
    return [...of('person', []), ...of('child', ['relation', 'marital', 'phone']), ...household]
  const parents = (['self', 'spouse', 'father', 'mother'] as const).flatMap((role) => of(role, ['relation']))
  return [...parents, ...of('child', ['relation']), ...household]
}

const NOT_IN_TEMPLATE: ReadonlySet<Field> = new Set([
  'household.district',
  'person.disability_grade',
  'person.marital_since',
  'household.tags',
])

/** The columns of the empty roster: one row for each person, the child included. */
export function isOfTemplate(field: Field): boolean {
  return !field.startsWith('child.') && !NOT_IN_TEMPLATE.has(field)
}
