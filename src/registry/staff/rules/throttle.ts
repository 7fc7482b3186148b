import { epochOf, type Instant, instantFromEpoch } from '../../../kernel/calendar.ts'

/** What is counted: tries at one name, or tries from one address (an office behind one address has many people). */
export type Subject = 'name' | 'address'

export interface Attempts {
  failures: number
  last_at: Instant
  blocked_until: Instant | null
}

/** Wrong tries that cost nothing but the try. */
export const FREE_ATTEMPTS: Readonly<Record<Subject, number>> = { name: 5, address: 20 }
const FIRST_DELAY_SECONDS = 30
const LONGEST_DELAY_SECONDS = 900
const FORGOTTEN_AFTER_MS = 24 * 3_600_000

/**
 * Takes one try before it is judged, so that many at once count as many. Success gives it back. Tries during a delay are
 * refused and do not lengthen it: no one can be locked out for good (ASVS 6.3.1).
 */
export function attempt(
  subject: Subject,
  before: Attempts | undefined,
  now: Instant,
): { allowed: true; after: Attempts } | { allowed: false; wait_seconds: number } {
  const wait = before?.blocked_until ? epochOf(before.blocked_until) - epochOf(now) : 0
  if (wait > 0) return { allowed: false, wait_seconds: Math.ceil(wait / 1000) }
  const fresh = before === undefined || epochOf(now) - epochOf(before.last_at) >= FORGOTTEN_AFTER_MS
  const failures = fresh ? 1 : before.failures + 1
  const beyond = failures - FREE_ATTEMPTS[subject]
  const delay = beyond < 0 ? 0 : Math.min(FIRST_DELAY_SECONDS * 2 ** Math.min(beyond, 10), LONGEST_DELAY_SECONDS)
  const blocked = delay === 0 ? null : instantFromEpoch(epochOf(now) + delay * 1000)
  return { allowed: true, after: { failures, last_at: now, blocked_until: blocked } }
}
