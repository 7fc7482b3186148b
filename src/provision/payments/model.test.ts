import { expect, test } from 'vitest'
import { createTestDatabase } from '../../../test/support/database.ts'
import { cashOf, createOf, enactFor } from '../../../test/support/drafts.ts'
import { bereavedCouple, registerForTest } from '../../../test/support/families.ts'
import { MoneyWalk } from '../../../test/support/money-walk.ts'
import { chanceOf } from '../../../test/support/nasty.ts'
import { makePayRoom } from '../../../test/support/rounds.ts'
import { civilDate, type Instant } from '../../kernel/calendar.ts'
import type { Uuid } from '../../kernel/ids.ts'

// Money as a whole in any order: a year of runs, rounds, answers with failures, changed accounts, deaths and raises, against a plain model in
// memory. What the model allows is done, what it does not is refused and changes nothing, and after every act the database is the model.
// SEED=<n> repeats a walk, WALKS=<n> takes more of them, STEPS=<n> makes them longer.

const env = (name: string, otherwise: number) => Number(process.env[name] ?? otherwise)
const FIRST = env('SEED', Math.floor(Math.random() * 1e9))
const SEEDS = Array.from({ length: env('WALKS', 2) }, (_, i) => FIRST + i)
const STEPS = env('STEPS', 220)

test.each(SEEDS)('whatever is done with money keeps to the model (SEED=%i)', { timeout: 600_000 }, async (seed) => {
  const db = await createTestDatabase()
  const pay = await makePayRoom(db)
  const hands = { officer: pay.officer, approver: pay.approver }
  const from = civilDate('2025-01-01')
  const made = await enactFor(db, hands, createOf(cashOf(100, { valid_from: from, cadence: 'monthly' })))
  const { rows } = await db.admin.query<{ id: Uuid; code: string }>('select id, code from policy where id = $1', [
    made.policy_id,
  ])
  const [policy] = rows
  if (!policy) throw new Error('The policy was made.')
  const drafts = [0, 1, 2].map((n) => bereavedCouple(n))
  const families = await registerForTest(db, pay.officer, drafts)

  pay.clock.now = '2026-01-03T02:00:00.000Z' as Instant
  const walk = new MoneyWalk(db, pay, policy, chanceOf(seed))
  walk.model.versions.push({ number: 1, from, amount: 10_000 })
  for (const id of families.flatMap((family) => family.person_ids.slice(0, 2)))
    walk.model.people.push({ id, died: null, accounts: [] })

  const acts: string[] = []
  for (const person of walk.model.people.slice(0, 4)) await walk.open(person)
  await walk.take('budget', undefined)
  for (let step = 0; step < STEPS; step += 1) {
    const { act, round } = walk.choose()
    acts.push(act)
    const { done, may } = await walk.take(act, round)
    const told = { seed, step, day: walk.model.day, act, state: round?.state, done }
    expect({ ...told, may: done === 'done' }).toEqual({ ...told, may })
    expect({ ...told, picture: await walk.picture() }).toEqual({ ...told, picture: walk.model.picture() })
  }
  const count = (state: string) => walk.model.lines.filter((line) => line.state === state).length
  process.stdout.write(
    `money model: SEED=${seed}, ${acts.length} acts, ${walk.model.rounds.length} rounds, ${count('paid')} payments, ${count('failed')} failed\n`,
  )
  await db.drop()
})
