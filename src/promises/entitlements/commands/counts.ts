import { canonicalJson } from '../../../kernel/canonical.ts'
import { sha256 } from '../../../platform/crypto.ts'
import type { PolicyCounts, Sum } from '../contract/index.ts'
import type { DifferenceSum, Question, Unclaimed } from '../queries/index.ts'
import type { Difference } from '../rules/index.ts'

export interface Counted {
  question: Question
  sums: readonly DifferenceSum[]
  unclaimed?: Unclaimed
}

const WRITES: readonly Difference[] = ['gained', 'changed', 'lost']

/** How many rows a run of this policy writes. */
export function writesOf({ sums }: Pick<Counted, 'sums'>): number {
  return sums.filter((sum) => WRITES.includes(sum.difference)).reduce((total, sum) => total + sum.rows, 0)
}

/** The figures of one policy as people see them and as the run keeps them. Lost sums are what is no longer owed. */
export function countsOf({ question: { policy, period }, sums, unclaimed }: Counted): PolicyCounts {
  const of = (difference: Difference): Sum => {
    const found = sums.find((sum) => sum.difference === difference)
    const { rows, households, persons } = found ?? { rows: 0, households: 0, persons: 0 }
    const amount_fen = (difference === 'lost' ? found?.amount_before : found?.amount_after) ?? 0
    return { rows, households, persons, amount_fen, quantity: found?.quantity_after ?? 0 }
  }
  const unknown = sums.find((sum) => sum.difference === 'unknown')
  return {
    policy_id: policy.id,
    code: policy.code,
    name_zh: policy.name_zh,
    name_en: policy.name_en,
    version: policy.version,
    beneficiary: policy.beneficiary,
    unit: unitOf(policy.grant_unit),
    period,
    confidence: policy.confidence,
    gained: of('gained'),
    changed: { ...of('changed'), amount_before: sums.find((sum) => sum.difference === 'changed')?.amount_before ?? 0 },
    lost: of('lost'),
    kept: of('kept'),
    set_aside: of('set_aside'),
    unknown: { ...of('unknown'), without_rate: unknown?.without_rate ?? 0 },
    ...(unclaimed && unclaimed.rows > 0 ? { unclaimed } : {}),
  }
}

function unitOf(unit: string): PolicyCounts['unit'] {
  switch (unit) {
    case 'fen':
    case 'hour':
    case 'piece':
    case 'session':
    case 'person_time':
    case 'copy':
      return unit
    default:
      throw new Error(`A policy grants in "${unit}", which entitlements do not know.`)
  }
}

/**
 * What a run would write, as 32 bytes: any other row, amount, reason or version gives another value. What it would leave alone
 * does not count, so that a visit noted meanwhile does not spoil a preview.
 */
export function fingerprintOf(counted: readonly Counted[], place: { division: number; as_of: string }): Buffer {
  const parts = counted.map(({ question: { policy, period }, sums }) => [
    policy.code,
    policy.version,
    period,
    sums
      .filter((sum) => WRITES.includes(sum.difference))
      .map((sum) => [sum.difference, sum.rows, sum.amount_before, sum.amount_after, sum.quantity_after, sum.digest]),
  ])
  return sha256(canonicalJson([place.division, place.as_of, parts]))
}
