import { civilDate } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import type { Actor } from '../../src/platform/call.ts'
import { readIn } from '../../src/platform/database/transact.ts'
import { createRound, type LineRow, listLines, type NewRound } from '../../src/care/contacts/index.ts'
import { callOf, testId } from './app.ts'
import type { TestDatabase } from './database.ts'

/** A round for the winter solstice over a place, money and a gift for every family, as `actor` opens it. */
export async function openRoundFor(
  test: TestDatabase,
  actor: Actor,
  division: number,
  more: Partial<NewRound> = {},
): Promise<{ round_id: Uuid; lines: LineRow[] }> {
  const { round_id } = await createRound(test.db, callOf(test, actor), {
    id: testId(),
    division,
    title: '冬至走访',
    festival: 'winter_solstice',
    care_kind: 'visit_festival',
    opens_on: civilDate('2026-11-01'),
    closes_on: civilDate('2026-12-21'),
    gift: '米油一份',
    cash_fen: 30_000,
    families: { choose: 'all' },
    ...more,
  })
  return { round_id, lines: await linesOf(test, actor, round_id) }
}

/** All lines of a round this actor can reach. */
export function linesOf(test: TestDatabase, actor: Actor, round_id: Uuid): Promise<LineRow[]> {
  const call = callOf(test, actor)
  return readIn(test.db, call, (tx) =>
    listLines(tx, call, { round: { district: actor.district, id: round_id } }, { limit: 1000 }),
  )
}
