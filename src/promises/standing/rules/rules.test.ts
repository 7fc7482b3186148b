import { describe, expect, test } from 'vitest'
import { type CivilDate, civilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { FactsRow, PolicyAt } from '../../policies/rules/index.ts'
import { type About, aboutOf, type Cause, causeOf, linesShown, soonest, spellsOf, type Turn } from './index.ts'
import { MOTHER_FACTS } from '../../../../test/support/facts-row.ts'

// Cases a case worker can read: the day somebody comes to meet a policy, and why her standing changed.

const ON = civilDate('2026-11-21')
const LAST = civilDate('2026-11-14')

const PERSON: FactsRow = {
  ...MOTHER_FACTS,
  birth_date: civilDate('1956-11-20'),
  member_from: civilDate('2013-01-01'),
  community: 530_103_001_001,
  child_died_on: civilDate('2012-06-01'),
  living_alone: true,
  living_arrangement: 'alone',
}

const SEVENTY = { field: 'age', operator: '>=', value: 70 } as const
const ALONE = { field: 'living_alone', operator: '=', value: true } as const

function policy(more: Partial<PolicyAt> = {}): PolicyAt {
  return {
    id: '00500000-0000-8000-8000-000000000038' as Uuid,
    code: 'trial',
    division: 530_103_000_000,
    level: 'district',
    theme: 'living',
    name_zh: '试验',
    name_en: 'Trial',
    beneficiary: 'person',
    asked: 'parents',
    place_asked: 'residence',
    care_kind: 'other_goods',
    replaces_id: null,
    position: 1,
    version: 1,
    valid_from: civilDate('2020-01-01'),
    valid_to: null,
    rule: { combinator: 'and', rules: [SEVENTY] },
    grant_kind: 'thing',
    grant_quantity: 1,
    grant_unit: 'piece',
    cadence: 'yearly',
    document_number: null,
    document_title: '试验办法',
    confidence: 'to_confirm',
    source: '试验',
    claim_required: false,
    document_id: null,
    document_edition: null,
    replaced_in: [],
    ...more,
  }
}

describe('soon: the day somebody comes to meet a policy', () => {
  const born = (birth: string): FactsRow => ({ ...PERSON, birth_date: civilDate(birth) })
  const end = civilDate('2027-11-22')
  const days = [{ on: ON, policies: [policy()] }]
  const dayFor = (rows: FactsRow[], asked = days) =>
    soonest([...spellsOf(asked, end).values()].flat(), rows, ON)?.on ?? null

  test.each<[string, string, CivilDate | null]>([
    ['turns 70 tomorrow', '1956-11-22', civilDate('2026-11-22')],
    ['turned 70 today: she meets it already, and is not soon', '1956-11-21', null],
    ['turns 70 on the last day of the twelve months', '1957-11-21', civilDate('2027-11-21')],
    ['turns 70 a day too late', '1957-11-22', null],
    ['on New Year’s Day', '1957-01-01', civilDate('2027-01-01')],
  ])('%s', (_, birth, day) => {
    expect(dayFor([born(birth)])).toBe(day)
  })

  test.each<[string, string, string, string]>([
    ['born on 29 February, 70 in a common year: on 1 March', '1956-02-29', '2025-11-21', '2026-03-01'],
    ['born on 29 February, 72 in a leap year: on the day', '1956-02-29', '2027-11-21', '2028-02-29'],
    ['born on 28 February: on 28 February', '1956-02-28', '2025-11-21', '2026-02-28'],
  ])('%s', (title, birth, as_of, day) => {
    const age = title.includes('72') ? 72 : 70
    const rule = { combinator: 'and' as const, rules: [{ ...SEVENTY, value: age }] }
    const on = civilDate(as_of)
    const spells = [{ policy: policy({ rule }), from: on, to: civilDate('2029-01-01') }]
    expect(soonest(spells, [born(birth)], on)?.on).toBe(day)
  })

  test('who has died, or lacks another condition, is never soon', () => {
    expect(dayFor([{ ...born('1957-01-01'), died_on: civilDate('2026-01-01') }])).toBeNull()
    const both = [{ on: ON, policies: [policy({ rule: { combinator: 'and', rules: [SEVENTY, ALONE] } })] }]
    expect(dayFor([{ ...born('1957-01-01'), living_alone: false }], both)).toBeNull()
  })

  test('of a family the parent who comes first', () => {
    expect(dayFor([born('1957-06-01'), born('1957-03-01')])).toBe('2027-03-01')
  })

  test('law already approved counts from its day: a lower age brings the day nearer, an end takes it away', () => {
    const begins = civilDate('2027-01-01')
    const lower = policy({ version: 2, rule: { combinator: 'and', rules: [{ ...SEVENTY, value: 69 }] } })
    const spells = [...spellsOf([...days, { on: begins, policies: [lower] }], end).values()].flat()
    expect(soonest(spells, [born('1957-06-01')], ON)).toEqual({ on: begins, cause: 'policy_began' })
    expect(dayFor([born('1957-06-01')], [...days, { on: begins, policies: [] }])).toBeNull()
  })
})

describe('why somebody stands otherwise than before', () => {
  const turn = (more: Partial<Turn> = {}): Turn => ({
    policy: policy(),
    former: policy(),
    before: 'no',
    after: 'yes',
    last_on: LAST,
    as_of: ON,
    rows: [PERSON],
    deaths: [],
    changed: new Set(),
    enacted: false,
    fresh: false,
    ...more,
  })
  const alone = policy({ rule: { combinator: 'and', rules: [ALONE] } })
  const both = { policy: alone, former: alone }

  test.each<[string, Partial<Turn>, Cause, string[]]>([
    ['she turned 70', {}, 'time', ['age']],
    ['she came on the register', { fresh: true }, 'registered', []],
    ['she lives alone since', { ...both, changed: new Set(['living_alone']) }, 'register', ['living_alone']],
    [
      'it was not known, and is now',
      { ...both, before: 'unknown', changed: new Set(['living_alone']) },
      'known',
      ['living_alone'],
    ],
    ['a change that the rule does not ask about is no cause', { changed: new Set(['hardship']) }, 'time', ['age']],
    ['she moved in', { ...both, changed: new Set(['community']) }, 'moved', ['residence']],
    ['the policy began', { former: undefined }, 'policy_began', []],
    ['it was approved since, for days past', { enacted: true }, 'policy_began', []],
    [
      'the age was lowered',
      {
        former: policy({ rule: { combinator: 'and', rules: [{ ...SEVENTY, value: 75 }] } }),
        policy: policy({ version: 2 }),
      },
      'policy_changed',
      [],
    ],
    ['she died', { before: 'yes', after: 'no', rows: [{ ...PERSON, died_on: ON }], deaths: [ON] }, 'died', []],
    ['she left the family', { before: 'yes', after: 'no', rows: [{ ...PERSON, member_to: ON }] }, 'left', []],
    [
      'a narrower policy stands in its place',
      { before: 'yes', after: 'no', policy: policy({ replaced_in: [530_103_001_001] }) },
      'policy_replaced',
      [],
    ],
  ])('%s', (_, more, cause, fields) => {
    expect(causeOf(turn(more))).toMatchObject({ cause, fields })
  })

  test('where time alone brought it, the very day is told, not the day it was found', () => {
    expect(causeOf(turn()).on).toBe('2026-11-20')
    expect(causeOf(turn({ fresh: true })).on).toBe(ON)
  })
})

describe('what a list says', () => {
  test.each<[string, Parameters<typeof aboutOf>[0], About[]]>([
    [
      'a child’s fate is the family’s circumstances',
      ['branch', 'children_surviving', 'child_disability_grade'],
      ['family'],
    ],
    ['the wife’s age is an age', ['age_of_wife'], ['age']],
    ['a spouse’s death is a matter of marriage', ['widowed_or_divorced'], ['marriage']],
    ['each once, in one order', ['living_alone', 'hukou', 'hukou_kind'], ['hukou', 'living']],
  ])('%s', (_, keys, about) => {
    expect(aboutOf(keys)).toEqual(about)
  })

  test('a slip shows all of a yes, and of a no or an unknown only what decides', () => {
    const line = (decides: boolean) => ({ kind: 'group', depth: 0, combinator: 'or', state: 'met', decides }) as const
    expect(linesShown('yes', [line(true), line(false)])).toHaveLength(2)
    expect(linesShown('no', [line(true), line(false)])).toHaveLength(1)
    expect(linesShown('unknown', [line(false)])).toHaveLength(0)
  })
})
