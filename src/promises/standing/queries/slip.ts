import { sql } from 'kysely'
import type { CivilDate } from '../../../kernel/calendar.ts'
import { codeOfDistrict } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { fileOf } from '../../../registry/families/index.ts'

interface Ref {
  district: number
  person_id: Uuid
}

/** The public reference of the person's file and the community it is kept in. */
export async function fileOfPerson(
  tx: Tx,
  { district, person_id }: Ref,
): Promise<{ file: string; community_name: string | null }> {
  const { rows } = await sql<{ file: string; community_name: string | null }>`
    select ${fileOf('f')} as file, (select d.name from division d where d.code = f.community) as community_name
    from person p join family f on f.district = p.district and f.id = p.family_id
    where p.district = ${district}::int and p.id = ${person_id}::uuid`.execute(tx)
  return rows[0] ?? { file: '', community_name: null }
}

/** The association that decides in the district; without one the district's own name. */
export async function signsFor(tx: Tx, district: number): Promise<string> {
  const { rows } = await sql<{ name: string }>`
    select coalesce(a.name, d.name) as name from division d left join association a on a.division = d.code
    where d.code = ${codeOfDistrict(district)}::bigint`.execute(tx)
  return rows[0]?.name ?? ''
}

export interface KnownSince {
  /** The day she came on the register. */
  registered_on: CivilDate
  /** When facts became what they are: the columns and the day, the newest first. */
  changes: { on: CivilDate; fields: string[] }[]
  /** The day a proof was issued, by kind. */
  proofs: { kind: string; issued_on: CivilDate | null }[]
}

/** Since when the register says what it says of the person. */
export async function knownSince(tx: Tx, { district, person_id }: Ref): Promise<KnownSince> {
  const { rows } = await sql<KnownSince>`
    select ((p.created_at at time zone 'Asia/Shanghai')::date)::text as registered_on,
      coalesce((select json_agg(json_build_object('on', (c.changed_at at time zone 'Asia/Shanghai')::date, 'fields', c.fields) order by c.changed_at desc)
        from fact_change c where c.district = p.district and c.person_id = p.id), '[]') as changes,
      coalesce((select json_agg(json_build_object('kind', t.kind, 'issued_on', t.issued_on) order by (t.valid_to is null) desc, t.issued_on desc nulls last)
        from certificate t where t.district = p.district and t.family_id = p.family_id and t.kind in ('only_child', 'disability')), '[]') as proofs
    from person p where p.district = ${district}::int and p.id = ${person_id}::uuid`.execute(tx)
  return rows[0] ?? { registered_on: '1900-01-01' as CivilDate, changes: [], proofs: [] }
}

export interface ClaimUnder {
  claim_id: Uuid
  state: string
  decision: string | null
  in_force_from: CivilDate | null
  in_force_to: CivilDate | null
}

/** Her latest claim under the policy, withdrawn ones last. */
export async function claimUnder(
  tx: Tx,
  { district, person_id }: Ref,
  policy_id: Uuid,
): Promise<ClaimUnder | undefined> {
  const { rows } = await sql<ClaimUnder>`
    select c.id as claim_id, c.state, c.decision, c.in_force_from, c.in_force_to from claim c
    where c.district = ${district}::int and c.person_id = ${person_id}::uuid and c.policy_id = ${policy_id}::uuid
    order by (c.state = 'withdrawn'), c.created_at desc limit 1`.execute(tx)
  return rows[0]
}
