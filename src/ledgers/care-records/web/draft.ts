import { addDays, addMonths, type CivilDate, isCivilDate } from '../../../kernel/calendar.ts'
import { toHalfWidth } from '../../../kernel/half-width.ts'
import { isUuid, type Uuid } from '../../../kernel/ids.ts'
import { fenFromYuan } from '../../../kernel/money.ts'
import { Refusal } from '../../../kernel/refusal.ts'
import type { ActOutcome, Kind, Mood } from '../rules/index.ts'
import type { ActBody } from './outbox.ts'

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
    amount: body.amount_fen === undefined ? '' : (body.amount_fen / 100).toFixed(2),
    quantity: number(body.quantity),
  }
}

export interface DraftFault {
  place: string
  /** A key under `page` of the room's texts. */
  word: 'kind_needed' | 'day_needed' | 'next_on_needed' | 'whole_number' | 'amount_bad'
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
  kinds: readonly Pick<Kind, 'code' | 'theme' | 'units'>[]
}

/** The act as it is sent, or what must be mended first. Only what the chosen kind counts is taken along. */
export function bodyOf(draft: LogDraft, context: Context): { body?: ActBody; faults: DraftFault[] } {
  const faults: DraftFault[] = []
  const { kind: code, outcome } = chosen(draft.how)
  const kind = context.kinds.find((one) => one.code === code)
  if (draft.how === '' || !kind || !isUuid(draft.id)) return { faults: [{ place: 'kind', word: 'kind_needed' }] }
  const done = outcome === 'done'
  const whole = (place: 'minutes' | 'quantity', counts: boolean): number => {
    const text = toHalfWidth(draft[place]).trim()
    if (!done || !counts || text === '') return 0
    if (/^\d{1,6}$/.test(text)) return Number(text)
    faults.push({ place, word: 'whole_number' })
    return 0
  }
  const minutes = whole('minutes', kind.units.includes('minute'))
  const quantity = whole('quantity', kind.units.includes('piece'))
  const amount_fen = done && kind.units.includes('fen') ? amountOf(draft.amount, faults) : 0
  // A day that was cleared is asked for: the server would take it for today.
  if (!isCivilDate(draft.happened_on)) faults.push({ place: 'happened_on', word: 'day_needed' })
  const next_on = nextOf(draft, faults)
  const persons = (draft.person_ids ?? context.parents).filter(isUuid)
  const channel = kind.theme === 'visit' ? 'visit' : CHANNEL_OF[code]
  if (faults.length > 0) return { faults }
  const body: ActBody = {
    id: draft.id,
    district: context.district,
    family_id: context.family_id,
    kind: code,
    outcome,
    happened_on: isCivilDate(draft.happened_on) ? draft.happened_on : undefined,
    person_ids: done && kind.units.includes('person') ? persons : [],
    channel,
    mood: done && draft.mood !== '' ? draft.mood : undefined,
    note: draft.note.trim() === '' ? undefined : draft.note.trim(),
    next_on,
    ...(minutes > 0 ? { minutes } : {}),
    ...(quantity > 0 ? { quantity } : {}),
    ...(amount_fen > 0 ? { amount_fen } : {}),
  }
  return { body, faults }
}

function amountOf(text: string, faults: DraftFault[]): number {
  if (text.trim() === '') return 0
  try {
    const amount = fenFromYuan(toHalfWidth(text))
    if (amount >= 0) return amount
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
  }
  faults.push({ place: 'amount_fen', word: 'amount_bad' })
  return 0
}

function nextOf(draft: LogDraft, faults: DraftFault[]): CivilDate | undefined {
  if (draft.next === 'none' || !isCivilDate(draft.happened_on)) return undefined
  if (draft.next === 'week') return addDays(draft.happened_on, 7)
  if (draft.next === 'month') return addMonths(draft.happened_on, 1)
  if (isCivilDate(draft.next_on)) return draft.next_on
  faults.push({ place: 'next_on', word: 'next_on_needed' })
  return undefined
}
