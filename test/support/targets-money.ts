import { civilDate, type Instant } from '../../src/kernel/calendar.ts'
import type { Uuid } from '../../src/kernel/ids.ts'
import type { Actor } from '../../src/platform/call.ts'
import { command } from '../../src/platform/database/transact.ts'
import { markReached } from '../../src/promises/entitlements/index.ts'
import { findPolicyAt, ratesOf } from '../../src/promises/policies/index.ts'
import { keepLaw } from '../../src/provision/payments/queries/index.ts'
import { proposeTemplate } from '../../src/provision/payments/commands/index.ts'
import { callOf, testId } from './app.ts'
import { NUANCHENG } from './bank-templates.ts'
import { DEATH } from './claims.ts'
import type { TestDatabase } from './database.ts'

interface Owed {
  district: number
  community: number
  family_id: Uuid
  canary: string
  account_id: Uuid
  /** Over which place its rounds and runs go; its community unless said. */
  division?: number
}

/** What the place's family is owed, and a round of visits over the place with the family in it. */
export async function makeOwed(
  test: TestDatabase,
  place: Owed,
  officer: Actor,
): Promise<Record<'entitlement_id' | 'run_id' | 'round_id' | 'line_id' | 'reached_record_id', Uuid>> {
  const ids = { entitlement_id: testId(), run_id: testId(), round_id: testId(), line_id: testId() }
  const reached = testId()
  const policy_id = await familyPolicy(test)
  const { district, community, family_id, canary, account_id, division = community } = place
  await test.admin.query('begin')
  await test.admin.query(
    `insert into eligibility_run (district, id, division, as_of, counts, fingerprint, started_by, applied_at)
     values ($1, $2, $3, '2026-11-01', '[]', sha256('x'), $4, '2026-11-01')`,
    [district, ids.run_id, division, account_id],
  )
  for (const [id, period] of [
    [ids.entitlement_id, '2026'],
    [reached, '2025'],
  ]) {
    await test.admin.query(
      `insert into entitlement (district, id, community, family_id, beneficiary_id, policy_id, policy_version,
         period, quantity, unit, due_from, run_id, created_at)
       select $1, $2, $3, $4, $4, v.policy_id, v.version, $7, 1, 'piece', '2026-11-01', $5, '2026-11-01'
       from policy_version v where v.policy_id = $6 order by v.version limit 1`,
      [district, id, community, family_id, ids.run_id, policy_id, period],
    )
  }
  await test.admin.query(
    `insert into visit_round (district, id, division, title, care_kind, opens_on, closes_on, created_by, created_at)
     values ($1, $2, $3, $4, 'visit_festival', '2026-11-01', '2026-12-31', $5, '2026-11-01')`,
    [district, ids.round_id, division, `${canary}轮`, account_id],
  )
  await test.admin.query(
    `insert into visit_line (district, id, community, round_id, family_id, worker_id) values ($1, $2, $3, $4, $5, $6)`,
    [district, ids.line_id, community, ids.round_id, family_id, account_id],
  )
  await test.admin.query('commit')
  const happened_on = civilDate('2026-11-20')
  await markReached(test.db, callOf(test, officer), { entitlement_ids: [reached], happened_on })
  const { rows } = await test.admin.query<{ record_id: Uuid }>('select record_id from entitlement where id = $1', [
    reached,
  ])
  return { ...ids, reached_record_id: rows[0]?.record_id ?? testId() }
}

/** The nation's first promise to families. */
export async function familyPolicy(test: TestDatabase): Promise<Uuid> {
  const { rows } = await test.admin.query<{ id: Uuid }>(
    "select id from policy where beneficiary = 'family' order by code limit 1",
  )
  const [policy] = rows
  if (!policy) throw new Error('Something is promised to families.')
  return policy.id
}

/** Who gives the district money, and an appropriation nobody has confirmed. */
export async function makeFunds(
  test: TestDatabase,
  { district, canary, account_id }: Pick<Owed, 'district' | 'canary' | 'account_id'>,
): Promise<Record<'source_id' | 'appropriation_id', Uuid>> {
  const ids = { source_id: testId(), appropriation_id: testId() }
  await test.admin.query(
    `insert into fund_source (district, id, division, kind, name, created_by, created_at)
     values ($1, $2, $3, 'treasury', $4, $5, '2026-11-01')`,
    [district, ids.source_id, district * 1_000_000, `${canary}财政`, account_id],
  )
  await test.admin.query(
    `insert into fund_period (district, year, state) values ($1, 2026, 'open') on conflict do nothing`,
    [district],
  )
  await test.admin.query(
    `insert into appropriation (district, id, year, source_id, purpose, origin, document, stated_fen, state, created_by, created_at)
     values ($1, $2, 2026, $3, 'festival', 'budget', $4, 1000, 'entered', $5, '2026-11-01')`,
    [district, ids.appropriation_id, ids.source_id, `${canary}文`, account_id],
  )
  return ids
}

/** A request for a bank account, with a reason that names the place. */
export async function makeAccount(test: TestDatabase, place: Owed, person_id: Uuid): Promise<Uuid> {
  const { district, community, family_id, canary, account_id } = place
  const [id, version_id] = [testId(), testId()]
  await test.admin.query('begin')
  await test.admin.query(
    `insert into bank_account (district, id, community, family_id, person_id, created_at) values ($1, $2, $3, $4, $5, '2026-11-01')`,
    [district, id, community, family_id, person_id],
  )
  await test.admin.query(
    `insert into bank_account_version (district, id, community, account_id, family_id, person_id, seq, kind, bank_code, holder_name, number_cipher,
       number_hmac, last4, reason, state, requested_by, requested_at)
     values ($1, $2, $3, $4, $5, $6, 1, 'card', 'ICBC', $7, $8, sha256($9), '0128', $7, 'requested', $10, '2026-11-01')`,
    [
      district,
      version_id,
      community,
      id,
      family_id,
      person_id,
      `${canary}户`,
      test.crypto.seal('6222021234567890128', `bank_account_version.number_cipher:${version_id}`),
      Buffer.from(version_id),
      account_id,
    ],
  )
  await test.admin.query(
    `insert into bank_account_notice (district, version_id, community, family_id, state, created_at) values ($1, $2, $3, $4, 'waiting', '2026-11-01')`,
    [district, version_id, community, family_id],
  )
  await test.admin.query('commit')
  return version_id
}

/** A layout of a bank that waits for its approval; its name bears the canary. */
export async function makeTemplate(test: TestDatabase, officer: Actor, canary: string): Promise<Uuid> {
  const id = testId()
  const code = `nuancheng_${id.replaceAll('-', '').slice(-12)}`
  const named = { ...NUANCHENG, code, name_zh: `${canary}格式` }
  await proposeTemplate(test.db, callOf(test, officer), { ...named, id, district: officer.district })
  return id
}

/** Fen of the one line of a target's payment round: twelve months of one rate. */
export const ROUND_FEN = 12 * 45_000

interface Paid extends Owed {
  person_id: Uuid
  account_version_id: Uuid
  run_id: Uuid
  round_id: Uuid
}

/** A payment round over the place, still a draft, with one frozen line of the person and one that was left out. */
export async function makePayments(
  test: TestDatabase,
  place: Paid,
  officer: Actor,
): Promise<Record<'payment_id' | 'payment_entitlement_id', Uuid>> {
  const ids = { payment_id: testId(), payment_entitlement_id: testId() }
  const { district, community, family_id, person_id, round_id, canary, division = community } = place
  const { account_id } = officer
  const run = (text: string, values: unknown[] = []) => test.admin.query(text, values)
  await run('begin')
  await run(
    `insert into payment_round (district, id, division, title, policy_ids, as_of, item_count, total_fen, composed_by, composed_at)
     values ($1, $2, $3, $4, array[$5::uuid], '2026-11-01', 1, $6, $7, '2026-11-01T00:00:00Z')`,
    [district, round_id, division, `${canary}批`, DEATH, ROUND_FEN, account_id],
  )
  await run(
    `insert into payment_round_hand (district, round_id, account_id, act, at) values ($1, $2, $3, 'compose', '2026-11-01T00:00:00Z')`,
    [district, round_id, account_id],
  )
  await run(
    `insert into payment_round_event (district, round_id, seq, from_state, to_state, account_id, at)
     values ($1, $2, 1, 'new', 'draft', $3, '2026-11-01T00:00:00Z')`,
    [district, round_id, account_id],
  )
  for (const [id, period, aside] of [
    [ids.payment_entitlement_id, '2026', round_id],
    [testId(), '2025', null],
  ]) {
    await run(
      `insert into entitlement (district, id, community, family_id, person_id, beneficiary_id, policy_id, policy_version, period, amount_fen,
         unit, due_from, run_id, created_at, paying_round_id)
       values ($1, $2, $3, $4, $5, $5, $6, 1, $7, $8, 'fen', '2026-11-01', $9, '2026-11-01', $10)`,
      [district, id, community, family_id, person_id, DEATH, period, ROUND_FEN, place.run_id, aside],
    )
    if (aside === null) {
      await run(
        `insert into payment_left_out (district, round_id, entitlement_id, community, reason) values ($1, $2, $3, $4, 'no_account')`,
        [district, round_id, id, community],
      )
    }
  }
  await run(
    `insert into payment_slot (district, person_id, root_id, policy_id, period, taken_at) values ($1, $2, $3, $3, '2026', '2026-11-01')`,
    [district, person_id, DEATH],
  )
  await insertLine(test, place, ids)
  await run(
    `insert into payment_event (district, payment_id, seq, from_state, to_state, account_id, at)
     values ($1, $2, 1, 'new', 'composed', $3, '2026-11-01T00:00:00Z')`,
    [district, ids.payment_id, account_id],
  )
  await run('commit')
  // The trail knows who composed it, and when.
  const call = callOf(test, officer, { now: '2026-11-01T00:00:00.000Z' as Instant })
  const subject = { kind: 'payment_round', id: round_id }
  await command(test.db, call, { name: 'payments.compose', input: round_id, district, subject }, async (tx) => {
    const asked_on = civilDate('2026-11-01')
    const policy = await findPolicyAt(tx, DEATH, asked_on)
    if (!policy) throw new Error('The special assistance is in force.')
    await keepLaw(tx, { district, id: round_id }, { policy, rates: await ratesOf(tx, DEATH), asked_on })
    return { result: null }
  })
  return ids
}

async function insertLine(
  test: TestDatabase,
  { district, community, family_id, person_id, round_id, account_version_id }: Paid,
  ids: Record<'payment_id' | 'payment_entitlement_id', Uuid>,
): Promise<void> {
  const columns = `district, id, round_id, line_no, family_id, person_id, policy_id, policy_version, period, kind, adjustment, attempt, after_id,
    amount_fen, parts, entitlement_id, asked_on, branch, facts, account_version_id`
  const parts = [{ from: '2026-01-01', months: 12, rate_id: testId(), rate_fen: ROUND_FEN / 12 }]
  await test.admin.query(
    `insert into payment (${columns}, community, root_id, frozen_hash)
     select ${columns}, $9::bigint, policy_id, payment_hash(${columns}) from (
       select $1::int as district, $2::uuid as id, $3::uuid as round_id, 1 as line_no, $4::uuid as family_id, $5::uuid as person_id,
         $6::uuid as policy_id, 1 as policy_version, '2026'::text as period, 'regular'::text as kind, 0 as adjustment, 1 as attempt,
         null::uuid as after_id, $7::bigint as amount_fen, $8::jsonb as parts, $10::uuid as entitlement_id, date '2026-11-01' as asked_on,
         'death'::text as branch, to_jsonb(f) - 'district' - 'person_id' - 'family_id' as facts, $11::uuid as account_version_id
       from person_fact f where f.district = $1 and f.person_id = $5) x`,
    [
      district,
      ids.payment_id,
      round_id,
      family_id,
      person_id,
      DEATH,
      ROUND_FEN,
      JSON.stringify(parts),
      community,
      ids.payment_entitlement_id,
      account_version_id,
    ],
  )
  await test.admin.query(
    `insert into payment_claim (holder, own, root_id, period, district, person_id, payment_id)
     select coalesce(n.id_hmac, registration_key(n.district, n.id)), n.id_hmac is null, p.root_id, m.period, p.district, p.person_id, p.id
     from payment p join person n on n.district = p.district and n.id = p.person_id
       cross join lateral unnest(payment_claims(p.kind, p.period, p.parts)) m(period)
     where p.district = $1 and p.id = $2`,
    [district, ids.payment_id],
  )
}
