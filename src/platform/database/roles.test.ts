import { describe, expect, test } from 'vitest'
import { Refusal } from '../../kernel/refusal.ts'
import { MINIMUM_SERVER, oldServer, refuseOldServer } from './roles.ts'

const codeOf = (versionNum: number, production: boolean): string | undefined => {
  try {
    refuseOldServer(oldServer(versionNum), production)
    return undefined
  } catch (error) {
    if (error instanceof Refusal) return error.code
    throw error
  }
}

describe('the minimum version of a server', () => {
  test.each([
    ['16.15', 160_015, '16.16'],
    ['17.11', 170_011, '17.12'],
    ['18.0', 180_000, '18.6'],
    ['18.4', 180_004, '18.6'],
    ['18.5', 180_005, '18.6'],
  ])('%s has published holes: refused in production, taken to be tried', (version, versionNum, minimum) => {
    expect(oldServer(versionNum)).toEqual({ version, minimum, unusable: false })
    expect(codeOf(versionNum, true)).toBe('start.server_old')
    expect(codeOf(versionNum, false)).toBeUndefined()
  })

  test.each([160_016, 160_017, 170_012, 180_006, 180_010, 190_000, 200_001])('%i is taken', (versionNum) => {
    expect(oldServer(versionNum)).toBeUndefined()
    expect(codeOf(versionNum, true)).toBeUndefined()
  })

  test.each([
    ['15.20', 150_020],
    ['9.5', 90_005],
  ])('%s is of a branch the product cannot work with: refused even where it is only tried', (version, versionNum) => {
    expect(oldServer(versionNum)).toEqual({ version, minimum: '16.16', unusable: true })
    expect([codeOf(versionNum, true), codeOf(versionNum, false)]).toEqual(['start.server_old', 'start.server_old'])
  })

  test('is stated for every branch from 16 to the newest known, each within its branch', () => {
    const branches = Object.keys(MINIMUM_SERVER).map(Number)
    expect(branches).toEqual(branches.map((_, index) => 16 + index))
    for (const [branch, minimum] of Object.entries(MINIMUM_SERVER))
      expect(Math.floor(minimum / 10_000)).toBe(Number(branch))
  })
})
