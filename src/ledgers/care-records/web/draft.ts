import { addDays, addMonths, type CivilDate, isCivilDate } from '../../../kernel/calendar.ts'
import { isUuid, type Uuid } from '../../../kernel/ids.ts'
import { exactYuan, fen } from '../../../kernel/money.ts'
import type { Locale } from '../../../web/i18n/index.ts'
import type { Fault } from '../../../web/problem.ts'
import type { ActOutcome, Kind, Mood } from '../rules/index.ts'
import type { ActBody } from './outbox.ts'
import { faultOf, type FaultWord, figuresOf, unsaidFaults } from './said.ts'

/** What the worker has tapped and typed so far. */
export interface LogDraft {
  /** Made when the page is first opened for a family: however often it is sent, it is one act. */
  id: string
  /** The code of a kind, or one of the ends of an attempt. */
  how: string
  mood: Mood | ''
  note: string
  next: 'none' | 'week' | 'month' | 'other'
  next_on: string
  happened_on: string
  /** Untouched: all parents. */
  person_ids: string[] | null
  minutes: string
  amount: string
  quantity: string
  copies: string
  title: string
}

export const ATTEMPTS = ['not_reached', 'refused', 'quiet'] as const

export function newDraft(id: string, today: string): LogDraft {
  return {
    id,
    how: '',
    mood: '',
    note: '',
    next: 'none',
    next_on: '',
    happened_on: today,
    person_ids: null,
    minutes: '',
    amount: '',
    quantity: '',
    copies: '',
    title: '',
  }
}

/** The taps behind an act that was not accepted, for mending it. */
export function draftOf(body: ActBody, today: string): LogDraft {
  const number = (value: number | undefined): string => (value === undefined ? '' : String(value))
  const attempt = ATTEMPTS.find((one) => one === body.outcome)
  return {
    ...newDraft(body.id, body.happened_on ?? today),
    how: attempt ?? body.kind,
    mood: body.mood ?? '',
    note: body.note ?? '',
    next: body.next_on === undefined ? 'none' : 'other',
    next_on: body.next_on ?? '',
    person_ids: attempt || body.person_ids === undefined ? null : [...body.person_ids],
    minutes: number(body.minutes),
    amount: body.amount_fen === undefined ? '' : exactYuan(fen(body.amount_fen)),
    quantity: number(body.quantity),
    copies: number(body.copies),
    title: body.title ?? '',
  }
}

/** Which kind and outcome the chosen tile stands for. An attempt that reached nobody is kept as a call. */
export function chosen(how: string): { kind: string; outcome: ActOutcome } {
  const attempt = ATTEMPTS.find((one) => one === how)
  return attempt ? { kind: 'phone', outcome: attempt } : { kind: how, outcome: 'done' }
}

const CHANNEL_OF: Readonly<Record<string, ActBody['channel']>> = {
  phone: 'phone',
  message: 'wechat',
}

interface Context {
  district: number
  family_id: Uuid
  parents: readonly Uuid[]
  kinds: readonly Pick<Kind, 'code' | 'theme' | 'units' | 'needs'>[]
  locale: Locale
}

/** The act as it is sent, or what must be mended first. Only what the chosen kind counts is taken along. */
export function bodyOf(draft: LogDraft, context: Context): { body?: ActBody; faults: Fault[] } {
  const faults: Fault[] = []
  const fault = (place: string, word: FaultWord) => faults.push(faultOf(place, word, context.locale))
  const { kind: code, outcome } = chosen(draft.how)
  const kind = context.kinds.find((one) => one.code === code)
  if (draft.how === '' || !kind || !isUuid(draft.id))
    return { faults: [faultOf('kind', 'kind_needed', context.locale)] }
  const done = outcome === 'done'
  const { minutes, quantity, copies } = draft
  const said = figuresOf(done ? { minutes, quantity, copies, amount_fen: draft.amount } : {}, kind, context.locale)
  faults.push(...said.faults)
  // A day that was cleared is asked for: the server would take it for today.
  if (!isCivilDate(draft.happened_on)) fault('happened_on', 'day_needed')
  const next_on = nextOf(draft, () => fault('next_on', 'next_on_needed'))
  const persons = (draft.person_ids ?? context.parents).filter(isUuid)
  const channel = kind.theme === 'visit' ? 'visit' : CHANNEL_OF[code]
  const title = kind.needs.includes('title') && draft.title.trim() !== '' ? draft.title.trim() : undefined
  const { family_id } = context
  const asked = { outcome, family_id, person_ids: persons, title, ...said.figures }
  // A figure that cannot be read is there: it is not said to be missing as well.
  const unread = new Set(said.faults.map(({ place }) => place))
  faults.push(...unsaidFaults(asked, kind, context.locale).filter(({ place }) => !unread.has(place)))
  if (faults.length > 0) return { faults }
  const body: ActBody = {
    id: draft.id,
    district: context.district,
    family_id,
    kind: code,
    outcome,
    happened_on: isCivilDate(draft.happened_on) ? draft.happened_on : undefined,
    person_ids: done && kind.units.includes('person') ? persons : [],
    channel,
    mood: done && draft.mood !== '' ? draft.mood : undefined,
    note: draft.note.trim() === '' ? undefined : draft.note.trim(),
    next_on,
    ...(title === undefined ? {} : { title }),
    ...said.figures,
  }
  return { body, faults }
}

function nextOf(draft: LogDraft, missing: () => void): CivilDate | undefined {
  if (draft.next === 'none' || !isCivilDate(draft.happened_on)) return undefined
  if (draft.next === 'week') return addDays(draft.happened_on, 7)
  if (draft.next === 'month') return addMonths(draft.happened_on, 1)
  if (isCivilDate(draft.next_on)) return draft.next_on
  missing()
  return undefined
}
