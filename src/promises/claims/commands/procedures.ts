import { sql } from 'kysely'
import type { z } from 'zod'
import { ancestorAt, interval, TIERS } from '../../../kernel/division-code.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import { refuse } from '../../../kernel/refusal.ts'
import type { Call } from '../../../platform/call.ts'
import type { Database } from '../../../platform/database/connect.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { insertRows } from '../../../platform/database/rows.ts'
import { command } from '../../../platform/database/transact.ts'
import type { PolicyAt } from '../../policies/index.ts'
import type { proposeProcedure as contract } from '../contract/index.ts'
import { proceduresAround, type ProcedureRow, proposalsFor } from '../queries/index.ts'
import { checkSteps, chooseProcedure, type ProcedureState } from '../rules/index.ts'

type Proposal = z.output<NonNullable<(typeof contract)['body']>>

/** A place and the places around it, the narrowest first. */
export function placesAround(place: number): number[] {
  return [...new Set(TIERS.toReversed().map((tier) => ancestorAt(place, tier)))]
}

/**
 * The chains that hold a place, and before them what is proposed for it; of one state those alone. Proposals of others' places are not
 * shown, nor are those that were withdrawn unless asked for.
 * @throws Refusal not_found `claims.place_not_found`.
 */
export async function listProcedures(
  tx: Tx,
  call: Call,
  { division, state }: { division: number; state: ProcedureState | undefined },
): Promise<ProcedureRow[]> {
  const { lo, hi } = interval(division)
  const { scope } = call.actor
  if (hi <= scope.lo || lo >= scope.hi) refuse('not_found', 'claims.place_not_found', { place: 'query.division' })
  const around = placesAround(division)
  return [
    ...(state === 'approved' ? [] : await proposalsFor(tx, call, { division, around, state })),
    ...(state === undefined || state === 'approved' ? await proceduresAround(tx, around) : []),
  ]
}

/**
 * The chain a claim of this place under this policy goes through today.
 * @throws Refusal unprocessable `claims.no_procedure`, which the shipped default of the nation prevents.
 */
export async function procedureFor(
  tx: Tx,
  call: Call,
  asked: { community: number; hukou_division: number | null; policy: PolicyAt },
): Promise<ProcedureRow> {
  const { policy, community } = asked
  const place = policy.place_asked === 'hukou' ? (asked.hukou_division ?? community) : community
  const chosen = chooseProcedure(await proceduresAround(tx, placesAround(place)), {
    place,
    policy_id: policy.id,
    theme: policy.theme,
    on: call.today,
  })
  return chosen ?? refuse('unprocessable', 'claims.no_procedure')
}

/**
 * Writes a chain for a place of the caller's; it counts when another account has approved it.
 * @throws Refusal bad_input with an issue at every step that is wrong, not_found `claims.place_not_found`.
 */
export function proposeProcedure(db: Database, call: Call, input: Proposal): Promise<{ procedure_id: Uuid }> {
  const { steps, ...head } = input
  const { scope } = call.actor
  const { lo, hi } = interval(head.division)
  if (lo < scope.lo || hi > scope.hi) refuse('not_found', 'claims.place_not_found', { place: 'division' })
  const issues = checkSteps(steps)
  if (head.policy_id !== null && head.theme !== null) issues.push({ place: 'theme', code: 'claims.steps.one_aim' })
  if (head.valid_from < call.today)
    issues.push({ place: 'valid_from', code: 'claims.steps.in_past', params: { today: call.today } })
  if (issues.length > 0) refuse('bad_input', 'claims.steps_wrong', { issues })
  return command(
    db,
    call,
    { name: 'claims.propose_procedure', input, subject: { kind: 'claim_procedure', id: input.id } },
    async (tx) => {
      if (head.policy_id !== null) {
        const policy = await tx.selectFrom('policy').select('id').where('id', '=', head.policy_id).executeTakeFirst()
        if (!policy) refuse('unprocessable', 'claims.policy_unknown', { place: 'policy_id' })
      }
      await tx
        .insertInto('claim_procedure')
        .values({
          ...head,
          confidence: 'sourced',
          shipped: false,
          state: 'proposed',
          created_by: call.actor.account_id,
          created_at: call.now,
        })
        .execute()
      await insertRows(
        tx,
        'claim_step',
        steps.map((step, index) => ({ procedure_id: input.id, position: index + 1, ...step })),
      )
      await sql`insert into claim_path (procedure_id, from_state, to_state, act)
      select ${input.id}::uuid, m.from_state, m.to_state, m.act from claim_paths_of(${input.id}::uuid) m`.execute(tx)
      return { result: { procedure_id: input.id }, detail: { division: head.division, steps: steps.length } }
    },
  )
}
