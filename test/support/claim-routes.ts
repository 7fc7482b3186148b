import { beforeAll, describe, expect, test } from 'vitest'
import { civilDate } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import type { Actor, Call } from '../../src/platform/call.ts'
import { openReview, recordObjection } from '../../src/promises/claims/commands/index.ts'
import type { Stood } from '../../src/promises/claims/index.ts'
import { callOf, createTestApp, makeActor, type TestApp, testId } from './app.ts'
import { at, claimHands, DEATH, type Hands, type Until, walkClaim } from './claims.ts'
import { createTestDatabase, type TestDatabase } from './database.ts'
import { COMMUNITY } from './families.ts'
import { makeFamilies, type TestFamily } from './people.ts'

/** Panlong with a server, the four hands of a chain, their like elsewhere, and families nobody has claimed for. */
export interface ClaimWorld {
  db: TestDatabase
  app: TestApp
  hands: Hands
  families: TestFamily[]
  stranger: Actor
  neighbour: Hands
  /** Somebody nobody has claimed for yet. */
  fresh(): Uuid
  walked(until: Until, policy_id?: Uuid): Promise<Stood>
  on(day: string, actor: Actor): Call
  /** An objection to a claim at the county's door. */
  objected(claim_id: Uuid): Promise<Uuid>
  /** A review of a year nobody else asks for. */
  reviewed(division: number): Promise<Uuid>
  close(): Promise<void>
}

export async function makeClaimWorld(): Promise<ClaimWorld> {
  const db = await createTestDatabase()
  const app = await createTestApp(db)
  const hands = await claimHands(db)
  const families = await makeFamilies(db, COMMUNITY, 40)
  const on = (day: string, actor: Actor) => callOf(db, actor, { now: at(day) })
  let next = 0
  let year = 2030
  const fresh = (): Uuid => {
    const family = families[next++]
    if (!family) throw new Error('There are families enough.')
    return family.parents[1]
  }
  return {
    db,
    app,
    hands,
    families,
    on,
    fresh,
    stranger: await makeActor(db, 'home_worker', '530103'),
    neighbour: {
      worker: await makeActor(db, 'community_worker', '530103002001'),
      street: await makeActor(db, 'street_officer', '530103002'),
      officer: await makeActor(db, 'district_officer', '530102'),
      approver: await makeActor(db, 'district_approver', '530102'),
    },
    walked: async (until, policy_id = DEATH) => (await walkClaim(db, hands, fresh(), until, { policy_id })) as Stood,
    async objected(claim_id) {
      const id = testId()
      const said = {
        text: '另有情况反映',
        name: '',
        contact: '',
      }
      await recordObjection(db.db, on('2026-11-19', hands.worker), {
        claim_id,
        id,
        received_on: civilDate('2026-11-15'),
        ...said,
      })
      return id
    },
    async reviewed(division) {
      const id = testId()
      year += 1
      await openReview(db.db, on('2026-11-21', hands.officer), {
        id,
        division,
        year,
        due_on: civilDate('2026-12-31'),
      })
      return id
    },
    async close() {
      await app.close()
      await db.drop()
    },
  }
}

export interface Made {
  url: string
  body?: unknown
  file?: { name: string; bytes: Uint8Array }
}

export interface Write {
  name: string
  method?: 'POST' | 'PUT' | 'DELETE'
  by: keyof Hands
  make: (world: ClaimWorld) => Promise<Made>
  bad: { body?: unknown; url?: string; file?: Made['file'] }
}

/** The five tests of a changing endpoint, by name, over one thing made for them. */
export function fiveTests(writes: readonly Write[], worldOf: () => ClaimWorld): void {
  describe.each(writes)('$name', ({ method = 'POST', by, make, bad }) => {
    let made: Made
    const key = `twice-${testId()}`
    const send = (actor: Actor, what: { body?: unknown; file?: Made['file']; key?: string; url?: string } = made) =>
      worldOf().app.request(actor, method, what.url ?? made.url, {
        ...(what.body === undefined ? {} : { body: what.body }),
        ...(what.file ? { file: what.file } : {}),
        ...(what.key ? { key: what.key } : {}),
      })
    beforeAll(async () => {
      made = await make(worldOf())
    })

    test('refuses without permission', async () => {
      expect((await send(worldOf().stranger)).status).toBe(403)
    })

    test('refuses outside the jurisdiction', async () => {
      expect((await send(worldOf().neighbour[by])).status).toBe(404)
    })

    test('rejects bad input', async () => {
      expect((await send(worldOf().hands[by], bad)).status).toBe(400)
    })

    test('does it', async () => {
      const answer = await send(worldOf().hands[by], { ...made, key })
      expect([answer.status, answer.body]).toEqual([200, expect.anything()])
    })

    test('does it once when sent twice', async () => {
      const trail = async () =>
        (await worldOf().db.admin.query('select count(*)::int as n from audit_entry')).rows[0] as unknown
      const before = await trail()
      const again = await send(worldOf().hands[by], { ...made, key })
      expect(again.status).toBe(200)
      expect(await trail()).toEqual(before)
    })
  })
}
