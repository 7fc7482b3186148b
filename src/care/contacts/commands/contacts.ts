import { sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { type Code, contains } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { Refusal, refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { constraintOf } from '../../../platform/database/errors.ts'
import { within } from '../../../platform/database/scope.ts'
import { command } from '../../../platform/database/transact.ts'
import { heldPosts, listContactFamilies } from '../queries/index.ts'
import { type Post, reaches } from '../rules/index.ts'
import { tellContacts } from './news.ts'

export interface ContactAssignment {
  family_ids?: readonly Uuid[] | undefined
  division?: Code | undefined
  post: Post
  account_id: Uuid
  from: CivilDate
}

interface Family {
  id: Uuid
  community: Code
}

const FAMILIES_MAX = 20_000

/**
 * Names the contact of families in one of the two posts from a day on; whoever it was before ends on that day. By list, or for all
 * families of a place that have no live contact in that post.
 * @throws Refusal not_found; unprocessable `contacts.account_out_of_reach`; conflict when a later contact is named already.
 */
export function assignContacts(
  db: Database,
  call: Call,
  input: ContactAssignment,
): Promise<{ assigned: number; already: number }> {
  return command(db, call, { name: 'contacts.assign', input }, async (tx) => {
    const families = await chosen(tx, call, input)
    await refuseUnreached(tx, input, families)
    const held = await alreadySo(tx, call, input, families)
    const fresh = families.filter((family) => !held.has(family.id))
    await replace(tx, call, input, fresh)
    await tellContacts(
      tx,
      call,
      fresh.map((family) => family.community),
    )
    const result = { assigned: fresh.length, already: held.size }
    return { result, subject: { kind: 'account', id: input.account_id }, detail: { post: input.post, ...result } }
  })
}

async function chosen(tx: Tx, call: Call, input: ContactAssignment): Promise<Family[]> {
  if (input.division !== undefined) {
    if (!contains(call.actor.division, input.division))
      refuse('not_found', 'contacts.place_not_found', { place: 'division' })
    const lacking = await listContactFamilies(tx, call, {
      division: input.division,
      lacking: input.post,
      limit: FAMILIES_MAX,
    })
    return lacking.map(({ family_id, community }) => ({ id: family_id, community }))
  }
  return familiesOf(tx, call, input.family_ids ?? [])
}

async function familiesOf(tx: Tx, call: Call, ids: readonly Uuid[]): Promise<Family[]> {
  const { rows } = await sql<Family>`
    select f.id, f.community from family f where f.district = ${call.actor.district}::int and f.id = any(${[...ids]}::uuid[])
      and ${within(call.actor.scope, 'f.community')} and f.state = 'active' order by f.id for share`.execute(tx)
  if (rows.length !== new Set(ids).size) refuse('not_found', 'contacts.family_not_found', { place: 'family_ids' })
  return rows
}

async function refuseUnreached(tx: Tx, input: ContactAssignment, families: readonly Family[]): Promise<void> {
  const account = await heldPosts(tx, input.account_id, input.from)
  const beyond = families.filter((family) => !reaches(account?.held ?? [], family.community, input.post)).length
  if (!account || beyond > 0) {
    refuse('unprocessable', 'contacts.account_out_of_reach', {
      params: { count: beyond },
      place: 'account_id',
      next: 'contacts.account_out_of_reach_next',
    })
  }
}

async function alreadySo(
  tx: Tx,
  call: Call,
  input: ContactAssignment,
  families: readonly Family[],
): Promise<Set<Uuid>> {
  const { rows } = await sql<{ family_id: Uuid }>`
    select n.family_id from family_contact n where n.district = ${call.actor.district}::int and n.family_id = any(${families.map((f) => f.id)}::uuid[])
      and n.post = ${input.post} and n.account_id = ${input.account_id}::uuid and n.valid_from <= ${input.from}::date and n.valid_to is null`.execute(
    tx,
  )
  return new Set(rows.map((row) => row.family_id))
}

async function replace(tx: Tx, call: Call, input: ContactAssignment, families: readonly Family[]): Promise<void> {
  await endOn(tx, call, { families, post: input.post, on: input.from })
  await named(
    sql`insert into family_contact (district, id, community, family_id, post, account_id, valid_from)
      select ${call.actor.district}::int, a.id, a.community, a.family_id, ${input.post}, ${input.account_id}::uuid, ${input.from}::date
      from unnest(${families.map(() => call.newId())}::uuid[], ${families.map((f) => f.community)}::bigint[], ${families.map((f) => f.id)}::uuid[])
        a(id, community, family_id)`.execute(tx),
  )
}

/** Two people naming a contact at once, or a later one named before: the second is told, nothing is written twice. */
export async function named<T>(insert: Promise<T>): Promise<T> {
  try {
    return await insert
  } catch (error) {
    const cause = error instanceof Refusal ? error.cause : error
    if (constraintOf(cause) === 'family_contact_one') refuse('conflict', 'contacts.named_meanwhile', { cause: error })
    throw error
  }
}

async function endOn(
  tx: Tx,
  call: Call,
  { families, post, on }: { families: readonly Family[]; post: Post; on: CivilDate },
): Promise<number> {
  const { numAffectedRows } = await sql`
    update family_contact n set valid_to = ${on}::date, version = n.version + 1
    where n.district = ${call.actor.district}::int and n.family_id = any(${families.map((f) => f.id)}::uuid[]) and n.post = ${post}
      and ${within(call.actor.scope, 'n.community')} and n.valid_from <= ${on}::date
      and (n.valid_to is null or n.valid_to > ${on}::date)`.execute(tx)
  return Number(numAffectedRows ?? 0)
}

/** Ends the named contact of families in one post on a day. @throws Refusal not_found */
export function endContacts(
  db: Database,
  call: Call,
  input: { family_ids: readonly Uuid[]; post: Post; on: CivilDate },
): Promise<{ ended: number }> {
  return command(db, call, { name: 'contacts.end', input }, async (tx) => {
    const families = await familiesOf(tx, call, input.family_ids)
    const ended = await endOn(tx, call, { families, post: input.post, on: input.on })
    await tellContacts(
      tx,
      call,
      families.map((family) => family.community),
    )
    return { result: { ended }, detail: { post: input.post, ended } }
  })
}
