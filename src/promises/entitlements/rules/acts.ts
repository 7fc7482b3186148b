import type { CivilDate } from '../../../kernel/calendar.ts'
import type { Uuid } from '../../../kernel/ids.ts'
import type { Unit } from '../../../kernel/units.ts'
import { type CareAct, type Channel, PAID_BEFORE } from '../../../ledgers/care-records/rules/index.ts'

/** An entitlement about to be reached, with what its policy says of the act that keeps it. */
export interface Reachable {
  district: number
  id: Uuid
  family_id: Uuid
  person_id: Uuid | null
  policy_id: Uuid
  care_kind: string
  /** The units that count for the kind of act. */
  kind_units: readonly Unit[]
  unit: string
  amount_fen: number
  quantity: number
  version: number
  /** The family's living parents on the day, for what a family is owed. */
  parents: readonly Uuid[]
}

/** How it was reached; figures for each beneficiary where the act says more than the promise (an insurance premium). */
export interface Reaching {
  happened_on: CivilDate
  channel?: Channel | undefined
  note?: string | undefined
  amount_fen_each?: number | undefined
  quantity_each?: number | undefined
  minutes_each?: number | undefined
  /** The paper it stands on, where it was paid before the house was there: the act is called by it and says so. */
  paper?: string | undefined
}

export interface PlannedAct {
  act: CareAct & { id: Uuid }
  entitlements: readonly Reachable[]
}

/**
 * One act for each beneficiary and policy, however many periods it settles at once: amount and quantity are the sums. `idOf` gives
 * the act's id from its first entitlement.
 */
export function planActs(rows: readonly Reachable[], reaching: Reaching, idOf: (row: Reachable) => Uuid): PlannedAct[] {
  const groups = Map.groupBy(rows, (row) => `${row.policy_id} ${row.person_id ?? row.family_id}`)
  return [...groups.values()].flatMap((group): PlannedAct[] => {
    const [first] = group
    return first ? [{ act: actOf(first, group, reaching, idOf(first)), entitlements: group }] : []
  })
}

function actOf(first: Reachable, group: readonly Reachable[], reaching: Reaching, id: Uuid): CareAct & { id: Uuid } {
  const { happened_on, channel, note, paper } = reaching
  return {
    id,
    district: first.district,
    family_id: first.family_id,
    person_ids: first.person_id === null ? first.parents : [first.person_id],
    happened_on,
    kind: first.care_kind,
    policy_id: first.policy_id,
    source: { room: paper === undefined ? 'entitlements' : PAID_BEFORE, id: first.id },
    ...(paper === undefined ? {} : { title: paper }),
    ...figuresOf(first, group, reaching),
    ...(channel === undefined ? {} : { channel }),
    ...(note === undefined || note === '' ? {} : { note }),
  }
}

const sum = (group: readonly Reachable[], of: (row: Reachable) => number) =>
  group.reduce((total, row) => total + of(row), 0)

/** The promise in the units its kind of act counts; what the kind does not count (an enrolment) is told by the persons alone. */
function figuresOf(first: Reachable, group: readonly Reachable[], reaching: Reaching) {
  const counts = (...units: Unit[]) => units.some((unit) => first.kind_units.includes(unit))
  const quantity = sum(group, (row) => row.quantity)
  const pieces =
    first.unit === 'hour' ? group.length : first.unit === 'fen' || first.unit === 'person_time' ? 0 : quantity
  const figures = {
    // A promise of money is kept to the fen; only where none is promised is the amount what was said.
    amount_fen: first.unit === 'fen' ? sum(group, (row) => row.amount_fen) : (reaching.amount_fen_each ?? 0),
    minutes: reaching.minutes_each ?? (first.unit === 'hour' && counts('minute', 'hour') ? quantity * 60 : 0),
    quantity: reaching.quantity_each ?? (first.unit !== 'copy' && counts('piece') ? pieces : 0),
    copies: first.unit === 'copy' && counts('copy') ? quantity : 0,
  }
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value > 0))
}
