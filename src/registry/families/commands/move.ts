import { sql } from 'kysely'
import type { Code } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { command } from '../../../platform/database/transact.ts'
import { within } from '../../../platform/database/scope.ts'
import { tell } from '../../../platform/jobs/outbox.ts'
import type { UpdatedFamily } from './change.ts'
import { fileReference } from '../rules/index.ts'
import { refuseEnded } from './ended.ts'
import { noteMoved } from './facts.ts'
import { communitiesInReach } from './places.ts'

export interface MoveInput {
  family_id: Uuid
  /** The version the reader saw. */
  version: number
  community: Code
}

/**
 * Moves families to other communities of their district, each with everything tied to its place, all or none. What happened stays where it
 * happened; the move holds from now on, since a family has one place at a time.
 *
 * @throws Refusal `platform.not_found`; unprocessable `families.not_a_community`, `families.other_district`,
 * `families.outside_jurisdiction`, `families.not_active`, `families.lives_there_already`; conflict `families.changed_meanwhile`
 */
export async function moveFamilies(tx: Tx, call: Call, moves: readonly MoveInput[]): Promise<UpdatedFamily[]> {
  if (moves.length === 0) return []
  const { district, scope } = call.actor
  for (const { community } of moves) checkDistrict(call, community)
  const communities = await communitiesInReach(
    tx,
    call,
    moves.map((move) => move.community),
  )
  for (const { community } of moves)
    if (!communities.has(community))
      refuse('unprocessable', 'families.outside_jurisdiction', { place: 'community', next: 'families.next_community' })
  const ids = moves.map((move) => move.family_id)
  const families = await tx
    .selectFrom('family')
    .select(['id', 'version', 'community', 'state', 'district', 'file_number'])
    .where('district', '=', district)
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .where(within(scope, 'community'))
    .orderBy('id')
    .forUpdate()
    .execute()
  const byId = new Map(families.map((family) => [family.id, family]))
  const from = moves.map((move) => {
    const family = byId.get(move.family_id)
    if (!family) return refuse('not_found', 'platform.not_found')
    if (family.state !== 'active') refuseEnded()
    if (family.version !== move.version)
      refuse('conflict', 'families.changed_meanwhile', {
        params: { file: fileReference(family.district, family.file_number) },
        next: 'families.next_read_again',
      })
    if (family.community === move.community)
      refuse('unprocessable', 'families.lives_there_already', { place: 'community' })
    return family.community
  })
  await sql`select move_family(${district}::int, m.family_id, m.community)
    from unnest(${ids}::uuid[], ${moves.map((move) => move.community)}::bigint[]) as m(family_id, community)`.execute(
    tx,
  )
  await noteMoved(tx, district, ids, call.now)
  for (const [index, { family_id, version, community }] of moves.entries())
    await tell(tx, call, district, {
      topic: 'families.moved',
      dedupe_key: `${family_id}:${version}`,
      payload: { community, family_id, from: from[index] ?? null },
    })
  return moves.map(({ family_id, version }) => ({ family_id, version: version + 1 }))
}

/** The use case behind the dialog of the family file. */
export async function moveFamily(db: Database, call: Call, input: MoveInput): Promise<UpdatedFamily> {
  const { family_id, community } = input
  const spec = { name: 'families.move', input, subject: { kind: 'family', id: family_id } }
  checkDistrict(call, community)
  return command(db, call, spec, async (tx) => {
    const from = await placeOf(tx, call, family_id)
    const [result] = await moveFamilies(tx, call, [input])
    if (!result) throw new Error('One move moves one family.')
    return { result, detail: { from, to: community } }
  })
}

/** For the trail, which says where the family lived. */
async function placeOf(tx: Tx, call: Call, familyId: Uuid): Promise<Code | null> {
  const family = await tx
    .selectFrom('family')
    .select('community')
    .where('district', '=', call.actor.district)
    .where('id', '=', familyId)
    .where(within(call.actor.scope, 'community'))
    .executeTakeFirst()
  return family?.community ?? null
}

function checkDistrict(call: Call, community: Code): void {
  if (community % 1000 === 0) refuse('unprocessable', 'families.not_a_community', { place: 'community' })
  if (Math.floor(community / 1_000_000) !== call.actor.district)
    refuse('unprocessable', 'families.other_district', { place: 'community', next: 'families.next_transfer' })
}
