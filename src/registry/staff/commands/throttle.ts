import { sql } from 'kysely'
import { refuse } from '../../../kernel/refusal.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { attempt, type Attempts, type Subject } from '../rules/index.ts'
import type { Moment } from './house.ts'

export interface Counted {
  subject: Subject
  hash: Buffer
}

export function countedName(moment: Moment, name: string, address?: string): Counted {
  const text = address === undefined ? name : `${name}\n${address}`
  return { subject: 'name', hash: moment.crypto.keyedHash(text, 'staff.throttle.name') }
}

export function countedAddress(moment: Moment, address: string): Counted {
  return { subject: 'address', hash: addressHash(moment, address) }
}

export function addressHash(moment: Moment, address: string): Buffer {
  return moment.crypto.keyedHash(address, 'staff.address')
}

/**
 * Counts one try against each, before it is judged: the rows are locked, so that fifty at once count as fifty.
 * To be committed before the judging.
 * @throws Refusal too_many staff.too_many_attempts, the same for names that exist and that do not
 */
export async function claimAttempt(tx: Tx, moment: Moment, counted: readonly Counted[]): Promise<void> {
  // One order for everybody: two tries never wait for each other's second row.
  for (const { subject, hash } of counted.toSorted((a, b) => Buffer.compare(a.hash, b.hash))) {
    await sql`insert into sign_in_throttle (district, subject_hash, failures, last_at) values (0, ${hash}, 0, ${moment.now}::timestamptz)
      on conflict do nothing`.execute(tx)
    const found = await sql<Attempts>`select failures, last_at, blocked_until from sign_in_throttle
      where district = 0 and subject_hash = ${hash} for update`.execute(tx)
    const judged = attempt(subject, found.rows[0], moment.now)
    if (!judged.allowed) {
      refuse('too_many', 'staff.too_many_attempts', { params: { seconds: judged.wait_seconds } })
    }
    const { failures, last_at, blocked_until } = judged.after
    await sql`update sign_in_throttle set failures = ${failures}, last_at = ${last_at}::timestamptz, 
        blocked_until = ${blocked_until}::timestamptz
      where district = 0 and subject_hash = ${hash}`.execute(tx)
  }
}

/** After a success: the name starts anew, the address gets back this one try (others there may be guessing). */
export async function giveBack(tx: Tx, counted: readonly Counted[]): Promise<void> {
  for (const { subject, hash } of counted.toSorted((a, b) => Buffer.compare(a.hash, b.hash))) {
    await (
      subject === 'name'
        ? sql`delete from sign_in_throttle where district = 0 and subject_hash = ${hash}`
        : sql`update sign_in_throttle set failures = greatest(failures - 1, 0), blocked_until = null
            where district = 0 and subject_hash = ${hash}`
    ).execute(tx)
  }
}
