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
    } else if (!/^\d{1,8}$/.test(text)) said.faults.push(faultOf(figure, 'whole_number', locale))
    else if (Number(text) > 0) said.figures[figure] = Number(text)
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
