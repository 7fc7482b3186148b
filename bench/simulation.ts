import { sql } from 'kysely'
import type { Uuid } from '../src/kernel/ids.ts'
import { fen } from '../src/kernel/money.ts'
import type { Actor } from '../src/platform/call.ts'
import { readIn } from '../src/platform/database/transact.ts'
import { eligibleQuery, type Lawbook, lawOn, readLawbook, withDraft } from '../src/promises/policies/index.ts'
import { everybody, settledPairs } from '../src/promises/simulations/queries/index.ts'
import { daysFrom, outcomeOf, stageOf, withSettled } from '../src/promises/simulations/rules/index.ts'
import { inTurn, timed } from './load.ts'
import { callOf, type Rig } from './rig.ts'
import { twentyRules } from './rules.ts'
import type { Line } from './table.ts'

const RATE = {
  division: 0,
  branch: null,
  hukou_kind: null,
  valid_to: null,
  per: 'month' as const,
  document_number: null,
  confidence: 'to_confirm' as const,
  source: 'bench',
}

/**
 * A rate raised for everybody over seventy in the country, simulated for twelve months by district and month, from reading the law to
 * the last sum: against the one query that counts who meets the rule today, as a policy's page asks it.
 */
export async function simulation(rig: Rig, nation: Actor): Promise<Line> {
  const call = callOf(rig, nation)
  const rule = { combinator: 'and' as const, rules: [{ field: 'age' as const, operator: '>=' as const, value: 70 }] }
  const [plain] = twentyRules(call.today).policies
  if (!plain) throw new Error('There are rules.')
  const { replaced_in: _in, ...policy } = {
    ...plain,
    rule,
    grant_kind: 'cash' as const,
    grant_quantity: null,
    grant_unit: 'fen',
    cadence: 'monthly' as const,
  }
  const raised = (book: Lawbook) =>
    withDraft(book, {
      id: policy.id,
      division: 0,
      policy_id: policy.id,
      content: {
        kind: 'version',
        policy_id: policy.id,
        version: {
          ...policy,
          valid_from: days[4] ?? call.today,
          rates: [{ ...RATE, valid_from: days[4] ?? call.today, amount_fen: fen(13_000) }],
        },
      },
    })
  const days = daysFrom(call.today.slice(0, 7), 12)
  const ours = () =>
    readIn(rig.house.db, call, async (tx) => {
      const book = await readLawbook(tx)
      const rate = {
        ...RATE,
        id: policy.id,
        policy_id: policy.id as Uuid,
        valid_from: policy.valid_from,
        amount_fen: fen(10_000),
      }
      const today: Lawbook = {
        ...book,
        heads: [...book.heads, policy],
        versions: [...book.versions, { ...policy, policy_id: policy.id, valid_from: days[0] ?? policy.valid_from }],
        rates: [...book.rates, { ...rate, valid_from: days[0] ?? policy.valid_from }],
      }
      const books = { today, draft: raised(today) }
      const bare = stageOf({ books, about: [policy.id], place: 0, days })
      const stage = withSettled(bare, await settledPairs(tx, bare, nation.scope))
      return outcomeOf(stage, await everybody(tx, stage, nation.scope)).totals
    })
  const counted = () =>
    readIn(rig.house.db, call, async (tx) => {
      const law = lawOn(
        { heads: [policy], versions: [{ ...policy, policy_id: policy.id }], rates: [], groups: [] },
        call.today,
      )
      const [asked] = law.policies
      if (!asked) throw new Error('The policy is in force.')
      const query = eligibleQuery(asked, nation.scope, call.today)
      const { rows } = await sql<{ answer: string; n: number }>`
        select e.answer, count(*)::int as n from (${query}) e group by e.answer order by e.answer`.execute(tx)
      return rows
    })
  const found = await ours()
  const [a = Number.NaN, b = Number.NaN] = await inTurn(7, [() => timed(ours), () => timed(counted)])
  return {
    what: `a rate change simulated, 12 months by place (${found.more} get more)`,
    ours: `${a.toFixed(0)} ms`,
    limit: `counting query ${b.toFixed(0)} ms`,
    figure: a / b,
    unit: 'times the counting query',
    target: { at_most: 2 },
  }
}
