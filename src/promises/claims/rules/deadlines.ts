import { addDays, type CivilDate } from '../../../kernel/calendar.ts'

/** Whether a deadline is near or its day is over; one that is neither presses nobody yet. */
export const PRESSING = ['overdue', 'soon'] as const
export type Pressing = (typeof PRESSING)[number]

/**
 * A step of a claim and an objection are said a week ahead: the shortest deadline of the shipped chains is ten days, so that not everything
 * presses from the day it begins, and a week holds five working days to call a review together.
 */
export const STEP_DAYS = 7
/** A notice is said three days before its end: on Friday for the Monday on which it is to be concluded. */
export const NOTICE_DAYS = 3
/** A yearly review is said a month ahead: everybody on its list is asked, and many are visited for it. */
export const REVIEW_DAYS = 30
/** As long as the shipped chains give a review: an objection is reviewed anew, and no later than the step it holds up. */
export const OBJECTION_DAYS = 15

/** A deadline holds through its day: it is overdue from the next. Days are calendar days, as the chains count them. */
export function pressing(due_on: CivilDate | null, today: CivilDate, days: number): Pressing | null {
  if (due_on === null || due_on > addDays(today, days)) return null
  return due_on < today ? 'overdue' : 'soon'
}

/** By when an objection is to be found on. */
export function objectionDueOn(received_on: CivilDate, step_due_on: CivilDate | null): CivilDate {
  const own = addDays(received_on, OBJECTION_DAYS)
  return step_due_on !== null && step_due_on < own ? step_due_on : own
}
