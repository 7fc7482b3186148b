import { expect } from 'vitest'
import { type CivilDate, civilDate, type Instant } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import { readIn } from '../../src/platform/database/transact.ts'
import { runEligibility } from '../../src/promises/entitlements/index.ts'
import { approveDraft, type DraftInput, submitDraft, writeDraft } from '../../src/promises/policies/index.ts'
import { peopleOf, resultOf, workOut } from '../../src/promises/simulations/commands/index.ts'
import { composeRound } from '../../src/provision/payments/index.ts'
import type { RoundState } from '../../src/provision/payments/rules/index.ts'
import { callOf, testId } from './app.ts'
import type { TestDatabase } from './database.ts'
import { cashOf, createOf, enactFor } from './drafts.ts'
import { PANLONG } from './entitlements.ts'
import { bereavedCouple, registerForTest } from './families.ts'
import { giveAccounts, makePaymentsOffice, type PaymentsOffice, walk } from './payments.ts'

/** Everybody over sixty. */
export const RULE = { combinator: 'and' as const, rules: [{ field: 'age', operator: '>=', value: 60 }] }
/** When the round after an approval is composed. */
export const LATER = '2026-12-20T02:00:00.000Z' as Instant

/** A payments office, and two couples over seventy, one of them of another street, who can all be paid. */
export async function makeForeseeingOffice(db: TestDatabase): Promise<PaymentsOffice> {
  const office = await makePaymentsOffice(db)
  const drafts = [bereavedCouple(0), bereavedCouple(1, { community: 530_103_006_001 })]
  const families = await registerForTest(db, office.officer, drafts)
  office.persons.push(...families.flatMap((family) => family.person_ids.slice(0, 2)))
  await giveAccounts(office, office.persons)
  return office
}

/** Promises made, run, paid and simulated in one office, to hold what was simulated against what comes of it. */
export function foreseeing(office: () => PaymentsOffice) {
  const by = () => ({ officer: office().officer, approver: office().approver })
  const call = (now?: Instant) => callOf(office().db, office().officer, now ? { now } : {})

  async function promised(name_zh: string, version: Parameters<typeof createOf>[0]): Promise<Uuid> {
    const { policy_id } = await enactFor(office().db, by(), createOf(version, { name_zh }))
    if (policy_id === null) throw new Error('A policy is made.')
    return policy_id
  }

  async function run(ids: readonly Uuid[], as_of: CivilDate, now?: Instant): Promise<void> {
    const { rows } = await office().db.admin.query<{ code: string }>('select code from policy where id = any($1)', [
      ids,
    ])
    const policy_codes = rows.map((row) => row.code)
    await runEligibility(office().db.db, call(now), { division: PANLONG, as_of, policy_codes, apply: true })
  }

  async function round(ids: Uuid[], title: string, now?: Instant): Promise<Uuid> {
    const as_of = civilDate((now ?? call().now).slice(0, 10))
    const input = { id: testId(), division: PANLONG, title, policy_ids: ids, as_of }
    return (await composeRound(office().db.db, call(now), input)).id
  }

  async function paid(ids: Uuid[], to: RoundState): Promise<Uuid> {
    const id = await round(ids, '已发批次')
    if (to !== 'draft') await walk(office(), id, to)
    return id
  }

  /** What is simulated of a draft from December on, and the draft, to approve it. */
  async function simulated(input: DraftInput, months = 2, month = '2026-12', more: { purpose?: string } = {}) {
    const { draft_id, version } = await writeDraft(office().db.db, call(), input)
    const asked = { draft_id, months, month, division: PANLONG, ...more }
    const result = await readIn(office().db.db, call(), async (tx) =>
      resultOf(tx, call(), asked, await workOut(tx, call(), asked)),
    )
    const { items } = await readIn(office().db.db, call(), (tx) =>
      peopleOf(tx, call(), { ...asked, change: 'more' }, { size: 200 }),
    )
    expect(items.length).toBe(result.totals.more)
    const approve = async () => {
      const { version: submitted } = await submitDraft(office().db.db, call(), { draft_id, version })
      await approveDraft(office().db.db, callOf(office().db, office().approver), { draft_id, version: submitted })
    }
    return { result, approve, asked }
  }

  const months = (result: { by_month: { today_fen: number; draft_fen: number }[] }) =>
    result.by_month.map((line) => [line.today_fen, line.draft_fen])

  const raise = (policy_id: Uuid, yuan: number, from = '2026-12-01', more: Parameters<typeof cashOf>[1] = {}) => ({
    kind: 'version' as const,
    policy_id,
    version: cashOf(yuan, { rule: RULE, valid_from: civilDate(from), ...more }),
  })

  /** The arrears of a round composed in December. */
  async function arrearsOf(id: Uuid): Promise<number> {
    const { rows } = await office().db.admin.query<{ fen: number }>(
      "select coalesce(sum(amount_fen), 0)::int as fen from payment where round_id = $1 and kind = 'arrears'",
      [id],
    )
    return rows[0]?.fen ?? Number.NaN
  }

  async function owed(ids: readonly Uuid[]): Promise<number> {
    const { rows } = await office().db.admin.query<{ fen: number }>(
      "select coalesce(sum(amount_fen), 0)::int as fen from entitlement where policy_id = any($1) and state <> 'void'",
      [ids],
    )
    return rows[0]?.fen ?? Number.NaN
  }

  return { call, by, promised, run, round, paid, simulated, months, raise, arrearsOf, owed }
}
