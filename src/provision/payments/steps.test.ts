import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeAppropriation } from '../../../test/support/funds.ts'
import { makePaymentsOffice, type PaymentsOffice, roundIn, roundOf, seenOf } from '../../../test/support/payments.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Role } from '../../kernel/role.ts'
import type { Actor } from '../../platform/call.ts'
import type { RoundState } from './rules/index.ts'
import { paymentsWords } from './words/index.ts'

// The steps of a round through the whole server: the same five questions at each of them, and what is its own.

let db: TestDatabase
let app: TestApp
let office: PaymentsOffice
let appropriation: Uuid

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  office = await makePaymentsOffice(db)
  appropriation = await makeAppropriation(db, office.funds, 900_000_000)
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

type Body = Record<string, unknown>
interface Sent {
  key?: string
  confirmed?: boolean
}
async function send(actor: Actor, round_id: string, step: string, body: unknown, options: Sent = {}) {
  const answer = await app.request(actor, 'POST', `/api/payment-rounds/${round_id}/${step}`, { body, ...options })
  return { status: answer.status, body: answer.body as Body }
}

interface StepCase {
  step: string
  from: RoundState
  to: RoundState
  role: Role
  /** A state in which it is not this step's turn. */
  otherwise: RoundState
  confirmed: boolean
  /** What is sent beside what was seen. */
  more: () => Body
  bad: Body[]
}
const REASON = { more: () => ({ reason: '名单有误，退回核对' }), bad: [{ reason: ' ' }, { reason: '长'.repeat(301) }] }
const NOTHING = { more: () => ({}), bad: [] }

const CASES: StepCase[] = [
  {
    step: 'submit',
    from: 'draft',
    to: 'submitted',
    role: 'district_officer',
    otherwise: 'approved',
    confirmed: false,
    ...NOTHING,
  },
  {
    step: 'approve',
    from: 'submitted',
    to: 'approved',
    role: 'district_approver',
    otherwise: 'draft',
    confirmed: true,
    ...NOTHING,
  },
  {
    step: 'return',
    from: 'submitted',
    to: 'draft',
    role: 'district_approver',
    otherwise: 'approved',
    confirmed: false,
    ...REASON,
  },
  {
    step: 'cancel',
    from: 'funded',
    to: 'cancelled',
    role: 'district_officer',
    otherwise: 'exported',
    confirmed: false,
    ...REASON,
  },
  {
    step: 'fund',
    from: 'approved',
    to: 'funded',
    role: 'finance',
    otherwise: 'submitted',
    confirmed: true,
    more: () => ({ appropriation_id: appropriation }),
    bad: [{ appropriation_id: 'x' }],
  },
  {
    step: 'export',
    from: 'funded',
    to: 'exported',
    role: 'district_officer',
    otherwise: 'submitted',
    confirmed: true,
    more: () => ({ file_id: testId(), template: 'general_csv' }),
    bad: [{ template: 'A bank' }, { file_id: '1' }],
  },
  {
    step: 'close',
    from: 'reconciled',
    to: 'closed',
    role: 'supervisor',
    otherwise: 'exported',
    confirmed: true,
    ...NOTHING,
  },
]

const ROLES: Role[] = [
  'community_worker',
  'street_officer',
  'district_officer',
  'district_approver',
  'finance',
  'supervisor',
  'auditor',
  'administrator',
]

const seen = async (id: Uuid) => {
  const { version, total_fen } = await seenOf(office, id)
  return { version, total_fen }
}
const stepsOf = async (id: Uuid, to: RoundState) =>
  (
    await db.admin.query<{ account_id: Uuid; reason: string | null }>(
      'select account_id, reason from payment_round_event where round_id = $1 and to_state = $2 and seq > 1 order by seq',
      [id, to],
    )
  ).rows

describe.each(CASES)('POST /api/payment-rounds/:round_id/$step', ({ step, from, to, role, confirmed, ...own }) => {
  let actor: Actor
  let round: Uuid
  const body = async (more: Body = {}) => ({ ...(await seen(round)), ...own.more(), ...more })
  beforeAll(async () => {
    actor = await makeActor(db, role, '530103')
    round = await roundIn(office, from)
  })

  test('refuses without permission', async () => {
    const sent = await body()
    for (const other of ROLES.filter((one) => one !== role)) {
      const place = other === 'community_worker' ? '530103001001' : other === 'street_officer' ? '530103001' : '530103'
      expect((await send(await makeActor(db, other, place), round, step, sent)).status, other).toBe(403)
    }
  })

  test('refuses outside the jurisdiction', async () => {
    const foreign = await makeActor(db, role, '530102')
    const sent = await body()
    const [strange, missing] = [await send(foreign, round, step, sent), await send(foreign, testId(), step, sent)]
    expect([strange.status, missing.status]).toEqual([404, 404])
    expect({ ...strange.body, request_id: '' }).toEqual({ ...missing.body, request_id: '' })
  })

  test('rejects bad input', async () => {
    for (const more of [{ version: 0 }, { total_fen: -1 }, { total_fen: 1.5 }, { version: undefined }, ...own.bad])
      expect((await send(actor, round, step, await body(more))).status, JSON.stringify(more)).toBe(400)
    const now = await body()
    for (const more of [{ version: now.version + 1 }, { total_fen: now.total_fen + 1 }])
      expect((await send(actor, round, step, { ...now, ...more })).body).toMatchObject({
        code: 'payments.changed_meanwhile',
      })
    const early = await roundIn(office, own.otherwise)
    const answer = await send(actor, early, step, { ...own.more(), ...(await seen(early)) })
    expect(answer).toMatchObject({ status: 409, body: { code: 'payments.not_its_turn' } })
    expect(answer.body['detail']).toContain(paymentsWords.zh.state[own.otherwise])
    expect((await roundOf(office, early)).state).toBe(own.otherwise)
  })

  test.runIf(confirmed)('asks for the second factor first', async () => {
    const answer = await send(actor, round, step, await body(), { confirmed: false })
    expect(answer).toMatchObject({ status: 403, body: { code: 'platform.confirm_first' } })
    expect((await roundOf(office, round)).state).toBe(from)
  })

  test('does it', async () => {
    const answer = await send(actor, round, step, await body())
    expect(answer).toMatchObject({ status: 200, body: { state: to } })
    expect(await roundOf(office, round)).toMatchObject({ state: to, version: answer.body['version'] })
    const reason = (own.more()['reason'] as string | undefined) ?? null
    expect((await stepsOf(round, to)).at(-1)).toEqual({ account_id: actor.account_id, reason })
  })

  test('does it once when sent twice', async () => {
    round = await roundIn(office, from)
    const before = (await stepsOf(round, to)).length
    const sent = await body()
    const key = `twice-${testId()}`
    const answers = await Promise.all([1, 2, 3].map(() => send(actor, round, step, sent, { key })))
    expect(answers.map((one) => one.status)).toEqual([200, 200, 200])
    expect(new Set(answers.map((one) => JSON.stringify(one.body))).size).toBe(1)
    expect(await stepsOf(round, to)).toHaveLength(before + 1)
    expect((await send(actor, round, step, sent)).status).toBe(409)
  })
})

describe('a step that undoes', () => {
  test('cancelled, a funded round gives back its money and what was due is due again', async () => {
    const round = await roundIn(office, 'funded')
    const lines = 'from entitlement e join payment p on p.entitlement_id = e.id where p.round_id = $1'
    const reserved = async () =>
      (await db.admin.query<{ fen: string }>('select sum(reserved_fen)::text as fen from appropriation')).rows[0]?.fen
    const before = Number(await reserved())
    const { total_fen } = await roundOf(office, round)
    const answer = await send(office.officer, round, 'cancel', { ...(await seen(round)), reason: '试验取消' })
    expect(answer.status).toBe(200)
    expect(Number(await reserved())).toBe(before - total_fen)
    const { rows } = await db.admin.query(`select distinct e.state, e.paying_round_id ${lines}`, [round])
    expect(rows).toEqual([{ state: 'due', paying_round_id: null }])
  })
})
