import { sql } from 'kysely'
import { type CivilDate, civilDateOf, type Instant } from '../../../kernel/calendar.ts'
import { codeOfDistrict, interval } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Scope } from '../../../platform/call.ts'
import { type FieldCrypto, sha256 } from '../../../platform/crypto.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { asSystem } from '../../../platform/database/transact.ts'
import {
  countRequest,
  findPublicNotice,
  forgetRequests,
  insertObjection,
  listPublicLines,
  lockForObjection,
  type PublicNoticeRow,
  takeDownAllExpired,
} from '../queries/index.ts'
import { contentPlace, type Said } from './objections.ts'

/** What the public door knows of a request: no person, an address. */
export interface Passer {
  now: Instant
  address: string
  crypto: FieldCrypto
  request_id: Uuid
}

const TRACE = { action: 'claims.object_in_public' } as const
const NATION = interval(0)
const OWN: Scope = { lo: 0, hi: 1_000_000 }
/** A household behind one address reads a notice a few times; an office may read many. */
const READS_AN_HOUR = 240
const OBJECTIONS_AN_HOUR = 6

/** @throws Refusal too_many `claims.too_many_requests`; counted and committed before anything is looked up. */
async function claimRequest(db: Database, passer: Passer, what: 'read' | 'object'): Promise<void> {
  const hash = passer.crypto.keyedHash(passer.address, `claims.public.${what}`)
  const asked = await asSystem(db, OWN, (tx) => countRequest(tx, hash, passer.now))
  if (asked > (what === 'read' ? READS_AN_HOUR : OBJECTIONS_AN_HOUR)) refuse('too_many', 'claims.too_many_requests')
}

/** The same answer for a link nobody made, one whose notice is over, and one that was taken down. */
async function getNotice(tx: Tx, token: string, today: CivilDate): Promise<PublicNoticeRow> {
  return (await findPublicNotice(tx, sha256(token), today)) ?? refuse('not_found', 'claims.notice_gone')
}

/** A notice as everybody may see it: masked names and the items they declared under. */
export async function readPublicNotice(db: Database, passer: Passer, token: string) {
  await claimRequest(db, passer, 'read')
  return asSystem(db, NATION, async (tx) => {
    const notice = await getNotice(tx, token, civilDateOf(passer.now))
    return { ...notice, posted_on: civilDateOf(notice.posted_at), lines: await listPublicLines(tx, notice) }
  })
}

/**
 * An objection by the public link. Sent twice under one id it is stored once. @throws as `readPublicNotice`; bad_input
 * `claims.no_such_line`.
 */
export async function objectInPublic(
  db: Database,
  passer: Passer,
  input: { token: string; id: Uuid; line: number } & Said,
): Promise<{ received_on: CivilDate }> {
  await claimRequest(db, passer, 'object')
  const today = civilDateOf(passer.now)
  const { district } = await asSystem(db, NATION, (tx) => getNotice(tx, input.token, today))
  await asSystem(db, interval(codeOfDistrict(district)), async (tx) => {
    const notice = await getNotice(tx, input.token, today)
    const line = (await listPublicLines(tx, notice)).find((one) => one.line === input.line)
    if (!line) return refuse('bad_input', 'claims.no_such_line', { place: 'line' })
    if ((await lockForObjection(tx, { district, claim_id: line.claim_id })) !== notice.step)
      refuse('not_found', 'claims.notice_gone')
    const { text, name, contact } = input
    const added = await insertObjection(tx, {
      district,
      id: input.id,
      community: line.community,
      family_id: line.family_id,
      claim_id: line.claim_id,
      notice_id: notice.notice_id,
      channel: 'link',
      received_on: today,
      received_at: passer.now,
      recorded_by: null,
      content_cipher: passer.crypto.seal(
        JSON.stringify({
          text,
          name,
          contact,
        }),
        contentPlace(input.id),
      ),
    })
    if (!added) return
    await sql`insert into outbox (district, id, topic, dedupe_key, payload, created_at) values (${district}::int, ${input.id}::uuid, 'claims',
      ${`objection ${input.id}`}, ${JSON.stringify({ community: line.community, claim_id: line.claim_id })}::jsonb, ${passer.now}::timestamptz)
      on conflict on constraint outbox_once do nothing`.execute(tx)
    await sql`select audit_append(${district}::int, ${passer.now}::timestamptz, null::uuid, null::uuid, null, ${TRACE.action}, 'done',
      'claim', ${line.claim_id}::uuid, null, ${JSON.stringify({ notice_id: notice.notice_id })}::jsonb, ${passer.request_id}::uuid)`.execute(
      tx,
    )
  })
  return { received_on: today }
}

/** The job: every notice whose last day is over comes down, and old counts of public requests are forgotten. @returns how many notices. */
export function takeDownExpired(db: Database, now: Instant): Promise<number> {
  return asSystem(db, NATION, async (tx) => {
    await forgetRequests(tx, now)
    return takeDownAllExpired(tx, now, civilDateOf(now))
  })
}
