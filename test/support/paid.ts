import { type CivilDate, civilDate } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import { closeRound } from '../../src/provision/payments/commands/index.ts'
import type { TestDatabase } from './database.ts'
import { cashOf, createOf, enactFor } from './drafts.ts'
import { noteDeath, runFor } from './entitlements.ts'
import { bereavedCouple, registerForTest } from './families.ts'
import { makePayRoom, type PayRoom, ROUND_DAY } from './rounds.ts'

/** The pay room of Panlong with one promise alone: 100 yuan a month to every parent over seventy, paid by the half-year. */
export interface HalfYearOffice extends PayRoom {
  db: TestDatabase
  policy_id: Uuid
}

export async function makeHalfYearOffice(db: TestDatabase): Promise<HalfYearOffice> {
  const room = await makePayRoom(db)
  const { policy_id } = await enactFor(db, room, createOf(cashOf(100)))
  if (policy_id === null) throw new Error('A new promise has its id.')
  return Object.assign(room, { db, policy_id })
}

/** Composes what this promise owes. */
export function compose(office: HalfYearOffice, title: string, more: { same_account?: boolean } = {}) {
  return office.compose(title, { ...more, policies: [office.policy_id] })
}

/** From a draft to its end; the bank pays every line but those of `failed`. */
export async function walk(office: HalfYearOffice, id: Uuid, failed: readonly number[] = []): Promise<void> {
  await office.send(id)
  await office.answer(id, await office.answerTo(id, failed))
  await closeRound(office.db.db, office.call(office.supervisor), await office.seen(id))
}

let couples = 0

/** A new couple that has been paid the second half of 2026, 600 yuan each unless the rate has been raised. */
export async function paidCouple(office: HalfYearOffice): Promise<{ round_id: Uuid; persons: Uuid[] }> {
  const { db, officer } = office
  const n = (couples += 1)
  const [family] = await registerForTest(db, officer, [bereavedCouple(n)])
  const persons = (family?.person_ids ?? []).slice(0, 2)
  await office.giveAccounts(persons, { from: 2 * n })
  await runFor(db, officer, ROUND_DAY)
  const { id } = await compose(office, `第${n}批`)
  await walk(office, id)
  return { round_id: id, persons }
}

/** The promise pays so many yuan a month from a day on, by a version approved today. */
export async function raise(
  office: HalfYearOffice,
  from: CivilDate,
  yuan: number,
  number = '盘卫〔2026〕9号',
): Promise<void> {
  const { db, officer, policy_id } = office
  const version = cashOf(yuan, { valid_from: from })
  const rates = (version.rates ?? []).map((rate) => ({ ...rate, document_number: number }))
  await enactFor(db, office, { kind: 'version', policy_id, version: { ...version, rates } })
  await runFor(db, officer, ROUND_DAY)
}

/** It becomes known that she died on that day; null: that it was a mistake. */
export async function learnDeath(office: HalfYearOffice, person: Uuid, died_on: string | null): Promise<void> {
  await noteDeath(office.db, office.officer, person, died_on === null ? null : civilDate(died_on))
}

export interface RecoveryLine {
  id: Uuid
  payment_id: Uuid
  amount_fen: number
  cause: string
  nth: number
  state: string
  version: number
}

/** What is to come back of a person, as it really stands, past row security. */
export async function recoveriesOfPerson({ db }: HalfYearOffice, person: Uuid): Promise<RecoveryLine[]> {
  const { rows } = await db.admin.query<RecoveryLine>(
    `select r.id, r.payment_id, r.amount_fen::int as amount_fen, r.cause, r.nth, r.state, r.version
     from payment_recovery r join payment p on p.district = r.district and p.id = r.payment_id where p.person_id = $1 order by r.id`,
    [person],
  )
  return rows
}
