import { describe, expect, test } from 'vitest'
import { padCode } from '../../../kernel/division-code.ts'
import { readTable, type Excerpt } from './file.ts'
import type { Place } from './places.ts'

const LINES = [
  '东\tdong',
  '莞\tguan',
  '市\tshi',
  '11\t北京市',
  '1101\t市辖区',
  '110101\t东城区',
  '110101001\t东华门街道',
  '110101001001\t多福巷社区居委会',
  '44\t广东省',
  '4419\t东莞市',
  '441900\t东莞市',
  '441900003\t东城街道',
  '441900003001\t岗贝社区',
]

function rows(lines: readonly string[], excerpt?: Excerpt): Place[] {
  const table = readTable(excerpt)
  const found = lines.flatMap((line) => {
    const place = table.line(line)
    return place === undefined ? [] : [{ ...place }]
  })
  return [...found, table.end()]
}

describe('reading the table', () => {
  test('gives the nation, then each place once behind its parent', () => {
    expect(rows(LINES).map((place) => [place.code, place.parent, place.level])).toEqual([
      [0, null, 0],
      [110000000000, 0, 1],
      [110100000000, 110000000000, 2],
      [110101000000, 110100000000, 3],
      [110101001000, 110101000000, 4],
      [110101001001, 110101001000, 5],
      [440000000000, 0, 1],
      [441900000000, 440000000000, 2],
      [441900003000, 441900000000, 4],
      [441900003001, 441900003000, 5],
    ])
  })

  test('makes one row of a city and its only district, on which its streets hang', () => {
    const [city, street] = rows(LINES).slice(-3)
    expect([city?.level, city?.base_level, city?.tier]).toEqual([2, 3, 'city'])
    expect([street?.parent, street?.parent_level]).toEqual([441900000000, 3])
  })

  test('leaves placeholders out of full names', () => {
    expect(rows(LINES).map((place) => place.path_name)).toEqual([
      '中华人民共和国',
      '北京市',
      '北京市市辖区',
      '北京市东城区',
      '北京市东城区东华门街道',
      '北京市东城区东华门街道多福巷社区居委会',
      '广东省',
      '广东省东莞市',
      '广东省东莞市东城街道',
      '广东省东莞市东城街道岗贝社区',
    ])
  })

  test('takes an excerpt with the path to it', () => {
    const excerpt = rows(LINES, [padCode('4419')]).map((place) => place.code)
    expect(excerpt).toEqual([0, 440000000000, 441900000000, 441900003000, 441900003001])
  })

  test.each([
    ['a street without its district', ['11\t北京市', '110101001\t东华门街道']],
    ['a code of a length that no tier has', ['11\t北京市', '11010\t东城区']],
    ['a line without a name', ['11']],
  ])('stops at %s', (_, lines) => {
    expect(() => rows(lines)).toThrow()
  })
})
