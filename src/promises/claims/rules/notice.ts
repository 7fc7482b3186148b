import { addDays, type CivilDate } from '../../../kernel/calendar.ts'

/** The last day on which a notice hangs: `days` whole days after the day it was posted. */
export function closesOn(posted: CivilDate, days: number): CivilDate {
  return addDays(posted, days)
}

/** Time alone ends it, whether or not the job has come by. */
export function hangsOn(notice: { closes_on: CivilDate; taken_down_at: string | null }, today: CivilDate): boolean {
  return notice.taken_down_at === null && today <= notice.closes_on
}

/** A notice may be concluded when its last day is over and nobody took it down before. */
export function mayConclude(
  notice: { closes_on: CivilDate; concluded_at: string | null; take_down_reason: string | null },
  today: CivilDate,
): 'yes' | 'still_hangs' | 'taken_down' | 'concluded' {
  if (notice.concluded_at !== null) return 'concluded'
  if (notice.take_down_reason !== null && notice.take_down_reason !== EXPIRED) return 'taken_down'
  return today > notice.closes_on ? 'yes' : 'still_hangs'
}

/** The reason of the notice that time took down. */
export const EXPIRED = 'expired'
