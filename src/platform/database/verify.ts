import { type RawBuilder, sql } from 'kysely'
import type pg from 'pg'
import { handleOn } from './driver.ts'

export interface ChainFault {
  district: number
  /** The first entry that does not fit; of a fault of the head what the head says, 0 where there is none. */
  seq: number
  fault: 'hash' | 'gap' | 'head'
}

/**
 * THE arithmetic of the chains, recomputed from their bytes: the common tables `link` (entries), `whole` (how many, by district) and
 * `bad` with columns `district, seq, number, fault`, where `number` counts the entries: those before it fit. A chain ends where its
 * head says: an entry behind the head, a head without its entry and entries without a head are faults of the head.
 *
 * @param entries which entries, a condition on `audit_entry e`
 * @param heads which heads, the same condition on `audit_head h`
 */
export function chainTables(entries: RawBuilder<unknown>, heads: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`link as (
      select e.district, e.seq, e.hash, e.prev_hash,
        lag(e.hash, 1, sha256(convert_to('nuanxin audit ' || e.district, 'UTF8'))) over (partition by e.district order by e.seq) as before,
        row_number() over (partition by e.district order by e.seq) as number,
        sha256(e.prev_hash || audit_bytes(e.district, e.seq, e.at, e.account_id, e.post_id, e.role, e.action, e.outcome, e.subject_kind,
          e.subject_id, e.reason, e.detail, e.request_id)) as computed
      from audit_entry e where ${entries}
    ), whole as (select district, count(*) as entries, max(seq) as newest from link group by district
    ), bad as (
      select district, seq, number, case when seq <> number or prev_hash <> before then 'gap' else 'hash' end as fault
      from link where seq <> number or prev_hash <> before or hash <> computed
      union all
      select coalesce(h.district, w.district), coalesce(h.seq, 0),
        case when h.seq < w.newest then h.seq + 1 else least(h.seq, coalesce(w.entries, 0) + 1) end, 'head'
      from (select * from audit_head h where ${heads}) h full join whole w on w.district = h.district
      where h.district is null or h.seq < w.newest
        or h.seq > 0 and not exists (select from link l where l.district = h.district and l.seq = h.seq and l.hash = h.hash)
    )`
}

/**
 * Recomputes every audit chain from its bytes. Returns the first bad link of each district; nothing when all hold.
 * Run as a login that sees past row security (backup or superuser).
 */
export async function verifyChains(client: pg.ClientBase): Promise<ChainFault[]> {
  const all = sql`true`
  const { rows } = await sql<{ district: number; seq: string | number; fault: ChainFault['fault'] }>`
    with ${chainTables(all, all)}
    select distinct on (district) district, seq, fault from bad order by district, number, fault`.execute(
    handleOn(client).tx,
  )
  return rows.map((row) => ({ district: row.district, seq: Number(row.seq), fault: row.fault }))
}
