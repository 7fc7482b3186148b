import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { shortName } from './names.ts'
import { communityNames, resolveCommunity, type Resolution } from './resolve.ts'

const place = (code: number, name: string, level: 1 | 2 | 3 | 4 | 5) => ({
  code,
  name,
  short_name: shortName(name, level),
})

const COMMUNITIES: [number, string][] = [
  [530103007001, '宝云社区居委会'],
  [530103007009, '司家营社区居委会'],
  [530103008002, '和平社区居委会'],
  [530103010003, '团结社区居委会'],
  [530103010008, '大哨社区居委会'],
  [530103011211, '团结村委会'],
  [530103011216, '大哨村委会'],
  [530103011217, '竹箐口村委会'],
  [530103012201, '阿子营村委会'],
]

const names = communityNames({
  surroundings: [place(530000000000, '云南省', 1), place(530100000000, '昆明市', 2), place(530103000000, '盘龙区', 3)],
  streets: [
    place(530103007000, '龙泉街道', 4),
    place(530103008000, '茨坝街道', 4),
    place(530103010000, '松华街道', 4),
    place(530103011000, '滇源街道', 4),
    place(530103012000, '阿子营街道', 4),
  ],
  communities: COMMUNITIES.map(([code, name]) => place(code, name, 5)),
  aliases: [{ alias: '龙头街', community: 530103007001 }],
})

const resolve = (text: string): Resolution => resolveCommunity(names, text)

describe('a written name of a community', () => {
  test.each([
    ['530103007001', 530103007001, 'code'],
    ['宝云社区居委会', 530103007001, 'name'],
    ['宝云社区', 530103007001, 'name'],
    ['宝雲社區', 530103007001, 'name'],
    [' 宝云 社区 ', 530103007001, 'name'],
    ['大哨村', 530103011216, 'name'],
    ['大哨社区', 530103010008, 'name'],
    ['龙头街', 530103007001, 'alias'],
    ['宝云', 530103007001, 'stem'],
    ['宝云居委会', 530103007001, 'stem'],
    ['竹箐口', 530103011217, 'stem'],
    ['滇源街道大哨', 530103011216, 'street_and_name'],
    ['松华大哨', 530103010008, 'street_and_name'],
    ['滇源街道办事处-团结村委会', 530103011211, 'street_and_name'],
    ['昆明市盘龙区龙泉街道宝云社区', 530103007001, 'street_and_name'],
    ['盘龙 滇源 团结', 530103011211, 'street_and_name'],
    ['盘龙区宝云社区', 530103007001, 'name'],
    ['阿子营街道阿子营村', 530103012201, 'street_and_name'],
    ['阿子营', 530103012201, 'stem'],
  ])('%s is understood', (text, code, by) => {
    expect(resolve(text)).toEqual({ kind: 'found', code, by })
  })

  test('that fits two is ambiguous, with both to choose from', () => {
    expect(resolve('大哨')).toEqual({
      kind: 'ambiguous',
      candidates: [
        { code: 530103010008, name: '大哨社区居委会', street_name: '松华街道' },
        { code: 530103011216, name: '大哨村委会', street_name: '滇源街道' },
      ],
    })
  })

  test('that fits none comes back with the nearest', () => {
    expect(resolve('宝芸社区')).toEqual({
      kind: 'unknown',
      candidates: [{ code: 530103007001, name: '宝云社区居委会', street_name: '龙泉街道' }],
    })
    expect(resolve('司家营一组')).toMatchObject({ kind: 'unknown', candidates: [{ code: 530103007009 }] })
  })

  test.each(['', '  ', '火星社区', '530103099999', '街道', '社区', '盘龙区', '龙泉街道'])(
    '«%s» finds nothing',
    (text) => {
      expect(resolve(text).kind).toBe('unknown')
    },
  )

  test('is never answered with a community that its text does not name', () => {
    const parts = fc.array(
      fc.constantFrom('宝云', '大哨', '团结', '社区', '村', '居委会', '滇源街道', '盘龙区', '和平', ' '),
    )
    fc.assert(
      fc.property(parts, (words) => {
        const text = words.join('')
        const answer = resolve(text)
        if (answer.kind !== 'found') return
        const name = names.communities.get(answer.code)?.name ?? ''
        expect(text.replaceAll(' ', '')).toContain(name.replace(/(?:社区居委会|村委会)$/u, ''))
      }),
    )
  })
})

test('an alias settles which of two communities of one stem is meant', () => {
  const settled = communityNames({
    surroundings: [],
    streets: [],
    communities: COMMUNITIES.map(([code, name]) => place(code, name, 5)),
    aliases: [{ alias: '大哨', community: 530103011216 }],
  })
  expect(resolveCommunity(settled, '大哨')).toEqual({ kind: 'found', code: 530103011216, by: 'alias' })
})
