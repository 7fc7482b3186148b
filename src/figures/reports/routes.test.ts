import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { callOf, createTestApp, makeActor, type TestAnswer, type TestApp, testId } from '../../../test/support/app.ts'
import { makeAssociation } from '../../../test/support/associations.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies, type TestFamily } from '../../../test/support/people.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { logAct, recordCare } from '../../ledgers/care-records/index.ts'
import type { Actor } from '../../platform/call.ts'
import { command } from '../../platform/database/transact.ts'
import type { Act, Figure, Item, Statement } from './contract.ts'

const HOME = 530_103_001_001
const NEIGHBOUR = 530_103_001_002
const MISSING = 530_103_001_777
const SPAN = 'from=2018-01-01&to=2018-12-31'

let db: TestDatabase
let app: TestApp
let officer: Actor
let worker: Actor
let psychologist: Actor
let homes: TestFamily[]
let neighbours: TestFamily[]
const lecture = testId()
const visitNextDoor = testId()

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  officer = await makeActor(db, 'district_officer', '530103')
  worker = await makeActor(db, 'community_worker', HOME)
  psychologist = await makeActor(db, 'psychologist', '530103')
  homes = await makeFamilies(db, HOME, 3)
  neighbours = await makeFamilies(db, NEIGHBOUR, 1)
  const call = callOf(db, officer)
  const on = civilDate('2018-06-01')
  const guests = [...homes.slice(0, 2), ...neighbours].map((family) => family.parents[0])
  await command(db.db, call, { name: 'test.write', input: null }, async (tx) => ({
    result: await recordCare(tx, call, [
      ...homes.map((family) => ({
        id: testId(),
        family_id: family.id,
        kind: 'visit_festival',
        amount_fen: 530_990_000,
        happened_on: on,
      })),
      {
        id: testId(),
        family_id: homes[0]?.id as Uuid,
        kind: 'voucher_issue',
        quantity: 1,
        minutes: 200,
        happened_on: on,
      },
      {
        id: lecture,
        place: HOME,
        kind: 'health_lecture',
        title: '用药',
        person_ids: guests,
        headcount: 2,
        minutes: 60,
        happened_on: on,
      },
    ]),
  }))
  const next_door = { id: visitNextDoor, family_id: neighbours[0]?.id as Uuid, kind: 'visit_daily', happened_on: on }
  await logAct(db.db, callOf(db, officer), next_door)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

/** The answer without what differs from request to request. */
function bytesOf(answer: TestAnswer): string {
  const { request_id: _, ...body } = answer.body as Record<string, unknown>
  return JSON.stringify([answer.status, body])
}

const issuesOf = (answer: TestAnswer) => ({
  status: answer.status,
  places: (answer.body as { issues?: { place: string }[] }).issues?.map((issue) => issue.place),
})

const reads = {
  'the statement': (rest: string) => `/api/reports/statement?${SPAN}${rest}`,
  'the list behind a figure': (rest: string) => `/api/reports/statement/festival_money/list?${SPAN}${rest}`,
  'the breakdown of a figure': (rest: string) => `/api/reports/statement/festival_money/places?${SPAN}${rest}`,
}

describe.each(Object.entries(reads))('%s', (_, address) => {
  test('refuses without permission', async () => {
    expect((await app.request(psychologist, 'GET', address(''))).status).toBe(403)
    expect((await app.request(undefined, 'GET', address(''))).status).toBe(401)
  })

  test('refuses outside the jurisdiction', async () => {
    const foreign = await app.request(worker, 'GET', address(`&division=${NEIGHBOUR}`))
    expect(foreign.status).toBe(404)
    const elsewhere = [MISSING, 530_103_001_000, 530_103_000_000, 530_102_001_001, 990_000_000_000, 0]
    for (const division of elsewhere) {
      expect(bytesOf(await app.request(worker, 'GET', address(`&division=${division}`)))).toBe(bytesOf(foreign))
    }
    const inside = await app.request(officer, 'GET', address(`&division=${MISSING}`))
    expect(bytesOf(inside)).toBe(bytesOf(foreign))
  })

  test('rejects bad input', async () => {
    const ask = async (query: string) => issuesOf(await app.request(officer, 'GET', address('').replace(SPAN, query)))
    expect(await ask('from=2018-02-30&to=2018-12-31')).toEqual({ status: 400, places: ['query.from'] })
    expect(await ask('from=2018-01-01')).toEqual({ status: 400, places: ['query.to'] })
    expect(await ask('from=2019-01-01&to=2018-12-31')).toEqual({ status: 400, places: ['query.from'] })
    expect(await ask('from=1990-01-01&to=2018-12-31')).toEqual({ status: 400, places: ['query.to'] })
    expect(await ask(`${SPAN}&division=12`)).toEqual({ status: 400, places: ['query.division'] })
    expect((await ask(`${SPAN}&colour=red`)).status).toBe(400)
  })
})

describe('what is read', () => {
  test('does it', async () => {
    const statement = (await app.request(officer, 'GET', reads['the statement'](''))).body as Statement
    expect(statement).toMatchObject({
      division: 530_103_000_000,
      division_name: '云南省昆明市盘龙区',
      association: '盘龙区计划生育协会',
    })
    await makeAssociation(db, '530103', '昆明市盘龙区计划生育协会')
    for (const locale of ['zh', 'en'] as const) {
      const named = await app.request(officer, 'GET', reads['the statement'](''), { locale })
      expect(named.body).toMatchObject({ association: '昆明市盘龙区计划生育协会' })
    }
    const figure = statement.sections.flatMap((section) => section.figures).find((one) => one.code === 'festival_money')
    expect(figure).toMatchObject({ value: 1_592_970_000, unit: 'fen', records: 3, name: '节日慰问金', list: 'records' })
    const mine = (await app.request(worker, 'GET', reads['the list behind a figure'](''))).body as {
      figure: Figure
      items: Item[]
    }
    expect(mine).toMatchObject({ division: HOME, figure: { value: 1_592_970_000 }, unnamed: 0, next_cursor: null })
    expect(mine.items).toHaveLength(3)
    expect(mine.items.every((item) => item.title.startsWith('节日看望 · ') && !item.title.includes('*'))).toBe(true)
    const parts = await app.request(officer, 'GET', reads['the breakdown of a figure'](''), { locale: 'en' })
    const body = parts.body as { figure: Figure; places: { division: number; value: number }[] }
    expect(body.figure.name).toBe('Festival condolence money')
    expect(body.places.filter((place) => place.value > 0)).toEqual([
      expect.objectContaining({ division: 530_103_001_000, value: 1_592_970_000 }),
    ])
  })

  test('an indicator that no statement has reads as not found, a bad one as bad input', async () => {
    for (const part of ['list', 'places']) {
      expect((await app.request(officer, 'GET', `/api/reports/statement/nonesuch/${part}?${SPAN}`)).status).toBe(404)
      expect((await app.request(officer, 'GET', `/api/reports/statement/No-Such/${part}?${SPAN}`)).status).toBe(400)
    }
    const forged = await app.request(officer, 'GET', `${reads['the list behind a figure']('')}&cursor=bm9uZQ`)
    expect(forged.status).toBe(400)
  })

  test('the auditor reads names masked', async () => {
    const auditor = await makeActor(db, 'auditor', '530103')
    const { body } = await app.request(auditor, 'GET', `/api/reports/statement/families/list?${SPAN}`)
    expect(
      (body as { items: Item[] }).items.map((item) => item.title).every((title) => /^.\*+、.\*+$/.test(title)),
    ).toBe(true)
  })
})

describe('one act behind a figure', () => {
  const address = (id: string, district = 530_103) => `/api/reports/acts/${district}/${id}`

  test('refuses without permission', async () => {
    expect((await app.request(psychologist, 'GET', address(lecture))).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    const foreign = await app.request(worker, 'GET', address(visitNextDoor))
    expect(foreign.status).toBe(404)
    expect(bytesOf(await app.request(worker, 'GET', address(testId())))).toBe(bytesOf(foreign))
    expect(bytesOf(await app.request(worker, 'GET', address(lecture, 530_102)))).toBe(bytesOf(foreign))
  })

  test('rejects bad input', async () => {
    expect(issuesOf(await app.request(officer, 'GET', address('7')))).toEqual({
      status: 400,
      places: ['params.record_id'],
    })
    expect((await app.request(officer, 'GET', address(lecture, 5))).status).toBe(400)
  })

  test('does it: says the act, shows those of its people who live in the reader’s area, and leaves a trace', async () => {
    const act = (await app.request(officer, 'GET', address(lecture))).body as Act
    expect(act).toMatchObject({ kind_name: '健康知识讲座', title: '用药', place: HOME, headcount: 2, corrected: false })
    expect(act.figures).toEqual([{ unit: 'minute', value: 60 }])
    expect(act.persons).toHaveLength(3)
    const mine = (await app.request(worker, 'GET', address(lecture))).body as Act
    expect(mine.persons.map((person) => person.person_id).toSorted()).toEqual(
      homes
        .slice(0, 2)
        .map((one) => one.parents[0])
        .toSorted(),
    )
    const trace = await db.admin.query(
      `select account_id, role from audit_entry where district = 530103 and action = 'reports.open_act' and subject_id = $1 order by seq`,
      [lecture],
    )
    expect(trace.rows).toEqual([
      { account_id: officer.account_id, role: 'district_officer' },
      { account_id: worker.account_id, role: 'community_worker' },
    ])
  })
})
