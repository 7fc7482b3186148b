import { describe, expect, test } from 'vitest'
import { civilDate, type CivilDate } from '../../../kernel/calendar.ts'
import { padCode } from '../../../kernel/division-code.ts'
import { followChanges, readChanges, type Change, type ChangeKind } from './changes.ts'

function change(kind: ChangeKind, from: string, to: string, on: string): Change {
  return {
    kind,
    old_code: padCode(from),
    new_code: padCode(to),
    effective_on: civilDate(on),
    old_name: '旧',
    new_name: '新',
    document: '测试〔2020〕1号',
  }
}

const TODAY = '2026-11-21' as CivilDate
const codesOf = (changes: readonly Change[], code: string, on = TODAY) =>
  followChanges(changes, padCode(code), on).codes.map(String)

describe('following a place through its changes', () => {
  test('gives the place itself when nothing happened', () => {
    expect(followChanges([], padCode('530103'), TODAY)).toEqual({
      kind: 'one',
      code: 530103000000,
      codes: [530103000000],
    })
  })

  test('leads from a merged district to the one it is part of now, but not before the day', () => {
    const merge = [change('merge', '110103', '110101', '2010-06-28')]
    expect(codesOf(merge, '110103')).toEqual(['110101000000'])
    expect(codesOf(merge, '110103', '2010-06-28' as CivilDate)).toEqual(['110101000000'])
    expect(codesOf(merge, '110103', '2010-06-27' as CivilDate)).toEqual(['110103000000'])
  })

  test('follows a chain in the order of time', () => {
    const chain = [
      change('recode', '320102', '320103', '2013-02-08'),
      change('recode', '320101', '320102', '2000-01-01'),
    ]
    expect(codesOf(chain, '320101')).toEqual(['320103000000'])
    // What was 320102 in 2000 was given away before the chain came by: the code was used anew.
    expect(codesOf(chain.toReversed(), '320102')).toEqual(['320103000000'])
  })

  test('does not apply a change twice when two places swap their codes', () => {
    const swap = [
      change('recode', '440101', '440102', '2015-01-01'),
      change('recode', '440102', '440101', '2015-01-01'),
    ]
    expect(codesOf(swap, '440101')).toEqual(['440102000000'])
    expect(codesOf(swap, '440102')).toEqual(['440101000000'])
  })

  test('gives all parts of a split', () => {
    const split = [change('split', '330110', '330110', '2021-04-09'), change('split', '330110', '330113', '2021-04-09')]
    expect(followChanges(split.slice(1), padCode('330110'), TODAY)).toMatchObject({ kind: 'one', code: 330113000000 })
    expect(followChanges(split, padCode('330110'), TODAY)).toEqual({
      kind: 'several',
      codes: [330110000000, 330113000000],
    })
  })

  test('passes over what happened before the day on which the code is known to be right', () => {
    const split = [change('split', '330110', '330110', '2021-04-09'), change('split', '330110', '330113', '2021-04-09')]
    const known = civilDate('2023-06-30')
    expect(followChanges(split, padCode('330110'), TODAY, known)).toMatchObject({ kind: 'one', code: 330110000000 })
  })

  test('carries the places inside along with a new code', () => {
    const recode = [change('recode', '530125', '530115', '2011-05-20')]
    expect(codesOf(recode, '530125003004')).toEqual(['530115003004'])
  })

  test('does not guess where a place inside a merged district went', () => {
    const merge = [change('merge', '110103', '110101', '2010-06-28')]
    expect(codesOf(merge, '110103001002')).toEqual(['110101000000'])
  })

  test('believes the line of the place itself before that of its district', () => {
    const both = [
      change('recode', '110103001002', '110101017002', '2010-06-28'),
      change('merge', '110103', '110101', '2010-06-28'),
    ]
    expect(codesOf(both, '110103001002')).toEqual(['110101017002'])
  })

  test('passes over a renaming', () => {
    expect(codesOf([change('rename', '530103', '530103', '2020-01-01')], '530103')).toEqual(['530103000000'])
  })
})

describe('the list of changes', () => {
  const head = 'old_code\tnew_code\teffective_on\tkind\told_name\tnew_name\tdocument'

  test('is read line by line', () => {
    expect(readChanges(`${head}\n110103\t110101\t2010-06-28\tmerge\t崇文区\t东城区\t国函〔2010〕55号\n`)).toEqual([
      {
        old_code: 110103000000,
        new_code: 110101000000,
        effective_on: '2010-06-28',
        kind: 'merge',
        old_name: '崇文区',
        new_name: '东城区',
        document: '国函〔2010〕55号',
      },
    ])
  })

  test.each([
    ['no column names', '110103\t110101\t2010-06-28\tmerge\ta\tb\tc'],
    ['an unknown kind', `${head}\n110103\t110101\t2010-06-28\tgone\ta\tb\tc`],
    ['no document', `${head}\n110103\t110101\t2010-06-28\tmerge\ta\tb\t`],
    ['a day that does not exist', `${head}\n110103\t110101\t2010-06-31\tmerge\ta\tb\tc`],
  ])('is refused with %s', (_, text) => {
    expect(() => readChanges(text)).toThrow()
  })
})
