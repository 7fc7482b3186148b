import { describe, expect, test } from 'vitest'
import type { Instant } from '../kernel/calendar.ts'
import {
  base32,
  fromBase32,
  hotp,
  matchingStep,
  newTotpSecret,
  newTypedCode,
  readTypedCode,
  totpStep,
} from './one-time.ts'

const RFC_SECRET = Buffer.from('12345678901234567890')

describe('authenticator codes', () => {
  test.each([
    ['1970-01-01T00:00:59.000Z', '94287082'],
    ['2005-03-18T01:58:29.000Z', '07081804'],
    ['2005-03-18T01:58:31.000Z', '14050471'],
    ['2009-02-13T23:31:30.000Z', '89005924'],
    ['2033-05-18T03:33:20.000Z', '69279037'],
    ['2603-10-11T11:33:20.000Z', '65353130'],
  ])('at %s are as RFC 6238 prints them', (at, code) => {
    expect(hotp(RFC_SECRET, totpStep(at as Instant), 8)).toBe(code)
  })

  test.each([755224, 287082, 359152, 969429, 338314, 254676, 287922, 162583, 399871, 520489].map((c, i) => [i, c]))(
    'of counter %i are as RFC 4226 prints them',
    (counter, code) => {
      expect(hotp(RFC_SECRET, counter)).toBe(String(code))
    },
  )

  test('are taken one step early or late and no further', () => {
    const now = '2026-11-21T02:00:10.000Z' as Instant
    const step = totpStep(now)
    const found = [-2, -1, 0, 1, 2].map((d) => matchingStep(RFC_SECRET, hotp(RFC_SECRET, step + d), now))
    expect(found).toEqual([undefined, step - 1, step, step + 1, undefined])
  })
})

describe('what people type', () => {
  test('base32 is that of RFC 4648 and reads back', () => {
    expect(base32(Buffer.from('foobar'))).toBe('MZXW6YTBOI')
    const secret = newTotpSecret()
    expect(fromBase32(base32(secret))).toEqual(secret)
  })

  test('a typed code forgives what is misread and refuses the rest', () => {
    const code = newTypedCode()
    expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/)
    expect(readTypedCode(code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l'))).toBe(code)
    expect(readTypedCode('ABCD-EFGH')).toBeUndefined()
    expect(readTypedCode('UUUU-UUUU-UUUU')).toBeUndefined()
  })
})
