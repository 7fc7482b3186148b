import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf, makeActor, testId } from '../../../test/support/app.ts'
import { type ClaimWorld, makeClaimWorld } from '../../../test/support/claim-routes.ts'
import { TRIAL_STEPS } from '../../../test/support/targets-roll.ts'
import type { ResponseOf } from '../../kernel/endpoint.ts'
import type { Uuid } from '../../kernel/ids.ts'
import type { Actor } from '../../platform/call.ts'
import { readIn } from '../../platform/database/transact.ts'
import type { listProcedures } from './contract/index.ts'

// A chain of steps is proposed by one account and decided on by another: approved, or sent back with a reason its author reads.

type Shown = ResponseOf<typeof listProcedures>['items'][number]
const PLACE = 530_103_000_000
const REASON = '公示天数写少了，请按文件改'

let world: ClaimWorld
let colleague: Actor
beforeAll(async () => {
  world = await makeClaimWorld()
  const { account_id } = await makeActor(world.db, 'supervisor', '530103')
  colleague = { ...world.hands.officer, account_id }
})
afterAll(() => world.close())

const send = async (actor: Actor, url: string, body: unknown = {}) => {
  const answer = await world.app.request(actor, 'POST', `/api/claim-procedures${url}`, { body })
  return { status: answer.status, code: (answer.body as { code?: string }).code }
}

const list = async (actor: Actor, query = ''): Promise<Shown[]> => {
  const { status, body } = await world.app.request(actor, 'GET', `/api/claim-procedures${query}`)
  expect(status).toBe(200)
  return (body as ResponseOf<typeof listProcedures>).items
}
const found = async (id: Uuid, actor: Actor, query = '') =>
  (await list(actor, query)).find((one) => one.procedure_id === id)

async function proposed(more: { division?: number; theme?: string; valid_from?: string } = {}): Promise<Uuid> {
  const id = testId()
  const body = {
    id,
    division: PLACE,
    theme: 'living',
    name_zh: '本区流程',
    name_en: 'Our procedure',
    valid_from: '2027-01-01',
    source: '本区文件',
    steps: TRIAL_STEPS,
    ...more,
  }
  expect((await send(world.hands.officer, '', body)).status).toBe(200)
  return id
}

test('what was sent back comes to whoever proposed it with the reason, and is approved no more', async () => {
  const { officer, approver } = world.hands
  const id = await proposed()
  expect(await found(id, approver)).toMatchObject({ state: 'proposed', proposed_by: officer.display_name, own: false })
  expect((await send(approver, `/${id}/return`, { reason: REASON })).status).toBe(200)
  expect(await found(id, officer)).toMatchObject({
    state: 'returned',
    reason: REASON,
    decided_by: approver.display_name,
    own: true,
  })
  for (const [act, body] of [
    ['approval', {}],
    ['return', { reason: REASON }],
  ] as const)
    expect(await send(approver, `/${id}/${act}`, body)).toEqual({ status: 409, code: 'claims.procedure_put_away' })
})

test('one sent back gives way on the list to the one proposed anew, and is still found among those sent back', async () => {
  const id = await proposed({ theme: 'health' })
  await send(world.hands.approver, `/${id}/return`, { reason: REASON })
  expect(await found(id, world.hands.officer)).toBeDefined()
  const next = await proposed({ theme: 'health' })
  const shown = await list(world.hands.officer)
  expect(shown.filter((one) => one.theme === 'health').map((one) => one.procedure_id)).toEqual([next])
  expect(await found(id, world.hands.officer, '?state=returned')).toMatchObject({ reason: REASON })
  expect((await send(world.hands.approver, `/${next}/approval`)).status).toBe(200)
  expect(await found(next, world.hands.worker, '?state=approved')).toMatchObject({ state: 'approved', reason: null })
})

test('nobody decides on what she proposed herself', async () => {
  const id = await proposed()
  const own = { ...world.hands.approver, account_id: world.hands.officer.account_id }
  for (const [act, body] of [
    ['approval', {}],
    ['return', { reason: REASON }],
  ] as const)
    expect(await send(own, `/${id}/${act}`, body)).toEqual({ status: 403, code: 'claims.own_procedure' })
})

test('whoever proposed it, and nobody else, takes it back: while it waits, or after it was sent back', async () => {
  const { officer, approver } = world.hands
  for (const returned of [false, true]) {
    const id = await proposed({ theme: 'insurance' })
    if (returned) await send(approver, `/${id}/return`, { reason: REASON })
    expect(await send(colleague, `/${id}/withdrawal`)).toEqual({ status: 403, code: 'claims.others_procedure' })
    expect((await send(officer, `/${id}/withdrawal`)).status).toBe(200)
    expect(await found(id, officer)).toBeUndefined()
    expect(await found(id, officer, '?state=withdrawn')).toMatchObject({ reason: returned ? REASON : null })
    expect(await send(approver, `/${id}/approval`)).toEqual({ status: 409, code: 'claims.procedure_put_away' })
  }
})

test('what was approved is neither sent back nor withdrawn', async () => {
  const id = await proposed({ theme: 'travel' })
  expect((await send(world.hands.approver, `/${id}/approval`)).status).toBe(200)
  const late = { status: 409, code: 'claims.procedure_approved' }
  expect(await send(world.hands.approver, `/${id}/return`, { reason: REASON })).toEqual(late)
  expect(await send(world.hands.officer, `/${id}/withdrawal`)).toEqual(late)
})

test('one for a street is shown to the district that decides on it, and to no neighbour, by no wall', async () => {
  const id = await proposed({ division: 530_103_001_000 })
  expect(await found(id, world.hands.approver, '?state=proposed')).toMatchObject({ division: 530_103_001_000 })
  expect(await found(id, world.neighbour.approver)).toBeUndefined()
  expect(await found(id, world.neighbour.street, '?state=proposed')).toBeUndefined()
  const call = callOf(world.db, world.neighbour.approver)
  const past = await readIn(world.db.db, call, (tx) =>
    tx.selectFrom('claim_procedure').select('id').where('id', '=', id).execute(),
  )
  expect(past).toEqual([])
})

test('a chain that is not approved leads no claim', async () => {
  const id = await proposed({ theme: 'allowance', valid_from: '2026-11-21' })
  const { claim_id } = await world.walked('filed')
  const { rows } = await world.db.admin.query<{ n: number }>(
    'select count(*)::int as n from claim where id = $1 and procedure_id <> $2',
    [claim_id, id],
  )
  expect(rows).toEqual([{ n: 1 }])
})

test.each([
  ['sent back without a reason', `state = 'returned', decided_by = $2, decided_at = now()`],
  ['sent back by nobody', `state = 'returned', reason = '试验'`],
  ['approved by nobody', `state = 'approved'`],
  ['withdrawn on no day', `state = 'withdrawn'`],
  ['decided by whoever proposed it', `state = 'approved', decided_by = created_by, decided_at = now()`],
])('the database refuses one %s', async (_, change) => {
  const id = await proposed({ theme: 'safety' })
  const account = world.hands.approver.account_id
  const update = `update claim_procedure set ${change} where id = $1 and $2::uuid is not null`
  await expect(world.db.admin.query(update, [id, account])).rejects.toThrow(/claim_procedure_(marks|four_eyes)/u)
})
