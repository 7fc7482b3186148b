import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { UNITS } from '../../kernel/units.ts'
import { readIn } from '../../platform/database/transact.ts'
import { type Kind, listKinds } from './index.ts'
import { isForFamily, isForMany } from './rules/index.ts'

const MECHANISMS = 124

/** What of the articles is not an act: nobody is reached by it on a day. Each says where it lives instead. */
const NOT_ACTS: Readonly<Record<number, string>> = {
  4: 'the standard a site is built to: a checklist of homes',
  5: 'the standard a project is run by: a ledger of homes',
  6: 'which resources there are: the register of partners',
  7: 'how a site is kept running: a yearly plan of homes',
  12: 'what a team must be able to do: a profile of staff',
  13: 'how many sites stand: counted from the register of homes',
  14: 'how many streets have a site: counted from the register of homes',
  15: 'where money comes from: sources of funds',
  17: 'damaged script: a property of the import',
  23: 'who takes part: roles of partners',
  32: 'coverage planned against reached: counted from the register of homes',
  33: 'the grade a site holds: a history of homes',
  38: 'the terms of an insurance: dated data of policies',
  50: 'where a project runs: data of programmes',
  53: 'teams and rules: settings of staff',
  54: 'who owns which promise: the level in policies',
  58: 'buying services: contracts and orders of providers; what was bought is done by the kinds of service',
  59: 'a name for five groups of acts: headings over kinds',
  60: 'a yearly budget: lines of funds',
  61: 'person-times since a year: a sum over all acts',
  62: 'sites after a pilot: grades in homes',
  63: 'how a site is governed: a model in homes',
  66: 'which communities a site serves: data of homes',
  73: 'who is a peer: the register of volunteers',
  79: 'the tasks of a year: a list of staff',
  83: 'a person is giver and cared for: a rule on roles in volunteers',
  95: 'money set aside for a campaign: a line of funds',
  101: 'how many families there are: counted from the register',
  102: 'where projects run: data of homes; its person-times are a sum over acts',
  103: 'the headings of the work: the frame over kinds',
  109: 'choosing a firm: a procedure of providers',
  123: 'who leads and who helps: roles of staff',
  124: 'asking the level above: requests of the library',
}

let db: TestDatabase
let kinds: Kind[]
let frame: { code: string; parent: string | null; name_zh: string; kinds: string[] }[]

beforeAll(async () => {
  db = await createTestDatabase()
  const officer = await makeActor(db, 'district_officer', '530103')
  kinds = await readIn(db.db, callOf(db, officer), (tx) => listKinds(tx))
  const headings = `select code, parent, name_zh, kinds from care_frame where division = 530103000000 order by position, code`
  frame = (await db.admin.query(headings)).rows
})
afterAll(() => db.drop())

describe('the kinds of acts', () => {
  test('carry every mechanism of the articles that is an act, and none that is not', () => {
    const carried = new Set(kinds.flatMap((kind) => kind.mechanisms))
    const all = Array.from({ length: MECHANISMS }, (_, i) => i + 1)
    expect(all.filter((n) => !carried.has(n) && !(n in NOT_ACTS))).toEqual([])
    expect(all.filter((n) => carried.has(n) && n in NOT_ACTS)).toEqual([])
    expect([...carried].filter((n) => n < 1 || n > MECHANISMS)).toEqual([])
  })

  test('have the five kinds of visit of the monthly form', () => {
    const visits = kinds.filter((kind) => kind.theme === 'visit').map((kind) => kind.code)
    expect(visits.toSorted()).toEqual([
      'visit_birthday',
      'visit_daily',
      'visit_emergency',
      'visit_festival',
      'visit_hospital',
    ])
  })

  test('ask only for what they count', () => {
    const unitOf = { amount_fen: 'fen', quantity: 'piece', copies: 'copy', views: 'view' } as const
    const wrong = kinds.filter((kind) => {
      const asksMoney = Object.entries(unitOf).some(
        ([need, unit]) => kind.needs.some((n) => n === need) && !kind.units.includes(unit),
      )
      const counts = (...units: Kind['units']) => units.some((unit) => kind.units.includes(unit))
      return (
        asksMoney ||
        (kind.needs.includes('minutes') && !counts('minute', 'hour')) ||
        (kind.needs.includes('family') && !counts('household', 'household_time')) ||
        (kind.needs.includes('persons') && !counts('person')) ||
        (kind.needs.includes('people') && !counts('person_time')) ||
        (kind.needs.includes('reach') && !counts('person_time', 'copy', 'view'))
      )
    })
    expect(wrong.map((kind) => kind.code)).toEqual([])
    expect(kinds.flatMap((kind) => kind.units).filter((unit) => !UNITS.includes(unit))).toEqual([])
  })

  test('can each be recorded on a page: in a family’s timeline or for whoever came; but what a room alone writes on none', () => {
    const offered = kinds.filter((kind) => isForFamily(kind) || isForMany(kind)).map((kind) => kind.code)
    expect(kinds.map((kind) => kind.code).filter((code) => !offered.includes(code))).toEqual(['assistance_payment'])
    const many = kinds.filter(isForMany).map((kind) => kind.code)
    expect(many).toEqual(
      expect.arrayContaining(['health_lecture', 'counselling', 'meal', 'leaflets', 'online_reach', 'training']),
    )
    expect(many).not.toContain('visit_festival')
  })

  test('have one place in the order, a name in both languages, and few enough quick ones for a phone', () => {
    expect(new Set(kinds.map((kind) => kind.position)).size).toBe(kinds.length)
    expect(new Set(kinds.map((kind) => kind.name_zh)).size).toBe(kinds.length)
    expect(new Set(kinds.map((kind) => kind.name_en)).size).toBe(kinds.length)
    expect(kinds.filter((kind) => kind.quick).length).toBeLessThanOrEqual(9)
  })

  test('stand under the headings Panlong reports by: four, three, three, three', () => {
    const tops = frame.filter((row) => row.parent === null)
    expect(tops.map((top) => [top.name_zh, frame.filter((row) => row.parent === top.code).length])).toEqual([
      ['四帮扶', 4],
      ['三活动', 3],
      ['三举措', 3],
      ['三服务', 3],
    ])
    const known = new Set(kinds.map((kind) => kind.code))
    expect(frame.flatMap((row) => row.kinds).filter((code) => !known.has(code))).toEqual([])
  })
})
