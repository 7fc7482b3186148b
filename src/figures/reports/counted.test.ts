import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import { civilDate } from '../../kernel/calendar.ts'
import { bulkAct, counterRecord, recordCare } from '../../ledgers/care-records/index.ts'
import type { Actor, Call } from '../../platform/call.ts'
import type { Tx } from '../../platform/database/driver.ts'
import { command, readIn } from '../../platform/database/transact.ts'
import type { Asked } from './commands/figures.ts'
import { listBehind } from './commands/index.ts'

let db: TestDatabase
let officer: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  officer = await makeActor(db, 'district_officer', '530103')
})
afterAll(() => db.drop())

const write = <T>(work: (tx: Tx, call: Call) => Promise<T>): Promise<T> => {
  const call = callOf(db, officer)
  return command(db.db, call, { name: 'test.write', input: null }, async (tx) => ({ result: await work(tx, call) }))
}
const read = <T>(work: (tx: Tx, call: Call) => Promise<T>, actor: Actor = officer): Promise<T> => {
  const call = callOf(db, actor)
  return readIn(db.db, call, (tx) => work(tx, call))
}

/** What a move does: the family and every row tied to its place go to the new community; acts of care stay where they happened. */
async function moveAway(family: TestFamily, to: number): Promise<void> {
  const { rows } = await db.admin.query<{ name: string; key: string }>(`
    select c.table_name as name, case c.table_name when 'family' then 'id' else 'family_id' end as key
    from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
    where c.column_name = 'community' and c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.table_name not like 'care_%'
      and (c.table_name = 'family' or exists (select from information_schema.columns f where f.table_schema = 'public'
        and f.table_name = c.table_name and f.column_name = 'family_id'))`)
  await db.admin.query('begin')
  await db.admin.query('set constraints all deferred')
  for (const { name, key } of rows) {
    await db.admin.query(`update ${name} set community = $1 where district = $2 and ${key} = $3`, [
      to,
      family.district,
      family.id,
    ])
  }
  await db.admin.query('commit')
}

/** All pages of a figure's list. */
async function listOf(tx: Tx, call: Call, code: string, asked: Asked, size: number) {
  let cursor: string | undefined
  const items = []
  for (;;) {
    const page = await listBehind(tx, call, code, asked, { size, cursor })
    items.push(...page.items)
    if (page.next_cursor === null) return { ...page, items }
    cursor = page.next_cursor
  }
}

const shares = (items: readonly { share: number }[]) => items.reduce((sum, item) => sum + item.share, 0)

describe('what is counted', () => {
  const place = 530_103_003_001
  const asked = { from: civilDate('2018-01-01'), to: civilDate('2018-12-31'), division: place }
  const valueOf = (code: string, where: Asked = asked, actor: Actor = officer) =>
    read(async (tx, call) => (await listBehind(tx, call, code, where, { size: 1 })).figure.value, actor)
  let homes: TestFamily[]
  beforeAll(async () => {
    homes = await makeFamilies(db, place, 4)
  })

  test('a festival round of 300 yuan for each of four families, known figures', async () => {
    const input = {
      batch_id: testId(),
      kind: 'visit_festival',
      happened_on: civilDate('2018-02-10'),
      families: homes.map((family) => ({ family_id: family.id })),
      reached: 'parents' as const,
      per: 'family' as const,
      amount_fen: 30_000,
    }
    await bulkAct(db.db, callOf(db, officer), input)
    expect([await valueOf('festival_visits'), await valueOf('festival_money')]).toEqual([4, 120_000])
  })

  test('an act and its counter-record leave nothing', async () => {
    const id = testId()
    const [first] = homes as [TestFamily]
    const wrong = {
      id,
      family_id: first.id,
      kind: 'visit_festival',
      amount_fen: 99_900,
      happened_on: civilDate('2018-09-20'),
    }
    await write((tx, call) => recordCare(tx, call, [wrong]))
    expect([await valueOf('festival_visits'), await valueOf('festival_money')]).toEqual([5, 219_900])
    await write((tx, call) => counterRecord(tx, call, id, '不是这户'))
    expect([await valueOf('festival_visits'), await valueOf('festival_money')]).toEqual([4, 120_000])
    const list = await read((tx, call) => listOf(tx, call, 'festival_money', asked, 50))
    expect(list.items.map((item) => item.record_id)).not.toContain(id)
  })

  test('a refused visit counts nowhere', async () => {
    const [first] = homes as [TestFamily]
    const refused = {
      family_id: first.id,
      kind: 'visit_festival',
      outcome: 'refused' as const,
      happened_on: civilDate('2018-09-20'),
    }
    await write((tx, call) => recordCare(tx, call, [{ ...refused, id: testId() }]))
    expect(await valueOf('festival_visits')).toBe(4)
  })

  test('people without a registered name are said beside the list', async () => {
    const people = homes.slice(0, 2).flatMap((family) => family.parents)
    const talk = { place, kind: 'tea_talk', person_ids: people, headcount: 7, happened_on: civilDate('2018-06-01') }
    await write((tx, call) => recordCare(tx, call, [{ ...talk, id: testId() }]))
    const list = await read((tx, call) => listOf(tx, call, 'activity_person_times', asked, 50))
    expect([list.figure.value, list.unnamed, list.items.length]).toEqual([11, 7, 4])
    expect(await valueOf('activities')).toBe(1)
  })

  test('two communities: each counts its own people, the street counts both', async () => {
    const neighbour = 530_103_003_002
    const [next] = (await makeFamilies(db, neighbour, 1)) as [TestFamily]
    const [first] = homes as [TestFamily]
    const outing = {
      id: testId(),
      place: neighbour,
      kind: 'outing',
      title: '登山',
      person_ids: [...first.parents, next.parents[0]],
      happened_on: civilDate('2018-10-01'),
    }
    const before = await valueOf('activity_person_times')
    await write((tx, call) => recordCare(tx, call, [outing]))
    const next_door = { ...asked, division: neighbour }
    const street = { ...asked, division: 530_103_003_000 }
    expect(await valueOf('activity_person_times')).toBe(before + 2)
    expect(await valueOf('activity_person_times', next_door)).toBe(1)
    expect(await valueOf('activity_person_times', street)).toBe(before + 3)
    expect([await valueOf('activities'), await valueOf('activities', next_door)]).toEqual([1, 1])
    const worker = await makeActor(db, 'community_worker', neighbour)
    const mine = await read((tx, call) => listOf(tx, call, 'activity_person_times', next_door, 50), worker)
    expect(mine.items.map((item) => item.key)).toEqual([next.parents[0]])
  })

  test('people who were reached at another place count with the acts that reached them', async () => {
    const day = civilDate('2018-11-05')
    const hall = 530_103_003_004
    const [first] = homes as [TestFamily]
    const lecture = { place: hall, kind: 'health_lecture', title: '血压', person_ids: first.parents, happened_on: day }
    await write((tx, call) => recordCare(tx, call, [{ ...lecture, id: testId() }]))
    const figure = async (division: number) =>
      read(async (tx, call) => {
        const on = { from: day, to: day, division }
        const { value, records } = (await listBehind(tx, call, 'health_person_times', on, { size: 1 })).figure
        return { value, records }
      })
    expect(await figure(place)).toEqual({ value: 2, records: 1 })
    expect(await figure(530_103_003_000)).toEqual({ value: 2, records: 1 })
    expect(await figure(530_103_000_000)).toEqual({ value: 2, records: 1 })
    // Where it was held it is an act that was done, though nobody of the place was there.
    expect(await figure(hall)).toEqual({ value: 0, records: 1 })
    expect(await figure(530_103_004_001)).toEqual({ value: 0, records: 0 })
  })

  test('a family that moves away stays in the figures of its old community, and in their list', async () => {
    const [, , , mover] = homes as [TestFamily, TestFamily, TestFamily, TestFamily]
    await moveAway(mover, 530_103_004_001)
    const worker = await makeActor(db, 'community_worker', place)
    const list = await read((tx, call) => listOf(tx, call, 'festival_visits', asked, 50), worker)
    expect([list.figure.value, shares(list.items)]).toEqual([4, 4])
    expect(list.items.find((item) => item.family_id === mover.id)).toMatchObject({ title: '', community: place })
    expect(list.items.filter((item) => item.title === '')).toHaveLength(1)
  })

  test('the register is counted as it stood at the end of the last day', async () => {
    const late = 530_103_005_001
    await makeFamilies(db, late, 2, civilDate('2016-05-01'))
    const on = (to: string) => ({ from: civilDate('2016-01-01'), to: civilDate(to), division: late })
    expect([await valueOf('families', on('2016-04-30')), await valueOf('members', on('2016-04-30'))]).toEqual([0, 0])
    expect([await valueOf('families', on('2016-05-01')), await valueOf('members', on('2016-05-01'))]).toEqual([2, 4])
  })
})
