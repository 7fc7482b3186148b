import { createRequire } from 'node:module'
import fc from 'fast-check'
import { ConverterBuilder } from 'opencc-js/core'
import * as preset from 'opencc-js/preset/t2cn'
import { describe, expect, test } from 'vitest'
import { forgetReadings, nameGrams, namePinyin, normaliseName, normaliseText, searchGrams } from './names.ts'

describe('normaliseText', () => {
  test.each([
    ['深入貫徹落實(shí)國(guó)家關(guān)于計(jì)生特殊家庭關(guān)懷', '深入贯彻落实国家关于计生特殊家庭关怀'],
    ['專(zhuān)業(yè)服務（wù）', '专业服务'],
    ['漢(hàn)語', '汉语'],
    ['漢（hàn）語', '汉语'],
    ['漢 ( hàn ) 語', '汉语'],
    ['漢(han4)語', '汉语'],
    ['们(men)', '们'],
    ['女(nǚ)', '女'],
    ['管(guăn)理', '管理'],
    // The tone as a combining mark behind its letter.
    ['漢(ha\u0300n)語', '汉语'],
  ])('takes pinyin out of %s', (text, expected) => {
    expect(normaliseText(text)).toBe(expected)
  })

  test.each(['王明(Peter)', '3栋(A)', '家园（东华）', '二期(B2)', '(shí)', '东华(二)', '会议(zoom)'])(
    'leaves the bracket of %s',
    (text) => {
      expect(normaliseText(text)).toBe(text)
    },
  )

  test.each([
    ['暖心家園聯繫人', '暖心家园联系人'],
    ['臺灣 裡面 裏面', '台湾里面里面'],
    ['乾隆 乾淨 後面 皇后', '乾隆干净后面皇后'],
    ['什么 怎么 那么', '什么怎么那么'],
    ['著名', '著名'],
    ['１２号楼　Ａ座', '12号楼 A座'],
    ['  王 小\u3000明 ', '王小明'],
    ['Peter   Wang', 'Peter Wang'],
    ['王\u200b小明', '王小明'],
    ['\uf9e1', '李'],
    ['', ''],
  ])('%j becomes %j', (text, expected) => {
    expect(normaliseText(text)).toBe(expected)
  })

  test('leaves simplified text of the field as it is', () => {
    const text =
      '计划生育协会为计生特殊家庭提供精神慰藉、走访慰问、家政服务，着力做好“暖心行动”；秘书处、群众、床位、山峰、吃饭、嘴唇'
    expect(normaliseText(text)).toBe(text)
  })

  test('agrees with the whole dictionary on every character and on phrases made of its entries', () => {
    const convert = ConverterBuilder(preset)({ from: 't', to: 'cn' })
    for (let code = 0x3400; code <= 0x9fff; code++) {
      const character = String.fromCodePoint(code)
      if (normaliseText(character) !== convert(character)) expect(normaliseText(character)).toBe(convert(character))
    }
    const entries = JSON.stringify(preset.configs['t2s']?.conversionChain).match(/[\u3400-\u9fff]+(?= )/g) ?? []
    expect(entries.length).toBeGreaterThan(3_500)
    for (const entry of entries)
      if (normaliseText(entry) !== convert(entry)) expect(normaliseText(entry)).toBe(convert(entry))
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...entries, '王', '社区', '1号'), { maxLength: 4 }), (parts) => {
        expect(normaliseText(parts.join(''))).toBe(convert(parts.join('')))
      }),
    )
  })

  test('takes out several readings behind one character', () => {
    expect(normaliseText('實(shí)(hàn)')).toBe('实')
  })

  test('done twice it changes nothing more', () => {
    const samples = fc.array(
      fc.constantFrom('實(shí)', '國', '王', ' ', '　', '１', 'A', '(', ')', '乾', '於', 'hàn', '漢'),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(samples, (parts) => {
        const once = normaliseText(parts.join(''))
        expect(normaliseText(once)).toBe(once)
      }),
    )
  })
})

describe('normaliseName', () => {
  test.each([
    ['陳小明', '陈小明'],
    ['單雄信', '单雄信'],
    ['李乾', '李乾'],
    ['陳乾', '陈乾'],
    ['於丹', '於丹'],
    ['王徵', '王徵'],
    ['歐陽 著', '欧阳著'],
    ['王 小 明', '王小明'],
    ['阿卜杜勒·热合曼', '阿卜杜勒·热合曼'],
    ['李（lǐ）明', '李明'],
  ])('%j becomes %j', (name, expected) => {
    expect(normaliseName(name)).toBe(expected)
  })
})

describe('namePinyin', () => {
  test('lets its dictionary go, and takes it again when the next name comes', () => {
    const { cache, resolve } = createRequire(import.meta.url)
    const before = namePinyin('解晓东')
    expect(cache[resolve('pinyin-pro')]).toBeDefined()
    forgetReadings()
    expect(cache[resolve('pinyin-pro')]).toBeUndefined()
    expect(namePinyin('解晓东')).toEqual(before)
  })

  test.each([
    ['王小明', 'wangxiaoming', 'wxm'],
    ['单雄信', 'shanxiongxin', 'sxx'],
    ['仇英', 'qiuying', 'qy'],
    ['解珍', 'xiezhen', 'xz'],
    ['盖叫天', 'gejiaotian', 'gjt'],
    ['曾巩', 'zenggong', 'zg'],
    ['任远', 'renyuan', 'ry'],
    ['区元', 'ouyuan', 'oy'],
    ['查良', 'zhaliang', 'zl'],
    ['朴树', 'piaoshu', 'ps'],
    ['翟志', 'zhaizhi', 'zz'],
    ['尉迟恭', 'yuchigong', 'ycg'],
    ['万俟雪', 'moqixue', 'mqx'],
    ['长孙无忌', 'zhangsunwuji', 'zswj'],
    ['單雄信', 'shanxiongxin', 'sxx'],
    // Not at the head it is no surname.
    ['王单', 'wangdan', 'wd'],
    ['吕布', 'lvbu', 'lb'],
    ['阿卜杜勒·热合曼', 'abudulereheman', 'abdlrhm'],
    ['Peter 王', 'peterwang', 'pw'],
    ['', '', ''],
  ])('%s', (name, pinyin, initials) => {
    expect(namePinyin(name)).toEqual({ pinyin, initials })
  })

  test('is made of a–z and 0–9 for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 12 }), (name) => {
        const read = namePinyin(name)
        expect(read.pinyin + read.initials).toMatch(/^[a-z0-9]*$/)
      }),
    )
  })
})

describe('grams', () => {
  test('are all pairs of characters, each once where it first stands', () => {
    const pieces = (name: string) => nameGrams(name).map((one) => `${one.gram} ${one.starts_at}/${one.name_length}`)
    expect(pieces('王小明')).toEqual(['王小 1/3', '小明 2/3'])
    expect(pieces('王小小小')).toEqual(['王小 1/4', '小小 2/4'])
    expect(pieces('𠮷野')).toEqual(['𠮷野 1/2'])
    expect(pieces('阿·提 Peter').slice(0, 2)).toEqual(['阿提 1/7', '提p 2/7'])
    expect([...pieces('王'), ...pieces('')]).toEqual([])
  })

  test('of a query are its pairs', () => {
    expect(searchGrams('明')).toEqual([])
    expect(searchGrams('小明')).toEqual(['小明'])
    expect(searchGrams('王小明')).toEqual(['王小', '小明'])
    expect(searchGrams('陳小')).toEqual(['陈小'])
    expect(searchGrams(' ')).toEqual([])
  })

  test('every part of a name finds the name', () => {
    const characters = fc.array(fc.constantFrom('王', '小', '明', '乾', '陳', '於', '𠮷', '著'), {
      minLength: 1,
      maxLength: 6,
    })
    fc.assert(
      fc.property(characters, fc.nat(5), fc.nat(6), (name, start, length) => {
        const part = name.slice(start, start + length).join('')
        const grams = new Set(nameGrams(name.join('')).map(({ gram }) => gram))
        expect(searchGrams(part).filter((gram) => !grams.has(gram))).toEqual([])
      }),
    )
  })
})
