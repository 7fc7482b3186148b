import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import { type CivilDate, civilDate } from '../../kernel/calendar.ts'
import { maskName } from '../../kernel/mask.ts'
import type { Actor, Call } from '../../platform/call.ts'
import type { Tx } from '../../platform/database/driver.ts'
import { command, readIn } from '../../platform/database/transact.ts'
import {
  bulkAct,
  type CareAct,
  counterRecord,
  listNextSteps,
  listRecords,
  type Paged,
  recordCare,
  rollupOf,
  sumOf,
} from './index.ts'
import { correctAct } from './commands/index.ts'
import { lastContacts, timelineOf } from './queries/index.ts'

const PLACES = [530_103_001_001, 530_103_001_002, 530_103_002_001]
const DISTRICT = 530_103_000_000

let db: TestDatabase
let officer: Actor
let families: TestFamily[]

beforeAll(async () => {
  db = await createTestDatabase()
  officer = await makeActor(db, 'district_officer', '530103')
  families = []
  for (const place of PLACES) families.push(...(await makeFamilies(db, place, 3)))
})
afterAll(() => db.drop())

const write = <T>(work: (tx: Tx, call: Call) => Promise<T>, actor: Actor = officer): Promise<T> => {
  const call = callOf(db, actor)
  return command(db.db, call, { name: 'test.write', input: null }, async (tx) => ({ result: await work(tx, call) }))
}
const read = <T>(work: (tx: Tx, call: Call) => Promise<T>, actor: Actor = officer): Promise<T> => {
  const call = callOf(db, actor)
  return readIn(db.db, call, (tx) => work(tx, call))
}

async function allPages<T>(page: (cursor: string | undefined) => Promise<Paged<T>>): Promise<T[]> {
  const rows: T[] = []
  let cursor: string | undefined
  do {
    const next = await page(cursor)
    rows.push(...next.items)
    cursor = next.next_cursor ?? undefined
  } while (cursor !== undefined)
  return rows
}

describe('who sees which acts', () => {
  test('a reader counts and lists only her own area, however wide she asks', async () => {
    const worker = await makeActor(db, 'community_worker', PLACES[0] ?? 0)
    const [mine, theirs] = await Promise.all([
      read((tx, call) => sumOf(tx, call, { division: DISTRICT }), worker),
      read((tx, call) => sumOf(tx, call, { division: PLACES[0] ?? 0 })),
    ])
    expect(mine).toEqual(theirs)
    const neighbour = await makeActor(db, 'district_officer', '530102')
    expect(await read((tx, call) => sumOf(tx, call, { division: DISTRICT }), neighbour)).toMatchObject({ records: 0 })
    const asked = { division: DISTRICT, from_month: '2018-01', to_month: '2018-12' }
    await expect(read((tx, call) => rollupOf(tx, call, asked), worker)).rejects.toMatchObject({ kind: 'not_found' })
    const inOwn = { ...asked, division: PLACES[0] ?? 0 }
    await expect(read((tx, call) => rollupOf(tx, call, inOwn), worker)).rejects.toMatchObject({
      code: 'care_records.rollup_is_by_district',
    })
  })

  test('names are masked for leaders, and how a person seemed is shown to carers only', async () => {
    const [family] = (await makeFamilies(db, PLACES[0] ?? 0, 1)) as [TestFamily]
    const act = { family_id: family.id, kind: 'phone', mood: 'low' as const, happened_on: civilDate('2026-11-02') }
    await write((tx, call) => recordCare(tx, call, [act]))
    const leader = await makeActor(db, 'city_leader', '5301')
    const carer = await makeActor(db, 'street_officer', '530103001')
    const filter = { division: DISTRICT, family_id: family.id }
    const [names, full] = await Promise.all(
      [leader, carer].map(async (actor) => {
        const { items } = await read((tx, call) => listRecords(tx, call, filter, { size: 5 }), actor)
        return items.flatMap((item) => item.family_names)
      }),
    )
    expect(names?.every((name) => /^.\*+$/.test(name))).toBe(true)
    expect(full?.some((name) => name.includes('*'))).toBe(false)
    expect([names?.length, full?.length]).toEqual([2, 2])
    const moods = await Promise.all(
      [leader, carer].map(async (actor) => {
        const ref = { district: 530103, id: family.id }
        const { items } = await read((tx, call) => timelineOf(tx, call, ref, { size: 5 }), actor)
        return items.map((item) => item.mood)
      }),
    )
    expect(moods).toEqual([[null], ['low']])
  })
})

describe('a family’s own view', () => {
  let family: TestFamily
  beforeAll(async () => {
    ;[family] = (await makeFamilies(db, PLACES[0] ?? 0, 1)) as [TestFamily]
  })
  const on = (day: string): CivilDate => civilDate(`2026-10-${day}`)

  test('the timeline shows acts for the family and acts that reached its people, also elsewhere, and marks those taken back', async () => {
    const wrong = testId()
    const [parent] = family.parents
    await write((tx, call) =>
      recordCare(tx, call, [
        { family_id: family.id, kind: 'phone', channel: 'phone', minutes: 12, happened_on: on('03'), note: '平安' },
        { id: wrong, family_id: family.id, kind: 'visit_daily', person_ids: family.parents, happened_on: on('05') },
        { place: PLACES[2] ?? 0, kind: 'tea_talk', title: '茶聊', person_ids: [parent], happened_on: on('07') },
      ]),
    )
    await write((tx, call) => counterRecord(tx, call, wrong, '不是这户'))
    const worker = await makeActor(db, 'community_worker', PLACES[0] ?? 0)
    const pages = await allPages((cursor) =>
      read((tx, call) => timelineOf(tx, call, { district: 530103, id: family.id }, { size: 1, cursor }), worker),
    )
    expect(pages).toMatchObject([
      { kind: 'tea_talk', title: null, persons: 1, corrected: false, worker_name: null },
      { kind: 'visit_daily', persons: 2, corrected: true },
      { kind: 'phone', minutes: 12, persons: 0, corrected: false, has_note: true, channel: 'phone' },
    ])
    const stranger = await makeActor(db, 'community_worker', PLACES[1] ?? 0)
    const asked = read((tx, call) => timelineOf(tx, call, { district: 530103, id: family.id }, { size: 5 }), stranger)
    await expect(asked).rejects.toMatchObject({ kind: 'not_found' })
  })

  test('says which acts the reader may take back herself, and which another room takes back', async () => {
    const [mine] = (await makeFamilies(db, PLACES[0] ?? 0, 1)) as [TestFamily]
    const worker = await makeActor(db, 'community_worker', PLACES[0] ?? 0)
    const [hers, wrong] = [testId(), testId()]
    const act = { family_id: mine.id, kind: 'phone', happened_on: on('03') } as const
    const source = { room: 'contacts', id: testId() }
    await write((tx, call) => recordCare(tx, call, [{ ...act, source }]))
    await write(
      (tx, call) =>
        recordCare(tx, call, [
          { ...act, id: wrong },
          { ...act, id: hers },
        ]),
      worker,
    )
    await write((tx, call) => counterRecord(tx, call, wrong, '记错了'), worker)
    const seen = async (actor: Actor) => {
      const { items } = await read(
        (tx, call) => timelineOf(tx, call, { district: 530103, id: mine.id }, { size: 9 }),
        actor,
      )
      expect(items.every((item) => !('recorded_by' in item))).toBe(true)
      return new Set(items.map((item) => `${item.made_in ?? 'here'} ${item.may_correct ? 'may' : 'may not'}`))
    }
    expect(await seen(worker)).toEqual(new Set(['contacts may not', 'here may', 'here may not']))
    expect(await seen(officer)).toEqual(new Set(['contacts may', 'here may', 'here may not']))
    const finance = await makeActor(db, 'finance', '530103')
    expect(await seen(finance)).toEqual(new Set(['contacts may not', 'here may not']))
    const { items } = await read((tx, call) => timelineOf(tx, call, { district: 530103, id: mine.id }, { size: 9 }))
    const other = items.find((item) => item.made_in === 'contacts')
    if (!other) throw new Error('the act of the round is on the timeline')
    const elsewhere = { record_id: other.id, counter_id: testId(), reason: '记错了' }
    await expect(correctAct(db.db, callOf(db, officer), elsewhere)).rejects.toMatchObject({
      code: 'care_records.made_in_contacts',
    })
  })

  test('names the family as the reader may see it', async () => {
    const [family] = (await makeFamilies(db, PLACES[0] ?? 0, 1)) as [TestFamily]
    const ref = { district: 530103, id: family.id }
    const { rows } = await db.admin.query<{ name: string }>(
      "select name from person where family_id = $1 and relation = 'parent' order by birth_date, id",
      [family.id],
    )
    const names = rows.map((row) => row.name)
    const asked = (actor?: Actor) => read((tx, call) => timelineOf(tx, call, ref, { size: 1 }), actor)
    expect((await asked()).heads).toEqual(names)
    const auditor = await makeActor(db, 'auditor', '530103')
    expect((await asked(auditor)).heads).toEqual(names.map((name) => maskName(name)))
  })

  test('what an act for many came to is not told as this family’s; what was hers alone is', async () => {
    const [mine, others] = (await makeFamilies(db, PLACES[0] ?? 0, 2)) as [TestFamily, TestFamily]
    const masks = { place: PLACES[0] ?? 0, kind: 'supplies', title: '口罩', amount_fen: 21_000, quantity: 14 } as const
    await write((tx, call) =>
      recordCare(tx, call, [
        { ...masks, person_ids: [mine.parents[0], others.parents[0]], happened_on: civilDate('2026-09-08') },
        { ...masks, person_ids: [mine.parents[0]], headcount: 13, happened_on: civilDate('2026-09-09') },
        { ...masks, person_ids: mine.parents, happened_on: civilDate('2026-09-10') },
        { family_id: mine.id, kind: 'condolence_cash', amount_fen: 30_000, happened_on: civilDate('2026-09-11') },
      ]),
    )
    const { items } = await read((tx, call) => timelineOf(tx, call, { district: 530103, id: mine.id }, { size: 9 }))
    expect(items.map((item) => [item.kind, item.amount_fen, item.quantity])).toEqual([
      ['condolence_cash', 30_000, 0],
      ['supplies', 21_000, 14],
      ['supplies', null, null],
      ['supplies', null, null],
    ])
  })

  test('the last contact is the newest done visit or call that stands', async () => {
    await write((tx, call) =>
      recordCare(tx, call, [
        { family_id: family.id, kind: 'phone', outcome: 'not_reached', happened_on: on('20') },
        { family_id: family.id, kind: 'heat_goods', quantity: 1, happened_on: on('21') },
      ]),
    )
    const found = await read((tx, call) => lastContacts(tx, call, { district: 530103, ids: [family.id] }))
    expect(found).toEqual([{ family_id: family.id, happened_on: '2026-10-03', kind: 'phone' }])
  })

  test('a next step waits until a later act answers it', async () => {
    const [waiting] = (await makeFamilies(db, PLACES[0] ?? 0, 1)) as [TestFamily]
    const step = { family_id: waiting.id, kind: 'phone', happened_on: on('10'), next_on: on('26') }
    await write((tx, call) => recordCare(tx, call, [step]))
    const due = (until: string) =>
      read((tx, call) => listNextSteps(tx, call, { division: PLACES[0] ?? 0, until: on(until) }))
    expect(await due('25')).toEqual([])
    expect(await due('26')).toMatchObject([{ family_id: waiting.id, next_on: '2026-10-26' }])
    const answer = { family_id: waiting.id, kind: 'clinic_companion', happened_on: on('26') }
    await write((tx, call) => recordCare(tx, call, [answer]))
    expect(await due('31')).toEqual([])
  })
})

describe('many acts in one command', () => {
  test('records 5,000 acts at once, and their sums are exact', async () => {
    const many = await makeFamilies(db, PLACES[2] ?? 0, 100)
    const call = callOf(db, officer)
    const acts = Array.from({ length: 5_000 }, (_, n): CareAct => {
      const family = many[n % 100]
      if (!family) throw new Error('a hundred families')
      return {
        id: testId(),
        family_id: family.id,
        kind: 'meal',
        person_ids: family.parents,
        quantity: 2,
        happened_on: civilDate('2020-05-06'),
      }
    })
    const before = performance.now()
    await command(db.db, call, { name: 'test.many', input: null }, async (tx) => ({
      result: (await recordCare(tx, call, acts)).length,
    }))
    console.info(`5,000 acts with 10,000 people: ${Math.round(performance.now() - before)} ms`)
    const sums = await read((tx, c) => sumOf(tx, c, { division: DISTRICT, kinds: ['meal'] }))
    expect(sums).toMatchObject({
      records: 5_000,
      households: 100,
      persons: 200,
      person_times: 10_000,
      quantity: 10_000,
    })
  })

  test('a batch sent again under another key records nothing twice', async () => {
    const input = {
      batch_id: testId(),
      kind: 'doctor_signing',
      happened_on: civilDate('2018-06-01'),
      families: families.map((family) => ({ family_id: family.id })),
      reached: 'members' as const,
      per: 'family' as const,
    }
    expect(await bulkAct(db.db, callOf(db, officer), input)).toMatchObject({ records: 9, already: 0, persons: 18 })
    expect(await bulkAct(db.db, callOf(db, officer), input)).toMatchObject({ records: 9, already: 9 })
    const filter = { division: DISTRICT, kinds: ['doctor_signing'] }
    expect(await read((tx, call) => sumOf(tx, call, filter))).toMatchObject({
      records: 9,
      persons: 18,
      person_times: 18,
    })
  })
})
