import { sql } from 'kysely'
import type { Uuid } from '../../../kernel/ids.ts'
import { codeOfDistrict, interval } from '../../../kernel/division-code.ts'
import type { Scope } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import type { Moment } from './house.ts'

interface Fact {
  district: number
  /** Who; null for a name that nobody has. */
  account_id: Uuid | null
  post_id?: Uuid | null
  role?: string | null
  action: string
  outcome: 'done' | 'refused'
  subject?: { kind: string; id: Uuid }
  detail?: Record<string, string | number | boolean>
}

/** One link in the trail for acts before or about the session itself, where there is no call yet. */
export async function trace(tx: Tx, moment: Moment, fact: Fact): Promise<void> {
  await sql`select audit_append(${fact.district}::int, ${moment.now}::timestamptz, ${fact.account_id}::uuid, ${fact.post_id ?? null}::uuid,
    ${fact.role ?? null}, ${fact.action}, ${fact.outcome}, ${fact.subject?.kind ?? null}, ${fact.subject?.id ?? null}::uuid,
    null, ${JSON.stringify(fact.detail ?? {})}::jsonb, ${moment.request_id}::uuid)`.execute(tx)
}

/** The scope of one district's own rows; 0 holds what belongs to the installation and to a national association. */
export function scopeOfDistrict(district: number): Scope {
  return district === 0 ? { lo: 0, hi: 1_000_000 } : interval(codeOfDistrict(district))
}
