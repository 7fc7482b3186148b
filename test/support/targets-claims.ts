import type { Uuid } from '../../src/kernel/ids.ts'
import { maskName } from '../../src/kernel/mask.ts'
import { testId } from './app.ts'
import type { Actor } from '../../src/platform/call.ts'
import { DEATH, DISABILITY, draftClaim, PNG } from './claims.ts'
import type { TestDatabase } from './database.ts'

const SHORT_CHAIN = '00650000-0000-8000-8000-000000000001'

/** A claim of the place's family that stands at its public notice with an objection. */
export async function makeClaimTarget(
  test: TestDatabase,
  place: { district: number; community: number; family_id: Uuid; person_id: Uuid; canary: string; account_id: Uuid },
): Promise<Record<'claim_id' | 'notice_id' | 'objection_id' | 'proof_id', Uuid>> {
  const ids = {
    claim_id: testId(),
    notice_id: testId(),
    objection_id: testId(),
    proof_id: testId(),
  }
  const { district, community, family_id, person_id, account_id, canary } = place
  const sealed = (text: string, at: string) => test.crypto.seal(text, at)
  const run = (text: string, values: unknown[]) => test.admin.query(text, values)
  await run('begin', [])
  await run(
    `insert into claim (district, id, community, family_id, person_id, policy_id, procedure_id, branch, origin, state, seq, step_since, hands,
       open_objections,
       declared_version, created_by, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, 'death', 'declared', 'village_notice', 3, '2026-11-19', array[$8::uuid], 1, 1, $8, '2026-11-18')`,
    [district, ids.claim_id, community, family_id, person_id, DEATH, SHORT_CHAIN, account_id],
  )
  const moves = [
    [1, null, 'new', 'draft', 'open'],
    [2, 1, 'draft', 'village_review', 'submit'],
    [3, 2, 'village_review', 'village_notice', 'forward'],
  ]
  for (const [seq, before, from, to, act] of moves) {
    await run(
      `insert into claim_event (district, claim_id, seq, prev_seq, procedure_id, from_state, to_state, act, at, account_id, role, detail)
       values ($1, $2, $3, $4, $5, $6, $7, $8, '2026-11-19', $9, 'community_worker', $10)`,
      [
        district,
        ids.claim_id,
        seq,
        before,
        SHORT_CHAIN,
        from,
        to,
        act,
        account_id,
        JSON.stringify({ text: `${canary}言`, present: [`${canary}员`] }),
      ],
    )
  }
  const proof = Buffer.concat([PNG, Buffer.from(`${canary}证`)])
  const content = JSON.stringify({ content: contentOf(person_id, `${canary}由`), numbers: {} })
  await run(
    `insert into claim_declaration (district, claim_id, version, content_cipher, content_hash, answer, submitted_by, submitted_at)
     values ($1, $2, 1, $3, sha256('x'), 'yes', $4, '2026-11-18')`,
    [district, ids.claim_id, sealed(content, `claim_declaration.content_cipher:${ids.claim_id}/1`), account_id],
  )
  await run(
    `insert into claim_proof (district, id, community, family_id, claim_id, kind, content_type, size_bytes, sha256, content_cipher, added_by, added_at)
     values ($1, $2, $3, $4, $5, 'other', 'image/png', $8, sha256($9), $6, $7, '2026-11-18')`,
    [
      district,
      ids.proof_id,
      community,
      family_id,
      ids.claim_id,
      sealed(proof.toString('base64'), `claim_proof.content_cipher:${ids.proof_id}`),
      account_id,
      proof.length,
      proof,
    ],
  )
  await run(
    `insert into claim_notice (district, id, community, step, posted_at, posted_by, closes_on)
     values ($1, $2, $3, 'village_notice', '2026-11-19', $4, '2026-11-26')`,
    [district, ids.notice_id, community, account_id],
  )
  await run(
    'insert into claim_notice_line (district, notice_id, line, claim_id, community, masked_name, policy_id) values ($1, $2, 1, $3, $4, $5, $6)',
    [district, ids.notice_id, ids.claim_id, community, maskName(canary), DEATH],
  )
  const said = JSON.stringify({ text: `${canary}异`, name: '', contact: '' })
  await run(
    `insert into claim_objection (district, id, community, family_id, claim_id, notice_id, channel, received_on, received_at, content_cipher)
     values ($1, $2, $3, $4, $5, $6, 'link', '2026-11-20', '2026-11-20', $7)`,
    [
      district,
      ids.objection_id,
      community,
      family_id,
      ids.claim_id,
      ids.notice_id,
      sealed(said, `claim_objection.content_cipher:${ids.objection_id}`),
    ],
  )
  await run('commit', [])
  return ids
}

/** A declaration of hers that is still being written, with one proof. */
export async function makeClaimDraft(
  test: TestDatabase,
  worker: Actor,
  person_id: Uuid,
): Promise<Record<'draft_claim_id' | 'draft_proof_id', Uuid>> {
  const { claim_id } = await draftClaim(test, worker, person_id, { policy_id: DISABILITY })
  const { rows } = await test.admin.query<{ id: Uuid }>('select id from claim_proof where claim_id = $1', [claim_id])
  return { draft_claim_id: claim_id, draft_proof_id: rows[0]?.id ?? testId() }
}

function contentOf(person_id: Uuid, reason: string) {
  return {
    applicant: {
      person_id,
      marital: '21',
      marital_since: null,
      hukou_kind: 'urban',
      hukou_division: null,
      hukou_address: '',
    },
    spouse: null,
    born: { male: 1, female: 0 },
    surviving: { male: 0, female: 0 },
    only_child_certificate: null,
    children: [],
    reason,
    pick_up_place: '',
  }
}
