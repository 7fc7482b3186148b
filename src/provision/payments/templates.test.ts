import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createTestApp, makeActor, type TestApp, testId } from '../../../test/support/app.ts'
import { agreedTemplate, draftWith, NUANCHENG, type TemplateDraft } from '../../../test/support/bank-templates.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makePaymentsOffice, type PaymentsOffice } from '../../../test/support/payments.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'

let db: TestDatabase
let app: TestApp
let office: PaymentsOffice
let foreign: { officer: Actor; approver: Actor }
let worker: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  app = await createTestApp(db)
  office = await makePaymentsOffice(db)
  foreign = {
    officer: await makeActor(db, 'district_officer', '530102'),
    approver: await makeActor(db, 'district_approver', '530102'),
  }
  worker = await makeActor(db, 'community_worker', '530103001001')
})
afterAll(async () => {
  await app.close()
  await db.drop()
})

type Body = Record<string, unknown> & {
  code: string
  detail: string
  next: string | null
  issues: { place: string; code: string; detail: string; next: string | null }[]
  items: { id: Uuid; code: string; state: string }[]
  next_cursor: string | null
}
type Options = { body?: unknown; key?: string; confirmed?: boolean; locale?: 'zh' | 'en' }
async function ask(actor: Actor, method: 'GET' | 'POST', path: string, options: Options = {}) {
  const answer = await app.request(actor, method, `/api/bank-templates${path}`, options)
  return { status: answer.status, body: answer.body as Body }
}
let codes = 0
/** A code of its own for each test: versions of one code follow each other. */
const fresh = (more: Partial<TemplateDraft> = {}) => draftWith({ code: `nuancheng_${(codes += 1)}`, ...more })
const waiting = () => agreedTemplate(office, fresh(), { waits: true })
const inUse = () => agreedTemplate(office, fresh())
async function stateOf(id: Uuid) {
  const { rows } = await db.admin.query<{ state: string }>('select state from bank_template where id = $1', [id])
  return rows[0]?.state
}
async function trailOf(id: Uuid): Promise<string[]> {
  const { rows } = await db.admin.query<{ action: string }>(
    `select action from audit_entry where subject_kind = 'bank_template' and subject_id = $1 and outcome = 'done' order by at, seq`,
    [id],
  )
  return rows.map((row) => row.action)
}

describe('GET /api/bank-templates', () => {
  test('refuses without permission', async () => {
    expect((await ask(worker, 'GET', '')).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    const id = await waiting()
    expect((await ask(foreign.officer, 'GET', '')).body.items).toEqual([])
    expect((await ask(office.officer, 'GET', '')).body.items.map((one) => one.id)).toContain(id)
  })
  test('rejects bad input', async () => {
    const forged = Buffer.from('["2020-13-01","x"]').toString('base64url')
    for (const query of ['limit=0', 'limit=101', 'state=used', `cursor=${forged}`])
      expect((await ask(office.officer, 'GET', `?${query}`)).status, query).toBe(400)
  })
  test('does it: the general ones and those of the district page by page, by state where it is asked', async () => {
    await inUse()
    const first = await ask(office.officer, 'GET', '?limit=1')
    const general = first.body['general'] as { code: string }[]
    expect(general.map((one) => one.code)).toEqual(['general_xlsx', 'general_csv', 'general_fixed'])
    const second = await ask(office.officer, 'GET', `?limit=1&cursor=${first.body.next_cursor}`)
    expect([first, second].map(({ body }) => body.items[0]?.state)).toEqual(['approved', 'proposed'])
    const used = await ask(office.officer, 'GET', '?state=approved')
    expect(new Set(used.body.items.map((one) => one.state))).toEqual(new Set(['approved']))
  })
})

describe('GET /api/bank-templates/:template_id', () => {
  test('refuses without permission', async () => {
    expect((await ask(worker, 'GET', `/${await waiting()}`)).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    const answers = [
      await ask(foreign.officer, 'GET', `/${await waiting()}`),
      await ask(foreign.officer, 'GET', `/${testId()}`),
    ]
    const [strange, missing] = answers.map(({ status, body }) => ({ status, ...body, request_id: '' }))
    expect(strange).toMatchObject({ status: 404, code: 'payments.template.not_found' })
    expect(strange).toEqual(missing)
  })
  test('rejects bad input', async () => {
    expect((await ask(office.officer, 'GET', '/1')).status).toBe(400)
  })
  test('does it: with its columns, whose it is, and the version in use beside it', async () => {
    const draft = fresh({ bank_code: 'RCC' })
    const first = await agreedTemplate(office, draft)
    const second = await agreedTemplate(office, draft, { waits: true })
    const { body } = await ask(office.officer, 'GET', `/${second}`)
    expect(body).toMatchObject({
      template: { ...draft, version: 2, mine: true, bank_zh: '农村信用社', proposed_by: office.officer.display_name },
      in_use: { id: first, version: 1 },
    })
    expect((await ask(office.approver, 'GET', `/${first}`)).body).toMatchObject({
      template: { mine: false, decided_by: office.approver.display_name },
      in_use: null,
    })
  })
})

describe('POST /api/bank-templates', () => {
  const propose = (actor: Actor, draft: TemplateDraft | object, more: Options = {}) =>
    ask(actor, 'POST', '', { body: { id: testId(), district: 530_103, ...draft }, ...more })

  test('refuses without permission', async () => {
    for (const actor of [worker, office.finance, office.approver, office.supervisor])
      expect((await propose(actor, fresh())).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    const answers = [
      await propose(foreign.officer, fresh()),
      await propose(foreign.officer, { ...fresh(), district: 1 }),
    ]
    const [strange, missing] = answers.map(({ status, body }) => ({ status, ...body, request_id: '' }))
    expect(strange).toMatchObject({ status: 404, code: 'payments.place_not_found' })
    expect(strange).toEqual(missing)
  })
  test('rejects bad input: every fault with its place, its reason and the next step, in both languages', async () => {
    const bad = fresh({ line: NUANCHENG.line.filter(({ field }) => field !== 'seal'), failed: ['交易成功'] })
    const { status, body } = await propose(office.officer, bad)
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'payments.template.wrong' })
    expect(body.issues.map((issue) => issue.place)).toEqual(['line', 'failed.0'])
    expect(body.issues[0]?.detail).toContain('必须有“校验码”一列')
    expect(body.issues[0]?.next).toContain('与银行商定')
    const english = await propose(office.officer, bad, { locale: 'en' })
    expect(english.body.issues[0]?.detail).toContain('must have a column for the seal')
    expect(english.body.issues[0]?.next).toContain('Agree with the bank')
    const shapes = [
      { code: 'Bank' },
      { format: 'doc' },
      { paid: [] },
      { name_zh: '一' },
      { bank_code: 'x' },
      { line: [] },
    ]
    for (const more of shapes) expect((await propose(office.officer, { ...fresh(), ...more })).status).toBe(400)
    const unknown = await propose(office.officer, fresh({ bank_code: 'NOBANK' }))
    expect(unknown).toMatchObject({ status: 422, body: { code: 'payments.template.bank_unknown' } })
  })
  test('rejects a second version while the first waits', async () => {
    const draft = fresh()
    await agreedTemplate(office, draft, { waits: true })
    expect(await propose(office.officer, draft)).toMatchObject({
      status: 409,
      body: { code: 'payments.template.waits' },
    })
  })
  test('does it: of a code that is there the next version, which does not count yet', async () => {
    const draft = fresh()
    const first = await agreedTemplate(office, draft)
    const { status, body } = await propose(office.officer, { ...draft, name_zh: '新的一版' })
    expect({ status, body }).toMatchObject({ status: 200, body: { code: draft.code, version: 2 } })
    expect([await stateOf(first), await stateOf(body['id'] as Uuid)]).toEqual(['approved', 'proposed'])
    expect(await trailOf(body['id'] as Uuid)).toEqual(['payments.propose_template'])
  })
  test('does it once when sent twice', async () => {
    const body = { id: testId(), district: 530_103, ...fresh() }
    const key = `twice-${testId()}`
    const answers = await Promise.all([1, 2, 3].map(() => ask(office.officer, 'POST', '', { body, key })))
    expect(answers.map(({ status, body: said }) => [status, said['version']])).toEqual([
      [200, 1],
      [200, 1],
      [200, 1],
    ])
    expect((await ask(office.officer, 'POST', '', { body })).status).toBe(409)
  })
})

interface Step {
  path: 'approve' | 'return' | 'withdraw' | 'retire'
  by: 'officer' | 'approver'
  from: () => Promise<Uuid>
  to: string
  body?: { reason: string }
}
const REASON = { reason: '与银行约定不符' }
const STEPS: Step[] = [
  { path: 'approve', by: 'approver', from: waiting, to: 'approved' },
  { path: 'return', by: 'approver', from: waiting, to: 'returned', body: REASON },
  { path: 'withdraw', by: 'officer', from: waiting, to: 'withdrawn' },
  { path: 'retire', by: 'approver', from: inUse, to: 'retired', body: REASON },
]

describe.each(STEPS)('POST /api/bank-templates/:template_id/$path', ({ path, by, from, to, body }) => {
  const step = (actor: Actor, id: Uuid, more: Options = {}) =>
    ask(actor, 'POST', `/${id}/${path}`, { ...(body ? { body } : {}), ...more })

  test('refuses without permission', async () => {
    const id = await from()
    const others = [office.finance, office.supervisor, worker, by === 'officer' ? office.approver : office.officer]
    for (const actor of others) expect((await step(actor, id)).status).toBe(403)
  })
  test('refuses outside the jurisdiction', async () => {
    const id = await from()
    const before = await stateOf(id)
    const answers = [await step(foreign[by], id), await step(foreign[by], testId())]
    const [strange, missing] = answers.map(({ status, body: said }) => ({ status, ...said, request_id: '' }))
    expect(strange).toMatchObject({ status: 404, code: 'payments.template.not_found' })
    expect(strange).toEqual(missing)
    expect(await stateOf(id)).toBe(before)
  })
  test('rejects bad input', async () => {
    const id = await from()
    expect((await ask(office[by], 'POST', `/1/${path}`, body ? { body } : {})).status).toBe(400)
    if (body) expect((await step(office[by], id, { body: { reason: '一' } })).status).toBe(400)
    // What has come to its end is dealt with no further.
    expect((await step(office[by], id)).status).toBe(200)
    const again = await step(office[by], id)
    expect(again).toMatchObject({ status: 409, body: { code: 'payments.template.not_its_turn' } })
    expect(again.body.next).toContain('刷新')
  })
  test('does it', async () => {
    const id = await from()
    expect(await step(office[by], id)).toMatchObject({ status: 200, body: { id, state: to } })
    expect(await stateOf(id)).toBe(to)
    expect((await trailOf(id)).at(-1)).toBe(`payments.${path}_template`)
  })
  test('does it once when sent twice', async () => {
    const id = await from()
    const before = (await trailOf(id)).length
    const key = `twice-${testId()}`
    const answers = await Promise.all([1, 2, 3].map(() => step(office[by], id, { key })))
    expect(answers.map(({ status, body: said }) => [status, said['state']])).toEqual([
      [200, to],
      [200, to],
      [200, to],
    ])
    expect((await trailOf(id)).length).toBe(before + 1)
  })
})

describe('four eyes', () => {
  test('whoever proposed a template neither approves it nor gives it back, whichever post she holds today', async () => {
    const id = await waiting()
    const both: Actor = { ...office.approver, account_id: office.officer.account_id }
    for (const [path, more] of [
      ['approve', {}],
      ['return', { body: REASON }],
    ] as const) {
      const { status, body } = await ask(both, 'POST', `/${id}/${path}`, more)
      expect({ status, code: body.code }).toEqual({ status: 403, code: 'payments.template.own' })
      expect(body.next).toContain('另一位')
    }
    // The database says so as well.
    await expect(
      db.admin.query(
        "update bank_template set state = 'approved', decided_by = proposed_by, decided_at = now() where id = $1",
        [id],
      ),
    ).rejects.toThrow('bank_template_four_eyes')
  })

  test('approving asks for the second factor', async () => {
    const id = await waiting()
    const { status, body } = await ask(office.approver, 'POST', `/${id}/approve`, { confirmed: false })
    expect({ status, code: body.code }).toEqual({ status: 403, code: 'platform.confirm_first' })
    expect(await stateOf(id)).toBe('proposed')
  })

  test('a version that is approved takes the place of the one before, which nobody can edit', async () => {
    const draft = fresh()
    const first = await agreedTemplate(office, draft)
    const second = await agreedTemplate(office, { ...draft, amount_in: 'yuan' })
    expect([await stateOf(first), await stateOf(second)]).toEqual(['retired', 'approved'])
    const grants = await db.admin.query<{ column_name: string }>(
      `select column_name from information_schema.column_privileges
       where table_name = 'bank_template' and grantee = 'nuanxin_app' and privilege_type = 'UPDATE'`,
    )
    expect(grants.rows.map((row) => row.column_name).toSorted()).toEqual([
      'decided_at',
      'decided_by',
      'ended_at',
      'ended_by',
      'reason',
      'state',
    ])
  })
})
