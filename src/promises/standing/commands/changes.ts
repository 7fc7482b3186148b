import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { policiesInForce, type PolicyAt } from '../../policies/index.ts'
import {
  type ChangeRow,
  type Difference,
  enactedSince,
  factsOfFamilies,
  type Known,
  type Past,
  pastOfFamilies,
  type RefreshRow,
} from '../queries/index.ts'
import { causeOf } from '../rules/index.ts'
import type { Occasion } from './refresh.ts'

export interface Found {
  occasion: Pick<Occasion, 'district' | 'as_of' | 'refresh_id'>
  last: Pick<RefreshRow, 'as_of' | 'refreshed_at'>
  policies: readonly PolicyAt[]
  differences: readonly Difference[]
}

/** The differences with their causes: the register is read once for all families they are about. */
export async function changesOf(tx: Tx, { occasion, last, policies, differences }: Found): Promise<ChangeRow[]> {
  if (differences.length === 0) return []
  const { district, as_of, refresh_id } = occasion
  const families = [...new Set(differences.map((one) => one.family_id))]
  const known = Map.groupBy(await factsOfFamilies(tx, [district], families), (row) => row.family_id)
  const past = Map.groupBy(await pastOfFamilies(tx, district, families, last.refreshed_at), (row) => row.family_id)
  const now = new Map(policies.map((policy) => [policy.id, policy]))
  const then = new Map((await policiesInForce(tx, last.as_of)).map((policy) => [policy.id, policy]))
  const enacted = await enactedSince(tx, last.refreshed_at)
  return differences.map((difference): ChangeRow => {
    const { before, after, ...who } = difference
    const policy = now.get(difference.policy_id)
    const told = policy
      ? causeOf({
          policy,
          former: then.get(policy.id),
          before,
          after,
          last_on: last.as_of,
          as_of,
          enacted: enacted.has(`${policy.id} ${policy.version}`),
          ...partOf(
            difference,
            policy,
            known.get(difference.family_id) ?? [],
            past.get(difference.family_id) ?? [],
            last.as_of,
          ),
        })
      : { cause: 'policy_ended', fields: [], on: as_of }
    return {
      refresh_id,
      ...who,
      answer_before: before,
      answer_after: after,
      changed_on: told.on,
      cause: told.cause,
      fields: told.fields,
    }
  })
}

/** What bears on one beneficiary: the person herself, or of a family its parents. */
function partOf(
  { person_id }: Difference,
  policy: PolicyAt,
  known: readonly Known[],
  past: readonly Past[],
  last_on: CivilDate,
) {
  const concerned = (one: { person_id: Uuid; relation: string }) =>
    person_id === null ? one.relation === 'parent' || policy.asked === 'members' : one.person_id === person_id
  const people = past.filter(concerned)
  return {
    rows: known.filter(concerned),
    deaths: people.flatMap(({ died_on, changed }) =>
      died_on !== null && (died_on > last_on || changed.includes('died_on')) ? [died_on] : [],
    ),
    changed: new Set(people.flatMap((person) => person.changed)),
    fresh: people.every((person) => person.fresh),
  }
}
