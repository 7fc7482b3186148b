import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ImpossibleState } from './assert.ts'
import { addDays, civilDate } from './calendar.ts'
import {
  checkDigit,
  type DisabilityGrade,
  isGradeThreeOrMoreSevere,
  makeIdNumber,
  parseDisabilityCertificate,
  parseIdNumber,
  sexOfIdNumber,
} from './id-number.ts'

/** The example printed in GB 11643-1999. */
const EXAMPLE = '11010519491231002X'

const births = fc.integer({ min: 0, max: 75_000 }).map((days) => addDays(civilDate('1850-01-01'), days))
const areas = fc.constantFrom('110105', '530103', '440000', '710000', '810000', '820000', '830000', '654328')
const sequences = fc.integer({ min: 0, max: 999 })
const ids = fc.tuple(areas, births, sequences).map(([area, birth, sequence]) => makeIdNumber(area, birth, sequence))

function reasonOf(raw: string): string {
  const parsed = parseIdNumber(raw)
  return parsed.ok ? 'ok' : parsed.reason
}

function certificateReasonOf(raw: string): string {
  const parsed = parseDisabilityCertificate(raw)
  return parsed.ok ? 'ok' : parsed.reason
}

describe('the check digit', () => {
  test('of the standard’s example is X', () => {
    expect(checkDigit('11010519491231002')).toBe('X')
  })

  test('takes 17 digits only', () => {
    for (const bad of ['', '1101051949123100', '110105194912310021', '1101051949123100X']) {
      expect(() => checkDigit(bad)).toThrow(ImpossibleState)
    }
  })

  test('catches every single wrong digit and every swap of neighbours', () => {
    fc.assert(
      fc.property(ids, fc.integer({ min: 0, max: 16 }), fc.integer({ min: 1, max: 9 }), (id, at, change) => {
        const wrong = (Number(id.charAt(at)) + change) % 10
        expect(checkDigit(id.slice(0, at) + wrong + id.slice(at + 1, 17))).not.toBe(id.charAt(17))
        const [a, b] = [id.charAt(at), id.charAt(at + 1)]
        if (at < 16 && a !== b) {
          expect(checkDigit(id.slice(0, at) + b + a + id.slice(at + 2, 17))).not.toBe(id.charAt(17))
        }
      }),
    )
  })
})

describe('parseIdNumber', () => {
  test('reads the standard’s example', () => {
    expect(parseIdNumber(EXAMPLE)).toEqual({
      ok: true,
      value: { number: EXAMPLE, kind: 'citizen', area: '110105', birth_date: '1949-12-31', sex: 'female' },
    })
  })

  test.each([
    '11010519491231002x',
    ' 110105 19491231 002X ',
    '１１０１０５１９４９１２３１００２Ｘ',
    '110105-19491231-002X',
    '\ufeff11010519491231002X',
    '110105\u300019491231002X',
  ])('accepts the spelling %j', (raw) => {
    const parsed = parseIdNumber(raw)
    expect(parsed.ok && parsed.value.number).toBe(EXAMPLE)
  })

  test.each([
    ['', 'empty'],
    [' \u3000', 'empty'],
    ['1101051949123100', 'length'],
    ['11010519491231002XX', 'characters'],
    ['1101051949123X002X', 'characters'],
    ['11010519491231002A', 'characters'],
    ['110105194912310021X', 'length'],
    ['身份证丢失', 'characters'],
    ['110105491231002', 'fifteen_digits'],
    ['CAN110078010101', 'old_foreign_card'],
    ['110105********002X', 'masked'],
    ['1.10105E+17', 'spreadsheet'],
    ['1.10105194912310E+17', 'spreadsheet'],
    // What is left of the example once a spreadsheet took it for a number.
    ['110105194912310000', 'spreadsheet'],
    ['000000000000000000', 'area'],
    ['16010519491231002X', 'area'],
    ['110105194902290023', 'birth_date'],
    ['110105184912310023', 'birth_date'],
    ['110105194913310023', 'birth_date'],
    ['110105000000000023', 'birth_date'],
    ['110105194912310020', 'check_digit'],
    ['110105194912310021', 'check_digit'],
  ])('refuses %j: %s', (raw, reason) => {
    expect(reasonOf(raw)).toBe(reason)
  })

  test('takes 29 February of leap years only', () => {
    expect(reasonOf(makeIdNumber('530103', civilDate('1964-02-29'), 1))).toBe('ok')
    const first17 = '53010319630229001'
    expect(reasonOf(first17 + checkDigit(first17))).toBe('birth_date')
  })

  test('refuses a birth after the given day, takes one on it', () => {
    const id = makeIdNumber('530103', civilDate('2026-11-21'), 12)
    expect(parseIdNumber(id, civilDate('2026-11-21')).ok).toBe(true)
    expect(parseIdNumber(id, civilDate('2026-11-20'))).toEqual({ ok: false, reason: 'birth_date' })
  })

  test('recognises the permanent-residence card for foreigners of 2023', () => {
    const parsed = parseIdNumber(makeIdNumber('911124', civilDate('1981-08-03'), 2))
    expect(parsed.ok && parsed.value).toMatchObject({
      kind: 'foreign_resident',
      area: '911124',
      birth_date: '1981-08-03',
      sex: 'female',
    })
    expect(parsed.ok && parsed.value.number).toBe('911124198108030024')
  })

  test('takes area codes that are no longer in use', () => {
    // 江苏省武进县, dissolved in 1995.
    expect(reasonOf(makeIdNumber('320421', civilDate('1955-05-05'), 7))).toBe('ok')
  })

  test('reads back every number that is made', () => {
    fc.assert(
      fc.property(areas, births, sequences, (area, birth, sequence) => {
        const number = makeIdNumber(area, birth, sequence)
        const parsed = parseIdNumber(number)
        const sex = sequence % 2 === 1 ? 'male' : 'female'
        expect(parsed).toEqual({ ok: true, value: { number, kind: 'citizen', area, birth_date: birth, sex } })
        expect(sexOfIdNumber(number)).toBe(sex)
      }),
    )
  })

  test('answers any text without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (raw) => {
        expect(typeof parseIdNumber(raw).ok).toBe('boolean')
        expect(typeof parseDisabilityCertificate(raw).ok).toBe('boolean')
      }),
    )
  })

  test('makeIdNumber takes six digits of area and three of sequence', () => {
    const birth = civilDate('1970-01-01')
    for (const [area, sequence] of [
      ['53010', 1],
      ['5301030', 1],
      ['530103', -1],
      ['530103', 1000],
      ['530103', 0.5],
    ] as const) {
      expect(() => makeIdNumber(area, birth, sequence)).toThrow(ImpossibleState)
    }
    expect(makeIdNumber(530103, birth, 7)).toBe(makeIdNumber('530103', birth, 7))
  })
})

describe('the disability certificate', () => {
  test('holds the identity number, the kind and the grade', () => {
    const parsed = parseDisabilityCertificate(`${EXAMPLE}42`)
    expect(parsed.ok && parsed.value).toMatchObject({ number: `${EXAMPLE}42`, kind: 4, grade: 2, reissue: 0 })
    expect(parsed.ok && parsed.value.id.number).toBe(EXAMPLE)
  })

  test('keeps the reissue mark apart from the twenty characters', () => {
    const parsed = parseDisabilityCertificate(`${EXAMPLE}71b2`)
    expect(parsed.ok && parsed.value).toMatchObject({ number: `${EXAMPLE}71`, kind: 7, grade: 1, reissue: 2 })
  })

  test('takes kinds 1 to 7 and grades 1 to 4, and no others', () => {
    for (let kind = 0; kind <= 9; kind += 1) {
      for (let grade = 0; grade <= 9; grade += 1) {
        const expected = kind < 1 || kind > 7 ? 'kind' : grade < 1 || grade > 4 ? 'grade' : 'ok'
        expect(certificateReasonOf(`${EXAMPLE}${kind}${grade}`)).toBe(expected)
      }
    }
  })

  test.each([
    ['', 'empty'],
    [EXAMPLE, 'certificate_length'],
    [`${EXAMPLE}4`, 'certificate_length'],
    [`${EXAMPLE}423`, 'certificate_length'],
    [`${EXAMPLE}42B`, 'certificate_length'],
    [`${EXAMPLE}四二`, 'characters'],
    ['11010519491231002142', 'check_digit'],
    ['11010519490229002342', 'birth_date'],
    ['110105********002X42', 'masked'],
    [`${EXAMPLE}X2`, 'kind'],
    [`${EXAMPLE}4X`, 'grade'],
  ])('refuses %j: %s', (raw, reason) => {
    expect(certificateReasonOf(raw)).toBe(reason)
  })

  test('grades 1, 2 and 3 are three or more severe, 4 is not', () => {
    const grades: readonly DisabilityGrade[] = [1, 2, 3, 4]
    expect(grades.map(isGradeThreeOrMoreSevere)).toEqual([true, true, true, false])
  })
})
