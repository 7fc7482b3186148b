import { toHalfWidth } from '../kernel/half-width.ts'
import { kernelWords } from '../kernel/kernel-words.ts'
import { type Fen, fenFromYuan } from '../kernel/money.ts'
import { Refusal } from '../kernel/refusal.ts'
import { type Locale, speaker } from './i18n/index.ts'
import type { Fault } from './problem.ts'

/** What a field for an amount holds: the amount, or what is wrong with it. An empty field holds neither. */
export type MoneyField =
  | { readonly fen: Fen; readonly fault?: undefined }
  | { readonly fen?: undefined; readonly fault: Fault }
  | { readonly fen?: undefined; readonly fault?: undefined }

/**
 * Reads what was typed into a field for an amount in yuan; full-width digits are read as what they are. What cannot be read is a
 * fault to be said at the field (`place`), never nothing: nobody may send a round without the money she believes she gave it.
 */
export function moneyField(place: string, text: string, locale: Locale): MoneyField {
  const typed = toHalfWidth(text).trim()
  if (typed === '') return {}
  try {
    const amount = fenFromYuan(typed)
    return amount < 0 ? faultOf(place, 'format', locale) : { fen: amount }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    return faultOf(place, WORDS.find((word) => error.code === `kernel.amount.${word}`) ?? 'format', locale)
  }
}

const WORDS = ['format', 'below_fen', 'too_large'] as const

function faultOf(place: string, word: (typeof WORDS)[number], locale: Locale): MoneyField {
  return {
    fault: { place, code: `kernel.amount.${word}`, detail: speaker(kernelWords, locale)(`amount.${word}`) },
  }
}
