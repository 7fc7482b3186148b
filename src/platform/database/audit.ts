import type { CompiledQuery } from 'kysely'
import type { Uuid } from '../../kernel/ids.ts'
import type { Call } from '../call.ts'
import { fixed, lastly, type Tx } from './driver.ts'

/** What the trail says of one act: ids, codes and counts; never a name, a number of a person, or a note. */
export interface AuditFact {
  action: string
  district: number
  subject?: { kind: string; id: Uuid } | undefined
  outcome?: 'done' | 'refused'
  detail?: Record<string, unknown>
}

const APPEND = `select audit_append($1::int, $2::timestamptz, $3::uuid, $4::uuid, $5, $6, $7, $8, $9::uuid, $10, $11::jsonb, $12::uuid)`

/** The statement that adds one link to the district's audit chain. It locks the head of the chain until the commit. */
function auditEntry(call: Call, fact: AuditFact): CompiledQuery {
  return fixed(APPEND, partsOf(call, fact))
}

function partsOf(call: Call, fact: AuditFact): unknown[] {
  const { account_id, post_id, role } = call.actor
  const { district, action, outcome = 'done', subject, detail = {} } = fact
  const who = [account_id, post_id, role]
  const what = [action, outcome, subject?.kind ?? null, subject?.id ?? null]
  return [district, call.now, ...who, ...what, call.reason, JSON.stringify(detail), call.request_id]
}

/** The end of an act: the link of the chain and, where the client gave a key, the answer that is kept for it; one statement. */
export function endOfAct(
  call: Call,
  fact: AuditFact,
  answered: { key: string; result: unknown } | null,
): CompiledQuery {
  if (!answered) return auditEntry(call, fact)
  // A key belongs to the post that acts, which the link names too.
  const keeping = `update idempotency set response = $14::jsonb where district = $1::int and actor_id = $4::uuid and key = $13`
  return fixed(`with answered as (${keeping}) ${APPEND}`, [
    ...partsOf(call, fact),
    answered.key,
    JSON.stringify(answered.result ?? null),
  ])
}

/**
 * Adds one link to the district's audit chain with the commit of the caller's transaction: the head of the chain, which everybody in the
 * district waits for, is locked for nothing that is still done before it.
 */
export function appendAudit(tx: Tx, call: Call, fact: AuditFact): void {
  lastly(tx, auditEntry(call, fact))
}
