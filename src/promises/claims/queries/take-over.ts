import { type RawBuilder, sql } from 'kysely'
import { interval } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Call, Scope } from '../../../platform/call.ts'
import { decodeCursor, encodeCursor } from '../../../platform/cursor.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { within } from '../../../platform/database/scope.ts'
import { fileOf, nameFor, notMourned } from '../../../registry/families/index.ts'
import { eligibleQuery, type PolicyAt } from '../../policies/index.ts'
import type { ClaimLine } from '../contract/index.ts'
import type { State } from '../rules/index.ts'
import { LINE_TABLES, lineColumns, lineFor, type LineRow, type Page } from './pieces.ts'

export interface Candidate {
  person_id: Uuid
  family_id: Uuid
  file: string
  name: string
  community: number
  community_name: string | null
}

function areaOf(call: Call, division?: number): Scope {
  const { scope } = call.actor
  const { lo, hi } = interval(division ?? call.actor.division)
  return { lo: Math.max(lo, scope.lo), hi: Math.min(hi, scope.hi) }
}

/** Who meets the policy today, lives in an active family and has neither an open claim nor a place on the roll, as `e, p, f`. */
function candidates(call: Call, policy: PolicyAt, area: Scope): RawBuilder<unknown> {
  return sql`from (${eligibleQuery(policy, area, call.today, 'yes')}) e
    join person p on p.district = e.district and p.id = e.person_id join family f on f.district = p.district and f.id = p.family_id
    where f.state = 'active' and p.died_on is null and p.member_to is null and ${notMourned('p')}
      and not exists (select from claim c where c.district = e.district and c.person_id = e.person_id and c.policy_id = ${policy.id}::uuid
        and c.state not in ('withdrawn', 'exited') and c.decision is distinct from 'refused')`
}

export async function countCandidates(tx: Tx, call: Call, policy: PolicyAt): Promise<number> {
  const { rows } = await sql<{
    n: number
  }>`select count(*)::int as n ${candidates(call, policy, areaOf(call))}`.execute(tx)
  return rows[0]?.n ?? 0
}

/** Of a place within the reader's, keyset on (community, person). */
export async function listCandidates(
  tx: Tx,
  call: Call,
  { policy, division }: { policy: PolicyAt; division?: number | undefined },
  { size, cursor }: Page,
): Promise<{ items: Candidate[]; next_cursor: string | null }> {
  const area = areaOf(call, division)
  if (area.lo >= area.hi) return { items: [], next_cursor: null }
  const after = decodeCursor(cursor, ['number', 'uuid'])
  const { rows } =
    await sql<Candidate>`select p.id as person_id, p.family_id, ${fileOf('f')} as file, p.name, p.community,
      (select d.name from division d where d.code = p.community) as community_name ${candidates(call, policy, area)}
      and ${after ? sql`(p.community, p.id) > (${after[0]}::bigint, ${after[1]}::uuid)` : sql`true`}
    order by p.community, p.id limit ${size + 1}`.execute(tx)
  const items = rows.slice(0, size).map((row) => ({ ...row, name: nameFor(call.actor.role, row.name) }))
  const last = items.at(-1)
  return { items, next_cursor: rows.length > size && last ? encodeCursor([last.community, last.person_id]) : null }
}

export interface TakeOverCounts {
  policy_id: Uuid
  waiting: number
  own: number
  to_file: number
  taken_over: number
}

/** How many of a former roll stand where, by policy, in the reader's place. */
export async function countTakenOver(tx: Tx, call: Call): Promise<Map<Uuid, TakeOverCounts>> {
  const { rows } = await sql<TakeOverCounts>`select c.policy_id,
      count(*) filter (where c.state = 'county_confirmation')::int as waiting,
      count(*) filter (where c.state = 'county_confirmation' and ${call.actor.account_id}::uuid = any(c.hands))::int as own,
      count(*) filter (where c.state = 'notice_of_decision')::int as to_file,
      count(*) filter (where c.state = 'filed' and c.decision = 'confirmed')::int as taken_over
    from claim c where ${within(call.actor.scope, 'c.community')} and c.origin = 'taken_over' group by c.policy_id`.execute(
    tx,
  )
  return new Map(rows.map((row) => [row.policy_id, row]))
}

/** How many were listed by others and wait for the reader's confirmation. */
export async function countListed(tx: Tx, call: Call): Promise<number> {
  const counts = await countTakenOver(tx, call)
  return [...counts.values()].reduce((sum, one) => sum + one.waiting - one.own, 0)
}

/** Who was listed and waits at a step, keyset on (community, id). */
export async function listTakenOver(
  tx: Tx,
  call: Call,
  { policy_id, state }: { policy_id: Uuid; state: State },
  { size, cursor }: Page,
): Promise<{ items: ClaimLine[]; next_cursor: string | null }> {
  const after = decodeCursor(cursor, ['number', 'uuid'])
  const { rows } = await sql<LineRow>`select ${lineColumns(call)} from ${LINE_TABLES}
    where ${within(call.actor.scope, 'c.community')} and c.origin = 'taken_over' and c.policy_id = ${policy_id}::uuid and c.state = ${state}
      and ${after ? sql`(c.community, c.id) > (${after[0]}::bigint, ${after[1]}::uuid)` : sql`true`}
    order by c.community, c.id limit ${size + 1}`.execute(tx)
  const items = rows.slice(0, size).map((row) => lineFor(call, row))
  const last = items.at(-1)
  return { items, next_cursor: rows.length > size && last ? encodeCursor([last.community, last.claim_id]) : null }
}
