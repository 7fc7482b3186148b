import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, makeActor, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import { type CivilDate, civilDate } from '../../kernel/calendar.ts'
import type { Actor } from '../../platform/call.ts'
import { command, readIn } from '../../platform/database/transact.ts'
import { type CareAct, counterRecord, recordCare } from './index.ts'

const HERE = 530_103_001_001
const NEXT_DOOR = 530_103_001_002

let db: TestDatabase
let worker: Actor
let officer: Actor
let family: TestFamily
let other: TestFamily
let foreign: TestFamily

beforeAll(async () => {
  db = await createTestDatabase()
  worker = await makeActor(db, 'community_worker', HERE)
  officer = await makeActor(db, 'district_officer', '530103')
  ;[family, other] = (await makeFamilies(db, HERE, 2)) as [TestFamily, TestFamily]
  ;[foreign] = (await makeFamilies(db, NEXT_DOOR, 1)) as [TestFamily]
})
afterAll(() => db.drop())

const on = (text: string): CivilDate => civilDate(text)

function record(acts: readonly CareAct[], actor: Actor = worker) {
  return command(db.db, callOf(db, actor), { name: 'test.record', input: null }, async (tx) => ({
    result: await recordCare(tx, callOf(db, actor), acts),
  }))
}

const visit = (more: Partial<CareAct> = {}): CareAct => ({
  family_id: family.id,
  kind: 'visit_daily',
  happened_on: on('2026-11-20'),
  person_ids: family.parents,
  minutes: 30,
  ...more,
})

async function faultsCheck(name: string): Promise<unknown[]> {
  const text = readFileSync(`src/ledgers/care-records/checks/${name}.sql`, 'utf8')
  return (await db.admin.query(text)).rows
}

const TEXTS = `select jsonb_object_agg(e.key, e.value) as sums from care_rollup u, jsonb_each_text(to_jsonb(u)) e where kind = $1 and month = $2`
const rollupOfMonth = async (kind: string, month = '2026-11') =>
  (await db.admin.query<{ sums: unknown }>(TEXTS, [kind, month])).rows[0]?.sums

describe('recordCare', () => {
  test('writes the record, the people and the roll-up, and seals the note', async () => {
    const [written] = await record([
      visit({ note: '膝盖还疼', channel: 'visit', mood: 'low', next_on: on('2026-11-26') }),
    ])
    expect(written).toMatchObject({ district: 530103, already: false })
    const { rows } = await db.admin.query('select * from care_record where id = $1', [written?.id])
    expect(rows[0]).toMatchObject({
      community: String(HERE),
      kind: 'visit_daily',
      sign: 1,
      outcome: 'done',
      households: 1,
      persons: 2,
      source_room: 'care-records',
      worker_id: worker.account_id,
    })
    expect(rows[0].note_cipher.includes(Buffer.from('膝盖'))).toBe(false)
    expect(db.crypto.open(rows[0].note_cipher, `care_record.note_cipher:${written?.id}`)).toBe('膝盖还疼')
    expect(await rollupOfMonth('visit_daily')).toMatchObject({
      records: '1',
      household_times: '1',
      person_times: '2',
      minutes: '30',
      sessions: '0',
    })
  })

  test('takes the same id with the same content as done already, and counts it once', async () => {
    const act = visit({ id: testId(), kind: 'visit_birthday', note: '一起吃了面' })
    expect(await record([act])).toMatchObject([{ already: false }])
    expect(await record([act, visit({ kind: 'visit_birthday' })])).toMatchObject([
      { already: true },
      { already: false },
    ])
    expect(await rollupOfMonth('visit_birthday')).toMatchObject({ records: '2', minutes: '60' })
  })

  test('refuses the same id with other content: a figure, a person, a note', async () => {
    const act = visit({ id: testId(), note: '一' })
    await record([act])
    for (const changed of [{ minutes: 31 }, { person_ids: [family.parents[0]] }, { note: '二' }]) {
      await expect(record([{ ...act, ...changed }])).rejects.toMatchObject({
        kind: 'conflict',
        code: 'care_records.id_taken',
      })
    }
  })

  test('is written once when the same id arrives twice at the same moment', async () => {
    const act = visit({ id: testId(), kind: 'visit_hospital' })
    const answers = await Promise.all(Array.from({ length: 6 }, () => record([act])))
    expect(answers.flat().filter((answer) => !answer.already)).toHaveLength(1)
    expect(await rollupOfMonth('visit_hospital')).toMatchObject({ records: '1', person_times: '2' })
  })

  test('names every fault of every act and writes nothing', async () => {
    const before = await db.admin.query('select count(*)::int as n from care_record')
    const failing = record([
      visit(),
      visit({ kind: 'visit_unheard_of' }),
      visit({ happened_on: on('2026-11-22'), next_on: on('2026-11-01') }),
      visit({ kind: 'doctor_signing', person_ids: [], minutes: 5 }),
      visit({ person_ids: [other.parents[0], family.child, family.parents[0], family.parents[0]] }),
      visit({ kind: 'condolence_cash', outcome: 'refused', amount_fen: 30_000, minutes: 0 }),
      { kind: 'health_lecture', happened_on: on('2026-11-20') },
    ])
    await expect(failing).rejects.toMatchObject({
      kind: 'unprocessable',
      code: 'care_records.acts_invalid',
      issues: [
        { place: 'acts.1.kind', code: 'care_records.kind_unknown' },
        { place: 'acts.2.happened_on', code: 'care_records.in_future' },
        { place: 'acts.2.next_on', code: 'care_records.next_before_act' },
        { place: 'acts.3.person_ids', code: 'care_records.needs_persons' },
        { place: 'acts.3.minutes', code: 'care_records.figure_not_counted' },
        { place: 'acts.4.person_ids.0', code: 'care_records.person_not_in_family' },
        { place: 'acts.4.person_ids.1', code: 'care_records.person_not_member' },
        { place: 'acts.4.person_ids.3', code: 'care_records.person_twice' },
        { place: 'acts.5.amount_fen', code: 'care_records.nothing_given_when_not_done' },
        { place: 'acts.6.place', code: 'care_records.place_needed' },
        { place: 'acts.6.title', code: 'care_records.needs_title' },
        { place: 'acts.6.person_ids', code: 'care_records.needs_people' },
      ],
    })
    expect((await db.admin.query('select count(*)::int as n from care_record')).rows).toEqual(before.rows)
  })

  test('answers a family of the neighbour community and a missing one alike', async () => {
    const answers = await Promise.all(
      [foreign.id, testId()].map((id) =>
        record([visit({ family_id: id, person_ids: [] })]).catch((error: unknown) => error),
      ),
    )
    expect(answers[0]).toMatchObject({ kind: 'not_found', code: 'care_records.family_not_found' })
    expect(answers[1]).toEqual(answers[0])
  })

  test('refuses a person who lives outside the caller’s area, and a place outside it', async () => {
    const talk = { kind: 'tea_talk', happened_on: on('2026-11-20'), place: HERE }
    await expect(record([{ ...talk, person_ids: [foreign.parents[0]] }])).rejects.toMatchObject({
      issues: [{ code: 'care_records.person_not_in_family' }],
    })
    await expect(record([{ ...talk, place: NEXT_DOOR, headcount: 3 }])).rejects.toMatchObject({
      kind: 'not_found',
      code: 'care_records.place_not_found',
    })
  })

  test('counts people who are no longer members only up to their last day', async () => {
    const [leaving] = (await makeFamilies(db, HERE, 1)) as [TestFamily]
    await db.admin.query(`update person set member_to = '2026-06-01' where id = $1`, [leaving.parents[0]])
    await db.admin.query(`update person set died_on = '2026-07-01' where id = $1`, [leaving.parents[1]])
    const act = (day: string, person: 0 | 1) =>
      visit({ family_id: leaving.id, person_ids: [leaving.parents[person]], happened_on: on(day) })
    await record([act('2026-05-31', 0), act('2026-07-01', 1)])
    for (const late of [act('2026-06-01', 0), act('2026-07-02', 1), act('2009-12-31', 1)]) {
      await expect(record([late])).rejects.toMatchObject({ issues: [{ code: 'care_records.person_not_member' }] })
    }
    // The register was changed past its own rules, for this test only: it goes back to what its checks expect.
    await db.admin.query(`update person set member_to = null, died_on = null where id = any($1)`, [leaving.parents])
  })

  test('keeps an attempt that was declined or not reached as a record that counts in no unit', async () => {
    await record([
      visit({ kind: 'visit_emergency', outcome: 'refused', minutes: 4 }),
      visit({ kind: 'visit_emergency', outcome: 'not_reached', person_ids: [], minutes: 0 }),
      visit({ kind: 'visit_emergency', outcome: 'quiet', person_ids: [], minutes: 0 }),
    ])
    expect(await rollupOfMonth('visit_emergency')).toMatchObject({
      records: '3',
      not_done: '3',
      household_times: '0',
      person_times: '0',
      minutes: '0',
    })
  })

  test('counts a session of people from several families and others besides', async () => {
    await record(
      [
        {
          kind: 'health_lecture',
          happened_on: on('2026-11-10'),
          place: 530_103_001_000,
          title: '高血压防治',
          person_ids: [...family.parents, other.parents[0], foreign.parents[1]],
          headcount: 12,
          minutes: 90,
        },
      ],
      officer,
    )
    expect(await rollupOfMonth('health_lecture')).toMatchObject({
      records: '1',
      sessions: '1',
      household_times: '3',
      person_times: '16',
      minutes: '90',
    })
  })

  test('gives the application no way to change or remove what was recorded', async () => {
    for (const text of [
      'update care_record set minutes = 1',
      'delete from care_record',
      'delete from care_record_person',
    ]) {
      const attempt = readIn(db.db, callOf(db, officer), async (tx) => {
        const { sql } = await import('kysely')
        return sql.raw(text).execute(tx)
      })
      await expect(attempt).rejects.toMatchObject({ kind: 'not_found' })
    }
  })
})

describe('counterRecord', () => {
  const counter = (id: Parameters<typeof counterRecord>[2], actor: Actor = worker, own?: typeof id) =>
    command(db.db, callOf(db, actor), { name: 'test.counter', input: null }, async (tx) => ({
      result: await counterRecord(tx, callOf(db, actor), id, '记错了人家', own ? { id: own } : {}),
    }))

  test('takes back every figure and person, leaves the record as it was, and seals the reason', async () => {
    const [written] = await record([visit({ kind: 'heat_goods', quantity: 2, amount_fen: 9_900, minutes: 0 })])
    if (!written) throw new Error('not written')
    const before = await db.admin.query('select * from care_record where id = $1', [written.id])
    const answer = await counter(written.id)
    expect((await db.admin.query('select * from care_record where id = $1', [written.id])).rows).toEqual(before.rows)
    expect(await rollupOfMonth('heat_goods')).toMatchObject({
      records: '0',
      quantity: '0',
      amount_fen: '0',
      person_times: '0',
    })
    const { rows } = await db.admin.query('select * from care_record where id = $1', [answer.id])
    expect(rows[0]).toMatchObject({ sign: -1, corrects_id: written.id, quantity: 2, persons: 2 })
    expect(db.crypto.open(rows[0].note_cipher, `care_record.note_cipher:${answer.id}`)).toBe('记错了人家')
  })

  test('happens once: again is a conflict, the same counter-record again is done already', async () => {
    const [written] = await record([visit()])
    if (!written) throw new Error('not written')
    const own = testId()
    expect(await counter(written.id, worker, own)).toEqual({ id: own, district: 530103, already: false })
    expect(await counter(written.id, worker, own)).toMatchObject({ id: own, already: true })
    await expect(counter(written.id)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'care_records.already_corrected',
    })
    await expect(counter(own)).rejects.toMatchObject({ code: 'care_records.counter_of_counter' })
  })

  test('is refused to who cannot see the record, and to who sees only part of the people', async () => {
    const place = HERE
    const people = [family.parents[0], foreign.parents[0]]
    const [written] = await record(
      [{ kind: 'tea_talk', happened_on: on('2026-11-12'), place, person_ids: people }],
      officer,
    )
    if (!written) throw new Error('not written')
    const neighbour = await makeActor(db, 'community_worker', NEXT_DOOR)
    await expect(counter(written.id, neighbour)).rejects.toMatchObject({ kind: 'not_found' })
    await expect(counter(written.id)).rejects.toMatchObject({ code: 'care_records.reaches_beyond' })
    expect(await counter(written.id, officer)).toMatchObject({ already: false })
  })
})

describe('what must always be true', () => {
  test('the roll-up equals the records, and the records agree with themselves', async () => {
    expect(await faultsCheck('rollup')).toEqual([])
    expect(await faultsCheck('records')).toEqual([])
  })

  test('the check of the roll-up finds a wrong sum and a missing row', async () => {
    await db.admin.query(
      `begin; update care_rollup set minutes = minutes + 1 where kind = 'visit_daily' and month = '2026-11'`,
    )
    const wrong = await faultsCheck('rollup')
    await db.admin.query(`rollback; begin; delete from care_rollup where kind = 'tea_talk'`)
    const missing = await faultsCheck('rollup')
    await db.admin.query('rollback')
    expect([wrong.length, missing.length]).toEqual([1, 1])
  })
})
