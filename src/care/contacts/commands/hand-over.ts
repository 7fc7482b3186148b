import { sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Code } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import { command } from '../../../platform/database/transact.ts'
import { heldPosts, type WorkerPosts } from '../queries/index.ts'
import { type Post, reaches } from '../rules/index.ts'
import { named } from './contacts.ts'
import { tellContacts, tellRounds } from './news.ts'

export interface HandOver {
  from_account_id: Uuid
  to_account_id: Uuid
  on: CivilDate
  expected_families?: number | undefined
}

interface Row {
  id: Uuid
  family_id: Uuid
  community: Code
  post: Post
  starts: CivilDate
}

/**
 * Hands all families of one account in the caller's jurisdiction over to another from a day on, each in the same post, and the open
 * lines of running rounds with them (from today at the earliest). All or none.
 * @throws Refusal unprocessable `contacts.account_out_of_reach`; conflict when the caller saw another number of families.
 */
export function handOver(db: Database, call: Call, input: HandOver): Promise<{ families: number; lines: number }> {
  const subject = { kind: 'account', id: input.from_account_id }
  return command(db, call, { name: 'contacts.hand_over', input, subject }, async (tx) => {
    const rows = await endAll(tx, call, input)
    const families = new Set(rows.map((row) => row.family_id)).size
    if (input.expected_families !== undefined && families !== input.expected_families) {
      refuse('conflict', 'contacts.families_changed', {
        params: { count: families },
        next: 'contacts.families_changed_next',
      })
    }
    const heir = await heldPosts(tx, input.to_account_id, input.on)
    refuseUnreached(heir, rows)
    await insertAll(tx, call, input, rows)
    const lines = input.on <= call.today ? await handLines(tx, call, input, heir) : []
    await tellContacts(
      tx,
      call,
      rows.map((row) => row.community),
    )
    await tellRounds(tx, call, lines)
    const result = { families, lines: lines.length }
    return { result, detail: { to: input.to_account_id, ...result } }
  })
}

/** Ends what is in force on the day or begins later; `starts` is the day from which the heir has it. */
async function endAll(tx: Tx, call: Call, input: HandOver): Promise<Row[]> {
  const { rows } = await sql<Row>`
    update family_contact n set valid_to = greatest(n.valid_from, ${input.on}::date), version = n.version + 1
    where n.account_id = ${input.from_account_id}::uuid and n.district = ${call.actor.district}::int
      and ${within(call.actor.scope, 'n.community')} and n.valid_to is null
    returning n.id, n.family_id, n.community, n.post, n.valid_to as starts`.execute(tx)
  return rows
}

function refuseUnreached(heir: WorkerPosts | undefined, rows: readonly Row[]): void {
  const beyond = rows.filter((row) => !reaches(heir?.held ?? [], row.community, row.post)).length
  if (!heir || beyond > 0) {
    refuse('unprocessable', 'contacts.account_out_of_reach', {
      params: { count: beyond },
      place: 'to_account_id',
      next: 'contacts.account_out_of_reach_next',
    })
  }
}

async function insertAll(tx: Tx, call: Call, input: HandOver, rows: readonly Row[]): Promise<void> {
  await named(
    sql`insert into family_contact (district, id, community, family_id, post, account_id, valid_from)
      select ${call.actor.district}::int, a.id, a.community, a.family_id, a.post, ${input.to_account_id}::uuid, a.starts
      from unnest(${rows.map(() => call.newId())}::uuid[], ${rows.map((r) => r.community)}::bigint[], ${rows.map((r) => r.family_id)}::uuid[],
        ${rows.map((r) => r.post)}::text[], ${rows.map((r) => r.starts)}::date[]) a(id, community, family_id, post, starts)`.execute(
      tx,
    ),
  )
}

/** Open lines go where the heir's posts reach; others stay and show on the round as given to somebody who left. */
async function handLines(tx: Tx, call: Call, input: HandOver, heir: WorkerPosts | undefined): Promise<Code[]> {
  const held = heir?.held ?? []
  const { rows } = await sql<{ community: Code }>`
    update visit_line l set worker_id = ${input.to_account_id}::uuid, version = l.version + 1
    from visit_round r
    where r.district = l.district and r.id = l.round_id and r.state = 'open' and l.state in ('planned', 'away')
      and l.district = ${call.actor.district}::int and ${within(call.actor.scope, 'l.community')}
      and l.worker_id = ${input.from_account_id}::uuid
      and exists (select from unnest(${held.map((h) => h.lo)}::bigint[], ${held.map((h) => h.hi)}::bigint[]) h(lo, hi)
        where l.community >= h.lo and l.community < h.hi)
    returning l.community`.execute(tx)
  return rows.map((row) => row.community)
}
