import { type RawBuilder, sql } from 'kysely'
import { PERIOD_OF_CALENDAR } from '../../../kernel/period.ts'

/**
 * Over an entitlement `e` and its kind of act `k`: the room that alone pays it and says so; null where people hand it over. Money that a person
 * is owed by the calendar is paid by rounds, whatever its kind of act: beside a round that cuts the months another promise, branch or district
 * has paid, nobody's word may stand for a payment.
 */
export const payingRoom: RawBuilder<string | null> = sql<
  string | null
>`case when k.written_by is not null then k.written_by
  when e.unit = 'fen' and e.person_id is not null and e.period ~ ${PERIOD_OF_CALENDAR} then 'payments' end`
