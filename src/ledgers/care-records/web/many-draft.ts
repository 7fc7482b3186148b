import { isCivilDate } from '../../../kernel/calendar.ts'
import type { Code } from '../../../kernel/division-code.ts'
import { isUuid, type Uuid } from '../../../kernel/ids.ts'
import type { Locale } from '../../../web/i18n/index.ts'
import type { Fault } from '../../../web/problem.ts'
import type { Figure, Kind } from '../rules/index.ts'
import type { ActBody } from './outbox.ts'
import { faultOf, figuresOf, unsaidFaults } from './said.ts'

/** Somebody of the register who came, and whose family she is of: her name is asked for again after a reload, not kept. */
export interface Guest {
  person_id: Uuid
  family_id: Uuid
}

/** What has been typed so far of an act for whoever came. */
export interface ManyDraft extends Record<Figure, string> {
  /** Made when the page is first opened: however often it is sent, it is one act. */
  id: string
  kind: string
  happened_on: string
  title: string
  note: string
  guests: Guest[]
}

export function newMany(id: string, today: string): ManyDraft {
  const none = { minutes: '', amount_fen: '', quantity: '', headcount: '', copies: '', views: '' }
  return { id, kind: '', happened_on: today, title: '', note: '', guests: [], ...none }
}

export interface ManyAct {
  body?: ActBody
  faults: Fault[]
}

/** The act as it is sent, or what must be mended first; what the kind does not count is left out, as its field is. */
export function manyOf(
  draft: ManyDraft,
  { kinds, place, locale }: { kinds: readonly KindSaid[]; place: Code | undefined; locale: Locale },
): ManyAct {
  const kind = kinds.find((one) => one.code === draft.kind)
  if (!kind || !isUuid(draft.id)) return { faults: [faultOf('kind', 'many_kind_needed', locale)] }
  const { figures, faults } = figuresOf(draft, kind, locale)
  const unread = new Set(faults.map((fault) => fault.place))
  const person_ids = kind.units.includes('person') ? draft.guests.map((guest) => guest.person_id) : []
  const title = draft.title.trim() === '' ? undefined : draft.title.trim()
  const unsaid = unsaidFaults({ outcome: 'done', person_ids, title, ...figures }, kind, locale)
  // Where nobody of the register can be named, people are said by their number.
  const at = (fault: Fault) =>
    fault.place === 'person_ids' && !kind.units.includes('person') ? { ...fault, place: 'headcount' } : fault
  faults.push(...unsaid.map(at).filter((fault) => !unread.has(fault.place)))
  if (!isCivilDate(draft.happened_on)) faults.push(faultOf('happened_on', 'day_needed', locale))
  if (place === undefined) faults.push(faultOf('place', 'place_needed', locale))
  if (faults.length > 0 || place === undefined || !isCivilDate(draft.happened_on)) return { faults }
  const note = draft.note.trim()
  const body: ActBody = {
    id: draft.id,
    kind: draft.kind,
    happened_on: draft.happened_on,
    place,
    ...(person_ids.length === 0 ? {} : { person_ids }),
    ...(title === undefined ? {} : { title }),
    ...(note === '' ? {} : { note }),
    ...figures,
  }
  return { body, faults }
}

export type KindSaid = Pick<Kind, 'code' | 'units' | 'needs'>
