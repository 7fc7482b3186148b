import type pg from 'pg'

export interface ChainFault {
  district: number
  /** The first entry that does not fit. */
  seq: number
  fault: 'hash' | 'gap' | 'head'
}

/**
 * Recomputes every audit chain from its bytes. Returns the first bad link of each district; nothing when all hold.
 * Run as a login that sees past row security (backup or superuser).
 */
export async function verifyChains(client: pg.ClientBase): Promise<ChainFault[]> {
  const { rows } = await client.query<{ district: number; seq: string; fault: ChainFault['fault'] }>(`
    with link as (
      select district, seq, hash, prev_hash,
        lag(hash, 1, sha256(convert_to('nuanxin audit ' || district, 'UTF8'))) over (partition by district order by seq) as before,
        row_number() over (partition by district order by seq) as number,
        sha256(prev_hash || audit_bytes(district, seq, at, account_id, post_id, role, action, outcome, subject_kind,
          subject_id, reason, detail, request_id))
          as computed
      from audit_entry
    ), bad as (
      select district, seq, case when seq <> number or prev_hash <> before then 'gap' else 'hash' end as fault
      from link where seq <> number or prev_hash <> before or hash <> computed
      union all
      select h.district, h.seq, 'head' from audit_head h
      where h.seq > 0 and not exists (select from audit_entry e where e.district = h.district and e.seq = h.seq and e.hash = h.hash)
    )
    select distinct on (district) district, seq, fault from bad order by district, seq, fault`)
  return rows.map((row) => ({ district: row.district, seq: Number(row.seq), fault: row.fault }))
}
