import { addYears, type CivilDate } from '../../../kernel/calendar.ts'
import { type Code, tierOf } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Params } from '../../../kernel/refusal.ts'
import type { Unit } from '../../../kernel/units.ts'
import { type Figure, FIGURES, type FullAct, type Kind, type Need, PAID_BEFORE } from './act.ts'

/** A family as it stands in the caller's scope. */
export interface FamilyAt {
  district: number
  id: Uuid
  community: Code
  closed_on: CivilDate | null
}

/** A member of the register as she stands in the caller's scope. */
export interface PersonAt {
  district: number
  id: Uuid
  family_id: Uuid
  community: Code
  died_on: CivilDate | null
  member_from: CivilDate
  member_to: CivilDate | null
}

/** What the register says to the acts at hand. Keys are `keyOf`; what is foreign or missing is simply not there. */
export interface Known {
  kinds: ReadonlyMap<string, Kind>
  families: ReadonlyMap<string, FamilyAt>
  persons: ReadonlyMap<string, PersonAt>
  /** Divisions that exist. */
  places: ReadonlySet<Code>
  scope: { lo: number; hi: number }
  today: CivilDate
}

export interface Fault {
  field: string
  code: string
  params?: Params
  /** The thing named is not there for this caller, or not at all: answered as not found. */
  missing?: true
}

export function keyOf(district: number, id: Uuid): string {
  return `${district}:${id}`
}

const FIRST_DAY = '2000-01-01'
/** A step later than this is a slip of the pen, and would wait on nobody's list. */
const NEXT_WITHIN_YEARS = 5

/** Everything that is wrong with one act, in the order a person fills it in; empty when it may be recorded. */
export function faultsOf(act: FullAct, known: Known): Fault[] {
  const kind = known.kinds.get(act.kind)
  const persons = faultsOfPersons(act, known)
  // All memberships end with the file: said once, as what it is, and not of each member.
  const ended = faultsOfClosed(act, known, persons.some(isOfMembership))
  return [
    ...faultsOfDay(act, known.today),
    ...faultsOfPlace(act, known),
    ...ended,
    ...(kind
      ? [...faultsOfWriter(act, kind), ...faultsOfNeeds(act, kind), ...faultsOfFigures(act, kind)]
      : [{ field: 'kind', code: 'kind_unknown' }]),
    ...(ended.length === 0 ? persons : persons.filter((fault) => !isOfMembership(fault))),
  ]
}

const isOfMembership = (fault: Fault): boolean => fault.code === 'person_not_member'

/** On its last day a file still takes an act that names nobody: whoever belonged to the family does so no longer. */
function faultsOfClosed(act: FullAct, known: Known, namesFormer: boolean): Fault[] {
  if (act.family_id === null) return []
  const closed_on = known.families.get(keyOf(act.district, act.family_id))?.closed_on ?? null
  if (closed_on === null || act.happened_on < closed_on || (act.happened_on === closed_on && !namesFormer)) return []
  return [{ field: 'happened_on', code: 'family_closed', params: { closed_on } }]
}

function faultsOfDay(act: FullAct, today: CivilDate): Fault[] {
  const faults: Fault[] = []
  if (act.happened_on > today) faults.push({ field: 'happened_on', code: 'in_future', params: { today } })
  if (act.happened_on < FIRST_DAY)
    faults.push({ field: 'happened_on', code: 'too_early', params: { first: FIRST_DAY } })
  if (act.next_on !== null && act.next_on < act.happened_on) faults.push({ field: 'next_on', code: 'next_before_act' })
  if (act.next_on !== null && act.happened_on <= today && act.next_on > addYears(act.happened_on, NEXT_WITHIN_YEARS))
    faults.push({ field: 'next_on', code: 'next_too_late', params: { years: NEXT_WITHIN_YEARS } })
  return faults
}

function faultsOfPlace(act: FullAct, known: Known): Fault[] {
  if (act.family_id !== null) {
    const family = known.families.get(keyOf(act.district, act.family_id))
    if (!family) return [{ field: 'family_id', code: 'family_not_found', missing: true }]
    return act.place === null ? [] : [{ field: 'place', code: 'place_is_the_familys' }]
  }
  if (act.place === null) return [{ field: 'place', code: 'place_needed' }]
  if (['nation', 'province'].includes(tierOf(act.place))) return [{ field: 'place', code: 'place_too_wide' }]
  const inside = known.places.has(act.place) && act.place >= known.scope.lo && act.place < known.scope.hi
  return inside ? [] : [{ field: 'place', code: 'place_not_found', missing: true }]
}

/** That the bank has paid is said by the bank's answer, not by whoever may record a visit. */
function faultsOfWriter(act: FullAct, { written_by }: Kind): Fault[] {
  if (written_by === null || act.source_room === written_by || act.source_room === PAID_BEFORE) return []
  return [{ field: 'kind', code: 'kind_paid_by_rounds' }]
}

/** The part of an act that its kind asks for. */
export type SaidAct = Pick<FullAct, 'outcome' | 'family_id' | 'person_ids' | 'title' | Figure>

const IS_SAID: Readonly<Record<Need, (act: SaidAct) => boolean>> = {
  family: (act) => act.family_id !== null,
  persons: (act) => act.person_ids.length > 0,
  people: (act) => act.person_ids.length > 0 || act.headcount > 0,
  reach: (act) => act.headcount > 0 || act.copies > 0 || act.views > 0,
  amount_fen: (act) => act.amount_fen > 0,
  quantity: (act) => act.quantity > 0,
  minutes: (act) => act.minutes > 0,
  copies: (act) => act.copies > 0,
  views: (act) => act.views > 0,
  title: (act) => act.title !== null,
}

const FIELD_OF_NEED: Readonly<Partial<Record<Need, string>>> = {
  family: 'family_id',
  persons: 'person_ids',
  people: 'person_ids',
  reach: 'headcount',
}

/**
 * What the kind asks for and the act does not say, with the field where it is said. An attempt that was not done need only say whose
 * door it was: nothing was handed over.
 */
export function unsaidOf(act: SaidAct, kind: Pick<Kind, 'needs'>): { field: string; need: Need }[] {
  const asked = act.outcome === 'done' ? kind.needs : kind.needs.filter((need) => need === 'family')
  return asked.filter((need) => !IS_SAID[need](act)).map((need) => ({ field: FIELD_OF_NEED[need] ?? need, need }))
}

function faultsOfNeeds(act: FullAct, kind: Kind): Fault[] {
  return unsaidOf(act, kind).map(({ field, need }) => ({ field, code: `needs_${need}` }))
}

const UNITS_OF: Readonly<Record<Figure, readonly Unit[]>> = {
  minutes: ['minute', 'hour'],
  amount_fen: ['fen'],
  quantity: ['piece'],
  headcount: ['person_time'],
  copies: ['copy'],
  views: ['view'],
}

export function countsFigure(kind: Pick<Kind, 'units'>, figure: Figure): boolean {
  return UNITS_OF[figure].some((unit) => kind.units.includes(unit))
}

/** A figure the kind does not count would never be seen again: it is refused, not dropped. */
function faultsOfFigures(act: FullAct, kind: Kind): Fault[] {
  const counts = (units: readonly Unit[]) => units.some((unit) => kind.units.includes(unit))
  const faults: Fault[] = FIGURES.filter((figure) => act[figure] > 0 && !countsFigure(kind, figure)).map((figure) => ({
    field: figure,
    code: 'figure_not_counted',
  }))
  if (act.person_ids.length > 0 && !counts(['person', 'person_time'])) {
    faults.push({ field: 'person_ids', code: 'figure_not_counted' })
  }
  if (act.family_id !== null && !counts(['household', 'household_time'])) {
    faults.push({ field: 'family_id', code: 'figure_not_counted' })
  }
  if (act.outcome !== 'done') {
    const given = FIGURES.filter((figure) => figure !== 'minutes' && act[figure] > 0)
    faults.push(...given.map((figure) => ({ field: figure, code: 'nothing_given_when_not_done' })))
  }
  return faults
}

function faultsOfPersons(act: FullAct, known: Known): Fault[] {
  const seen = new Set<Uuid>()
  return act.person_ids.flatMap((id, index): Fault[] => {
    const field = `person_ids.${index}`
    if (seen.has(id)) return [{ field, code: 'person_twice' }]
    seen.add(id)
    const person = known.persons.get(keyOf(act.district, id))
    // A stranger to the family and a person out of reach are answered alike.
    if (!person || (act.family_id !== null && person.family_id !== act.family_id)) {
      return [{ field, code: 'person_not_in_family' }]
    }
    return isMemberOn(person, act.happened_on) ? [] : [{ field, code: 'person_not_member' }]
  })
}

/** Whether she lived and belonged to the family on that day; `member_to` is the first day she no longer does. */
export function isMemberOn(person: PersonAt, on: CivilDate): boolean {
  const alive = person.died_on === null || on <= person.died_on
  return alive && on >= person.member_from && (person.member_to === null || on < person.member_to)
}
