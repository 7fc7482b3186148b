import { civilDate } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import { fen } from '../../src/kernel/money.ts'
import { bookSpending } from '../../src/ledgers/funds/commands/index.ts'
import type { Actor } from '../../src/platform/call.ts'
import { asSystem } from '../../src/platform/database/transact.ts'
import { createDocument, storeFile } from '../../src/promises/library/commands.ts'
import { beginSession } from '../../src/registry/staff/commands/session-rows.ts'
import { scopeOfDistrict } from '../../src/registry/staff/commands/trace.ts'
import { callOf, makeActor, testId } from './app.ts'
import type { TestDatabase } from './database.ts'
import { createOf, enactFor } from './drafts.ts'
import { makeAppropriation } from './funds.ts'
import { versionOf } from './version.ts'

/** Signs somebody in; the token is her cookie's. */
export async function signedIn(test: TestDatabase, actor: Actor): Promise<{ session_id: Uuid; token: string }> {
  const session_id = testId()
  const moment = { ...callOf(test, actor), newId: () => session_id }
  const { district, account_id, post_id } = actor
  const session = { district, account_id, post_id, address_hash: Buffer.alloc(32), confirmed_at: null }
  const token = await asSystem(test.db, scopeOfDistrict(district), (tx) => beginSession(tx, moment, session))
  return { session_id, token }
}

interface Place {
  district: number
  community: number
  canary: string
  source_id: Uuid
}

/** What a place's people made at their desks: somebody signed in, a notice with its file, a promise of the place's own, money spent. */
export async function makeOfficeTarget(
  test: TestDatabase,
  { district, community, canary, source_id }: Place,
  worker: Actor,
): Promise<Record<'session_id' | 'document_id' | 'local_policy_id' | 'fund_transfer_id', Uuid>> {
  const [officer, approver] = [
    await makeActor(test, 'district_officer', district),
    await makeActor(test, 'district_approver', district),
  ]
  const finance = await makeActor(test, 'finance', district)
  const { session_id } = await signedIn(test, worker)
  const bytes = new TextEncoder().encode(`试验正文 ${community}`)
  const upload = { bytes, file_name: '通知.txt', fields: {} }
  const { file_id, file_name } = await storeFile(test.db, callOf(test, officer), upload)
  // A notice and a promise in force are everybody's to read: they do not bear the place's mark.
  const { document_id } = await createDocument(test.db, callOf(test, officer), {
    division: community,
    kind: 'notice',
    number: null,
    title: `试验通知 ${community}`,
    issuer: '试验机关',
    issued_on: civilDate('2026-11-01'),
    content: '试验正文',
    file_id,
    file_name,
    note: '',
  })
  const promise = createOf(versionOf(), { division: community, level: 'community', name_zh: `试验关怀 ${community}` })
  const { draft_id } = await enactFor(test, { officer, approver }, promise)
  const { rows } = await test.admin.query<{ policy_id: Uuid }>('select policy_id from policy_draft where id = $1', [
    draft_id,
  ])
  const appropriation_id = await makeAppropriation(test, { district, finance, approver, source_id }, 10_000, {
    purpose: 'festival',
  })
  const { transfer_id } = await bookSpending(test.db, callOf(test, finance), {
    id: testId(),
    appropriation_id,
    amount_fen: fen(100),
    happened_on: civilDate('2026-11-20'),
    memo: `${canary}支`,
  })
  return { session_id, document_id, local_policy_id: rows[0]?.policy_id ?? testId(), fund_transfer_id: transfer_id }
}
