import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testId } from '../../../test/support/app.ts'
import { type ClaimWorld, fiveTests, makeClaimWorld, type Write } from '../../../test/support/claim-routes.ts'
import { DEATH } from '../../../test/support/claims.ts'
import { civilDate } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { confirmRoll, takeOverRoll } from './commands/index.ts'

const AT = `/api/roll-take-overs/${DEATH}`
const FROM = '2026-11-20'
type Answer = { claims?: number; items?: Record<string, unknown>[]; next_cursor?: string | null; code?: string }

let world: ClaimWorld
beforeAll(async () => {
  world = await makeClaimWorld()
  await world.db.admin.query('update policy_version set claim_required = true where policy_id = $1', [DEATH])
})
afterAll(() => world.close())

const list = (person_ids: Uuid[]) =>
  takeOverRoll(world.db.db, world.on('2026-11-20', world.hands.officer), { policy_id: DEATH, person_ids })

/** How many of the former roll stand at a step. */
async function standAt(state: string): Promise<number> {
  const { rows } = await world.db.admin.query<{ n: number }>(
    "select count(*)::int as n from claim where origin = 'taken_over' and state = $1",
    [state],
  )
  return rows[0]?.n ?? 0
}

const WRITES: Write[] = [
  {
    name: 'POST lists of a take-over',
    by: 'officer',
    make: (there) => Promise.resolve({ url: `${AT}/lists`, body: { person_ids: [there.fresh(), there.fresh()] } }),
    bad: { body: { person_ids: [] } },
  },
  {
    name: 'POST confirmation of a take-over',
    by: 'approver',
    make: async (there) => {
      await list([there.fresh()])
      return {
        url: `${AT}/confirmation`,
        body: { in_force_from: FROM, claims: await standAt('county_confirmation') },
      }
    },
    bad: { body: { in_force_from: FROM, claims: 0 } },
  },
  {
    name: 'POST filing of a take-over',
    by: 'officer',
    make: async (there) => {
      await list([there.fresh()])
      const input = { policy_id: DEATH, in_force_from: civilDate(FROM) }
      await confirmRoll(there.db.db, there.on('2026-11-20', there.hands.approver), input)
      return { url: `${AT}/filing`, body: { claims: await standAt('notice_of_decision') } }
    },
    bad: { body: { claims: 'all' } },
  },
]

fiveTests(WRITES, () => world)

describe('what the pages of a take-over show', () => {
  const get = async (path: string, by: keyof ClaimWorld['hands'] = 'officer') =>
    (await world.app.request(world.hands[by], 'GET', path)).body as Answer
  const own = async (by: keyof ClaimWorld['hands']) => {
    const items = (await get('/api/roll-take-overs', by)).items ?? []
    return items.find((one) => one['policy_id'] === DEATH)
  }
  const candidates = async () => {
    const found: Record<string, unknown>[] = []
    let page = await get(`${AT}/candidates?limit=50`)
    while (true) {
      found.push(...(page.items ?? []))
      if (!page.next_cursor) return found
      page = await get(`${AT}/candidates?limit=50&cursor=${page.next_cursor}`)
    }
  }

  test('who was listed is no candidate any more, and the counts are the lengths of the lists', async () => {
    const before = await candidates()
    const person = world.fresh()
    expect(before.map((one) => one['person_id'])).toContain(person)
    await list([person])
    const after = await candidates()
    expect(after.map((one) => one['person_id'])).not.toContain(person)
    const waiting = (await get(`${AT}/claims`)).items ?? []
    expect(waiting.map((one) => one['person_id'])).toContain(person)
    expect(await own('officer')).toMatchObject({
      candidates: after.length,
      waiting: waiting.length,
      own: waiting.length,
    })
    expect(await own('approver')).toMatchObject({ waiting: waiting.length, own: 0 })
  })

  test('a street sees its own, another place gives nothing', async () => {
    const elsewhere = await get(`${AT}/candidates?division=530103002000`, 'street')
    expect(elsewhere).toEqual({ items: [], next_cursor: null })
    const there = await world.app.request(world.neighbour.officer, 'GET', `${AT}/candidates`)
    expect((there.body as Answer).items).toEqual([])
  })

  test('nobody is confirmed who was listed after the approver looked', async () => {
    const seen = await standAt('county_confirmation')
    await list([world.fresh()])
    const body = { in_force_from: FROM, claims: seen }
    const answer = await world.app.request(world.hands.approver, 'POST', `${AT}/confirmation`, { body })
    expect([answer.status, (answer.body as Answer).code]).toEqual([409, 'claims.list_changed'])
    expect(await standAt('county_confirmation')).toBe(seen + 1)
  })

  test('a policy that does not exist has no list', async () => {
    const answer = await world.app.request(world.hands.officer, 'GET', `/api/roll-take-overs/${testId()}/candidates`)
    expect((answer.body as Answer).code).toBe('claims.policy_unknown')
  })
})
