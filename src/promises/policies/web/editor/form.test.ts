import { expect, test } from 'vitest'
import { kernelWords } from '../../../../kernel/kernel-words.ts'
import { bodyOf, type DraftForm, emptyForm, freshRate, withCadence } from './form.ts'

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

test('an amount that cannot be read is a fault at its field, not none; one not asked for is not read', () => {
  const empty = { ...emptyForm(530_103_000_000, 'district', '2026-11-21'), grant_kind: 'cash' as const }
  const rates = ['３００', '300元', ''].map((yuan) => ({ ...freshRate(empty), yuan }))
  const made = (more: Partial<DraftForm>) => bodyOf({ ...empty, ...more }, { kind: 'create' }, 'zh')
  expect(made({ rates })).toEqual({
    faults: [
      {
        place: 'version.rates.1.amount_fen',
        code: 'kernel.amount.format',
        detail: kernelWords.zh.amount.format,
      },
    ],
  })
  const readable = rates.filter(({ yuan }) => yuan !== '300元')
  expect(made({ rates: readable }).body).toMatchObject({
    version: { rates: [{ amount_fen: 30_000 }, { amount_fen: 0 }] },
  })
  expect(made({ rates, grant_kind: 'thing' }).body).toMatchObject({ version: { rates: null } })
})
