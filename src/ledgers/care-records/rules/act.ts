import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Code } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Unit } from '../../../kernel/units.ts'

export const THEMES = [
  'visit',
  'contact',
  'casework',
  'goods',
  'money',
  'insurance',
  'health',
  'mind',
  'activity',
  'service',
  'volunteer',
  'publicity',
  'training',
  'site',
] as const
export type Theme = (typeof THEMES)[number]

/** `refused` 婉拒, `not_reached` 没能联系上, `quiet` 不打扰: honoured ends of an attempt; only `done` counts in units. */
export const OUTCOMES = ['done', 'refused', 'not_reached', 'quiet'] as const
export type ActOutcome = (typeof OUTCOMES)[number]

export const CHANNELS = ['visit', 'phone', 'wechat', 'sms', 'letter', 'site', 'online'] as const
export type Channel = (typeof CHANNELS)[number]

/** The worker's short word for how the person seemed; no diagnosis. */
export const MOODS = ['steady', 'low', 'unwell', 'needs_help'] as const
export type Mood = (typeof MOODS)[number]

export const NEEDS = [
  'family',
  'persons',
  'people',
  'reach',
  'amount_fen',
  'quantity',
  'minutes',
  'copies',
  'views',
  'title',
] as const
/** `people`: persons of the register or a headcount; `reach`: headcount, copies or views. */
export type Need = (typeof NEEDS)[number]

/** One kind of act: what counts for it and what a record of it must say. */
export interface Kind {
  code: string
  theme: Theme
  name_zh: string
  name_en: string
  units: Unit[]
  needs: Need[]
  mechanisms: number[]
  quick: boolean
  /** The one room that writes acts of this kind, with the money they tell of; null where a person may record one. */
  written_by: string | null
  position: number
}

/**
 * One act of care as another room or a client states it. With a family the place is the family's own; without one (a lecture, a
 * publicity day) `place` is the division where it was done, of any tier down from the city.
 */
export interface CareAct {
  /** Made by whoever states the act; sent again with the same content it is the same act. New when absent. */
  id?: Uuid
  /** The family's district; the actor's own unless said. Ignored when `place` is given. */
  district?: number
  family_id?: Uuid
  place?: Code
  happened_on: CivilDate
  kind: string
  /** Members of the register who were reached. With a family: of that family. */
  person_ids?: readonly Uuid[]
  outcome?: ActOutcome
  channel?: Channel
  mood?: Mood
  minutes?: number
  amount_fen?: number
  /** Pieces handed out (件). */
  quantity?: number
  /** People reached who are not in the register. */
  headcount?: number
  copies?: number
  views?: number
  title?: string
  /** Free text of the worker; stored encrypted. */
  note?: string
  next_on?: CivilDate
  home_id?: Uuid
  activity_id?: Uuid
  policy_id?: Uuid
  fund_id?: Uuid
  /** The room and row this act comes from, such as a visit round's line. */
  source?: { room: string; id: Uuid | null }
  /** The account of the person who did it; the actor's unless said. */
  worker_id?: Uuid
}

/** The act with nothing left open: absent figures are 0, absent texts null. */
export interface FullAct {
  id: Uuid
  district: number
  family_id: Uuid | null
  place: Code | null
  happened_on: CivilDate
  kind: string
  person_ids: readonly Uuid[]
  outcome: ActOutcome
  channel: Channel | null
  mood: Mood | null
  minutes: number
  amount_fen: number
  quantity: number
  headcount: number
  copies: number
  views: number
  title: string | null
  note: string | null
  next_on: CivilDate | null
  home_id: Uuid | null
  activity_id: Uuid | null
  policy_id: Uuid | null
  fund_id: Uuid | null
  source_room: string
  source_id: Uuid | null
  worker_id: Uuid
}

export const FIGURES = ['minutes', 'amount_fen', 'quantity', 'headcount', 'copies', 'views'] as const

export type Figure = (typeof FIGURES)[number]

/** What may be recorded in a family's own timeline, by hand. */
export function isForFamily(kind: Pick<Kind, 'units' | 'written_by'>): boolean {
  return kind.written_by === null && kind.units.some((unit) => unit === 'household' || unit === 'household_time')
}

/** What may be recorded at a place, for whoever came: a lecture, a street event, an online class. */
export function isForMany(kind: Pick<Kind, 'needs' | 'written_by'>): boolean {
  return kind.written_by === null && !kind.needs.includes('family')
}

const NO_FIGURES = { minutes: 0, amount_fen: 0, quantity: 0, headcount: 0, copies: 0, views: 0 }

/** Fills what the act leaves open. The district follows the place, else the act's own word, else the actor's. */
export function completeAct(act: CareAct, defaults: { id: Uuid; district: number; worker_id: Uuid }): FullAct {
  const { source, person_ids, ...stated } = act
  // A key that is there without a value leaves the default, as a key that is not there.
  const said = Object.fromEntries(Object.entries(stated).filter(([, value]) => value !== undefined)) as typeof stated
  return {
    family_id: null,
    place: null,
    outcome: 'done',
    channel: null,
    mood: null,
    ...NO_FIGURES,
    title: null,
    note: null,
    next_on: null,
    home_id: null,
    activity_id: null,
    policy_id: null,
    fund_id: null,
    ...defaults,
    ...said,
    person_ids: person_ids ?? [],
    ...(said.place === undefined ? {} : { district: Math.floor(said.place / 1_000_000) }),
    ...(said.note === '' ? { note: null } : {}),
    source_room: source?.room ?? 'care-records',
    source_id: source?.id ?? null,
  }
}

/**
 * The source of what was paid before the house paid anything: entered once from the association's own papers (`markPaidBefore`), and
 * beside a room's own acts the only one that may tell of money which that room alone pays.
 */
export const PAID_BEFORE = 'paid-before'

/** The words that say where an act of another room is taken back: its list there changes with it. */
export function takenBackIn(
  room: string,
): 'made_in_contacts' | 'made_in_entitlements' | 'made_in_payments' | 'made_elsewhere' {
  if (room === 'contacts') return 'made_in_contacts'
  if (room === 'entitlements' || room === PAID_BEFORE) return 'made_in_entitlements'
  return room === 'payments' ? 'made_in_payments' : 'made_elsewhere'
}
