import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { PANLONG } from '../../../test/support/entitlements.ts'
import {
  type HalfYearOffice,
  learnDeath,
  makeHalfYearOffice,
  paidCouple,
  recoveriesOfPerson,
} from '../../../test/support/paid.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { findRecoveries } from './commands/index.ts'

let db: TestDatabase
let app: TestApp
let office: HalfYearOffice
let worker: Actor
let neighbour: Actor
let next_finance: Actor
let next_approver: Actor
let auditor: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  office = await makeHalfYearOffice(db)
  worker = await makeActor(db, 'community_worker', '530103001001')
  neighbour = await makeActor(db, 'district_officer', '530102')
  next_finance = await makeActor(db, 'finance', '530102')
  next_approver = await makeActor(db, 'district_approver', '530102')
  auditor = await makeActor(db, 'auditor', '530103')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

const BASE = '/api/payment-recoveries'
type Body = Record<string, unknown> & { items?: Record<string, unknown>[] }
const get = async (actor: Actor, url: string) => {
  const { status, body } = await app.request(actor, 'GET', url)
  return { status, body: body as Body }
}
const post = async (actor: Actor, url: string, body: unknown, more: { key?: string; confirmed?: boolean } = {}) => {
  const answer = await app.request(actor, 'POST', url, { body, ...more })
  return { status: answer.status, body: answer.body as Body }
}
const twice = async (send: (key: string) => ReturnType<typeof post>) => {
  const key = `twice-${testId()}`
  const answers = await Promise.all([send(key), send(key), send(key)])
  return answers.map((answer) => answer.status)
}
const events = async (action: string, id: Uuid) => {
  const { rows } = await db.admin.query('select 1 from audit_entry where action = $1 and subject_id = $2', [action, id])
  return rows.length
}

/** Somebody of a new couple has been paid three months too much, and it has been found. */
async function found(): Promise<{ id: Uuid; person: Uuid; round_id: Uuid }> {
  const { persons, round_id } = await paidCouple(office)
  const person = persons[0] as Uuid
  await learnDeath(office, person, '2026-09-10')
  await findRecoveries(db.db, office.call(office.officer), { division: PANLONG })
  const [line] = await recoveriesOfPerson(office, person)
  if (!line) throw new Error('It is found.')
  return { id: line.id, person, round_id }
}

describe('looking', () => {
  let one: { id: Uuid; person: Uuid; round_id: Uuid }
  beforeAll(async () => {
    one = await found()
  })

  describe(`GET ${BASE}`, () => {
    test('refuses without permission', async () => {
      expect((await get(worker, BASE)).status).toBe(403)
    })
    test('refuses outside the jurisdiction', async () => {
      expect((await get(neighbour, BASE)).body).toMatchObject({ items: [], sums: [] })
    })
    test('rejects bad input', async () => {
      for (const query of ['state=lost', 'asked=no', 'limit=0', 'cursor=!!'])
        expect((await get(office.officer, `${BASE}?${query}`)).status).toBe(400)
    })
    test('does it', async () => {
      const { body } = await get(office.finance, `${BASE}?state=open`)
      expect(body.items).toEqual([
        expect.objectContaining({
          id: one.id,
          cause: 'died',
          amount_fen: 30_000,
          state: 'open',
          asked: false,
          version: 1,
        }),
      ])
      expect(body['sums']).toEqual([{ state: 'open', recoveries: 1, persons: 1, fen: 30_000 }])
      const masked = await get(auditor, BASE)
      expect(String(masked.body.items?.[0]?.['name'])).toContain('*')
      for (const query of ['state=returned', 'state=open&asked=yes'])
        expect((await get(office.finance, `${BASE}?${query}`)).body.items).toEqual([])
    })
  })

  describe(`GET ${BASE}/:recovery_id`, () => {
    test('refuses without permission', async () => {
      expect((await get(worker, `${BASE}/${one.id}`)).status).toBe(403)
    })
    test('refuses outside the jurisdiction', async () => {
      const { status, body } = await get(neighbour, `${BASE}/${one.id}`)
      expect([status, body['code']]).toEqual([404, 'payments.recovery_not_found'])
      expect((await get(office.officer, `${BASE}/${testId()}`)).body['code']).toBe('payments.recovery_not_found')
    })
    test('rejects bad input', async () => {
      expect((await get(office.officer, `${BASE}/x`)).status).toBe(400)
    })
    test('does it', async () => {
      const { body } = await get(office.approver, `${BASE}/${one.id}`)
      expect(body).toMatchObject({
        recovery: { id: one.id, amount_fen: 30_000 },
        kind: 'regular',
        paid_fen: 60_000,
        paid_on: '2026-11-21',
        round_id: one.round_id,
        asked_by: null,
        mine: { found: false, asked: false },
      })
      expect(body['months']).toHaveLength(3)
    })
  })
})

describe('searching', () => {
  describe(`GET ${BASE}/preview`, () => {
    const look = (actor: Actor, division: number | string) => get(actor, `${BASE}/preview?division=${division}`)
    test('refuses without permission', async () => {
      for (const actor of [worker, office.finance, auditor]) expect((await look(actor, PANLONG)).status).toBe(403)
    })
    test('refuses outside the jurisdiction', async () => {
      expect((await look(neighbour, PANLONG)).body['code']).toBe('payments.place_not_found')
      expect((await look(office.officer, 530_100_000_000)).body['code']).toBe('payments.place_not_found')
    })
    test('rejects bad input', async () => {
      for (const division of ['x', '12']) expect((await look(office.officer, division)).status).toBe(400)
    })
    test('does it', async () => {
      const { persons } = await paidCouple(office)
      await learnDeath(office, persons[0] as Uuid, '2026-11-10')
      expect((await look(office.officer, PANLONG)).body).toEqual({
        sums: [{ cause: 'died', recoveries: 1, persons: 1, fen: 10_000 }],
      })
      expect((await look(office.officer, 530_103_002_000)).body).toEqual({ sums: [] })
    })
  })

  describe(`POST ${BASE}`, () => {
    const find = (actor: Actor, division: unknown, key?: string) =>
      post(actor, BASE, { division }, key === undefined ? {} : { key })
    test('refuses without permission', async () => {
      for (const actor of [worker, office.finance, auditor]) expect((await find(actor, PANLONG)).status).toBe(403)
    })
    test('refuses outside the jurisdiction', async () => {
      expect((await find(neighbour, PANLONG)).body['code']).toBe('payments.place_not_found')
    })
    test('rejects bad input', async () => {
      for (const division of [null, 12, '530103']) expect((await find(office.officer, division)).status).toBe(400)
    })
    test('does it', async () => {
      expect((await find(office.officer, PANLONG)).body).toEqual({ recoveries: 1, total_fen: 10_000 })
    })
    test('does it once when sent twice', async () => {
      const { persons } = await paidCouple(office)
      await learnDeath(office, persons[0] as Uuid, '2026-10-10')
      expect(await twice((key) => find(office.officer, PANLONG, key))).toEqual([200, 200, 200])
      expect(await recoveriesOfPerson(office, persons[0] as Uuid)).toMatchObject([{ nth: 1, amount_fen: 20_000 }])
    })
  })
})

describe(`POST ${BASE}/:recovery_id/return`, () => {
  let one: { id: Uuid; person: Uuid }
  beforeAll(async () => {
    one = await found()
  })
  const body = (more = {}) => ({ version: 1, returned_on: '2026-11-21', voucher: '回单 1', ...more })
  const send = (actor: Actor, more = {}, how: { key?: string; confirmed?: boolean } = {}) =>
    post(actor, `${BASE}/${one.id}/return`, body(more), how)
  test('refuses without permission', async () => {
    for (const actor of [worker, office.officer, office.approver]) expect((await send(actor)).status).toBe(403)
    expect((await send(office.finance, {}, { confirmed: false })).body['code']).toBe('platform.confirm_first')
  })
  test('refuses outside the jurisdiction', async () => {
    expect((await send(next_finance)).body['code']).toBe('payments.recovery_not_found')
  })
  test('rejects bad input', async () => {
    for (const more of [{ voucher: ' ' }, { returned_on: '2026-13-01' }, { version: 0 }, { extra: 1 }])
      expect((await send(office.finance, more)).status).toBe(400)
    for (const returned_on of ['2026-11-20', '2026-11-22'])
      expect((await send(office.finance, { returned_on })).body['code']).toBe('payments.returned_on_wrong')
    expect((await send(office.finance, { version: 2 })).body['code']).toBe('payments.recovery_changed')
  })
  test('does it', async () => {
    expect((await send(office.finance)).body).toEqual({ id: one.id, state: 'returned', version: 2 })
    expect((await get(office.finance, `${BASE}/${one.id}`)).body).toMatchObject({
      recovery: { state: 'returned', settled_on: '2026-11-21' },
      reason: '回单 1',
    })
    expect((await send(office.finance)).body['code']).toBe('payments.recovery_settled')
  })
  test('does it once when sent twice', async () => {
    one = await found()
    expect(await twice((key) => send(office.finance, {}, { key }))).toEqual([200, 200, 200])
    const { rows } = await db.admin.query(
      `select amount_fen::int as fen, kind from fund_transfer where operation like 'recovery:' || $1 || '%' order by kind`,
      [one.id],
    )
    expect(rows).toEqual([
      { fen: 30_000, kind: 'release' },
      { fen: 30_000, kind: 'unspend' },
    ])
  })
})

describe(`POST ${BASE}/:recovery_id/let-go`, () => {
  let one: { id: Uuid }
  beforeAll(async () => {
    one = await found()
  })
  const send = (actor: Actor, more = {}, key?: string) =>
    post(
      actor,
      `${BASE}/${one.id}/let-go`,
      { version: 1, reason: '家人已无力退回', ...more },
      key === undefined ? {} : { key },
    )
  test('refuses without permission', async () => {
    for (const actor of [worker, office.finance, office.approver]) expect((await send(actor)).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    expect((await send(neighbour)).body['code']).toBe('payments.recovery_not_found')
  })
  test('rejects bad input', async () => {
    for (const more of [{ reason: '一' }, { version: 'a' }]) expect((await send(office.officer, more)).status).toBe(400)
  })
  test('does it', async () => {
    expect((await send(office.officer)).body).toEqual({ id: one.id, state: 'open', version: 2 })
    expect((await get(office.officer, `${BASE}/${one.id}`)).body).toMatchObject({
      recovery: { asked: true },
      mine: { asked: true },
    })
  })
  test('does it once when sent twice', async () => {
    one = await found()
    expect(await twice((key) => send(office.officer, {}, key))).toEqual([200, 200, 200])
    expect(await events('payments.ask_let_go', one.id)).toBe(1)
  })
})

describe(`POST ${BASE}/:recovery_id/let-go/decision`, () => {
  let one: { id: Uuid }
  const asked = async () => {
    one = await found()
    await post(office.officer, `${BASE}/${one.id}/let-go`, { version: 1, reason: '家人已无力退回' })
  }
  beforeAll(asked)
  const send = (actor: Actor, more = {}, how: { key?: string; confirmed?: boolean } = {}) =>
    post(actor, `${BASE}/${one.id}/let-go/decision`, { version: 2, agree: true, ...more }, how)
  test('refuses without permission', async () => {
    for (const actor of [worker, office.finance, office.officer]) expect((await send(actor)).status).toBe(403)
    expect((await send(office.approver, {}, { confirmed: false })).body['code']).toBe('platform.confirm_first')
  })
  test('refuses outside the jurisdiction', async () => {
    expect((await send(next_approver)).body['code']).toBe('payments.recovery_not_found')
  })
  test('rejects bad input', async () => {
    const no = [{ agree: false }, { agree: false, reason: '否' }, { agree: false, reason: '否'.repeat(301) }]
    for (const more of [{ agree: 'yes' }, { version: -1 }, { reason: '同意免退' }, ...no])
      expect((await send(office.approver, more)).status).toBe(400)
  })
  test('does it', async () => {
    expect((await send(office.approver)).body).toEqual({ id: one.id, state: 'let_go', version: 3 })
  })
  test('does it once when sent twice', async () => {
    await asked()
    const no = { agree: false, reason: '家中尚有存款' }
    expect(await twice((key) => send(office.approver, no, { key }))).toEqual([200, 200, 200])
    expect(await events('payments.decide_let_go', one.id)).toBe(1)
  })
})
