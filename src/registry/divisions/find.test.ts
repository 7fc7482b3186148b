import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { civilDate } from '../../kernel/calendar.ts'
import { padCode } from '../../kernel/division-code.ts'
import type { Call } from '../../platform/call.ts'
import { readIn } from '../../platform/database/transact.ts'
import type { Tx } from '../../platform/database/driver.ts'
import { currentCodeFor, resolveCommunityName } from './commands/index.ts'
import { type DivisionSearch, findDivisions, getDivision, listDivisions, loadCommunityNames } from './index.ts'
import { divisionPath } from './queries/index.ts'
import { resolveCommunity } from './rules/index.ts'

let db: TestDatabase
let call: Call

beforeAll(async () => {
  db = await createTestDatabase()
  call = callOf(db, await makeActor(db, 'community_worker', '530103007001'))
})
afterAll(() => db.drop())

const read = <T>(work: (tx: Tx) => Promise<T>) => readIn(db.db, call, work)
const find = (q: string, more: Partial<DivisionSearch> = {}) =>
  read((tx) => findDivisions(tx, { q, within: 0, limit: 20, ...more }))
const names = async (q: string, more: Partial<DivisionSearch> = {}) => (await find(q, more)).map((place) => place.name)

function compareLists(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index])
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0)
}

describe('searching places', () => {
  test.each([
    ['盘龙', '盘龙区'],
    ['盘龙区', '盘龙区'],
    ['panlong', '盘龙区'],
    ['plq', '盘龙区'],
    ['PanLongQu', '盘龙区'],
    ['530103', '盘龙区'],
    ['530103007001', '宝云社区居委会'],
    ['宝云社区', '宝云社区居委会'],
    ['寶雲社區', '宝云社区居委会'],
    ['aziyingjiedao', '阿子营街道'],
    ['azyjd', '阿子营街道'],
    ['chongqing', undefined],
    ['zizhiqu', undefined],
    ['盘龙 宝云', '宝云社区居委会'],
    ['dongguan', '东莞市'],
    ['pan long', '盘龙区'],
    ['Kun Ming', '昆明市'],
    ['昆明市盘龙区', '盘龙区'],
    ['云南省昆明市盘龙区', '盘龙区'],
    ['雲南省昆明市盤龍區', '盘龙区'],
    ['昆明盘龙', '盘龙区'],
    ['昆明市盘', '盘龙区'],
    ['云南盘龙区', '盘龙区'],
    ['昆明 盘龙区', '盘龙区'],
    ['昆明盘龙 任旗营', '任旗营社区居委会'],
    ['金辰街道任旗营', '任旗营社区居委会'],
    ['盘龙区金辰街道任旗营社区', '任旗营社区居委会'],
    ['东莞市东城街道', '东城街道'],
  ])('%s finds %s first', async (q, name) => {
    expect((await names(q))[0]).toBe(name)
  })

  test('puts what is called so before what begins so before what holds it, wider and shorter first', async () => {
    expect((await names('龙泉', { within: padCode('530103') }))[0]).toBe('龙泉街道')
    expect((await names('昆明'))[0]).toBe('昆明市')
    const found = await find('新村', { within: padCode('5301'), tier: 'community', limit: 100 })
    const ranks = found.map((place) => [place.name.startsWith('新村') ? 0 : 1, place.short_name.length, place.code])
    expect(new Set(ranks.map(([rank]) => rank))).toEqual(new Set([0, 1]))
    expect(ranks.toSorted(compareLists)).toEqual(ranks)
  })

  test('finds two characters in the middle of a name', async () => {
    expect(await names('旗营', { within: padCode('530103') })).toEqual(['王旗营社区居委会', '任旗营社区居委会'])
  })

  test('stays in the subtree and the tier', async () => {
    expect(await names('团结', { within: padCode('530103') })).toEqual(['团结村委会', '团结社区居委会'])
    expect(await names('团结', { within: padCode('530103011') })).toEqual(['团结村委会'])
    expect(await names('阿子营', { within: padCode('530103'), tier: 'street' })).toEqual(['阿子营街道'])
    expect(await names('东莞', { tier: 'district' })).toEqual(['东莞市'])
    expect(await names('东莞', { tier: 'city' })).toEqual(['东莞市'])
    expect(await find('团结', { within: padCode('4419'), tier: 'province' })).toEqual([])
  })

  test('of the districts of one name finds the one in the city before it', async () => {
    const beijing = await find('北京市朝阳区')
    expect(beijing.map((place) => place.path_name)).toEqual(['北京市朝阳区'])
    expect((await find('厦门思明', { tier: 'district' })).map((place) => place.path_name)).toEqual([
      '福建省厦门市思明区',
    ])
    expect(await find('昆明市朝阳区', { tier: 'district' })).toEqual([])
    expect(await find('昆明市盘龙区', { within: padCode('11') })).toEqual([])
  })

  test('gives no more than asked for', async () => {
    expect(await find('社区', { limit: 7 })).toHaveLength(7)
  })

  test.each(['s', '%', '_', "'", '\\', '（', '999999999999', '龙%'])('takes «%s» for what it is', async (q) => {
    expect(await find(q)).toEqual([])
  })
})

describe('places', () => {
  test('know their path, without the nation', async () => {
    const path = await read((tx) => divisionPath(tx, padCode('530103007001')))
    expect(path.map((place) => place.name)).toEqual(['云南省', '昆明市', '盘龙区', '龙泉街道', '宝云社区居委会'])
    const short = await read((tx) => divisionPath(tx, padCode('441900003')))
    expect(short.map((place) => place.name)).toEqual(['广东省', '东莞市', '东城街道'])
    expect(short[1]).toMatchObject({ tier: 'city', base_tier: 'district' })
  })

  test('are got by code, many at once in order, and a missing one is refused', async () => {
    expect(await read((tx) => getDivision(tx, 530103000000))).toEqual({
      code: 530103000000,
      tier: 'district',
      base_tier: 'district',
      name: '盘龙区',
      short_name: '盘龙',
      path_name: '云南省昆明市盘龙区',
      parent: 530100000000,
      valid_to: null,
    })
    const many = await read((tx) => listDivisions(tx, [530103007001, 530100000000, 530103007001, 999999999999]))
    expect(many.map((place) => place.code)).toEqual([530100000000, 530103007001])
    await expect(read((tx) => getDivision(tx, 999999999999))).rejects.toMatchObject({
      kind: 'not_found',
      code: 'divisions.not_found',
    })
  })

  test('of long ago lead to what they became', async () => {
    const on = civilDate('2026-11-21')
    expect(await read((tx) => currentCodeFor(tx, padCode('110103'), on))).toMatchObject({
      kind: 'one',
      code: 110101000000,
    })
    expect(await read((tx) => currentCodeFor(tx, padCode('110103'), civilDate('2009-01-01')))).toMatchObject({
      code: 110103000000,
    })
  })
})

describe('names of the real 盘龙区', () => {
  test.each([
    ['尚义', 530103001001],
    ['白邑村', 530103011201],
    ['大哨村', 530103011216],
    ['云南省昆明市盘龙区松华街道办事处大哨社区', 530103010008],
  ])('%s is understood', async (text, code) => {
    expect(await read((tx) => resolveCommunityName(tx, 530103, text))).toMatchObject({ kind: 'found', code })
  })

  test('leave no community unfound by its own names, and only true doubles ambiguous', async () => {
    const known = await read((tx) => loadCommunityNames(tx, 530103))
    expect(known.communities.size).toBe(105)
    const stems = ['大哨', '团结', '大竹园'].map((stem) => resolveCommunity(known, stem).kind)
    expect(stems).toEqual(['ambiguous', 'ambiguous', 'found'])
    for (const { code, name, street_name: street } of known.communities.values()) {
      expect(resolveCommunity(known, name)).toMatchObject({ kind: 'found', code })
      expect(resolveCommunity(known, `${street}${name}`)).toMatchObject({ kind: 'found', code })
    }
  })

  test('are not those of the district next door', async () => {
    expect(await read((tx) => resolveCommunityName(tx, 530102, '宝云社区'))).toMatchObject({ kind: 'unknown' })
  })

  test('work in a city without districts', async () => {
    expect(await read((tx) => resolveCommunityName(tx, 441900, '东莞市东城街道岗贝社区'))).toMatchObject({
      kind: 'found',
    })
  })
})
