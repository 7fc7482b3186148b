import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import { sha256 } from '../../../platform/crypto.ts'
import type { Database } from '../../../platform/database/connect.ts'
import { constraintOf } from '../../../platform/database/errors.ts'
import { command, readIn } from '../../../platform/database/transact.ts'
import { countProofs, findProofContent, insertProof, type ProofRow, takeProofAway } from '../queries/index.ts'
import { CONTENT_TYPES, EXTENSION, PROOF_BYTES_MAX, type ProofKind, PROOFS_MAX, typeOfContent } from '../rules/index.ts'
import { holdClaim, refuseUnlessStep, subjectOf } from './move.ts'

const place = (id: Uuid) => `claim_proof.content_cipher:${id}`

/**
 * Attaches a file to a declaration being written, sealed.
 * @throws Refusal bad_input `claims.file_type` (by content, whatever its name says), `claims.file_size`, conflict `claims.file_twice`,
 *   unprocessable `claims.files_many`.
 */
export function addProof(
  db: Database,
  call: Call,
  input: { claim_id: Uuid; kind: ProofKind; bytes: Uint8Array },
): Promise<ProofRow> {
  const { bytes, kind, claim_id } = input
  const content_type =
    typeOfContent(bytes) ??
    refuse('bad_input', 'claims.file_type', { place: 'file', params: { types: CONTENT_TYPES.join(', ') } })
  if (bytes.length > PROOF_BYTES_MAX) refuse('bad_input', 'claims.file_size', { place: 'file', params: { max_mb: 5 } })
  const hash = sha256(bytes)
  const spec = {
    name: 'claims.add_proof',
    input: { claim_id, kind, sha256: hash.toString('hex') },
    subject: subjectOf(claim_id),
  }
  return command(db, call, spec, async (tx) => {
    const held = await holdClaim(tx, call, claim_id)
    refuseUnlessStep(call, held, ['draft'])
    const { claim } = held
    if ((await countProofs(tx, claim)) >= PROOFS_MAX)
      refuse('unprocessable', 'claims.files_many', { params: { max: PROOFS_MAX } })
    const id = call.newId()
    const cipher = call.crypto.seal(Buffer.from(bytes).toString('base64'), place(id))
    const row = { proof_id: id, kind, content_type, size_bytes: bytes.length, added_at: call.now }
    try {
      await insertProof(tx, call, claim, { ...row, sha256: hash, content_cipher: cipher })
    } catch (error) {
      if (constraintOf(error) === 'claim_proof_once') refuse('conflict', 'claims.file_twice', { place: 'file' })
      throw error
    }
    return { result: row, detail: { kind, size_bytes: bytes.length } }
  })
}

/** @throws Refusal not_found `claims.proof_not_found` */
export function removeProof(
  db: Database,
  call: Call,
  input: { claim_id: Uuid; proof_id: Uuid },
): Promise<{ proof_id: Uuid }> {
  return command(db, call, { name: 'claims.remove_proof', input, subject: subjectOf(input.claim_id) }, async (tx) => {
    const held = await holdClaim(tx, call, input.claim_id)
    refuseUnlessStep(call, held, ['draft'])
    const gone = await takeProofAway(tx, call, held.claim, input.proof_id)
    if (!gone) refuse('not_found', 'claims.proof_not_found')
    return { result: { proof_id: input.proof_id } }
  })
}

/** The file, opened. Its name tells nobody's. The caller leaves the trace. @throws Refusal not_found `claims.proof_not_found` */
export function openProof(db: Database, call: Call, asked: { claim_id: Uuid; proof_id: Uuid }) {
  return readIn(db, call, async (tx) => {
    const { claim } = await holdClaim(tx, call, asked.claim_id)
    const found = (await findProofContent(tx, claim, asked.proof_id)) ?? refuse('not_found', 'claims.proof_not_found')
    const file = Buffer.from(call.crypto.open(found.content_cipher, place(asked.proof_id)), 'base64')
    return {
      district: claim.district,
      file,
      file_name: `${found.kind}.${EXTENSION[found.content_type]}`,
      content_type: found.content_type,
    }
  })
}
