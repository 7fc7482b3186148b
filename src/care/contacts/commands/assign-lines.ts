import { sql } from 'kysely'
import type { Code } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import { isGiven } from '../../../kernel/role.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import { command } from '../../../platform/database/transact.ts'
import { access } from '../access.ts'
import { heldPosts, holdRound, type LineFilter, lockLines, type RoundHead } from '../queries/index.ts'
import { mayTick, type Post, reaches } from '../rules/index.ts'
import { tellRounds } from './news.ts'

export type Assignment =
  | { by: 'community'; division: Code; worker_id: Uuid }
  | { by: 'contact'; post: Post; again: boolean }
  | { by: 'line'; line_ids: readonly Uuid[]; worker_id: Uuid | null }

interface Assigned {
  assigned: number
  /** Open lines of what was asked for that nobody has afterwards. */
  left: number
}

/**
 * Gives open lines of a round to workers. A worker must hold a post that reaches the family's community and may tick; by contact
 * each line goes to the family's live named contact.
 * @throws Refusal not_found; conflict `contacts.round_closed`; unprocessable `contacts.worker_out_of_reach`.
 */
export function assignLines(db: Database, call: Call, round_id: Uuid, how: Assignment): Promise<Assigned> {
  const subject = { kind: 'visit_round', id: round_id }
  return command(db, call, { name: 'contacts.assign_lines', input: { round_id, ...how }, subject }, async (tx) => {
    const round = await holdRound(tx, call, round_id, 'share')
    if (round.state === 'closed') refuse('conflict', 'contacts.round_closed')
    const result = how.by === 'contact' ? await toContacts(tx, call, round, how) : await toWorker(tx, call, round, how)
    return { result, detail: { by: how.by, ...result } }
  })
}

async function toWorker(
  tx: Tx,
  call: Call,
  round: RoundHead,
  how: Exclude<Assignment, { by: 'contact' }>,
): Promise<Assigned> {
  const filter: LineFilter =
    how.by === 'line' ? { round, line_ids: how.line_ids } : { round, division: how.division, open: true }
  const lines = await lockLines(tx, call, filter, call.today)
  if (how.by === 'line' && lines.length !== new Set(how.line_ids).size) {
    refuse('not_found', 'contacts.line_not_found', { place: 'line_ids' })
  }
  if (lines.some((line) => !mayTick(line.state))) refuse('conflict', 'contacts.line_done', { place: 'line_ids' })
  if (how.worker_id !== null)
    await refuseUnreached(
      tx,
      call,
      how.worker_id,
      lines.map((line) => line.community),
    )
  const { numAffectedRows } = await sql`
    update visit_line l set worker_id = ${how.worker_id}::uuid, version = l.version + 1
    where l.district = ${round.district}::int and l.id = any(${lines.map((line) => line.id)}::uuid[])
      and l.worker_id is distinct from ${how.worker_id}::uuid`.execute(tx)
  await tellRounds(
    tx,
    call,
    lines.map((line) => line.community),
  )
  return { assigned: Number(numAffectedRows ?? 0), left: how.worker_id === null ? lines.length : 0 }
}

async function refuseUnreached(tx: Tx, call: Call, worker_id: Uuid, communities: readonly Code[]): Promise<void> {
  const worker = await heldPosts(tx, worker_id, call.today)
  const held = worker?.held.filter(({ role }) => isGiven(access['contacts.tick'], role)) ?? []
  const beyond = communities.filter((community) => !reaches(held, community)).length
  if (!worker || beyond > 0) {
    refuse('unprocessable', 'contacts.worker_out_of_reach', {
      params: { count: beyond },
      place: 'worker_id',
      next: 'contacts.worker_out_of_reach_next',
    })
  }
}

async function toContacts(
  tx: Tx,
  call: Call,
  round: RoundHead,
  how: { post: Post; again: boolean },
): Promise<Assigned> {
  const lines = (await lockLines(tx, call, { round, open: true }, call.today)).filter(
    (line) => how.again || line.worker_id === null,
  )
  const role = how.post === 'street' ? 'street_officer' : 'community_worker'
  const { rows } = await sql<{ id: Uuid }>`
    update visit_line l set worker_id = n.account_id, version = l.version + 1
    from family_contact n
    where l.district = ${round.district}::int and l.id = any(${lines.map((line) => line.id)}::uuid[])
      and n.district = l.district and n.family_id = l.family_id and n.post = ${how.post} and ${within(call.actor.scope, 'n.community')}
      and n.valid_from <= ${call.today}::date and (n.valid_to is null or n.valid_to > ${call.today}::date)
      and l.worker_id is distinct from n.account_id
      and exists (select from post p join account a on a.id = p.account_id and a.state <> 'disabled'
        where p.account_id = n.account_id and p.role = ${role} and p.lo <= l.community and p.hi > l.community
          and p.valid_from <= ${call.today}::date and (p.valid_to is null or p.valid_to > ${call.today}::date))
    returning l.id`.execute(tx)
  await tellRounds(
    tx,
    call,
    lines.map((line) => line.community),
  )
  const given = new Set(rows.map((row) => row.id))
  return { assigned: given.size, left: lines.filter((line) => line.worker_id === null && !given.has(line.id)).length }
}
