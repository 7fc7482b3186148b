import type { Uuid } from '../../src/kernel/ids.ts'
import { Refusal } from '../../src/kernel/refusal.ts'
import type { Actor } from '../../src/platform/call.ts'
import { connect } from '../../src/platform/database/connect.ts'
import { approveRound, cancelRound, returnRound } from '../../src/provision/payments/commands/index.ts'
import { callOf, testId } from '../support/app.ts'
import type { TestDatabase } from '../support/database.ts'
import type { Chance } from '../support/nasty.ts'
import { compose, makePaymentsOffice, newcomers, type PaymentsOffice, seenOf, walk } from '../support/payments.ts'

export interface RaceReport {
  seed: number
  rounds: number
  racers: number
  approved: number
  /** Races that somebody who gave the round back has won: nobody may have approved it. */
  given_back: number
  /** Rounds with none or more than one approval, or one by its maker; answers that are neither an approval nor an honest refusal. */
  wrong: string[]
}

/** What a racer who comes too late is told, and what the maker is. */
const HONEST = new Set([
  'payments.changed_meanwhile',
  'payments.not_its_turn',
  'payments.powers_apart',
  'platform.busy',
])

/**
 * Rounds that are submitted, each decided by twenty people at the same moment, the maker among them; in every third somebody gives
 * the round back meanwhile. Exactly one step is taken, never by the maker, and the trail knows it once.
 */
export async function raceApprovers(
  db: TestDatabase,
  options: { rounds: number; racers: number; chance: Chance; seed: number },
): Promise<RaceReport> {
  const { rounds, racers, chance, seed } = options
  const office = await makePaymentsOffice(db)
  await newcomers(office)
  const approvers = await makeApprovers(office, racers - 1)
  const crowd = connect({ connectionString: db.url('app'), max: racers })
  const report: RaceReport = { seed, rounds: 0, racers, approved: 0, given_back: 0, wrong: [] }
  for (let n = 0; n < rounds; n++) {
    const { id } = await compose(office)
    await walk(office, id, 'submitted')
    const what = await seenOf(office, id)
    const people = [...approvers, office.officer].toSorted(() => chance() - 0.5)
    const said = await Promise.all(
      people.map((person, i) =>
        codeOf(
          n % 3 === 2 && i === 0 && person !== office.officer
            ? returnRound(crowd, callOf(db, person), { ...what, reason: '金额待核对' })
            : approveRound(crowd, callOf(db, person), what),
        ),
      ),
    )
    await judge(office, id, said, report)
    await cancelRound(db.db, callOf(db, office.officer), { ...(await seenOf(office, id)), reason: '只为比较' })
  }
  await crowd.pool.end()
  return report
}

/** As many accounts that may approve as there are racers, each its own. */
async function makeApprovers({ db, approver }: PaymentsOffice, count: number): Promise<Actor[]> {
  const all = Array.from({ length: count }, (_, n): Actor => ({
    ...approver,
    account_id: testId(),
    post_id: testId(),
    display_name: `审批${n}`,
  }))
  for (const [n, { account_id, post_id, display_name, division, district, scope }] of all.entries()) {
    await db.admin.query(
      `insert into account (id, username, display_name, division, district, state, created_at) values ($1, $2, $3, $4, $5, 'active', now())`,
      [account_id, `racer-${n}`, display_name, division, district],
    )
    await db.admin.query(
      `insert into post (id, account_id, role, division, lo, hi, title, valid_from, granted_by, created_at)
       values ($1, $2, 'district_approver', $3, $4, $5, '审批人', '2010-01-01', $2, now())`,
      [post_id, account_id, division, scope.lo, scope.hi],
    )
  }
  return all
}

const codeOf = (step: Promise<{ state: string }>): Promise<string> =>
  step.then(
    ({ state }) => state,
    (error: unknown) => (error instanceof Refusal ? error.code : String(error)),
  )

async function judge(
  { db, officer }: PaymentsOffice,
  id: Uuid,
  said: readonly string[],
  report: RaceReport,
): Promise<void> {
  const { rows: steps } = await db.admin.query<{ to_state: string; account_id: Uuid }>(
    `select to_state, account_id from payment_round_event where round_id = $1 and seq > 2`,
    [id],
  )
  const { rows: acts } = await db.admin.query(
    `select 1 from audit_entry where subject_id = $1 and action in ('payments.approve', 'payments.return') and outcome = 'done'`,
    [id],
  )
  const [step] = steps
  const taken = said.filter((code) => code === 'approved' || code === 'draft')
  const dishonest = said.filter((code) => code !== 'approved' && code !== 'draft' && !HONEST.has(code))
  const one = steps.length === 1 && acts.length === 1 && taken.length === 1
  if (!one || step?.account_id === officer.account_id || dishonest.length > 0)
    report.wrong.push(
      `${id}: ${steps.length} steps, ${acts.length} acts, ${taken.length} told so; ${dishonest.join(', ')}`,
    )
  report.rounds += 1
  if (step?.to_state === 'approved') report.approved += 1
  else report.given_back += 1
}
