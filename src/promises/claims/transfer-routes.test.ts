import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testId } from '../../../test/support/app.ts'
import { type ClaimWorld, makeClaimWorld } from '../../../test/support/claim-routes.ts'
import { DISABILITY, walkClaim } from '../../../test/support/claims.ts'
import { motherOfDisabledChild, registerForTest } from '../../../test/support/families.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { decideChange, proposeChange } from './commands/index.ts'

const THERE = 530_102_001_001
const DAY = '2026-11-20'
type Sent = { transfer_id: Uuid; claim_id: Uuid; name: string; to_division: number; received_at: string | null }
type Incoming = {
  transfer_id: Uuid
  here: { person_id: Uuid; name: string } | null
  policies: { policy_id: Uuid }[]
  masked_name: string
}

let world: ClaimWorld
let serial = 700
beforeAll(async () => {
  world = await makeClaimWorld()
})
afterAll(() => world.close())

/** A mother on the roll of Panlong whose hukou went next door; `arrives` registers her there. */
async function leaves() {
  serial += 1
  const n = serial
  const { db, hands, neighbour } = world
  const on = (actor: ClaimWorld['stranger']) => world.on(DAY, actor)
  const [family] = await registerForTest(db, hands.officer, [motherOfDisabledChild(n)])
  const person = family?.person_ids[0] as Uuid
  const { claim_id } = await walkClaim(db, hands, person, 'filed', { policy_id: DISABILITY })
  const id = testId()
  const change = { kind: 'transfer' as const, to_division: THERE, happens_on: civilDate('2026-11-19'), note: '' }
  await proposeChange(db.db, on(hands.officer), { claim_id, id, change })
  await decideChange(db.db, on(hands.approver), { group_id: id, decision: 'confirmed', note: '' })
  const { rows } = await db.admin.query<{ id: Uuid }>('select id from claim_transfer where claim_id = $1', [claim_id])
  const transfer_id = rows[0]?.id ?? testId()
  const arrives = async (): Promise<Uuid> => {
    // Her file here is closed, as the move closes it; the number is free to be registered there.
    await db.admin.query("update person set member_to = '2026-11-19' where family_id = $1", [family?.id])
    await db.admin.query("update family set state = 'moved', closed_on = '2026-11-19' where id = $1", [family?.id])
    await db.admin.query('delete from identity_claim where person_id = any($1)', [family?.person_ids])
    await db.admin.query('delete from person_fact where family_id = $1', [family?.id])
    await db.admin.query('insert into person_fact select * from person_facts_of(530103, array[$1::uuid])', [family?.id])
    const [arrived] = await registerForTest(db, neighbour.officer, [motherOfDisabledChild(n, { community: THERE })])
    return arrived?.person_ids[0] as Uuid
  }
  return { transfer_id, claim_id, arrives }
}

const send = (actor: ClaimWorld['stranger'], transfer_id: string, body: unknown, key?: string) =>
  world.app.request(actor, 'POST', `/api/claim-transfers/${transfer_id}/reception`, { body, ...(key ? { key } : {}) })
const incoming = async (actor: ClaimWorld['stranger']) =>
  ((await world.app.request(actor, 'GET', '/api/claim-transfers')).body as { items: Incoming[] }).items
const sent = async (actor: ClaimWorld['stranger']) =>
  ((await world.app.request(actor, 'GET', '/api/claim-transfers')).body as { sent: Sent[] }).sent
const bodyFor = (person_id: Uuid) => ({ id: testId(), person_id, policy_id: DISABILITY })

describe('POST reception of a transfer', () => {
  test('refuses without permission', async () => {
    const { transfer_id } = await leaves()
    for (const actor of [world.stranger, world.neighbour.officer])
      expect((await send(actor, transfer_id, bodyFor(testId()))).status).toBe(403)
  })

  test('refuses outside the jurisdiction', async () => {
    const { transfer_id, arrives } = await leaves()
    const body = bodyFor(await arrives())
    // The sending district sees that she left; it does not receive her.
    expect((await send(world.hands.approver, transfer_id, body)).status).toBe(404)
    expect((await incoming(world.hands.approver)).map((one) => one.transfer_id)).not.toContain(transfer_id)
  })

  test('rejects bad input', async () => {
    const { transfer_id } = await leaves()
    expect((await send(world.neighbour.approver, transfer_id, { id: 'x' })).status).toBe(400)
  })

  test('does it: the list knows her by her ID number, and the claim goes on without a gap', async () => {
    const { transfer_id, arrives } = await leaves()
    const listed = async () => (await incoming(world.neighbour.approver)).find((one) => one.transfer_id === transfer_id)
    expect((await listed())?.here).toBe(null)
    const person = await arrives()
    const row = await listed()
    expect(row?.here?.person_id).toBe(person)
    expect(row?.policies.map((one) => one.policy_id)).toContain(DISABILITY)
    expect(row?.masked_name).toContain('*')
    const answer = await send(world.neighbour.approver, transfer_id, bodyFor(person))
    expect(answer.status).toBe(200)
    expect(await listed()).toBe(undefined)
    const { rows } = await world.db.admin.query(
      'select state, decision, in_force_from::text from claim where person_id = $1',
      [person],
    )
    expect(rows).toEqual([{ state: 'filed', decision: 'confirmed', in_force_from: '2026-11-19' }])
  })

  test('refuses a promise of another kind, and the one for the other branch', async () => {
    const { transfer_id, arrives } = await leaves()
    const person_id = await arrives()
    const { rows } = await world.db.admin.query<{ id: Uuid }>(
      "select id from policy where code = 'special_assistance_death'",
    )
    const answer = await send(world.neighbour.approver, transfer_id, {
      id: testId(),
      person_id,
      policy_id: rows[0]?.id,
    })
    expect(answer).toMatchObject({ status: 422, body: { code: 'claims.other_promise', place: 'policy_id' } })
    const row = (await incoming(world.neighbour.approver)).find((one) => one.transfer_id === transfer_id)
    expect(row?.policies.map((one) => one.policy_id)).not.toContain(rows[0]?.id)
  })

  test('does it once when sent twice', async () => {
    const { transfer_id, arrives } = await leaves()
    const body = bodyFor(await arrives())
    const key = `twice-${testId()}`
    const answers = await Promise.all([1, 2, 3].map(() => send(world.neighbour.approver, transfer_id, body, key)))
    expect(answers.map((one) => one.status)).toEqual([200, 200, 200])
    const { rows } = await world.db.admin.query('select 1 from claim where person_id = $1', [body.person_id])
    expect(rows).toHaveLength(1)
    expect((await send(world.neighbour.approver, transfer_id, bodyFor(body.person_id))).status).toBe(404)
  })
})

describe('what went from here', () => {
  test('waits until somebody there has received it, and is seen by nobody else', async () => {
    const { transfer_id, claim_id, arrives } = await leaves()
    const mine = async () => (await sent(world.hands.approver)).find((one) => one.transfer_id === transfer_id)
    expect(await mine()).toMatchObject({ claim_id, to_division: THERE, received_at: null })
    expect((await sent(world.neighbour.approver)).map((one) => one.transfer_id)).not.toContain(transfer_id)
    await send(world.neighbour.approver, transfer_id, bodyFor(await arrives()))
    expect((await mine())?.received_at).toMatch(/^2026-11-/)
    const order = (await sent(world.hands.approver)).map((one) => one.received_at === null)
    expect(order).toEqual([...order].toSorted((a, b) => Number(b) - Number(a)))
  })
})

describe('what waits to be received', () => {
  test('is told on the first page of whoever receives it, with the number her list holds, until she has', async () => {
    const { neighbour, hands } = world
    const told = async (actor: ClaimWorld['stranger']) => {
      const { body } = await world.app.request(actor, 'GET', '/api/today')
      return (body as { decisions: { transfers: number } | null }).decisions?.transfers
    }
    const before = (await incoming(neighbour.approver)).length
    const { transfer_id, arrives } = await leaves()
    const listed = (await incoming(neighbour.approver)).length
    expect([await told(neighbour.approver), listed]).toEqual([before + 1, before + 1])
    for (const other of [neighbour.officer, hands.approver]) expect(await told(other)).toBe(0)
    expect(await told(neighbour.worker)).toBeUndefined()
    expect((await send(neighbour.approver, transfer_id, bodyFor(await arrives()))).status).toBe(200)
    expect(await told(neighbour.approver)).toBe(before)
  })
})
