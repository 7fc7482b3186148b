import { type CivilDate, civilDate } from '../kernel/calendar.ts'
import type { Code } from '../kernel/division-code.ts'
import type { Sex } from '../kernel/id-number.ts'
import type { Branch, Relation } from '../registry/families/index.ts'
import type { Random } from './random.ts'

/** Ages of the parents of the demonstration roster are 49 to 85 on this day. */
export const ROSTER_DAY = civilDate('2018-01-01')

export interface Place {
  readonly code: Code
  readonly name: string
  readonly street_name: string
}

export interface RosterMember {
  readonly name: string
  readonly relation: Relation
  /** As the roster calls her: 户主, 配偶, 儿子. */
  readonly called: string
  readonly sex: Sex
  readonly born: CivilDate
  /** Null for a child who died before numbers were given to all. */
  readonly id_number: string | null
  readonly phone: string | null
  readonly marital: '初婚' | '再婚' | '离婚' | '丧偶' | '未婚' | null
  readonly education: string | null
  readonly died_on: CivilDate | null
  readonly only_child_certificate: { readonly number: string; readonly issued_on: CivilDate } | null
  readonly disability_certificate: { readonly number: string; readonly issued_on: CivilDate } | null
}

export interface RosterFamily {
  readonly number: string
  readonly place: Place
  readonly branch: Branch
  readonly address: string
  readonly rural: boolean
  readonly hukou: string
  readonly living: '夫妻同住' | '独居' | '与亲属同住' | '养老院'
  readonly hardship: boolean
  readonly registered_on: CivilDate
  readonly members: readonly RosterMember[]
  readonly contact: {
    readonly name: string
    readonly relation: string
    readonly phone: string
    readonly roles: string
  } | null
}

export interface Pens {
  readonly random: Random
  readonly id: (born: CivilDate, sex: Sex) => string
  readonly phone: () => string
}

export type Extra = 'grandchild' | 'child_in_law' | 'grandparent'

/** What one family is to be, before chance fills it in. */
export interface Shape {
  readonly branch: Branch
  readonly couple: boolean
  readonly extras: Extra[]
}
