import { describe, expect, test } from 'vitest'
import {
  communityStem,
  isPlaceholder,
  readName,
  shortName,
  streetStem,
  typedReading,
  type Level,
  type Readings,
} from './names.ts'

const readings: Readings = []
for (const [character, syllable] of Object.entries({
  盘: 'pan',
  龙: 'long',
  区: 'qu',
  女: 'nv',
  略: 'lve',
  阳: 'yang',
})) {
  readings[character.codePointAt(0) ?? 0] = syllable
}

describe('the short name of a place', () => {
  test.each<[string, Level, string]>([
    ['云南省', 1, '云南'],
    ['内蒙古自治区', 1, '内蒙古'],
    ['新疆维吾尔自治区', 1, '新疆'],
    ['昆明市', 2, '昆明'],
    ['市辖区', 2, '市辖区'],
    ['锡林郭勒盟', 2, '锡林郭勒'],
    ['黔西南布依族苗族自治州', 2, '黔西南'],
    ['巴音郭楞蒙古自治州', 2, '巴音郭楞'],
    ['自治区直辖县级行政区划', 2, '自治区直辖县级行政区划'],
    ['盘龙区', 3, '盘龙'],
    ['浦东新区', 3, '浦东'],
    ['赵县', 3, '赵县'],
    ['城区', 3, '城区'],
    ['东乡族自治县', 3, '东乡族'],
    ['积石山保安族东乡族撒拉族自治县', 3, '积石山'],
    ['龙胜各族自治县', 3, '龙胜'],
    ['龙泉街道', 4, '龙泉街道'],
    ['漓东街道办事处', 4, '漓东街道'],
    ['尚义社区居委会', 5, '尚义社区'],
    ['尚义社区居民委员会', 5, '尚义社区'],
    ['白邑村委会', 5, '白邑村'],
    ['李家村村民委员会', 5, '李家村'],
    ['永安居民委员会', 5, '永安居委会'],
    ['敦达乌苏嘎查', 5, '敦达乌苏嘎查'],
  ])('%s at level %i is %s', (name, level, short) => {
    expect(shortName(name, level)).toBe(short)
  })
})

describe('the stem of a name', () => {
  test.each([
    ['尚义社区居委会', '尚义'],
    ['尚义社区', '尚义'],
    ['尚义居委会', '尚义'],
    ['尚义', '尚义'],
    ['白邑村委会', '白邑'],
    ['李家村村民委员会', '李家'],
    ['新村', '新'],
    ['村委会', '村委会'],
    ['社区', '社区'],
  ])('of the community %s is %s', (name, stem) => {
    expect(communityStem(name)).toBe(stem)
  })

  test.each([
    ['龙泉街道', '龙泉'],
    ['龙泉街道办事处', '龙泉'],
    ['东于镇', '东于'],
    ['九镇', '九镇'],
  ])('of the street %s is %s', (name, stem) => {
    expect(streetStem(name)).toBe(stem)
  })
})

describe('the reading of a name', () => {
  test('joins what its characters read by themselves', () => {
    expect(readName('盘龙区', readings, undefined)).toEqual({ pinyin: 'panlongqu', initials: 'plq' })
  })

  test('takes the reading of the whole where it is given', () => {
    expect(readName('重庆市', readings, ['chong', 'qing', 'shi'])).toEqual({ pinyin: 'chongqingshi', initials: 'cqs' })
  })

  test('keeps digits and letters, drops marks and characters without a reading', () => {
    expect(readName('盘A8（龙）㘵', readings, undefined)).toEqual({ pinyin: 'pana8long', initials: 'pa8l' })
  })

  test('does not trip over a character outside the basic plane', () => {
    expect(readName('𠮷龙', readings, undefined)).toEqual({ pinyin: 'long', initials: 'l' })
  })

  test('stores ü as people type it, so that each spelling of a query finds it', () => {
    expect(readName('略阳', readings, undefined).pinyin).toBe('lueyang')
    expect(['lveyang', 'lueyang', 'LÜEYANG', "lue'yang"].map(typedReading)).toEqual(Array(4).fill('lueyang'))
    expect([readName('女', readings, undefined).pinyin, typedReading('nü')]).toEqual(['nv', 'nv'])
  })

  test('is not what a query in characters or digits has', () => {
    expect(['盘龙', '530103', '', 'pan龙'].map(typedReading)).toEqual(Array(4).fill(undefined))
  })
})

test('only cities without a name of their own are placeholders', () => {
  expect(isPlaceholder('市辖区', 2)).toBe(true)
  expect(isPlaceholder('省直辖县级行政区划', 2)).toBe(true)
  expect(isPlaceholder('昆明市', 2)).toBe(false)
  expect(isPlaceholder('市辖区', 3)).toBe(false)
})
