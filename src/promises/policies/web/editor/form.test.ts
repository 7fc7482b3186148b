import { expect, test } from 'vitest'
import { emptyForm, freshRate, withCadence } from './form.ts'

test('a rate that would be paid more often than it says is stated anew when the cadence changes; one that fits stays', () => {
  const empty = emptyForm(530_103_000_000, 'district', '2026-11-21')
  const yearly = { ...empty, rates: [freshRate(empty)] }
  expect(yearly.rates.map((rate) => rate.per)).toEqual(['year'])
  const pers = (form: typeof empty, ...cadences: (typeof empty)['cadence'][]) =>
    cadences.reduce((last, cadence) => ({ ...last, ...withCadence(last, cadence) }), form).rates.map(({ per }) => per)
  expect(pers(yearly, 'half_yearly')).toEqual(['month'])
  expect(pers(yearly, 'monthly', 'yearly')).toEqual(['month'])
  expect(pers(yearly, 'festival')).toEqual(['occasion'])
  expect(pers(yearly, 'once', 'yearly')).toEqual(['year'])
})
