import type { Code } from '../../../kernel/division-code.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { tell } from '../../../platform/jobs/outbox.ts'

/** Says once for each community that rounds changed there, so that only screens that may see it ask anew. */
export async function tellRounds(tx: Tx, call: Call, communities: readonly Code[]): Promise<void> {
  await tellPlaces(tx, call, 'visit-rounds', communities)
}

export async function tellContacts(tx: Tx, call: Call, communities: readonly Code[]): Promise<void> {
  await tellPlaces(tx, call, 'contacts', communities)
}

async function tellPlaces(tx: Tx, call: Call, topic: string, communities: readonly Code[]): Promise<void> {
  for (const community of new Set(communities)) {
    const dedupe_key = `${call.request_id}:${community}`
    await tell(tx, call, call.actor.district, { topic, dedupe_key, payload: { community } })
  }
}
