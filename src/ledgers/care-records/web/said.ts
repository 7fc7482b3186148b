import { toHalfWidth } from '../../../kernel/half-width.ts'
import { type Locale, speaker } from '../../../web/i18n/index.ts'
import { moneyField } from '../../../web/money-field.ts'
import type { Fault } from '../../../web/problem.ts'
import { countsFigure, type Figure, FIGURES, type Kind, type SaidAct, unsaidOf } from '../rules/index.ts'
import { careRecordsWords } from '../words/index.ts'

/** What must be mended, by a key under `page` of the room's texts. */
export type FaultWord =
  | 'kind_needed'
  | 'many_kind_needed'
  | 'day_needed'
  | 'place_needed'
  | 'next_on_needed'
  | 'whole_number'

export function faultOf(place: string, word: FaultWord, locale: Locale): Fault {
  return { place, code: word, detail: speaker(careRecordsWords, locale)(`page.${word}`) }
}

type Said = { figures: Partial<Record<Figure, number>>; faults: Fault[] }

/** A whole number as people type it, full-width digits too; undefined for what is none. */
export function wholeOf(text: string): number | undefined {
  const digits = toHalfWidth(text).trim()
  return /^\d{1,8}$/.test(digits) ? Number(digits) : undefined
}

/**
 * Faults of people stand at who they are, `person_ids.<id>`, not at their number in what was sent: the list may be another before it is
 * read. `sent` are the people as they were sent.
 */
export function atPersons(issues: readonly Fault[], sent: readonly string[]): Fault[] {
  return issues.map((issue) => {
    const index = /^person_ids\.(\d+)$/.exec(issue.place)?.[1]
    const person = index === undefined ? undefined : sent[Number(index)]
    return person === undefined ? issue : { ...issue, place: personPlace(person) }
  })
}

export function personPlace(person_id: string): string {
  return `person_ids.${person_id}`
}

/** The act of this id was recorded as it was first sent, though its answer was lost: what is sent after that was told is another act. */
export function idAfter(id: string, refused: string | undefined, newId: () => string): string {
  return refused === 'care_records.id_taken' ? newId() : id
}

/** The figures as they were typed, only those the kind counts; money exact to the fen, the others whole. */
export function figuresOf(typed: Partial<Record<Figure, string>>, kind: Pick<Kind, 'units'>, locale: Locale): Said {
  const said: Said = { figures: {}, faults: [] }
  for (const figure of FIGURES) {
    const text = toHalfWidth(typed[figure] ?? '').trim()
    if (text === '' || !countsFigure(kind, figure)) continue
    if (figure === 'amount_fen') {
      const { fen, fault } = moneyField('amount_fen', text, locale)
      if (fault !== undefined) said.faults.push(fault)
      else if (fen !== undefined && fen > 0) said.figures.amount_fen = fen
    } else {
      const whole = wholeOf(text)
      if (whole === undefined) said.faults.push(faultOf(figure, 'whole_number', locale))
      else if (whole > 0) said.figures[figure] = whole
    }
  }
  return said
}

/** What the kind asks for and the form does not say yet, at its field: told before anything is sent. */
export function unsaidFaults(
  act: Pick<SaidAct, 'outcome'> & { [K in keyof SaidAct]?: SaidAct[K] | undefined },
  kind: Pick<Kind, 'needs'>,
  locale: Locale,
): Fault[] {
  const none = { family_id: null, person_ids: [], title: null }
  const zero = { minutes: 0, amount_fen: 0, quantity: 0, headcount: 0, copies: 0, views: 0 }
  const said = Object.fromEntries(Object.entries(act).filter(([, value]) => value !== undefined)) as Partial<SaidAct>
  return unsaidOf({ ...none, ...zero, ...said, outcome: act.outcome }, kind).map(({ field, need }) => ({
    place: field,
    code: `needs_${need}`,
    detail: speaker(careRecordsWords, locale)(`needs_${need}`),
  }))
}
