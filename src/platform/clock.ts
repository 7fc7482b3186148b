import type { Instant } from '../kernel/calendar.ts'

/** The one source of time. Handed to the composition root; tests and the demonstration hand in their own. */
export interface Clock {
  now(): Instant
}

export const systemClock: Clock = {
  now: () => new Date().toISOString() as Instant,
}
