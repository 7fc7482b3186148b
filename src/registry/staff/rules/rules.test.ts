import { describe, expect, test } from 'vitest'
import { addMinutes, type Instant } from '../../../kernel/calendar.ts'
import { padCode, TIERS } from '../../../kernel/division-code.ts'
import { ROLES } from '../../../kernel/role.ts'
import { differingPlaceholders } from '../../../kernel/words.ts'
import { associationWords } from '../words/associations.ts'
import { staffWords } from '../words/index.ts'
import { staffPageWords } from '../words/pages.ts'
import { usualName } from './associations.ts'
import {
  attempt,
  type Attempts,
  dutyOf,
  grantFault,
  type GrantFacts,
  passwordEnds,
  passwordEndsSoon,
  passwordFault,
  ROLE_TIERS,
  sessionLives,
  isConfirmed,
  tiersBetween,
} from './index.ts'

const NOW = '2026-11-21T02:00:00.000Z' as Instant

describe('a password', () => {
  test.each([
    ['short one', 'staff.password_short'],
    ['温'.repeat(11), 'staff.password_short'],
    ['x1!'.repeat(50), 'staff.password_long'],
    ['river LIUMEI lantern', 'staff.password_has_name'],
    ['Password@2026!!', 'staff.password_common'],
    ['P@ssw0rdP@ssw0rd', 'staff.password_common'],
    ['woaini5201314woaini', 'staff.password_common'],
    ['1qaz2wsx3edc4rfv', 'staff.password_common'],
    ['123456789012345', 'staff.password_common'],
    ['aaaaaaaaaaaabbbb', 'staff.password_common'],
    ['qwertyuiop[]asdf', 'staff.password_common'],
    ['nuanxin-Kunming-2026', 'staff.password_common'],
  ])('%s is refused in both profiles', (password, code) => {
    expect(passwordFault(password, 'liumei', 'asvs')).toBe(code)
    // Whatever it lacks besides, it is refused.
    expect(passwordFault(password, 'liumei', 'mlps')).toBeDefined()
  })

  test.each(['correct horse battery staple', '秋天的银杏落在翠湖边上了', 'tR7#pLq2&vXz', 'lantern river ninety-one'])(
    '%s is taken',
    (password) => {
      expect(passwordFault(password, 'liumei', 'asvs')).toBeUndefined()
    },
  )

  test.each([
    ['of small letters and marks', 'correct horse battery staple', 'staff.password_kinds'],
    ['of Chinese alone', '秋天的银杏落在翠湖边上了', 'staff.password_kinds'],
    ['of small letters and digits', 'kx7wq2mb9vtr', 'staff.password_kinds'],
    ['of capitals, small letters and a space', 'Lantern river ninety', undefined],
    ['of Chinese, a small letter and a digit', '秋天的银杏落在翠湖边上7b', undefined],
    ['of all four', 'tR7#pLq2&vXz', undefined],
    ['of three kinds and eleven characters', 'tR7pLq2mvXz', 'staff.password_short'],
    ['of three kinds that everybody tries', 'Password2026', 'staff.password_common'],
  ])('%s, in mlps', (_, password, code) => {
    expect(passwordFault(password, 'liumei', 'mlps')).toBe(code)
  })

  test('ends after ninety days in mlps and is told of seven days before; in asvs it has no end', () => {
    const day = (n: number, minutes = 0) => addMinutes(NOW, n * 1_440 + minutes)
    expect(passwordEnds(NOW, 'asvs')).toBeNull()
    const ends = passwordEnds(NOW, 'mlps')
    expect(ends).toBe(day(90))
    expect([day(82, 1_439), day(83), day(91)].map((now) => passwordEndsSoon(ends, now))).toEqual([null, ends, ends])
    expect(passwordEndsSoon(null, day(91))).toBeNull()
  })
})

describe('a grant', () => {
  const facts: GrantFacts = {
    role: 'community_worker',
    division: padCode('530103001001'),
    tiers: ['community'],
    granter_division: padCode('530103'),
    account_division: padCode('530103'),
    held: [],
    oneself: false,
  }

  test('within reach, at the right tier, to somebody else, is given', () => {
    expect(grantFault(facts)).toBeUndefined()
  })

  test.each<[string, Partial<GrantFacts>, string]>([
    ['outside the granter', { granter_division: padCode('530102') }, 'staff.division_out_of_reach'],
    ['wider than the granter', { division: padCode('5301'), tiers: ['city'] }, 'staff.division_out_of_reach'],
    ['at a place there is not', { tiers: [] }, 'staff.division_out_of_reach'],
    ['outside the association', { account_division: padCode('530103001002') }, 'staff.division_not_of_account'],
    ['at the wrong tier', { division: padCode('530103001'), tiers: ['street'] }, 'staff.role_not_at_tier'],
    ['to oneself', { oneself: true }, 'staff.not_oneself'],
    ['to an administrator', { held: ['accounts'] }, 'staff.duties_apart'],
    ['to an auditor', { held: ['work', 'audit'] }, 'staff.duties_apart'],
  ])('%s is refused', (_, change, code) => {
    expect(grantFault({ ...facts, ...change })?.code).toBe(code)
  })

  test('follows the table of tiers for every role at every tier', () => {
    const places = { nation: 0, province: 53, city: 5301, district: 530103, street: 530103001, community: 530103001001 }
    const given = ROLES.map((role) => [
      role,
      TIERS.filter((tier) => {
        const division = padCode(places[tier])
        return !grantFault({ ...facts, role, division, tiers: [tier], granter_division: 0, account_division: 0 })
      }),
    ])
    expect(Object.fromEntries(given)).toEqual(
      Object.fromEntries(ROLES.map((role) => [role, TIERS.filter((tier) => ROLE_TIERS[role].includes(tier))])),
    )
  })

  test('of two duties at once is refused for every pair of roles that differ in duty, and for no other', () => {
    for (const role of ROLES) {
      for (const other of ROLES) {
        const [tier] = ROLE_TIERS[role]
        const fault = grantFault({ ...facts, role, tiers: tier ? [tier] : [], held: [dutyOf(other)] })
        expect(fault?.code, `${role} beside ${other}`).toBe(
          dutyOf(role) === dutyOf(other) ? undefined : 'staff.duties_apart',
        )
      }
    }
  })

  test('reads a city without districts as both tiers', () => {
    expect(tiersBetween(2, 3)).toEqual(['city', 'district'])
    expect(tiersBetween(5, 5)).toEqual(['community'])
  })
})

describe('tries at signing in', () => {
  const tries = (count: number): Attempts => {
    let after: Attempts | undefined
    for (let i = 0; i < count; i++) {
      const judged = attempt('name', after, after?.blocked_until ?? NOW)
      if (judged.allowed) after = judged.after
    }
    return after ?? { failures: 0, last_at: NOW, blocked_until: null }
  }

  test('wait after the fifth, longer each time, and never longer than a quarter of an hour', () => {
    const waits = [1, 4, 5, 6, 7, 8, 9, 10, 11, 40].map((count) => {
      const { blocked_until, last_at } = tries(count)
      return blocked_until ? (Date.parse(blocked_until) - Date.parse(last_at)) / 1000 : 0
    })
    expect(waits).toEqual([0, 0, 30, 60, 120, 240, 480, 900, 900, 900])
  })

  test('made during the wait are refused and do not lengthen it', () => {
    const five = tries(5)
    expect(attempt('name', five, addMinutes(NOW, 0))).toEqual({ allowed: false, wait_seconds: 30 })
    expect(attempt('name', five, addMinutes(NOW, 1)).allowed).toBe(true)
  })

  test('are forgotten after a day, and an address has more of them', () => {
    expect(attempt('name', tries(9), addMinutes(NOW, 3_000))).toMatchObject({
      after: { failures: 1, blocked_until: null },
    })
    const nineteen = { failures: 18, last_at: NOW, blocked_until: null }
    expect(attempt('address', nineteen, NOW)).toMatchObject({ after: { failures: 19, blocked_until: null } })
  })
})

describe('a session', () => {
  const session = { last_seen_at: NOW, expires_at: addMinutes(NOW, 720), ended_at: null }

  test('ends after fifteen idle minutes, after twelve hours, and when it is ended', () => {
    expect(sessionLives(session, addMinutes(NOW, 14))).toBe(true)
    expect(sessionLives(session, addMinutes(NOW, 15))).toBe(false)
    const busy = { ...session, last_seen_at: addMinutes(NOW, 719) }
    expect(sessionLives(busy, addMinutes(NOW, 719))).toBe(true)
    expect(sessionLives(busy, addMinutes(NOW, 720))).toBe(false)
    expect(sessionLives({ ...session, ended_at: NOW }, NOW)).toBe(false)
  })

  test('has its second factor for five minutes', () => {
    expect([null, NOW].map((at) => isConfirmed(at, addMinutes(NOW, 4)))).toEqual([false, true])
    expect(isConfirmed(NOW, addMinutes(NOW, 5))).toBe(false)
  })
})

test('both languages say the same values', () => {
  expect([staffWords, staffPageWords, associationWords].flatMap(differingPlaceholders)).toEqual([])
})

test.each([
  ['nation', '全国', '全国', '中国计划生育协会'],
  ['province', '云南省', '云南', '云南省计划生育协会'],
  ['city', '昆明市', '昆明', '昆明市计划生育协会'],
  ['district', '盘龙区', '盘龙', '盘龙区计划生育协会'],
  ['street', '漓东街道办事处', '漓东街道', '漓东街道计划生育协会'],
  ['community', '尚义社区居委会', '尚义社区', '尚义社区计划生育协会'],
  ['community', '白邑村委会', '白邑村', '白邑村计划生育协会'],
] as const)('the association of a %s, %s, is usually called so', (tier, name, short_name, usual) => {
  expect(usualName({ tier, name, short_name })).toBe(usual)
})
