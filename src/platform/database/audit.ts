import { type RawBuilder, sql } from 'kysely'
import type { Uuid } from '../../kernel/ids.ts'
import type { Call } from '../call.ts'
import type { Tx } from './driver.ts'

/** What the trail says of one act: ids, codes and counts; never a name, a number of a person, or a note. */
export interface AuditFact {
  action: string
  district: number
  subject?: { kind: string; id: Uuid } | undefined
  outcome?: 'done' | 'refused'
  detail?: Record<string, unknown>
}

/** The statement that adds one link to the district's audit chain. It locks the head of the chain until the commit. */
export function auditEntry(call: Call, fact: AuditFact): RawBuilder<unknown> {
  const { actor } = call
  return sql`select audit_append(${fact.district}::int, ${call.now}::timestamptz, ${actor.account_id}::uuid, ${actor.post_id}::uuid,
    ${actor.role}, ${fact.action}, ${fact.outcome ?? 'done'}, ${fact.subject?.kind ?? null}, ${fact.subject?.id ?? null}::uuid,
    ${call.reason}, ${JSON.stringify(fact.detail ?? {})}::jsonb, ${call.request_id}::uuid)`
}

/** Adds one link to the district's audit chain, in the caller's transaction. */
export async function appendAudit(tx: Tx, call: Call, fact: AuditFact): Promise<void> {
  await auditEntry(call, fact).execute(tx)
}
