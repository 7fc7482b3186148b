import { interval, shortCode } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { tell } from '../../../platform/jobs/outbox.ts'
import {
  type DraftRow,
  endGroup,
  endRates,
  endVersions,
  insertGroup,
  insertPolicy,
  insertRates,
  insertVersion,
  markRetired,
} from '../queries/index.ts'
import type { VersionInput } from '../rules/index.ts'
import type { Checked } from './check-draft.ts'

/** Writes what a draft says into the law. The caller holds the law (`holdLaw`) and has checked the draft against it. */
export async function enact(
  tx: Tx,
  call: Call,
  draft: DraftRow,
  { content, division, policy_id }: Checked,
): Promise<void> {
  const by = { draft_id: draft.id, written_by: draft.written_by }
  if (content.kind === 'group') {
    const { group } = content
    if (group.ends_group_id !== null) {
      const ended = await endGroup(tx, { id: group.ends_group_id, division }, group.valid_from, draft.id)
      if (!ended) refuse('conflict', 'policies.base_changed', { next: 'policies.base_changed_next' })
    }
    if (group.policy_ids.length > 0) await insertGroup(tx, call, { ...group, id: draft.id, division }, by)
  } else if (policy_id !== null) {
    if (content.kind === 'retire') {
      await endVersions(tx, policy_id, content.end.valid_to, draft.id)
      await endRates(tx, policy_id, content.end.valid_to, draft.id)
      await markRetired(tx, policy_id)
    } else {
      if (content.kind === 'create') {
        await insertPolicy(
          tx,
          { ...content.promise, id: policy_id, code: codeOf(division, policy_id), division },
          draft.id,
        )
      } else await endVersions(tx, policy_id, content.version.valid_from, draft.id)
      await writeVersion(tx, call, policy_id, content.version, by)
    }
  }
  await tell(tx, call, call.actor.district, {
    topic: 'policies',
    dedupe_key: `policy draft ${draft.id}`,
    payload: { community: interval(division).lo, draft_id: draft.id, policy_id, kind: content.kind },
  })
}

async function writeVersion(
  tx: Tx,
  call: Call,
  policy_id: Uuid,
  version: VersionInput,
  by: { draft_id: Uuid; written_by: Uuid },
): Promise<void> {
  await insertVersion(tx, call, policy_id, version, by)
  const rates = version.grant_kind === 'cash' ? version.rates : []
  if (rates === null) return
  await endRates(tx, policy_id, version.valid_from, by.draft_id)
  if (rates.length > 0) {
    await insertRates(tx, call, policy_id, rates, { ...by, confidence: version.confidence, source: version.source })
  }
}

/** A name machines call it by; people never see it. */
function codeOf(division: number, id: Uuid): string {
  return `p${shortCode(division)}_${id.replaceAll('-', '').slice(-12)}`
}
