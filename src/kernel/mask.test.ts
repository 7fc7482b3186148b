import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskAccount, maskAddress, maskId, maskName, maskPhone } from './mask.ts'

describe('maskName', () => {
  test.each([
    ['王小明', '王**'],
    ['王明', '王*'],
    ['欧阳小明', '欧**'],
    ['阿卜杜勒·热合曼', '阿**'],
    ['𠮷野', '𠮷*'],
    ['Peter Wang', 'P**'],
    ['王', '*'],
    [' 王明 ', '王*'],
    ['', ''],
  ])('%j becomes %j', (name, masked) => {
    expect(maskName(name)).toBe(masked)
  })
})

describe('maskId', () => {
  test.each([
    ['11010519491231002X', '110***********002X'],
    ['110105491231002', '110********1002'],
    ['110105194', '*********'],
    ['', ''],
  ])('%j becomes %j', (number, masked) => {
    expect(maskId(number)).toBe(masked)
  })

  test('never shows more than seven characters and never the birth date', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\d{0,24}$/), (number) => {
        const masked = maskId(number)
        expect(masked).toHaveLength(number.length)
        expect(masked.replaceAll('*', '').length).toBeLessThanOrEqual(7)
        if (number.length === 18) expect(masked.slice(3, 14)).toBe('*'.repeat(11))
      }),
    )
  })
})

describe('maskPhone', () => {
  test.each([
    ['13812345678', '138****5678'],
    ['0871-63123456', '0871-****3456'],
    ['010-63123456', '010-****3456'],
    ['63123456', '****3456'],
    ['+86 138 1234 5678', '138****5678'],
    ['１３８１２３４５６７８', '138****5678'],
    ['0871-123', '0871-***'],
    ['123456', '******'],
    ['', ''],
  ])('%j becomes %j', (phone, masked) => {
    expect(maskPhone(phone)).toBe(masked)
  })

  test('hides at least three digits behind the area code, or all', () => {
    fc.assert(
      // 0086- is the country's code, not an area's.
      fc.property(
        fc.stringMatching(/^(?:0\d{2,3}-)?$/).filter((area) => area !== '0086-'),
        fc.stringMatching(/^\d{1,11}$/),
        (area, local) => {
          const masked = maskPhone(area + local)
          expect(masked.startsWith(area)).toBe(true)
          const shown = masked.slice(area.length).replaceAll('*', '').length
          expect(local.length - shown).toBeGreaterThanOrEqual(Math.min(3, local.length))
        },
      ),
    )
  })
})

describe('maskAddress', () => {
  test.each([
    ['云南省昆明市盘龙区东华街道东华社区白塔路12号3栋', '云南省昆明市盘龙区东华街道***'],
    ['云南省昆明市盘龙区白塔路12号3栋2单元501', '云南省昆明市盘龙区***'],
    ['贵州省息烽县小寨坝镇红岩村3组', '贵州省息烽县小寨坝镇***'],
    ['西藏那曲市安多县强玛乡一村', '西藏那曲市安多县强玛乡***'],
    ['北京市朝阳区团结湖街道12号', '北京市朝阳区团结湖街道***'],
    ['内蒙古自治区兴安盟科尔沁右翼中旗巴彦忽舒镇5号', '内蒙古自治区兴安盟科尔沁右翼中旗巴彦忽舒镇***'],
    ['昆明市白塔小区3栋', '昆明市***'],
    ['东华小区3栋', '***'],
    ['白塔路12号3栋2单元501', '***'],
    ['501', '***'],
    ['', ''],
  ])('%j becomes %j', (address, masked) => {
    expect(maskAddress(address)).toBe(masked)
  })

  test('never shows a house number', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('云南省昆明市盘龙区', '北京市', '五华区', '', '昆明市'),
        fc.constantFrom('东华街道', '龙泉镇', '', '拓东街道办事处'),
        fc.constantFrom('白塔路', '市场街', '小区北门', '新村乡镇企业路', '镇海路', '县前街', '区府路'),
        fc.integer({ min: 10, max: 999 }),
        (county, street, road, number) => {
          expect(maskAddress(`${county}${street}${road}${number}号`)).not.toMatch(/\d/)
        },
      ),
    )
  })
})

test('maskAccount shows the last four digits and nothing else', () => {
  expect(maskAccount('0128')).toBe('**** 0128')
})
