import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Code } from '../../../kernel/division-code.ts'
import type { Sex } from '../../../kernel/id-number.ts'
import type { Uuid } from '../../../kernel/ids.ts'

/** What a family is before it is in the register: pure shapes, used by the form, the import and the demonstration alike. */

/** Never a label people see: it decides which promise applies. */
export const BRANCHES = ['death', 'disability'] as const
export const LIVING_ARRANGEMENTS = ['couple', 'alone', 'with_relatives', 'institution', 'other', 'unknown'] as const
export const RELATIONS = ['parent', 'child', 'grandchild', 'child_in_law', 'grandparent', 'other'] as const
export const HUKOU_KINDS = ['urban', 'rural', 'resident'] as const
/** GB/T 2261.2: 10 single, 21 first marriage, 22 remarried, 23 remarried to the former spouse, 30 widowed, 40 divorced, 90 not said. */
export const MARITAL_CODES = ['10', '21', '22', '23', '30', '40', '90'] as const
export const CERTIFICATE_KINDS = ['only_child', 'disability', 'death', 'marriage', 'adoption', 'other'] as const
export const PERSON_RELATION_KINDS = ['spouse', 'parent_of', 'grandparent_of', 'guardian_of', 'in_law'] as const
export const CONTACT_ROLES = ['call_first', 'guardian', 'guarantor', 'hospital', 'funeral'] as const
export const CHANNELS = ['phone', 'visit', 'wechat', 'sms', 'letter'] as const
export const HOURS = ['morning', 'afternoon', 'evening'] as const

export type Branch = (typeof BRANCHES)[number]
export type LivingArrangement = (typeof LIVING_ARRANGEMENTS)[number]
export type Relation = (typeof RELATIONS)[number]
export type HukouKind = (typeof HUKOU_KINDS)[number]
export type MaritalCode = (typeof MARITAL_CODES)[number]
export type CertificateKind = (typeof CERTIFICATE_KINDS)[number]
export type PersonRelationKind = (typeof PERSON_RELATION_KINDS)[number]
export type ContactRole = (typeof CONTACT_ROLES)[number]
export type Channel = (typeof CHANNELS)[number]
export type Hours = (typeof HOURS)[number]

/**
 * `resident`: the 18-character citizen number; sex and birth come from it. `foreign`: a permanent-residence card or passport.
 * `none`: not known to the register, such as a child who died long ago; sex and birth are then said by the draft.
 */
export type Identity = { kind: 'resident'; number: string } | { kind: 'foreign'; number: string } | { kind: 'none' }

/** The optional parts are written `| undefined` so that a form or a parsed sheet may hand them over as they are. */
export interface PersonDraft {
  /** Given by a caller who must meet the same row again; else made. */
  id?: Uuid | undefined
  name: string
  relation: Relation
  identity: Identity
  sex?: Sex | undefined
  birth_date?: CivilDate | undefined
  phone?: string | undefined
  /** 12 digits, padded from whatever is known of the hukou place. */
  hukou_division?: Code | undefined
  hukou_kind?: HukouKind | undefined
  marital?: MaritalCode | undefined
  marital_since?: CivilDate | undefined
  died_on?: CivilDate | undefined
  /** Two digits of GB/T 3304 and GB/T 4658. */
  ethnicity?: string | undefined
  education?: string | undefined
  /** The day she came to the family; the day of registration unless said. */
  member_from?: CivilDate | undefined
}

export interface CertificateDraft {
  id?: Uuid | undefined
  /** Index into `members`. */
  member: number
  kind: CertificateKind
  /** For `disability` the 20 characters: kind and grade are read from them. */
  number?: string | undefined
  issued_on?: CivilDate | undefined
  /** The first day on which it no longer holds. */
  valid_to?: CivilDate | undefined
}

export interface PersonRelationDraft {
  id?: Uuid | undefined
  /** `member` is the <kind> of `other`: the parent of, the guardian of. Indexes into `members`. */
  member: number
  other: number
  kind: PersonRelationKind
  valid_from?: CivilDate | undefined
}

export interface DecisionContactDraft {
  id?: Uuid | undefined
  name: string
  /** In words: 女婿, 侄子, 居委会. */
  relation: string
  roles: ContactRole[]
  phone?: string | undefined
  /** The paper that makes her so (意定监护公证书) and its date. */
  document_title?: string | undefined
  document_on?: CivilDate | undefined
  /** 1 is called first. */
  rank?: number | undefined
}

export interface PreferenceDraft {
  no_home_visit?: boolean | undefined
  no_contact?: boolean | undefined
  channels?: Channel[] | undefined
  hours?: Hours | undefined
  /** Month and day, `10-03`, on which the family wishes to be left in peace. */
  quiet_days?: string[] | undefined
  wish?: string | undefined
}

export interface TagDraft {
  tag: string
  valid_from?: CivilDate | undefined
  /** The first day on which it no longer holds. */
  valid_to?: CivilDate | undefined
}

export interface FamilyDraft {
  id?: Uuid | undefined
  /** The place of residence, a 12-digit community code. */
  community: Code
  branch: Branch
  /** Ever born or legally adopted; those of them alive. */
  children_born?: number | undefined
  children_surviving?: number | undefined
  /** Whether a 独生子女父母光荣证 is held; a certificate of that kind says yes by itself. Absent means not known. */
  only_child_certificate?: boolean | undefined
  living_arrangement: LivingArrangement
  hardship?: boolean | undefined
  address?: string | undefined
  registered_on: CivilDate
  members: PersonDraft[]
  certificates: CertificateDraft[]
  relations: PersonRelationDraft[]
  decision_contacts: DecisionContactDraft[]
  preference?: PreferenceDraft | undefined
  tags: TagDraft[]
}
