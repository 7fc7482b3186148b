import { type CivilDate, civilDate, type Instant } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import type { Actor, Call } from '../../src/platform/call.ts'
import { readIn } from '../../src/platform/database/transact.ts'
import {
  approveRound,
  closeRound,
  composeRound,
  exportRound,
  fundRound,
  importReturn,
  submitRound,
} from '../../src/provision/payments/commands/index.ts'
import { findRound, type RoundRow } from '../../src/provision/payments/queries/index.ts'
import type { RoundState } from '../../src/provision/payments/rules/index.ts'
import { approveAccounts, importAccounts } from '../../src/registry/bank-accounts/index.ts'
import { callOf, makeActor, testId } from './app.ts'
import { accountRequest } from './bank-accounts.ts'
import { answerOf } from './bank-returns.ts'
import type { TestDatabase } from './database.ts'
import { PANLONG, runFor } from './entitlements.ts'
import { bereavedCouple, registerForTest } from './families.ts'
import { type FundsOffice, makeAppropriation, makeFundsOffice } from './funds.ts'

/** The day rounds are composed for. */
export const AS_OF: CivilDate = civilDate('2026-11-20')
/** When accounts were asked for and approved: long enough ago that they have cooled off. */
const EARLIER = '2026-10-01T02:00:00.000Z' as Instant

/** The hands a round of Panlong passes through, with the special assistance for the bereaved as what it pays. */
export interface PaymentsOffice {
  db: TestDatabase
  funds: FundsOffice
  /** Composes, submits, exports and takes the answer. */
  officer: Actor
  approver: Actor
  finance: Actor
  supervisor: Actor
  policies: Uuid[]
  /** Everybody registered by `newcomers`, two parents a family. */
  persons: Uuid[]
  call: (actor: Actor) => Call
}

export async function makePaymentsOffice(db: TestDatabase): Promise<PaymentsOffice> {
  const funds = await makeFundsOffice(db)
  const { rows } = await db.admin.query<{ id: Uuid }>(
    "select id from policy where code in ('special_assistance_death', 'panlong_special_assistance_death') and state = 'active'",
  )
  return {
    db,
    funds,
    officer: await makeActor(db, 'district_officer', '530103'),
    approver: funds.approver,
    finance: funds.finance,
    supervisor: await makeActor(db, 'supervisor', '530103'),
    policies: rows.map((row) => row.id),
    persons: [],
    call: (actor) => callOf(db, actor),
  }
}

/** Registers couples, gives as many of their parents an account in force as is said, and finds what is due to them. */
export async function newcomers(
  office: PaymentsOffice,
  { couples = 1, accounts }: { couples?: number; accounts?: number } = {},
): Promise<Uuid[]> {
  const { db, officer, persons } = office
  const first = persons.length / 2
  const drafts = Array.from({ length: couples }, (_, n) => bereavedCouple(first + n))
  const families = await registerForTest(db, officer, drafts)
  const fresh = families.flatMap((family) => family.person_ids.slice(0, 2))
  persons.push(...fresh)
  await giveAccounts(office, fresh.slice(0, accounts ?? fresh.length))
  await runFor(db, officer, AS_OF)
  return fresh
}

/** Accounts asked for and approved long ago; each person has a number of her own. */
export async function giveAccounts(
  { db, officer, approver, persons }: PaymentsOffice,
  some: readonly Uuid[],
): Promise<void> {
  if (some.length === 0) return
  const accounts = some.map((person) => accountRequest(person, persons.indexOf(person) + 1))
  const early = { now: EARLIER }
  const { version_ids } = await importAccounts(db.db, callOf(db, officer, early), { accounts })
  await approveAccounts(db.db, callOf(db, approver, early), { version_ids })
}

export async function roundOf({ db, officer, call }: PaymentsOffice, id: Uuid): Promise<RoundRow> {
  const round = await readIn(db.db, call(officer), (tx) => findRound(tx, call(officer), id))
  if (!round) throw new Error('The round is there.')
  return round
}

/** What somebody who looks at the round now has seen of it. */
export async function seenOf(
  office: PaymentsOffice,
  id: Uuid,
): Promise<{ round_id: Uuid; version: number; total_fen: number }> {
  const { version, total_fen } = await roundOf(office, id)
  return { round_id: id, version, total_fen }
}

/** The body of a round over Panlong; `title` and more as the test wants. */
export function newRound({ policies }: PaymentsOffice, title = '试验批次', more: { same_account?: boolean } = {}) {
  return { id: testId(), division: PANLONG, title, policy_ids: policies, as_of: AS_OF, ...more }
}

/** Composes what is due now. */
export function compose(office: PaymentsOffice, title?: string, more?: { same_account?: boolean }) {
  return composeRound(office.db.db, office.call(office.officer), newRound(office, title, more))
}

/** Takes a draft as far as is said, each step by its own hand. Where the bank answers, every line but those of `failed` went through. */
export async function walk(
  office: PaymentsOffice,
  id: Uuid,
  to: RoundState,
  { template = 'general_csv', failed = [] }: { template?: string; failed?: readonly number[] } = {},
): Promise<void> {
  const { db, call, officer, approver, finance, supervisor } = office
  const steps: [RoundState, () => Promise<unknown>][] = [
    ['submitted', async () => submitRound(db.db, call(officer), await seenOf(office, id))],
    ['approved', async () => approveRound(db.db, call(approver), await seenOf(office, id))],
    [
      'funded',
      async () => {
        const appropriation_id = await makeAppropriation(db, office.funds, (await roundOf(office, id)).total_fen)
        await fundRound(db.db, call(finance), { ...(await seenOf(office, id)), appropriation_id })
      },
    ],
    [
      'exported',
      async () => exportRound(db.db, call(officer), { ...(await seenOf(office, id)), file_id: testId(), template }),
    ],
    [
      'reconciled',
      async () => {
        const { name, bytes } = await answerOf(db, officer, id, { failed })
        await importReturn(db.db, call(officer), { round_id: id, return_id: testId(), file_name: name, bytes })
      },
    ],
    ['closed', async () => closeRound(db.db, call(supervisor), await seenOf(office, id))],
  ]
  const order = steps.map(([state]) => state)
  const at = order.indexOf((await roundOf(office, id)).state)
  for (const [, take] of steps.slice(at + 1, order.indexOf(to) + 1)) await take()
}

/** A round of its own for one couple, in the state that is said. */
export async function roundIn(
  office: PaymentsOffice,
  to: RoundState,
  { couples = 1, ...how }: { couples?: number; template?: string; failed?: readonly number[] } = {},
): Promise<Uuid> {
  await newcomers(office, { couples })
  const { id } = await compose(office)
  if (to !== 'draft') await walk(office, id, to, how)
  return id
}

export interface LineRow {
  id: Uuid
  line_no: number
  person_id: Uuid
  amount_fen: number
  attempt: number
  state: string
  parts: { months: number; rate_fen: number }[]
  record_id: Uuid | null
}

/** The lines as they really stand, past row security. */
export async function linesOf({ db }: PaymentsOffice, round_id: Uuid): Promise<LineRow[]> {
  const { rows } = await db.admin.query<LineRow>(
    `select id, line_no, person_id, amount_fen::int as amount_fen, attempt, state, parts, record_id from payment where round_id = $1 order by line_no`,
    [round_id],
  )
  return rows
}
