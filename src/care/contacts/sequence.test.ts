import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { callOf, makeActor, testId } from '../../../test/support/app.ts'
import { linesOf, openRoundFor } from '../../../test/support/contacts.ts'
import { createTestDatabase, type TestDatabase } from '../../../test/support/database.ts'
import { makeFamilies } from '../../../test/support/people.ts'
import type { Uuid } from '../../kernel/ids.ts'
import { Refusal } from '../../kernel/refusal.ts'
import type { Actor } from '../../platform/call.ts'
import { assignLines, tickLines, undoTick } from './commands/index.ts'
import { careOutcome, CHANNELS, OUTCOMES } from './rules/index.ts'

const HERE = 530_103_001_001

let db: TestDatabase
let worker: Actor
let officer: Actor

beforeAll(async () => {
  db = await createTestDatabase()
  worker = await makeActor(db, 'community_worker', HERE)
  officer = await makeActor(db, 'district_officer', '530103')
  await makeFamilies(db, HERE, 3)
})
afterAll(() => db.drop())

const at = fc.nat(2)
const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('tick' as const),
      at,
      outcome: fc.constantFrom(...OUTCOMES),
      channel: fc.constantFrom(...CHANNELS),
      given: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('undo' as const), at }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('assign' as const), at, nobody: fc.boolean() }) },
)

/** What is refused changes nothing; anything but a refusal is a fault. */
async function quietly(work: Promise<unknown>): Promise<void> {
  await work.catch((error: unknown) => {
    if (!(error instanceof Refusal)) throw error
  })
}

test(
  'any sequence of ticking, undoing and giving to workers keeps lines and records the same',
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const { round_id, lines } = await openRoundFor(db, officer, HERE)
        const lineAt = (n: number): Uuid => lines[n]?.line_id ?? testId()
        for (const one of steps) {
          const call = callOf(db, officer)
          const line_id = lineAt(one.at)
          if (one.do === 'tick')
            await quietly(tickLines(db.db, call, { round_id, id: testId(), lines: [{ ...one, line_id }] }))
          if (one.do === 'undo')
            await quietly(undoTick(db.db, call, { round_id, line_id, counter_id: testId(), reason: '撤销' }))
          if (one.do === 'assign')
            await quietly(
              assignLines(db.db, call, round_id, {
                by: 'line',
                line_ids: [line_id],
                worker_id: one.nobody ? null : worker.account_id,
              }),
            )
        }
        const { rows } = await db.admin.query<{ source_id: Uuid; id: Uuid; outcome: string; amount_fen: number }>(
          `select r.source_id, r.id, r.outcome, r.amount_fen::int as amount_fen from care_record r where r.source_id = any($1) and r.sign = 1
           and not exists (select from care_record c where c.district = r.district and c.corrects_id = r.id)`,
          [lines.map((line) => line.line_id)],
        )
        for (const line of await linesOf(db, officer, round_id)) {
          const live = rows.filter((row) => row.source_id === line.line_id)
          const last = live.filter(
            (row) =>
              line.state === 'planned' || row.outcome === careOutcome(line.state === 'missed' ? 'away' : line.state),
          )
          if (line.state === 'planned') expect(live.filter((row) => row.outcome !== 'not_reached')).toEqual([])
          else expect(last.length).toBeGreaterThan(0)
          expect(live.filter((row) => row.outcome === 'done').reduce((sum, row) => sum + row.amount_fen, 0)).toBe(
            line.amount_fen,
          )
        }
      }),
      { numRuns: 12 },
    )
  },
)
