import { sql } from 'kysely'
import type { Tx } from '../../../platform/database/driver.ts'
import type { Lawbook, LawGroup, LawHead, LawRate, LawVersion } from '../rules/lawbook.ts'

/** All law there is: some hundred rows, read in four statements. */
export async function readLawbook(tx: Tx): Promise<Lawbook> {
  const heads = await sql<LawHead>`
    select id, code, division, level, theme, name_zh, name_en, beneficiary, asked, place_asked, care_kind, replaces_id, position
    from policy order by position, code`.execute(tx)
  const versions = await sql<LawVersion>`
    select policy_id, version, valid_from, valid_to, rule, grant_kind, grant_quantity, grant_unit, cadence, document_number, document_title,
      confidence, source, claim_required, document_id, document_edition
    from policy_version order by policy_id, version`.execute(tx)
  const rates = await sql<LawRate>`
    select policy_id, id, division, branch, hukou_kind, valid_from, valid_to, amount_fen, per, document_number, confidence, source
    from policy_rate order by policy_id, valid_from, division, branch, hukou_kind, id`.execute(tx)
  const groups = await sql<LawGroup>`
    select g.id, g.division, g.name_zh, g.name_en, g.valid_from, g.valid_to,
      (select coalesce(jsonb_agg(m.policy_id order by m.policy_id), '[]') from exclusion_member m where m.group_id = g.id) as policy_ids
    from exclusion_group g order by g.division, g.valid_from, g.id`.execute(tx)
  return { heads: heads.rows, versions: versions.rows, rates: rates.rows, groups: groups.rows }
}
