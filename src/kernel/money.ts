import { assert } from './assert.ts'
import { refuse } from './refusal.ts'

declare const fenBrand: unique symbol

/** An amount of money in fen (1/100 yuan), a safe integer. Debts are negative. There is no fraction of a fen. */
export type Fen = number & { readonly [fenBrand]: true }

const FEN_IN_YUAN = 100
const FEN_IN_WAN = 1_000_000

/** An integer as an amount. Throws `ImpossibleState` if it is not a safe integer. */
export function fen(amount: number): Fen {
  assert(Number.isSafeInteger(amount), 'an amount in fen must be a safe integer')
  return (amount === 0 ? 0 : amount) as Fen
}

/** The sum; no amounts give 0. Throws `ImpossibleState` when it leaves the safe integers. */
export function addFen(...amounts: readonly Fen[]): Fen {
  return amounts.reduce((sum, amount) => fen(sum + amount), fen(0))
}

/** `count` times the amount (a monthly rate × months, a rate × households). `count` is an integer. */
export function timesFen(amount: Fen, count: number): Fen {
  assert(Number.isSafeInteger(count), 'a count must be a safe integer')
  return fen(amount * count)
}

/**
 * Reads yuan from text exactly, digit by digit: `12.3`, `12.30`, `-0.05`, `1,234.50` (commas only between thousands).
 * Refuses (`bad_input`, `kernel.amount.…`) other text, a third decimal, and amounts beyond the safe integers.
 */
export function fenFromYuan(text: string): Fen {
  const match = /^([+-]?)(\d+|\d{1,3}(?:,\d{3})+)(?:\.(\d{1,2}))?$/.exec(text.trim())
  if (!match) {
    const precise = /^[+-]?[\d,]+\.\d{3,}$/.test(text.trim())
    return refuse('bad_input', precise ? 'kernel.amount.below_fen' : 'kernel.amount.format')
  }
  const [, sign, yuan = '', decimals = ''] = match
  const digits = BigInt(yuan.replaceAll(',', '') + decimals.padEnd(2, '0'))
  if (digits > BigInt(Number.MAX_SAFE_INTEGER)) return refuse('bad_input', 'kernel.amount.too_large')
  return fen(sign === '-' ? -Number(digits) : Number(digits))
}

/** `1234500` → `12,345.00`: for reading, in yuan, exact. */
export function formatYuan(amount: Fen): string {
  return signed(amount, `${grouped(wholePart(amount, FEN_IN_YUAN))}.${twoDigits(Math.abs(amount) % FEN_IN_YUAN)}`)
}

/** `1234500` → `12345.00`: for exports and bank files; `fenFromYuan` reads it back unchanged. */
export function exactYuan(amount: Fen): string {
  return signed(amount, `${wholePart(amount, FEN_IN_YUAN)}.${twoDigits(Math.abs(amount) % FEN_IN_YUAN)}`)
}

/**
 * `1592970000` → `1,592.97`, in 万元 with two decimals, rounded half up (for debts: half away from zero, so that a debt reads
 * like the same amount). For display only: nothing is calculated from it.
 */
export function formatWan(amount: Fen): string {
  const hundredth = FEN_IN_WAN / 100
  const size = Math.abs(amount)
  // The remainder is compared, nothing is added before the division: no amount can leave the safe integers.
  const hundredths = wholePart(amount, hundredth) + (size % hundredth >= hundredth / 2 ? 1 : 0)
  const text = `${grouped(Math.floor(hundredths / 100))}.${twoDigits(hundredths % 100)}`
  return hundredths === 0 ? text : signed(amount, text)
}

function wholePart(amount: Fen, unit: number): number {
  const size = Math.abs(amount)
  return (size - (size % unit)) / unit
}

function signed(amount: Fen, text: string): string {
  return amount < 0 ? `-${text}` : text
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}

function grouped(value: number): string {
  return String(value).replaceAll(/\B(?=(\d{3})+$)/g, ',')
}
