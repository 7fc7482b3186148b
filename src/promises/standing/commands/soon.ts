import type { CivilDate } from '../../../kernel/calendar.ts'
import { codeOfDistrict } from '../../../kernel/division-code.ts'
import type { Tx } from '../../../platform/database/driver.ts'
import { concerns } from '../../entitlements/rules/index.ts'
import { policiesInForce, type PolicyAt } from '../../policies/index.ts'
import { daysOfLaw, factsOfFamilies, type Known, listCandidates, type SoonRow, writeSoon } from '../queries/index.ts'
import { type Soon, soonest, soonUntil, type Spell, spellsOf } from '../rules/index.ts'

interface Asked {
  /** In the order of their codes. */
  districts: readonly number[]
  as_of: CivilDate
  policies: readonly PolicyAt[]
}

/** Who will come to meet which policy within a year, and on which day. @returns how many rows were written. */
export async function refreshSoon(tx: Tx, { districts, as_of, policies }: Asked): Promise<number> {
  const end = soonUntil(as_of)
  const days = [{ on: as_of, policies }]
  for (const on of await daysOfLaw(tx, as_of, end)) {
    days.push({ on, policies: concerning(await policiesInForce(tx, on), districts) })
  }
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

async function soonOf(
  tx: Tx,
  { districts, as_of }: Omit<Asked, 'policies'>,
  spells: readonly Spell[],
): Promise<SoonRow[]> {
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
    return told ? [rowOf(first.policy, rows, { district, family_id, person_id }, told)] : []
  })
}

function rowOf(
  policy: PolicyAt,
  rows: readonly Known[],
  who: Pick<SoonRow, 'district' | 'family_id' | 'person_id'>,
  { on, cause }: Soon,
): SoonRow {
  return {
    ...who,
    policy_id: policy.id,
    beneficiary_id: who.person_id ?? who.family_id,
    community: rows[0]?.community ?? 0,
    qualifies_on: on,
    cause,
  }
}
