import { assert } from './assert.ts'
import { type CivilDate, civilDateFromParts } from './calendar.ts'
import { toHalfWidth } from './half-width.ts'

declare const idNumberBrand: unique symbol

/** A citizen identity number of 18 characters with a right check digit (GB 11643-1999). Sensitive: encrypted at rest. */
export type IdNumber = string & { readonly [idNumberBrand]: true }

export type Sex = 'male' | 'female'

export type ParsedId = {
  readonly number: IdNumber
  /** `foreign_resident`: the permanent-residence card for foreigners of 2023, which begins with 9 and keeps the same rules. */
  readonly kind: 'citizen' | 'foreign_resident'
  /** The first six digits: where the number was first given out. History, not an address; codes that were revoked stay valid. */
  readonly area: string
  readonly birth_date: CivilDate
  readonly sex: Sex
}

/** Why a number is not taken; the words are `kernel.id_number.<reason>`. */
export type IdReason =
  | 'empty'
  | 'characters'
  | 'length'
  /** The 15-digit number of before 1999: it lacks the century and the check digit, a person must find the new one. */
  | 'fifteen_digits'
  /** The 15-character permanent-residence card for foreigners of before 2023. */
  | 'old_foreign_card'
  /** A spreadsheet took the text for a number and lost its last digits. */
  | 'spreadsheet'
  | 'masked'
  | 'area'
  | 'birth_date'
  | 'check_digit'

export type Parsed<Value, Reason> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly reason: Reason }

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const CHECK_DIGITS = '10X98765432'

/** Provinces of GB/T 2260 with Hong Kong, Macao and Taiwan residents (81 to 83), and 9 for foreign permanent residents. */
const AREA = /^(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|9\d)/

/** The check digit of the first 17 digits (ISO 7064, MOD 11-2): `0` to `9` or `X`. */
export function checkDigit(first17: string): string {
  assert(/^\d{17}$/.test(first17), 'the check digit is made of 17 digits')
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(first17[index]), 0)
  return CHECK_DIGITS.charAt(sum % 11)
}

/**
 * Reads an identity number as people write it: full-width digits, spaces, hyphens and a small x are accepted. Only its form is
 * checked, in this order: characters, length, province, birth date (an existing day of 1850 or later, not after `today`
 * where given), check digit.
 */
export function parseIdNumber(raw: string, today?: CivilDate): Parsed<ParsedId, IdReason> {
  const number = tidy(raw)
  const reason = shapeFault(number)
  if (reason !== undefined) return { ok: false, reason }
  if (!AREA.test(number)) return { ok: false, reason: 'area' }
  const birth = civilDateFromParts({
    year: Number(number.slice(6, 10)),
    month: Number(number.slice(10, 12)),
    day: Number(number.slice(12, 14)),
  })
  if (birth === undefined || birth < '1850' || (today !== undefined && birth > today)) {
    return { ok: false, reason: 'birth_date' }
  }
  if (checkDigit(number.slice(0, 17)) !== number.charAt(17)) {
    // Spreadsheets keep 15 digits of a number and write zeros for the rest.
    return { ok: false, reason: number.endsWith('000') ? 'spreadsheet' : 'check_digit' }
  }
  return {
    ok: true,
    value: {
      number: number as IdNumber,
      kind: number.startsWith('9') ? 'foreign_resident' : 'citizen',
      area: number.slice(0, 6),
      birth_date: birth,
      sex: sexOfIdNumber(number),
    },
  }
}

/** From the 17th digit: odd is male. */
export function sexOfIdNumber(number: string): Sex {
  return Number(number.charAt(16)) % 2 === 1 ? 'male' : 'female'
}

/**
 * A number with a right check digit, for synthetic data and tests. `area6` has six digits, `sequence3` is 0 to 999 and odd for a man.
 */
export function makeIdNumber(area6: string | number, birth: CivilDate, sequence3: number): IdNumber {
  const area = String(area6)
  assert(/^\d{6}$/.test(area), 'an area has six digits')
  assert(Number.isInteger(sequence3) && sequence3 >= 0 && sequence3 <= 999, 'a sequence has three digits')
  const first17 = area + birth.replaceAll('-', '') + String(sequence3).padStart(3, '0')
  return (first17 + checkDigit(first17)) as IdNumber
}

/** 1 sight, 2 hearing, 3 speech, 4 limb, 5 mind, 6 psychiatric, 7 multiple (GB/T 26341-2010). */
export type DisabilityKind = 1 | 2 | 3 | 4 | 5 | 6 | 7

/** 1 is the heaviest, 4 the lightest. */
export type DisabilityGrade = 1 | 2 | 3 | 4

export type ParsedCertificate = {
  /** The 20 characters. Doubly sensitive: it holds the identity number of the child and the disability. */
  readonly number: string
  readonly id: ParsedId
  readonly kind: DisabilityKind
  readonly grade: DisabilityGrade
  /** How often the certificate was made out again: `B1` behind the number is 1; 0 where nothing is written. */
  readonly reissue: number
}

/** The reasons of the identity number inside are those of `parseIdNumber`. */
export type CertificateReason = IdReason | 'certificate_length' | 'kind' | 'grade'

/** Reads the number of a 残疾人证: the identity number, the kind (1 to 7), the grade (1 to 4), and `B1` for a reissue. */
export function parseDisabilityCertificate(
  raw: string,
  today?: CivilDate,
): Parsed<ParsedCertificate, CertificateReason> {
  const text = tidy(raw)
  if (text === '') return { ok: false, reason: 'empty' }
  const match = /^([\dX*]{18})([\dX*])([\dX*])(?:B(\d))?$/.exec(text)
  if (!match) return { ok: false, reason: /^[\dXB*]*$/.test(text) ? 'certificate_length' : 'characters' }
  const [, idText = '', kindText = '', gradeText = '', reissue = '0'] = match
  const id = parseIdNumber(idText, today)
  if (!id.ok) return id
  if (!/^[1-7]$/.test(kindText)) return { ok: false, reason: 'kind' }
  if (!/^[1-4]$/.test(gradeText)) return { ok: false, reason: 'grade' }
  return {
    ok: true,
    value: {
      number: text.slice(0, 20),
      id: id.value,
      kind: Number(kindText) as DisabilityKind,
      grade: Number(gradeText) as DisabilityGrade,
      reissue: Number(reissue),
    },
  }
}

/** 三级以上: grades 1, 2 and 3, because 1 is the heaviest. */
export function isGradeThreeOrMoreSevere(grade: DisabilityGrade): boolean {
  return grade <= 3
}

function tidy(raw: string): string {
  return toHalfWidth(raw)
    .replaceAll(/[\s\-‐–—]/g, '')
    .toUpperCase()
}

function shapeFault(number: string): IdReason | undefined {
  if (number === '') return 'empty'
  if (/^\d(?:\.\d+)?E\+?\d{2}$/.test(number)) return 'spreadsheet'
  if (/^[A-Z]{3}\d{12}$/.test(number)) return 'old_foreign_card'
  if (/^[\dX*]+$/.test(number) && number.includes('*')) return 'masked'
  if (!/^\d*X?$/.test(number)) return 'characters'
  if (/^\d{15}$/.test(number)) return 'fifteen_digits'
  if (number.length !== 18) return 'length'
  return undefined
}
