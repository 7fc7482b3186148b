import { addMinutes, type Instant } from '../../../kernel/calendar.ts'

/** ASVS 7.3.1 and 7.3.2: fifteen minutes without a request, twelve hours in all. */
export const IDLE_MINUTES = 15
export const ABSOLUTE_HOURS = 12
/** How long the second factor, once shown, counts for acts that ask for it. */
export const CONFIRMED_MINUTES = 5
/** GB/T 22239-2019 8.1.4.2 c: accounts nobody uses are closed; how soon is the house's own choice. */
export const UNUSED_DAYS = 90

export function endOfSession(begun: Instant): Instant {
  return addMinutes(begun, ABSOLUTE_HOURS * 60)
}

/** Whether a session seen last at `last_seen_at` still lives. */
export function sessionLives(
  session: { last_seen_at: Instant; expires_at: Instant; ended_at: Instant | null },
  now: Instant,
): boolean {
  return session.ended_at === null && now < session.expires_at && now < addMinutes(session.last_seen_at, IDLE_MINUTES)
}

export function isConfirmed(at: Instant | null, now: Instant): boolean {
  return at !== null && now < addMinutes(at, CONFIRMED_MINUTES)
}
