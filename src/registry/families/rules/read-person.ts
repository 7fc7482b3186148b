import { type CivilDate, isCivilDate } from '../../../kernel/calendar.ts'
import { isCode } from '../../../kernel/division-code.ts'
import { parseIdNumber, type Sex } from '../../../kernel/id-number.ts'
import { toHalfWidth } from '../../../kernel/half-width.ts'
import { normaliseName } from '../../../kernel/names.ts'
import type { Issue } from '../../../kernel/refusal.ts'
import type { PersonDraft } from './draft.ts'

/** A member as the register will hold her: the name tidied, the number in its one form, sex and birth settled. */
export interface ReadPerson {
  draft: PersonDraft
  name: string
  /** Upper case, half-width, no spaces; null for identity `none` or a number that could not be read. */
  id_number: string | null
  sex: Sex | 'unknown'
  birth_date: CivilDate | null
  phone: string | null
}

/** For how long after a change of the phone the one before it is told of a changed account as well. */
export const FORMER_PHONE_DAYS = 30

/** As the column holds; in characters. */
const NAME_MAX = 60
const NAME = /^[\p{Script=Han}\p{Script=Latin}\u3007·•.' -]+$/u
const FOREIGN_OLD_CARD_OR_PASSPORT = /^(?=.*\d)[A-Z0-9]{6,17}$/
const MOBILE = /^1[3-9]\d{9}$/
const LANDLINE = /^0\d{2,3}-\d{7,8}$/

/** Reads one member and says everything that is wrong with her; `place` is her path, such as `members.0`. */
export function readPerson(
  draft: PersonDraft,
  today: CivilDate,
  place: string,
): { person: ReadPerson; issues: Issue[] } {
  const identity = readIdentity(draft, today, place)
  const name = normaliseName(draft.name)
  const phone = draft.phone === undefined ? null : tidyPhone(draft.phone)
  const issues: Issue[] = [...identity.issues]
  const say = (field: string, code: string, next?: string) =>
    issues.push({ place: `${place}.${field}`, code, ...(next ? { next } : {}) })
  const length = Array.from(name).length
  if (length > NAME_MAX) say('name', 'families.name_too_long', 'families.next_name_too_long')
  else if (!NAME.test(name)) say('name', length === 0 ? 'families.name_missing' : 'families.name_characters')
  if (phone !== null && !MOBILE.test(phone) && !LANDLINE.test(phone))
    say('phone', 'families.phone_format', 'families.next_phone')
  if (draft.hukou_division !== undefined && (!isCode(draft.hukou_division) || draft.hukou_division === 0))
    say('hukou_division', 'kernel.division_code')
  if (draft.ethnicity !== undefined && !/^\d{2}$/.test(draft.ethnicity)) say('ethnicity', 'families.ethnicity_code')
  if (draft.education !== undefined && !/^\d{2}$/.test(draft.education)) say('education', 'families.education_code')
  issues.push(...checkLife(draft, identity.birth_date, today, place))
  const person = {
    draft,
    name,
    phone,
    id_number: identity.id_number,
    sex: identity.sex,
    birth_date: identity.birth_date,
  }
  return { person, issues }
}

/** A phone number in its one form: `13812345678` or `0871-63123456`; what cannot be read comes back tidied. */
export function tidyPhone(raw: string): string {
  const text = toHalfWidth(raw)
    .replaceAll(/[\s()（）‐–—]/g, '')
    .replace(/^(?:\+|00)86-?/, '')
  const digits = text.replaceAll('-', '')
  if (MOBILE.test(digits)) return digits
  const landline = /^(0(?:10|2\d|[3-9]\d{2}))(\d{7,8})$/.exec(digits)
  return landline ? `${landline[1] ?? ''}-${landline[2] ?? ''}` : text
}

/** A number of a card or a passport in its one form. */
export function tidyIdentity(raw: string): string {
  return toHalfWidth(raw)
    .replaceAll(/[\s\-‐–—]/g, '')
    .toUpperCase()
}

/** Whether a number so tidied may be a passport's, or a card's for foreigners of before 2023. */
export function isForeignNumber(tidied: string): boolean {
  return FOREIGN_OLD_CARD_OR_PASSPORT.test(tidied)
}

interface ReadIdentity {
  id_number: string | null
  sex: Sex | 'unknown'
  birth_date: CivilDate | null
  issues: Issue[]
}

function readIdentity(draft: PersonDraft, today: CivilDate, place: string): ReadIdentity {
  const said = { sex: draft.sex ?? ('unknown' as const), birth_date: draft.birth_date ?? null }
  if (draft.identity.kind === 'none') {
    // Whose birth is not known cannot be asked about age; only a parent's age decides anything.
    const missing: Issue[] =
      draft.relation === 'parent' && said.birth_date === null
        ? [{ place: `${place}.birth_date`, code: 'families.birth_date_missing', next: 'families.next_birth_date' }]
        : []
    return { id_number: null, ...said, issues: missing }
  }
  const numberPlace = `${place}.identity.number`
  const tidied = tidyIdentity(draft.identity.number)
  if (draft.identity.kind === 'foreign' && isForeignNumber(tidied)) {
    const missing: Issue[] =
      said.birth_date === null && draft.relation === 'parent'
        ? [{ place: `${place}.birth_date`, code: 'families.birth_date_missing', next: 'families.next_birth_date' }]
        : []
    return { id_number: tidied, ...said, issues: missing }
  }
  const parsed = parseIdNumber(tidied, today)
  if (!parsed.ok) {
    const code = `kernel.id_number.${parsed.reason}`
    return { id_number: null, ...said, issues: [{ place: numberPlace, code, next: 'families.next_compare_id' }] }
  }
  const { number, sex, birth_date, kind } = parsed.value
  const issues: Issue[] = []
  const differs = (field: string, code: string) =>
    issues.push({ place: `${place}.${field}`, code, next: 'families.next_compare_id' })
  if ((kind === 'foreign_resident') !== (draft.identity.kind === 'foreign'))
    differs('identity.kind', 'families.id_kind_differs')
  if (draft.sex !== undefined && draft.sex !== sex) differs('sex', 'families.sex_differs_from_id')
  if (draft.birth_date !== undefined && draft.birth_date !== birth_date)
    differs('birth_date', 'families.birth_differs_from_id')
  return { id_number: number, sex, birth_date, issues }
}

function checkLife(draft: PersonDraft, birth: CivilDate | null, today: CivilDate, place: string): Issue[] {
  const issues: Issue[] = []
  const say = (field: string, code: string) => issues.push({ place: `${place}.${field}`, code })
  for (const field of ['birth_date', 'died_on', 'marital_since', 'member_from'] as const) {
    const value = draft[field]
    if (value === undefined) continue
    if (!isCivilDate(value)) say(field, 'kernel.date')
    else if (value > today) say(field, 'families.date_in_future')
  }
  if (birth !== null && birth < '1880-01-01') say('birth_date', 'families.birth_too_early')
  if (birth !== null && draft.died_on !== undefined && draft.died_on < birth)
    say('died_on', 'families.death_before_birth')
  if (birth !== null && draft.marital_since !== undefined && draft.marital_since < birth)
    say('marital_since', 'families.marriage_before_birth')
  return issues
}
