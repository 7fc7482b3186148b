import { codeOfDistrict } from '../../../kernel/division-code.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { concerns } from '../../entitlements/rules/index.ts'
import { policiesInForce, type PolicyAt } from '../../policies/index.ts'
import {
  type Asked,
  daysOfLaw,
  factsOfFamilies,
  latestOf,
  listCandidates,
  lockDistricts,
  planForMany,
  type SoonRow,
  writeSoon,
} from '../queries/index.ts'
import { type Soon, soonest, soonUntil, type Spell, spellsOf } from '../rules/index.ts'

/**
 * Who will come to meet which policy within a year, and on which day, in those of the districts whose standing speaks for this day.
 * @returns how many rows were written.
 */
export async function foresee(tx: Tx, { districts: asked, as_of }: Asked): Promise<number> {
  await lockDistricts(tx, asked)
  const latest = await latestOf(tx, asked)
  const districts = asked.filter((district) => latest.get(district)?.as_of === as_of)
  if (districts.length === 0) return 0
  await planForMany(tx)
  const end = soonUntil(as_of)
  const days = []
  for (const on of [as_of, ...(await daysOfLaw(tx, as_of, end))])
    days.push({ on, policies: concerning(await policiesInForce(tx, on), districts) })
  const soon: SoonRow[] = []
  for (const spells of spellsOf(days, end).values()) soon.push(...(await soonOf(tx, { districts, as_of }, spells)))
  return writeSoon(tx, districts, soon)
}

/** The policies that concern any of the districts. */
export function concerning(policies: readonly PolicyAt[], districts: readonly number[]): PolicyAt[] {
  return policies.filter((policy) => concernedOf(policy, districts).length > 0)
}

/** Those of the districts that the policy concerns. */
export function concernedOf(policy: PolicyAt, districts: readonly number[]): number[] {
  return districts.filter((district) => concerns(policy, codeOfDistrict(district)))
}

async function soonOf(tx: Tx, { districts, as_of }: Asked, spells: readonly Spell[]): Promise<SoonRow[]> {
  const [first] = spells
  if (!first) return []
  const concerned = concernedOf(first.policy, districts)
  const candidates = await listCandidates(tx, concerned, as_of, spells)
  if (candidates.length === 0) return []
  const families = [...new Set(candidates.map((one) => one.family_id))]
  const known = Map.groupBy(await factsOfFamilies(tx, concerned, families), (row) => row.family_id)
  return candidates.flatMap(({ district, family_id, person_id }): SoonRow[] => {
    const rows = (known.get(family_id) ?? []).filter((row) => person_id === null || row.person_id === person_id)
    const told = soonest(spells, rows, as_of)
    return told ? [rowOf(first.policy, { district, family_id, person_id }, told)] : []
  })
}

function rowOf(
  policy: PolicyAt,
  who: Pick<SoonRow, 'district' | 'family_id' | 'person_id'>,
  { on, cause }: Soon,
): SoonRow {
  return {
    ...who,
    policy_id: policy.id,
    beneficiary_id: who.person_id ?? who.family_id,
    qualifies_on: on,
    cause,
  }
}
