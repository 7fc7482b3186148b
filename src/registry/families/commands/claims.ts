import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Issue } from '../../../kernel/refusal.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { jsonRows } from '../../../platform/database/rows.ts'
import { within } from '../../../platform/database/scope.ts'
import { fileReference } from '../rules/index.ts'

/** One natural person about to be registered; `place` is where the reader wrote the number. */
export interface Claim {
  id_hmac: Buffer
  person_id: Uuid
  place: string
}

/**
 * Claims natural persons for a district, nationwide and once. In the order of their hashes, so that two rosters claiming the same
 * people wait for each other instead of locking each other out.
 *
 * @throws Refusal conflict `families.already_registered` with an issue for each person taken: which file, when it lies within the
 * reader's jurisdiction; else only that another place registers her.
 */
export async function claimPersons(tx: Tx, call: Call, district: number, claims: readonly Claim[]): Promise<void> {
  if (claims.length === 0) return
  refuseTwice(claims)
  const rows = claims.map(({ id_hmac, person_id }) => ({ id_hmac, person_id, district, claimed_at: call.now }))
  const { rows: taken } = await sql<{ id_hmac: Buffer }>`
    insert into identity_claim (id_hmac, district, person_id, claimed_at)
    select id_hmac, district, person_id, claimed_at from json_populate_recordset(null::identity_claim, ${jsonRows(rows)}::json)
    order by id_hmac
    on conflict (id_hmac) do nothing
    returning id_hmac`.execute(tx)
  if (taken.length === claims.length) return
  const won = new Set(taken.map((row) => row.id_hmac.toString('hex')))
  await refuseRegistered(
    tx,
    call,
    claims.filter((claim) => !won.has(claim.id_hmac.toString('hex'))),
  )
}

/** Somebody who left, whose number is put right. */
export type LeftBearer = Omit<Claim, 'id_hmac'> & { id_hmac: Buffer; name: string }

/**
 * Who left claims no number, but what she was given is held under it: the number of somebody else who is registered would leave that one out. It is
 * hers where a person of her name bears it, as after being registered anew.
 *
 * @throws Refusal conflict `families.already_registered` as `claimPersons`; of a bearer out of reach nothing is compared.
 */
export async function refuseOthersNumbers(tx: Tx, call: Call, left: readonly LeftBearer[]): Promise<void> {
  if (left.length === 0) return
  const { rows } = await sql<{ id_hmac: Buffer; name: string | null }>`
    select c.id_hmac, p.name from identity_claim c
      left join person p on p.district = c.district and p.id = c.person_id and ${within(call.actor.scope, 'p.community')}
    where c.id_hmac = any(${left.map((one) => one.id_hmac)}::bytea[])`.execute(tx)
  const borne = new Map(rows.map((row) => [row.id_hmac.toString('hex'), row.name]))
  const others = left.filter(({ id_hmac, name }) => {
    const bearer = borne.get(id_hmac.toString('hex'))
    return bearer !== undefined && bearer !== name
  })
  if (others.length > 0) await refuseRegistered(tx, call, others)
}

/** Gives up the claims of persons who left. */
export async function releaseClaims(tx: Tx, district: number, personIds: readonly Uuid[]): Promise<void> {
  if (personIds.length === 0) return
  await sql`delete from identity_claim c using person p
    where p.district = ${district}::int and p.id = any(${personIds}::uuid[])
      and c.id_hmac = p.id_hmac and c.district = p.district and c.person_id = p.id`.execute(tx)
}

function refuseTwice(claims: readonly Claim[]): void {
  const seen = new Set<string>()
  const issues = claims.flatMap((claim): Issue[] => {
    const key = claim.id_hmac.toString('hex')
    if (seen.has(key))
      return [{ place: claim.place, code: 'families.id_twice_in_batch', next: 'families.next_compare_id' }]
    seen.add(key)
    return []
  })
  if (issues.length > 0) refuse('unprocessable', 'families.draft_faults', { issues, params: { count: issues.length } })
}

async function refuseRegistered(tx: Tx, call: Call, lost: readonly Claim[]): Promise<never> {
  const here = await tx
    .selectFrom('person as p')
    .innerJoin('family as f', (join) => join.onRef('f.district', '=', 'p.district').onRef('f.id', '=', 'p.family_id'))
    .select(['p.id_hmac', 'f.district', 'f.file_number'])
    .where(
      'p.id_hmac',
      'in',
      lost.map((claim) => claim.id_hmac),
    )
    .where('p.member_to', 'is', null)
    .where(within(call.actor.scope, 'p.community'))
    .execute()
  const files = new Map(here.map((row) => [row.id_hmac?.toString('hex'), fileReference(row.district, row.file_number)]))
  const issues = lost.map((claim): Issue => {
    const file = files.get(claim.id_hmac.toString('hex'))
    return file === undefined
      ? { place: claim.place, code: 'families.registered_elsewhere', next: 'families.next_ask_district' }
      : { place: claim.place, code: 'families.registered_here', params: { file }, next: 'families.next_open_file' }
  })
  return refuse('conflict', 'families.already_registered', { issues, params: { count: issues.length } })
}
