import type { Uuid } from '../../src/kernel/ids.ts'
import type { Actor } from '../../src/platform/call.ts'
import { testId } from './app.ts'
import type { TestDatabase } from './database.ts'
import { createOf } from './drafts.ts'
import { versionOf } from './version.ts'

const HASH = 'sha256($1::bytea)'

/** A draft of the place's own that is still being written, and a simulation of it that was kept, both named after the place. */
export async function makeDraftTarget(
  test: TestDatabase,
  { community, canary, level = 'community' }: { community: number; canary: string; level?: 'community' | 'district' },
  { account_id, post_id }: Pick<Actor, 'account_id' | 'post_id'>,
): Promise<Record<'draft_id' | 'simulation_id', Uuid>> {
  const ids = { draft_id: testId(), simulation_id: testId() }
  const content = createOf(versionOf(), { division: community, level, name_zh: `${canary}政` })
  await test.admin.query(
    `insert into policy_draft (id, kind, division, policy_id, content, written_by, written_post, created_at, updated_at)
     values ($1, 'create', $2, $1, $3, $4, $5, '2026-11-20', '2026-11-20')`,
    [ids.draft_id, community, JSON.stringify(content), account_id, post_id],
  )
  await test.admin.query(
    `insert into simulation (id, division, draft_id, draft_version, draft_hash, law_hash, register_hash, name, first_month, months, as_of,
       beneficiary, purpose, policies, gained, lost, more, less, unknown, today_fen, draft_fen, arrears_fen, money,
       made_by, made_at)
     values ($2, $3, $4, 1, ${HASH}, ${HASH}, ${HASH}, $5, '2026-11-01', 1, '2026-11-20', 'person', 'service', '[]', 0, 0, 0, 0, 0, 0, 0, 0, '[]',
       $6, '2026-11-20')`,
    [Buffer.from('x'), ids.simulation_id, community, ids.draft_id, `${canary}算`, account_id],
  )
  await test.admin.query(
    `insert into simulation_month (simulation_id, division, month, today_fen, draft_fen, today_count, draft_count)
     values ($1, $2, '2026-11-01', 0, 0, 0, 0)`,
    [ids.simulation_id, community],
  )
  return ids
}
