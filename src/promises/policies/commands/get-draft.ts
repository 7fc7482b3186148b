import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { findDraft } from '../queries/index.ts'
import type { DraftState, LawDraft } from '../rules/index.ts'

/** A draft as other rooms read it: what it would change of the law, and where it stands. */
export interface DraftRead extends LawDraft {
  name_zh: string
  name_en: string
  state: DraftState
  version: number
}

/** A draft of the caller's jurisdiction. @throws Refusal not_found `policies.draft_not_found` */
export async function getDraft(tx: Tx, call: Call, draft_id: Uuid): Promise<DraftRead> {
  const draft = (await findDraft(tx, call, draft_id)) ?? refuse('not_found', 'policies.draft_not_found')
  const { id, division, policy_id, content, state, version } = draft
  const named = content.kind === 'create' ? content.promise : content.kind === 'group' ? content.group : undefined
  const name_zh = named?.name_zh ?? draft.policy_name_zh ?? ''
  const name_en = named?.name_en ?? draft.policy_name_en ?? ''
  return { id, division, policy_id, content, state, version, name_zh, name_en }
}
